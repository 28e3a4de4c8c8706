import ArgumentParser
import Replay
import Reports

struct GenerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Runs a language model on designs: a prompt, and the tokens that follow.",
    discussion: """
      A prefill of the prompt, and a step for each token that follows, whose context grows by one each. Where a \
      design's compiler writes a program for some lengths only ('programs' in the design, or --bucket), steps run at the \
      next of them. Equal operators of all steps are simulated once. Machines of which only a roofline is declared \
      (Configs/rooflines) stand beside designs, and are marked so (docs/language-models.md).

      EXAMPLES
        ridgeline generate Configs/designs/hbm_decode.yaml --model Configs/models/llama2_7b.json --prompt 128 --output 512 --bucket 16
        ridgeline generate Configs/designs/hbm_decode.yaml Configs/rooflines/a100.yaml --model Configs/models/gpt2_small.json --prompt 64 --output 8
      """)

  @Argument(help: "Designs and declared machines, YAML files.")
  var designs: [String]

  @Option(help: ArgumentHelp("The language model, a config.json.", valueName: "config"))
  var model: String

  @Option(
    help: ArgumentHelp("Tokens of the prompt of each sequence.", valueName: "n"),
    transform: { try WholeNumber.read($0, from: 1) })
  var prompt: Int

  @Option(
    help: ArgumentHelp("Tokens that follow it, a step each.", valueName: "n"),
    transform: { try WholeNumber.read($0, from: 1) })
  var output: Int

  @Option(
    help: ArgumentHelp("Sequences side by side. (default: 1)", valueName: "n"),
    transform: { try WholeNumber.read($0, from: 1) })
  var batch: Int?

  @Option(
    help: ArgumentHelp(
      "Steps run at lengths rounded up to a multiple of this; 1 for exact ones. (default: the design's)",
      valueName: "n"),
    transform: { try WholeNumber.read($0, from: 1) })
  var bucket: Int?

  @OptionGroup var formats: ModelFormatOptions

  @Flag(help: "Print the document (JSON) alone.")
  var json = false

  @Flag(help: "Print a line for each length (CSV) alone.")
  var csv = false

  @Flag(help: "Find the memory wall of every step, which takes most of the time.")
  var wall = false

  @Option(help: ArgumentHelp("Change every design, for example clock=300MHz.", valueName: "path=value"))
  var set: [String] = []

  @OptionGroup var seed: SeedOption

  @OptionGroup var jobs: JobsOption

  func validate() throws {
    if json, csv { throw ValidationError("--json and --csv exclude each other") }
    try formats.checkBlocks(ofPrefill: prompt)
    guard output <= Generator.mostSteps else {
      throw ValidationError("--output is \(output); it may be \(Generator.mostSteps) at most")
    }
  }

  func run() async throws {
    let report = try await GenerationJob(
      designs: designs, model: model, formats: formats,
      request: GenerationRequest(prompt: prompt, output: output, batch: batch ?? 1, lengthBucket: bucket),
      settings: set, seed: seed.seed, workers: jobs.workers, findsWall: wall
    ).report()
    if json {
      Terminal.write(try GenerationDocument(report).json())
    } else if csv {
      Terminal.write(GenerationCSV.text(report))
    } else {
      Terminal.write(GenerationText(report, style: Terminal.style).text)
    }
  }
}
