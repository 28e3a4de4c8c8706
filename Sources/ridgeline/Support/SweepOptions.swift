import ArgumentParser
import Documents
import Glibc
import Reports
import Sweeps

/// A sweep and the folder of its results.
struct SweepOptions: ParsableArguments {
  @Argument(help: "The sweep, a YAML file or the name of a shipped one.")
  var sweep: String

  @Option(
    name: .shortAndLong,
    help: "The folder of the results. (default: the sweep's name, with '-results' behind it)")
  var output: String?

  func folder(_ sweep: Sweep) -> String { output ?? "\(sweep.name)-results" }
}

/// Reading sweeps for commands.
enum SweepLoading {
  /// The sweep in a file, or the shipped one of that name.
  static func sweep(_ path: String, conditions: [String] = []) throws -> Sweep {
    let findings = Findings()
    let sweep = SweepDecoder.load(
      path: Self.path(path), conditions: conditions, root: root, figures: .total, findings: findings)
    guard let sweep, !findings.hasErrors else { throw Failure.findings(findings.lines) }
    Terminal.report(findings.lines)
    return sweep
  }

  /// The folder of what ships, if it can be found.
  static var root: String? { (try? ShippedFiles(root: nil))?.root }

  private static func path(_ name: String) -> String {
    guard !name.contains("/"), !name.hasSuffix(".yaml"), access(name, F_OK) != 0,
      let shipped = try? ShippedFiles(root: nil)
    else { return name }
    let path = shipped.sweep(name)
    return access(path, R_OK) == 0 ? path : name
  }
}

/// `I/N` from 1, or `auto`.
enum ShardText {
  static func read(_ text: String?) throws -> SweepStore.Shard {
    guard let text else { return .all }
    if text == "auto" {
      switch SlurmArray.shard({ name in getenv(name).map { String(cString: $0) } }) {
      case .success(let shard): return shard
      case .failure(let problem): throw Failure.wrongUsage("--shard auto: \(problem.message)")
      }
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], (1...1_000_000).contains(count),
      (1...count).contains(index)
    else {
      throw Failure.wrongUsage(
        "--shard is '\(text)'; write I/N with I from 1 to N and N to 1000000, such as 2/8, or 'auto'"
      )
    }
    return SweepStore.Shard(index: index - 1, count: count)
  }
}
