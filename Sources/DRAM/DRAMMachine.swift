import Hardware

/// A DRAM system in time, for whoever decides on the next request by when the earlier ones are done.
///
/// In each cycle the channels tick first; then requests are offered, which are in the controllers from the next tick on.
public struct DRAMMachine: Sendable {
  public let system: DRAMSystem
  /// The cycle whose tick was made last.
  public private(set) var cycle = 0

  /// A request that is done.
  public struct Completion: Hashable, Sendable {
    /// Which: as it was given with the request.
    public var tag: Int
    public var cycle: Int

    public init(tag: Int, cycle: Int) {
      self.tag = tag
      self.cycle = cycle
    }
  }

  /// A system in which tick 0 was made, without requests. Throws `DRAMFailure.unsupported`.
  public init(_ system: DRAMSystem) throws(DRAMFailure) {
    self.system = system
  }

  /// Offers a request in the present cycle, after its tick; false where its channel has no room.
  public mutating func offer(_ address: UInt64, isWrite: Bool, tag: Int) -> Bool {
    false
  }

  /// The next cycle, after the present one, in whose tick something changes: a request moves on, or is done; nil where
  /// nothing ever does without another request.
  public var nextChange: Int? { nil }

  /// Makes all ticks up to a cycle, that one's included.
  public mutating func advance(to cycle: Int) {
    self.cycle = cycle
  }

  /// The next request that is done, by the present cycle; they come in the order of their cycles.
  public mutating func takeCompletion() -> Completion? { nil }

  /// What happened so far; without completions.
  public var record: DRAMRecord { DRAMRecord(cycles: cycle + 1, channels: [], completions: []) }
}
