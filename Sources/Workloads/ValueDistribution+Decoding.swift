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
    let mean = mean(reader)
    let spread = reader.ratio(name == .laplace ? "scale" : "sigma", in: spreads)
    guard let spread else { return nil }
    switch name {
    case .normal: return .normal(mean: mean, sigma: spread)
    case .relu: return .relu(mean: mean, sigma: spread)
    case .laplace: return .laplace(mean: mean, scale: spread)
    case .uniform: return .uniform
    }
  }

  /// `mean`, 0 without it: a ratio that may have a sign, other than those of other keys.
  private static func mean(_ reader: MappingReader) -> Ratio {
    guard var node = reader.nodeIfPresent("mean") else { return Ratio(0) }
    var sign = 1
    if case .scalar(let text, let isPlain) = node.content, text.first == "-" {
      sign = -1
      node = Node(.scalar(text: String(text.dropFirst()), isPlain: isPlain), position: node.position)
    }
    let size = ScalarReader(node, named: "mean", findings: reader.findings).ratio(
      in: Ratio(0)...means.upperBound)
    return size.map { Ratio(sign * $0.numerator, $0.denominator) } ?? Ratio(0)
  }

  private static func bound(_ key: String, _ reader: MappingReader) -> Int? {
    // Whether the format holds it is said with the format.
    reader.integerIfPresent(key, in: -(1 << 16)...1 << 16)
  }
}
