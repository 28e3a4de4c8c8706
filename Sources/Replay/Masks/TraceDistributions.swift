import Tensors
import Workloads

/// The distributions of a trace in the formats of its tensors, each computed once.
struct TraceDistributions: Sendable {
  private struct Key: Hashable {
    var distribution: ValueDistribution
    var format: NumberFormat
  }

  private var known: [Key: ValueProbabilities] = [:]

  init(_ tensors: [Tensor]) {
    for tensor in tensors {
      guard let distribution = tensor.sparsity?.distribution else { continue }
      let key = Key(distribution: distribution, format: tensor.format.multiplied)
      // What cannot be is said where its tensor is made.
      if known[key] == nil { known[key] = try? ValueProbabilities(distribution, key.format) }
    }
  }

  func probabilities(
    _ distribution: ValueDistribution, _ format: NumberFormat
  ) throws(ValueError) -> ValueProbabilities {
    if let found = known[Key(distribution: distribution, format: format)] { return found }
    return try ValueProbabilities(distribution, format)
  }
}
