import Hardware

/// A stream of requests on a DRAM system, from its first cycle to the last (docs/dram.md, 4).
public struct DRAMReplay: Sendable {
  public let system: DRAMSystem
  /// Cycles without any progress after which a run is given up.
  public var watchdog: Int
  /// Whether every cycle is simulated for itself; else what repeats is accounted at once, with equal results.
  public var isStepping: Bool
  public var recordsCommands: Bool

  public init(
    _ system: DRAMSystem, watchdog: Int = 300_000, isStepping: Bool = false, recordsCommands: Bool = false
  ) {
    self.system = system
    self.watchdog = watchdog
    self.isStepping = isStepping
    self.recordsCommands = recordsCommands
  }

  /// Serves all requests, in the order given. Throws `DRAMFailure`.
  public func run(_ requests: [DRAMRequest]) throws(DRAMFailure) -> DRAMRecord {
    throw .unsupported("not written yet")
  }
}
