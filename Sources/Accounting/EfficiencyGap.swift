import Simulation

/// Where the array's peak goes, as levels of slots that each lose something to the next (docs/metrics.md).
public struct EfficiencyGap: Hashable, Sendable {
  /// All slots of all cycles.
  public var peak: Int
  /// Those that the mapping gives work to.
  public var mapped: Int
  /// Those of them that are not lost to memories.
  public var memoryLimited: Int
  /// Those that did something that counts.
  public var achieved: Int

  public init(_ slots: SlotStack) {
    peak = slots.total
    mapped = peak - slots.unmapped
    memoryLimited = mapped - slots.dramBandwidth - slots.dramLatency
    achieved = slots.effective
  }

  /// The levels by their names in results, the highest first.
  public var named: [(name: String, slots: Int)] {
    [("peak", peak), ("mapped", mapped), ("memory_limited", memoryLimited), ("achieved", achieved)]
  }

  /// A level as a share of the peak; nil where nothing takes a cycle.
  public func share(_ slots: Int) -> Double? { quotient(slots, peak) }
}
