import ArgumentParser
import Documents
import Workloads

/// The number formats of a language model's tensors.
struct ModelFormatOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The number format of the parameters, such as int4.", valueName: "format"))
  var weights = "int8"

  @Option(help: ArgumentHelp("The number format of the caches.", valueName: "format"))
  var cache = "int8"

  @Option(help: ArgumentHelp("The number format of all other tensors.", valueName: "format"))
  var activations = "int8"

  @Option(
    help: ArgumentHelp(
      "The zeros of the layers' weights: a pattern such as 8:16. (default: none)", valueName: "pattern"))
  var sparsity: String?

  @Option(
    help: ArgumentHelp(
      "Formats and zeros by layer: a list such as \"[{layers: 2, weights: int8}, {layers: 30, down: int3}]\", or a file of one.",
      valueName: "list"))
  var layers: String?

  @Option(
    help: ArgumentHelp(
      "The blocks of a prefill's scores that are needed, such as \"{block: [64, 64], sink: 1, window: 4}\". (default: all)",
      valueName: "blocks"))
  var blocks: String?

  /// Refuses blocks of what has no prefill of several tokens.
  func checkBlocks(ofPrefill tokens: Int?) throws {
    if blocks != nil, (tokens ?? 1) == 1 {
      throw ValidationError(
        "--blocks is for a prefill of several tokens: a step of one token needs all of its scores")
    }
  }

  /// The formats; nil where findings say what is wrong.
  func read(_ findings: Findings) -> LanguageModelFormats? {
    let nodes = [("--weights", weights), ("--cache", cache), ("--activations", activations)].map {
      LanguageModelFormats.node($1, option: $0, findings: findings)
    }
    guard let weights = nodes[0], let cache = nodes[1], let activations = nodes[2] else { return nil }
    let zeros = sparsity.map { LanguageModelFormats.pattern($0, option: "--sparsity", findings: findings) }
    if let zeros, zeros == nil { return nil }
    var formats = LanguageModelFormats(
      weights: weights, cache: cache, activations: activations, sparsity: zeros ?? nil)
    if let layers {
      let loader = DocumentLoader()
      let node =
        layers.hasPrefix("[") || layers.hasPrefix("{")
        ? loader.load(option: "--layers", layers, findings: findings)
        : loader.load(path: layers, findings: findings)
      guard let parts = node.flatMap({ LayerFormats.read($0, findings: findings) }) else { return nil }
      formats.layers = parts
    }
    if let blocks {
      guard let node = DocumentLoader().load(option: "--blocks", blocks, findings: findings) else {
        return nil
      }
      formats.blocks = node
    }
    return formats
  }
}
