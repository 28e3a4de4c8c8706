import Documents
import Hardware
import Replay
import Reports
import Workloads

/// A language model, machines, and what is generated.
struct GenerationJob {
  var designs: [String]
  var model: String
  var formats: ModelFormatOptions
  var request: GenerationRequest
  var settings: [String]
  var seed: UInt64
  var workers: Int
  var findsWall: Bool

  func report() async throws -> GenerationReport {
    let (machines, model, files) = try loaded()
    let progress = Progress("generating")
    defer { progress?.finish() }
    var results: [GenerationResult] = []
    for machine in machines {
      switch machine {
      case .design(let design):
        let options = ReplayOptions(
          seed: seed, findsMemoryWall: findsWall, workers: workers,
          progress: { done, total in progress?.update(done: done, total: total) })
        results.append(try await Generator.run(model, request, on: design, options: options))
      case .declared(let machine):
        results.append(try Generator.run(model, request, on: machine, seed: seed))
      }
    }
    return GenerationReport(
      results: results, seed: seed, inputs: try files.map { try InputFile.describe($0) }, settings: settings)
  }

  /// All files; what is wrong with any of them is said at once.
  private func loaded() throws -> ([Loading.Machine], GeneratedModel, [String]) {
    var (lines, files, hasErrors) = ([String](), [String](), false)
    func load<Value>(_ read: (Findings) -> Value?) -> Value? {
      let findings = Findings()
      let value = read(findings)
      lines += findings.lines.filter { !lines.contains($0) }
      files += findings.readFiles.filter { !files.contains($0) }
      hasErrors = hasErrors || findings.hasErrors || value == nil
      return value
    }
    let machines = designs.compactMap { path in
      load { Loading.machine(path, settings: settings, findings: $0) }
    }
    let formats = load { self.formats.read($0) }
    let read = load { findings in
      DocumentLoader().load(path: self.model, findings: findings).flatMap { node in
        LanguageModel.decode(node, findings: findings).map { (node, $0) }
      }
    }
    guard let formats, let read, !hasErrors else { throw Failure.findings(lines) }
    Terminal.report(lines)
    let name = SCALESimImport.name(ofPath: self.model)
    return (machines, GeneratedModel(model: read.1, node: read.0, name: name, formats: formats), files)
  }
}
