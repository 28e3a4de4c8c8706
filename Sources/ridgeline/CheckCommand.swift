import ArgumentParser
import Documents
import Replay

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Reads designs, traces, saved mappings, memories and sweeps, and prints everything that is wrong with them.",
    discussion: """
      Says nothing and exits with 0 where nothing is wrong. A file's keys tell what it is. The masks of a trace are made \
      too, by seed 0, and those in files of each trace of a sweep: a file of tensors that is not there, or has another \
      shape, is wrong. Files are checked each for itself: whether a design can run a trace, 'run' and 'compare' say before they simulate \
      anything.

      EXAMPLE
        ridgeline check Configs/designs/*.yaml Traces/*.yaml
      """)

  @Argument(help: "Designs, traces, saved mappings, memories and sweeps, YAML files.")
  var files: [String]

  @OptionGroup var jobs: JobsOption

  func run() async throws {
    var lines: [String] = []
    var isWrong = false
    for file in files {
      let findings = Findings()
      let described = Loading.describe(file, findings: findings)
      if !findings.hasErrors {
        switch described {
        case .trace(let trace):
          if case .failure(.unsuitable(let wrong)) = await MaskStore.make(
            trace, seed: 0, workers: jobs.workers)
          {
            for finding in wrong { findings.add(finding) }
          }
        case .sweep(let sweep): await sweep.checkMasks(workers: jobs.workers, findings: findings)
        default: break
        }
      }
      lines += findings.lines
      isWrong = isWrong || findings.hasErrors
    }
    if isWrong { throw Failure.findings(lines) }
    Terminal.report(lines)
  }
}
