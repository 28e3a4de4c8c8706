import Glibc
import Synchronization

/// Whether somebody wants the process to end: SIGINT or SIGTERM. A second one ends it at once.
enum StopSignal {
  /// A handler of signals sees nothing but globals.
  private static let count = Atomic<Int>(0)

  static var isSent: Bool { count.load(ordering: .relaxed) > 0 }

  /// From now on signals are noted, and do not end the process.
  static func watch() {
    _ = isSent
    for one in [SIGINT, SIGTERM] {
      signal(one) { _ in
        if StopSignal.count.add(1, ordering: .relaxed).oldValue > 0 { _exit(1) }
      }
    }
  }
}
