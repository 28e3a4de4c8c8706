import Glibc
import Synchronization

/// Whether somebody wants the process to end: SIGINT, SIGTERM, or SIGHUP of a terminal that is closed. A second one ends it
/// at once.
enum StopSignal {
  /// A handler of signals sees nothing but globals.
  private static let count = Atomic<Int>(0)

  static var isSent: Bool { count.load(ordering: .relaxed) > 0 }

  /// From now on signals are noted, and do not end the process.
  static func watch() {
    _ = isSent
    for one in [SIGINT, SIGTERM, SIGHUP] {
      // `nohup` and shells in the background have some ignored, and that stays.
      var former = sigaction()
      guard sigaction(one, nil, &former) == 0, !former.isIgnored else { continue }
      signal(one) { _ in
        if StopSignal.count.add(1, ordering: .relaxed).oldValue > 0 { _exit(1) }
      }
    }
  }
}

extension sigaction {
  /// Whether a signal does nothing: `SIG_IGN` is 1.
  fileprivate var isIgnored: Bool { unsafeBitCast(__sigaction_handler.sa_handler, to: Int.self) == 1 }
}
