/// What the devices of one rank of a pseudo-channel did, and how long they were in which state: all that takes energy.
public struct DRAMRankRecord: Hashable, Sendable {
  public var activates = 0
  /// Reads and writes, those with a precharge included.
  public var reads = 0
  public var writes = 0
  /// Of the whole rank, and of its banks.
  public var refreshes = 0
  public var bankRefreshes = 0
  /// Cycles in which a bank was open, and in which none was.
  public var activeCycles = 0
  public var idleCycles = 0
  /// The sum of the open banks of all cycles.
  public var openBankCycles = 0

  public init() {}

  /// Adds another part's counts.
  public mutating func add(_ other: DRAMRankRecord, times: Int = 1) {
    activates += times * other.activates
    reads += times * other.reads
    writes += times * other.writes
    refreshes += times * other.refreshes
    bankRefreshes += times * other.bankRefreshes
    activeCycles += times * other.activeCycles
    idleCycles += times * other.idleCycles
    openBankCycles += times * other.openBankCycles
  }
}
