import ArgumentParser
import Reports

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Replays shipped networks on shipped designs: a convolutional network, and a language model.",
    discussion: """
      ResNet-50 on a 32 x 32 systolic array behind LPDDR4, and the decoding of one token by LLaMA2-7B, with weights of four \
      bits, on FlightLLM's chains of DSPs behind the HBM of an Alveo U280, whose every command is simulated: the one keeps \
      the array busy, the other reads 3.3 GB of weights for one token.

      EXAMPLE
        ridgeline demo -o out
      """)

  @Option(name: .shortAndLong, help: "Write a new folder of results for each network into this folder.")
  var output: String?

  @Option(help: ArgumentHelp("The folder that holds Configs/ and Traces/.", valueName: "folder"))
  var root: String?

  @OptionGroup var jobs: JobsOption

  @Flag(help: "Replace output folders where they exist.")
  var force = false

  func run() async throws {
    let shipped = try ShippedFiles(root: root)
    var folders: [OutputFolder] = []
    if let output {
      folders = try Self.parts.map { try OutputFolder("\(output)/\($0.trace)", force: force) }
    }
    for (place, part) in Self.parts.enumerated() {
      let report = try await ReplayJob(
        design: shipped.design(part.design), trace: shipped.trace(part.trace), workers: jobs.workers
      ).report()
      if !folders.isEmpty { try folders[place].write(try report.files()) }
      Terminal.write((place > 0 ? "\n" : "") + TextReport(report.result, style: Terminal.style).text)
    }
  }

  private static let parts = [
    (design: "ws32", trace: "resnet50"), (design: "flightllm_u280", trace: "llama2_7b_w4_decode_128"),
  ]
}
