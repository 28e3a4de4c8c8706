import Glibc

/// One run of a program, from its start to its end.
struct ChildProcess {
  var seconds: Double
  /// Greatest resident memory, in bytes.
  var peakBytes: Int
  var output: String

  /// Runs a program that prints to standard output, and measures it; what it says beside that is not heard where
  /// `isQuiet`.
  ///
  /// Throws where it cannot be started or does not exit with 0.
  init(_ program: String, _ arguments: [String], isQuiet: Bool = false) throws(ChildFailure) {
    let command = ([program] + arguments).joined(separator: " ")
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw ChildFailure(command: command, reason: "no pipe") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    if isQuiet {
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    }
    posix_spawn_file_actions_addclose(&actions, ends[1])
    let texts = ([program] + arguments).map { strdup($0) } + [nil]
    defer { texts.forEach { free($0) } }

    let clock = ContinuousClock()
    let start = clock.now
    var process = pid_t()
    let code = posix_spawn(&process, program, &actions, nil, texts, environ)
    close(ends[1])
    defer { close(ends[0]) }
    guard code == 0 else {
      throw ChildFailure(command: command, reason: String(cString: strerror(code)))
    }
    output = Self.readAll(ends[0])
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    seconds = (clock.now - start) / .seconds(1)
    peakBytes = usage.ru_maxrss * 1024
    guard status == 0 else { throw ChildFailure(command: command, reason: "status \(status)") }
  }

  private static func readAll(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += block[..<count]
    }
  }
}

/// Why a run gave no measurement.
struct ChildFailure: Error {
  var command: String
  var reason: String
}
