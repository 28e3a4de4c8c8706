import ArgumentParser
import Documents
import Glibc
import Replay

/// Why a command did not do its work.
enum Failure: Error {
  /// The input is wrong: each finding is a line.
  case findings([String])
  /// The input or the usage is wrong in a way that is at no line of a file.
  case wrongUsage(String)
  /// The work itself failed.
  case failed(String)

  var status: Int32 {
    switch self {
    case .findings, .wrongUsage: 2
    case .failed: 1
    }
  }

  /// Says what an error is and ends the process.
  static func exit(_ error: any Error) -> Never {
    switch error {
    case Failure.findings(let lines):
      Terminal.report(lines)
      Glibc.exit(2)
    case let failure as Failure:
      Terminal.report(["ridgeline: error: \(failure.message)"])
      Glibc.exit(failure.status)
    // All is said already; only the status is left to give.
    case let code as ExitCode: Glibc.exit(code.rawValue)
    case ReplayError.unsuitable(let findings):
      Terminal.report(Findings.lines(findings))
      Glibc.exit(2)
    default: exitParsing(error)
    }
  }

  private var message: String {
    switch self {
    case .findings(let lines): lines.joined(separator: "\n")
    case .wrongUsage(let message), .failed(let message): message
    }
  }

  /// Help and versions are results; all else that the argument parser says is a wrong usage.
  private static func exitParsing(_ error: any Error) -> Never {
    let message = Ridgeline.fullMessage(for: error)
    guard Ridgeline.exitCode(for: error) != .success else {
      Terminal.write(message + "\n")
      Glibc.exit(0)
    }
    Terminal.report([message])
    Glibc.exit(Ridgeline.exitCode(for: error) == .validationFailure ? 2 : 1)
  }
}
