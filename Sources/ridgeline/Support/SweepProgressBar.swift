import Glibc
import Sweeps
import Synchronization

/// How far a sweep is, its rate and the time that is left, on standard error: a bar on a terminal, a line for each tenth
/// elsewhere.
final class SweepProgressBar: Sendable {
  private struct State {
    var shownAt = ContinuousClock.now - .seconds(1)
    var tenths = 0
    var passedAt = ContinuousClock.now
  }

  /// Points to run; nil where they are too many to be counted.
  private let total: Int?
  /// Points of all axes.
  private let places: Int
  private let start = ContinuousClock.now
  private let isBar: Bool
  private let state = Mutex(State())

  init(total: Int?, places: Int) {
    self.total = total
    self.places = places
    isBar = Terminal.hasErrorTerminal
  }

  func update(_ progress: SweepProgress) {
    state.withLock { state in
      let now = ContinuousClock.now
      if isBar {
        guard now - state.shownAt >= .milliseconds(200) || progress.done == total else { return }
        state.shownAt = now
        _ = Terminal.write("\r\u{1B}[K\(text(progress, now))", to: STDERR_FILENO)
      } else {
        if let total, progress.place == nil {
          let tenths = total > 0 ? min(10, progress.done * 10 / total) : 10
          guard tenths > state.tenths else { return }
          state.tenths = tenths
        } else {
          guard now - state.passedAt >= .seconds(10) else { return }
          state.passedAt = now
        }
        _ = Terminal.write(text(progress, now) + "\n", to: STDERR_FILENO)
      }
    }
  }

  func finish() { if isBar { _ = Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) } }

  private func text(_ progress: SweepProgress, _ now: ContinuousClock.Instant) -> String {
    let seconds = (now - start) / .seconds(1)
    let rate = seconds > 0 ? Double(progress.done) / seconds : 0
    let failed = progress.failed > 0 ? ", \(progress.failed) failed" : ""
    if let place = progress.place {
      return
        "\(progress.done) points\(failed); looked at \(place) of \(places) for those that constraints leave in"
    }
    guard let total else { return "\(progress.done) points\(failed), \(DurationText.rate(rate))" }
    // What failed took no time, and says nothing of what others take.
    let time = progress.done > progress.failed ? seconds / Double(progress.done - progress.failed) : 0
    let left = Double(total - progress.done) * time
    let percent = total > 0 ? progress.done * 100 / total : 100
    return "\(progress.done)/\(total) points (\(percent) %)\(failed), \(DurationText.rate(rate)), "
      + "\(DurationText.time(left)) left"
  }
}

/// Times and rates for people.
enum DurationText {
  static func time(_ seconds: Double) -> String {
    guard seconds >= 1 else { return "\(Int((seconds * 1000).rounded())) ms" }
    guard seconds >= 60 else { return "\(Double(Int(seconds * 10)) / 10) s" }
    let minutes = Int(seconds / 60)
    return minutes < 120 ? "\(minutes) min \(Int(seconds) % 60) s" : "\(minutes / 60) h \(minutes % 60) min"
  }

  static func rate(_ pointsPerSecond: Double) -> String {
    "\(Double(Int(pointsPerSecond * 10)) / 10) points/s"
  }
}
