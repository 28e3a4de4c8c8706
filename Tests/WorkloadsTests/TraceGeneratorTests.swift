import Glibc
import Testing

@Suite("The generators and the shipped files agree")
struct TraceGeneratorTests {
  /// The exit status of a program that is searched for in PATH, nil where there is none.
  static func status(of program: String, _ arguments: [String]) -> Int32? {
    var process = pid_t()
    let texts = ([program] + arguments).map { strdup($0) } + [nil]
    defer { texts.forEach { free($0) } }
    guard posix_spawnp(&process, program, nil, nil, texts, environ) == 0 else { return nil }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return nil } }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
  }

  static let hasPython = status(of: "python3", ["-c", ""]) == 0

  @Test("what generate_traces.py would write is what Traces has", .enabled(if: hasPython))
  func check() {
    let status = Self.status(of: "python3", ["\(packageFolder)/tools/generate_traces.py", "--check"])
    #expect(status == 0)
  }

  @Test("what technology_tables.py would write is what Configs/energy has", .enabled(if: hasPython))
  func tables() {
    let status = Self.status(of: "python3", ["\(packageFolder)/tools/technology_tables.py", "--check"])
    #expect(status == 0)
  }
}
