import Documents
import Quantities
import Tensors

extension ValueDistribution {
  /// Reads `values: {distribution: NAME, ...}`: the parameters of docs/values.md as keys; nil after a finding.
  static func decode(
    _ node: Node, context: String, format: NumberFormat, findings: Findings
  ) -> ValueDistribution? {
    guard let reader = MappingReader(node, context: context, findings: findings) else { return nil }
    let name = reader.enumeration("distribution", as: Name.self)
    // What stands beside a name that is not known may belong to the one that is meant.
    guard let name else {
      for key in ["mean", "sigma", "scale", "low", "high", "outside"] { _ = reader.has(key) }
      reader.finish()
      return nil
    }
    let family = name == .uniform ? .uniform : spread(name, reader)
    let (low, high) = (bound("low", reader), bound("high", reader))
    let outside =
      name == .uniform ? nil : reader.enumerationIfPresent("outside", as: ValueDistribution.Outside.self)
    reader.finish()
    guard let family else { return nil }
    let distribution = ValueDistribution(family, low: low, high: high, outside: outside ?? .clip)
    do throws(ValueError) {
      try distribution.check(format)
    } catch {
      findings.add(.wrongValues("\(error)"), at: reader.position)
      return nil
    }
    return distribution
  }

  private enum Name: String, CaseIterable { case normal, relu, laplace, uniform }

  private static func spread(_ name: Name, _ reader: MappingReader) -> Family? {
    let mean = reader.ratio("mean", in: means, default: Ratio(0))
    let spread = reader.ratio(name == .laplace ? "scale" : "sigma", in: spreads)
    guard let spread else { return nil }
    switch name {
    case .normal: return .normal(mean: mean, sigma: spread)
    case .relu: return .relu(mean: mean, sigma: spread)
    case .laplace: return .laplace(mean: mean, scale: spread)
    case .uniform: return .uniform
    }
  }

  private static func bound(_ key: String, _ reader: MappingReader) -> Int? {
    // Whether the format holds it is said with the format.
    reader.integerIfPresent(key, in: -(1 << 16)...1 << 16)
  }
}
