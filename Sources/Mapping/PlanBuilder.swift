import Workloads

/// Collects passes and transfers, and shares the strips of tiles that move more than once.
struct PlanBuilder {
  var passes: [Pass] = []
  var transfers: [Transfer] = []
  var strips: [Strip] = []
  var peakBytes = [0, 0, 0]
  var peakBytesTogether = 0
  /// Runs of all regions that may still be made: beyond any that is meant, within memory and seconds.
  private var runBudget = 1 << 27
  /// Elements and bytes of all transfers, to tell when their sums would not fit into an integer.
  private var moved = 0.0
  /// Whether the plan has more than can be held or counted.
  var isTooLarge: Bool { runBudget <= 0 || moved > 1e18 }
  private var known: [[Int: (range: Range<Int>, bytes: Int)]] = [[:], [:], [:], [:]]

  /// Adds a transfer of a tile; `regionKind` tells apart tiles that have the same number.
  mutating func add(
    _ queue: Transfer.Queue, _ operand: Operand, tile: Int, regionKind: Int, memory: Int,
    afterPass: Int32, elements: Int, bufferBits: Int, region: (inout StripBuilder) -> Void
  ) -> Int32 {
    let (range, bytes) = stripsOf(tile: tile, kind: regionKind, region)
    moved += 40 * Double(elements) + Double(bytes)
    transfers.append(
      Transfer(
        queue: queue, operand: operand, memory: memory, afterPass: afterPass, strips: range, bytes: bytes,
        elements: elements, bufferBits: bufferBits))
    return Int32(transfers.count - 1)
  }

  private mutating func stripsOf(
    tile: Int, kind: Int, _ region: (inout StripBuilder) -> Void
  ) -> (Range<Int>, Int) {
    if let found = known[kind][tile] { return (found.range, found.bytes) }
    var builder = StripBuilder(budget: runBudget)
    region(&builder)
    builder.finishRun()
    runBudget = builder.budget
    let range = strips.count..<(strips.count + builder.strips.count)
    strips += builder.strips
    let bytes = builder.strips.reduce(0) { $0 + $1.length * $1.count }
    known[kind][tile] = (range, bytes)
    return (range, bytes)
  }

  mutating func notePeaks(_ input: SlotQueue, _ weight: SlotQueue, _ output: SlotQueue) {
    peakBytes[0] = max(peakBytes[0], input.bytes)
    peakBytes[1] = max(peakBytes[1], weight.bytes)
    peakBytes[2] = max(peakBytes[2], output.bytes)
    peakBytesTogether = max(peakBytesTogether, input.bytes + weight.bytes + output.bytes)
  }

  func plan(_ shapes: PassShapes) -> Plan {
    Plan(
      passes: passes, transfers: transfers, strips: strips, shapes: shapes, peakBytes: peakBytes,
      peakBytesTogether: peakBytesTogether)
  }
}

/// Bytes that elements take, packed.
func packedBytes(_ elements: Int, bits: Int) -> Int { (elements * bits + 7) >> 3 }
