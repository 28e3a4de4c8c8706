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

  /// The formats; nil where findings say what is wrong.
  func read(_ findings: Findings) -> LanguageModelFormats? {
    let nodes = [("--weights", weights), ("--cache", cache), ("--activations", activations)].map {
      LanguageModelFormats.node($1, option: $0, findings: findings)
    }
    guard let weights = nodes[0], let cache = nodes[1], let activations = nodes[2] else { return nil }
    let zeros = sparsity.map { LanguageModelFormats.pattern($0, option: "--sparsity", findings: findings) }
    if let zeros, zeros == nil { return nil }
    return LanguageModelFormats(
      weights: weights, cache: cache, activations: activations, sparsity: zeros ?? nil)
  }
}
