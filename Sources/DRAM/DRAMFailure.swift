/// Why a run stopped, or could not begin.
public enum DRAMFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing was accepted or completed for the watchdog's time up to this cycle, though requests wait.
  case livelock(cycle: Int)
  /// The system cannot be simulated: what, and why not.
  case unsupported(String)
  /// An account that must be exact was not: an error of the program.
  case inconsistent(String)

  public var description: String {
    switch self {
    case .livelock(let cycle):
      "the controller makes no progress: nothing was accepted or completed in the watchdog's time before cycle \(cycle)"
    case .unsupported(let reason): reason
    case .inconsistent(let reason): "internal error: \(reason)"
    }
  }
}
