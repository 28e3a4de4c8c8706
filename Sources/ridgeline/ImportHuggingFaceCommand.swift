import ArgumentParser
import Documents
import FoundationEssentials
import Workloads

struct ImportHuggingFaceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "huggingface",
    abstract: "Turns the config.json of a language model into a trace.",
    discussion: """
      Knows the model types \(LanguageModel.Architecture.allCases.map(\.rawValue).joined(separator: ", ")). A prefill \
      takes its tokens together, a decode one after the other; --context says how many tokens the caches hold before \
      the first of them. A generation is a prefill of P tokens and N steps of one token (docs/language-models.md).

      EXAMPLES
        ridgeline import huggingface Configs/models/llama2_7b.json --prefill 128 -o prefill.yaml
        ridgeline import huggingface Configs/models/llama3_8b.json --decode 1 --context 1023 --weights int4 -o decode.yaml
      """)

  @Argument(help: "The configuration, a config.json.")
  var configuration: String

  @Option(
    help: ArgumentHelp("Tokens of each sequence that go through the model together.", valueName: "n"),
    transform: { try WholeNumber.read($0, from: 1) })
  var prefill: Int?

  @Option(
    help: ArgumentHelp("Tokens of each sequence that are made one after the other.", valueName: "n"),
    transform: { try WholeNumber.read($0, from: 1) })
  var decode: Int?

  @Option(
    help: ArgumentHelp("A prefill of P tokens, and N that are made one after the other.", valueName: "p,n"))
  var generate: String?

  @Option(
    help: ArgumentHelp("Tokens that the caches hold already. (default: 0)", valueName: "n"),
    transform: { try WholeNumber.read($0, from: 0) })
  var context: Int?

  @Option(
    help: ArgumentHelp("Sequences side by side.", valueName: "n"),
    transform: { try WholeNumber.read($0, from: 1) })
  var batch = 1

  @OptionGroup var formats: ModelFormatOptions

  @Option(name: .shortAndLong, help: "Write the trace to this new file.")
  var output: String

  @Flag(help: "Replace the output file where it exists.")
  var force = false

  func validate() throws {
    guard [prefill != nil, decode != nil, generate != nil].count(where: \.self) == 1 else {
      throw ValidationError("ask for one of --prefill, --decode and --generate")
    }
    if decode != nil, context == nil {
      throw ValidationError("--decode needs --context: how many tokens the caches hold before the first")
    }
    if generate != nil {
      if context != nil {
        throw ValidationError("--context is not there with --generate, whose prefill comes first")
      }
      try formats.checkBlocks(ofPrefill: try generation().prompt)
    } else {
      try formats.checkBlocks(ofPrefill: prefill)
    }
    if let decode, decode > LanguageModelRun.mostSteps { throw tooManySteps(decode) }
  }

  func run() throws {
    let file = try OutputFile(output, force: force, inputs: [configuration])
    let findings = Findings()
    let formats = self.formats.read(findings)?.named(
      inTrace: output, workingFolder: FileManager.default.currentDirectoryPath)
    let node = DocumentLoader().load(path: configuration, findings: findings)
    // Formats that are wrong do not keep the configuration's findings back.
    let own = Findings()
    let model = node.flatMap { LanguageModel.decode($0, findings: own) }
    guard let node, let model, let formats,
      let trace = model.trace(
        of: try asked(),
        formats: formats,
        network: SCALESimImport.name(ofPath: output), node: node, findings: own)
    else { throw Failure.findings(findings.lines + own.lines) }
    Terminal.report(own.lines)
    try file.write(YAMLWriter.write(trace))
  }

  private func asked() throws -> LanguageModelRun {
    if let prefill { return .prefill(prefill, behind: context ?? 0, batch: batch) }
    if let decode { return .decode(decode, behind: context ?? 0, batch: batch) }
    let (prompt, output) = try generation()
    return .generation(prompt: prompt, output: output, batch: batch)
  }

  private func generation() throws -> (prompt: Int, output: Int) {
    let numbers = (generate ?? "").split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let prompt = numbers[0], let output = numbers[1], prompt > 0, output > 0 else {
      throw ValidationError(
        "--generate is '\(generate ?? "")'; it must be two numbers from 1, the prompt's tokens and those that follow, such as 128,512"
      )
    }
    guard output <= LanguageModelRun.mostSteps else { throw tooManySteps(output) }
    return (prompt, output)
  }

  private func tooManySteps(_ count: Int) -> ValidationError {
    ValidationError("\(count) steps are too many for one trace; it may have \(LanguageModelRun.mostSteps)")
  }
}
