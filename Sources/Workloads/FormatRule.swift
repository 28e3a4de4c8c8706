import Documents
import Quantities
import Tensors

/// The formats of operators whose names are of a pattern (docs/number-formats.md, "Mixed precision").
struct FormatRule {
  let pattern: NamePattern
  let position: SourcePosition
  var weight: Part?
  var output: Part?
  /// Whether any operator has a name like that.
  var isUsed = false

  /// What it says of one kind of tensor.
  struct Part {
    let format: NumberFormat
    let position: SourcePosition
    /// Whether it is the format of any tensor.
    var decides = false
    /// The first operator whose tensor has another's format, and where that stands.
    var overruled: (name: String, by: SourcePosition)?
  }
}

extension FormatRule {
  /// The rules of a trace, in their order; those that are wrong are reported and left out.
  static func decode(_ formats: MappingReader) -> [FormatRule] {
    guard let items = formats.sequenceIfPresent("rules") else { return [] }
    return items.enumerated().compactMap { place, item in
      let context = "rules[\(place)]"
      guard let reader = MappingReader(item, context: context, findings: formats.findings) else { return nil }
      let text = reader.text("operators")
      func part(_ key: String) -> Part? {
        reader.formatIfPresent(key).map { Part(format: $0, position: reader.position(of: key)) }
      }
      let (weight, output) = (part("weight"), part("output"))
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
  /// The format of an operator's own weights, or of its output: its own where it states one, else that of the first rule that does.
  mutating func format(
    of part: WritableKeyPath<FormatRule, FormatRule.Part?>, _ site: OperatorSite,
    own: (format: NumberFormat, position: SourcePosition)?, default other: NumberFormat
  ) -> NumberFormat {
    var decided = own
    for index in formats.rules.indices {
      guard let stated = formats.rules[index][keyPath: part],
        formats.rules[index].pattern.matches(site.name)
      else { continue }
      if let decided {
        guard stated.overruled == nil else { continue }
        formats.rules[index][keyPath: part]?.overruled = (site.name, decided.position)
      } else {
        decided = (stated.format, stated.position)
        formats.rules[index][keyPath: part]?.decides = true
      }
    }
    return decided?.format ?? other
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
    // Of operators that cannot be read nobody knows what would have decided.
    guard !findings.hasErrors else { return }
    for rule in formats.rules {
      for (key, part) in [("weight", rule.weight), ("output", rule.output)] {
        guard let part, !part.decides else { continue }
        guard let overruled = part.overruled else {
          findings.add(.ruleOfNothing(key, rule.pattern.text), at: part.position)
          continue
        }
        let note = Finding.Note(position: overruled.by, text: "\(quoted(overruled.name)) has this format")
        findings.add(.overruled(key, rule.pattern.text), at: part.position, notes: [note])
      }
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

  fileprivate static func overruled(_ key: String, _ pattern: String) -> Self {
    Self(
      .inconsistent,
      "this '\(key)' of \(quoted(pattern)) is no operator's, because formats at tensors and earlier rules go before; write special rules "
        + "before general ones, or remove it")
  }

  fileprivate static func ruleOfNothing(_ key: String, _ pattern: String) -> Self {
    let what = key == "weight" ? "weights of its own" : "an output"
    return Self(
      .inconsistent,
      "no operator with a name like \(quoted(pattern)) has \(what), so this '\(key)' says nothing; remove it")
  }
}
