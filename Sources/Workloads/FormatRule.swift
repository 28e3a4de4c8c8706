import Documents
import Quantities
import Tensors

/// The formats of operators whose names are of a pattern (docs/number-formats.md, "Mixed precision").
struct FormatRule {
  let pattern: NamePattern
  let position: SourcePosition
  let weight: NumberFormat?
  let output: NumberFormat?
  /// Whether any operator has a name like that.
  var isUsed = false
}

extension FormatRule {
  /// The rules of a trace, in their order; those that are wrong are reported and left out.
  static func decode(_ formats: MappingReader) -> [FormatRule] {
    guard let items = formats.sequenceIfPresent("rules") else { return [] }
    return items.enumerated().compactMap { place, item in
      let context = "rules[\(place)]"
      guard let reader = MappingReader(item, context: context, findings: formats.findings) else { return nil }
      let text = reader.text("operators")
      let weight = reader.formatIfPresent("weight")
      let output = reader.formatIfPresent("output")
      if !reader.has("weight"), !reader.has("output") {
        reader.findings.add(.ruleWithoutFormat(context), at: reader.position)
      }
      reader.finish()
      guard let text else { return nil }
      guard let pattern = NamePattern(text) else {
        reader.report(.notPattern(text), at: "operators")
        return nil
      }
      return FormatRule(
        pattern: pattern, position: reader.position(of: "operators"), weight: weight, output: output)
    }
  }
}

extension TraceDecoder {
  /// The format of an operator's own weights, or of its output, where they do not say it: of the first rule that does.
  func formatByRule(_ part: KeyPath<FormatRule, NumberFormat?>, _ site: OperatorSite) -> NumberFormat? {
    formats.rules.first { $0[keyPath: part] != nil && $0.pattern.matches(site.name) }?[keyPath: part]
  }

  /// Notes the rules that an operator's name is of.
  mutating func noteRules(_ name: String) {
    for index in formats.rules.indices where !formats.rules[index].isUsed {
      formats.rules[index].isUsed = formats.rules[index].pattern.matches(name)
    }
  }

  /// Reports rules that no operator has to do with.
  func checkRules() {
    for rule in formats.rules where !rule.isUsed {
      let names = operatorPositions.keys.sorted()
      findings.add(
        .unusedRule(rule.pattern.text, nearest: NearestName.of(rule.pattern.text, among: names)),
        at: rule.position)
    }
  }
}

extension Finding.Message {
  fileprivate static func ruleWithoutFormat(_ context: String) -> Self {
    Self(.missingKey, "\(context) states no format; add 'weight' or 'output'")
  }

  fileprivate static func notPattern(_ text: String) -> Self {
    Self(
      .invalidValue,
      "'operators' is \(quoted(text)); a brace is of a range of numbers, such as 'layer.{0..3}.*'")
  }

  fileprivate static func unusedRule(_ pattern: String, nearest: String?) -> Self {
    let hint = nearest.map { "did you mean \(quoted($0))?" } ?? "'*' stands for any text"
    return Self(.unresolvedReference, "no operator has a name like \(quoted(pattern)); \(hint)")
  }
}
