/// What the cycles of a data bus went to (docs/dram.md, 8).
public struct DRAMBusStack: Hashable, Sendable {
  public var read = 0
  public var write = 0
  public var turnaround = 0
  public var rowMiss = 0
  public var bankGroup = 0
  public var fourActivate = 0
  public var refresh = 0
  public var controller = 0
  public var noRequest = 0

  public init() {}

  public var total: Int {
    read + write + turnaround + rowMiss + bankGroup + fourActivate + refresh + controller + noRequest
  }

  public static func + (left: DRAMBusStack, right: DRAMBusStack) -> DRAMBusStack {
    var sum = left
    sum.add(right)
    return sum
  }

  /// Adds another bus's cycles, or takes them away.
  mutating func add(_ other: DRAMBusStack, times: Int = 1) {
    read += times * other.read
    write += times * other.write
    turnaround += times * other.turnaround
    rowMiss += times * other.rowMiss
    bankGroup += times * other.bankGroup
    fourActivate += times * other.fourActivate
    refresh += times * other.refresh
    controller += times * other.controller
    noRequest += times * other.noRequest
  }
}
