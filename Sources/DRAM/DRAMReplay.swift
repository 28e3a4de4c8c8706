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
    guard requests.allSatisfy({ $0.arrival >= 0 && $0.arrival < Rules.never / 2 }) else {
      throw .unsupported("a request's arrival is negative, or too late")
    }
    let owner = try ChannelOwner(system)
    var completions = [DRAMCompletion](
      repeating: DRAMCompletion(accepted: -1, completed: -1), count: requests.count)
    var failure: DRAMFailure?
    var cycles = 0
    completions.withUnsafeMutableBufferPointer { completions in
      requests.withUnsafeBufferPointer { requests in
        guard let base = completions.baseAddress else { return }
        var stream = StreamRun(owner, completions: base, watchdog: watchdog, recordsCommands: recordsCommands)
        do throws(DRAMFailure) {
          cycles = try stream.serve(requests)
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
    return DRAMRecord(
      cycles: cycles, channels: try owner.records(cycles: cycles), completions: completions,
      commands: recordsCommands ? owner.commands() : [])
  }
}
