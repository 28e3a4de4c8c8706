import Glibc
import Synchronization

/// A bar on standard error, where that is a terminal; it is gone when the work is done.
final class Progress: Sendable {
  private struct State {
    var done = 0
    var shownAt = ContinuousClock.now - .seconds(1)
  }

  private let state = Mutex(State())
  private let label: String

  /// Nil where nobody would see it.
  init?(_ label: String) {
    guard Terminal.hasErrorTerminal else { return nil }
    self.label = label
  }

  /// Takes counts from any thread in any order, and shows them at most ten times a second.
  func update(done: Int, total: Int) {
    state.withLock { state in
      guard done > state.done else { return }
      state.done = done
      let now = ContinuousClock.now
      guard now - state.shownAt >= .milliseconds(100) else { return }
      state.shownAt = now
      let width = 30
      let filled = total > 0 ? done * width / total : 0
      let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
      _ = Terminal.write("\r\(label) [\(bar)] \(done)/\(total)", to: STDERR_FILENO)
    }
  }

  func finish() { _ = Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
}
