import Documents
import Quantities

extension SweepDecoder {
  /// The keys at which a path of a design begins.
  static let designRoots = [
    "name", "source", "clock", "array", "cores", "buffers", "memories", "placement", "vector_unit", "storage",
    "decoders", "boundary", "unneeded_blocks", "mapping", "programs", "energy", "area", "board",
  ]

  /// What a key of `axes` or `set` changes; nil where it is no path.
  static func target(of key: String) -> (target: SettingTarget, path: [String])? {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !parts.contains("") else { return nil }
    switch parts[0] {
    case "trace" where parts.count > 1: return (.trace, Array(parts.dropFirst()))
    case "design" where parts.count > 1: return (.design, Array(parts.dropFirst()))
    case "design": return (.wholeDesign(0), [])
    case "trace": return (.wholeTrace(0), [])
    case let root where designRoots.contains(root): return (.design, parts)
    default: return nil
    }
  }

  mutating func readAxes(_ reader: MappingReader) {
    for key in reader.keys {
      guard let node = reader.nodeIfPresent(key) else { continue }
      let position = reader.keyPosition(of: key)
      let axis = node["zip"] != nil ? group(key, node, at: position) : single(key, node, at: position)
      guard let axis else { continue }
      for setting in axis.options.first?.settings ?? [] {
        if axes.contains(where: { $0.sets(setting.target, setting.path) }) {
          findings.add(.setTwice(setting.path.joined(separator: ".")), at: setting.position)
        }
      }
      axes.append(axis)
    }
  }

  /// An axis of repeats, in which only the seed changes.
  mutating func addSeeds(from first: Int, _ count: Int, at position: SourcePosition) {
    guard first <= Int.max - count else {
      findings.add(.seedsTooGreat, at: position)
      return
    }
    let options = (first..<first + count).map { seed in
      Axis.Option(
        label: "\(seed)", value: Value(seed),
        settings: [
          Setting(target: .seed(UInt64(seed)), path: [], value: .integer(seed), position: position)
        ])
    }
    axes.append(
      Axis(
        name: "seed", position: position, options: options,
        columns: [Axis.Column(name: "seed", values: options.map(\.value))]))
  }

  /// An axis of one path.
  private func single(_ key: String, _ node: Node, at position: SourcePosition) -> Axis? {
    guard let (target, path) = Self.target(of: key) else {
      findings.add(.unknownAxis(key, among: Self.designRoots + ["design", "trace"]), at: position)
      return nil
    }
    guard let values = values(node, of: key), isDistinct(values, of: key) else { return nil }
    let options = values.enumerated().map { place, value in
      let target: SettingTarget =
        switch target {
        case .wholeDesign: .wholeDesign(place)
        case .wholeTrace: .wholeTrace(place)
        default: target
        }
      return Axis.Option(
        label: value.label, value: value.isNamed ? .text(value.label) : Self.value(value),
        settings: [Setting(target: target, path: path, value: value.node, position: position)])
    }
    return Axis(
      name: key, position: position, options: options,
      columns: [Axis.Column(name: key, values: options.map(\.value))])
  }

  /// Several paths whose values go together, the first with the first.
  private func group(_ key: String, _ node: Node, at position: SourcePosition) -> Axis? {
    guard let reader = MappingReader(node, context: "axes.\(key)", findings: findings),
      let members = reader.mapping("zip")
    else { return nil }
    let labels = reader.sequenceIfPresent("labels")
    reader.finish()
    var found: [(key: String, target: SettingTarget, path: [String], values: [AxisValue])] = []
    for member in members.keys {
      guard let node = members.nodeIfPresent(member) else { continue }
      guard let (target, path) = Self.target(of: member), target == .design || target == .trace else {
        findings.add(
          .unknownAxis(member, among: Self.designRoots + ["trace"]), at: members.keyPosition(of: member))
        continue
      }
      guard let values = values(node, of: member) else { continue }
      if let first = found.first, first.values.count != values.count {
        findings.add(
          .unequalZip(member, values.count, first.key, first.values.count), at: node.position)
        continue
      }
      if found.contains(where: { $0.target == target && Axis.overlap($0.path, path) }) {
        findings.add(.setTwice(member), at: members.keyPosition(of: member))
      }
      found.append((member, target, path, values))
    }
    guard let first = found.first else {
      if members.keys.isEmpty { findings.add(.emptyAxis(key), at: members.position) }
      return nil
    }
    if let labels, labels.count != first.values.count {
      findings.add(
        .unequalZip("labels", labels.count, first.key, first.values.count), at: reader.position(of: "labels"))
      return nil
    }
    let options = first.values.indices.map { place in
      let label =
        labels.map { YAMLWriter.line($0[place]) }
        ?? found.map { $0.values[place].label }.joined(separator: "/")
      return Axis.Option(
        label: label, value: .text(label),
        settings: found.map { member in
          Setting(
            target: member.target, path: member.path, value: member.values[place].node,
            position: members.keyPosition(of: member.key))
        })
    }
    let columns = found.map { member in
      Axis.Column(name: member.key, values: member.values.map { Self.value($0) })
    }
    return Axis(
      name: key, position: position, options: options,
      columns: [Axis.Column(name: key, values: options.map(\.value))] + columns)
  }

  /// A value of a path, and what tables call it.
  struct AxisValue {
    var node: Node
    var label: String
    /// Whether the label was given.
    var isNamed = false
  }

  private static func value(_ one: AxisValue) -> Value {
    one.node.text == nil ? .text(one.label) : Value(one.node)
  }

  /// A list, a range, or values with names.
  private func values(_ node: Node, of key: String) -> [AxisValue]? {
    var values: [AxisValue]?
    if let items = node.items {
      values = items.map { AxisValue(node: $0, label: YAMLWriter.line($0)) }
    } else if node["from"] != nil {
      values = range(node, of: key)
      if values == nil { return nil }
    } else if node["choices"] != nil,
      let reader = MappingReader(node, context: "axes.\(key)", findings: findings)
    {
      let choices = reader.mapping("choices")
      reader.finish()
      values = choices?.node.entries?.map { AxisValue(node: $0.value, label: $0.key, isNamed: true) }
    } else {
      findings.add(.noAxis(key, found: node.found), at: node.position)
      return nil
    }
    guard let values, !values.isEmpty else {
      findings.add(.emptyAxis(key), at: node.position)
      return nil
    }
    guard values.count <= Axis.mostOptions else {
      findings.add(.tooManyOptions(key, most: Axis.mostOptions), at: node.position)
      return nil
    }
    return values
  }

  /// Whether no value comes twice, which would be a point twice; of several that are zipped one may.
  private func isDistinct(_ values: [AxisValue], of key: String) -> Bool {
    var places: [String: Int] = [:]
    for (place, value) in values.enumerated() {
      if let first = places[value.label] {
        findings.add(.repeatedOption(value.label, of: key, first: first), at: value.node.position)
        return false
      }
      places[value.label] = place
    }
    return true
  }

  /// `{from: 8, to: 64, step: 8}` or `{from: 16 KiB, to: 1 MiB, factor: 2}`, exactly.
  private func range(_ node: Node, of key: String) -> [AxisValue]? {
    guard let reader = MappingReader(node, context: "axes.\(key)", findings: findings) else { return nil }
    let (first, last) = (bound("from", reader), bound("to", reader))
    let (step, factor) = (reader.nodeIfPresent("step"), reader.nodeIfPresent("factor"))
    reader.finish()
    guard let first, let last else { return nil }
    guard (step == nil) != (factor == nil) else {
      findings.add(.stepOrFactor(key), at: node.position)
      return nil
    }
    guard first.dimension == last.dimension else {
      findings.add(.unequalUnits(key), at: reader.position(of: "to"))
      return nil
    }
    guard let change = bound(step == nil ? "factor" : "step", reader),
      change.dimension == (step == nil ? .none : first.dimension),
      change.number.compare(step == nil ? Number(1) : Number(0)) == 1,
      step != nil || first.number.compare(Number(0)) == 1
    else {
      findings.add(.wrongStep(key, isFactor: step == nil), at: (step ?? factor)?.position ?? node.position)
      return nil
    }
    var values: [AxisValue] = []
    var number = first.number
    while let order = number.compare(last.number), order <= 0 {
      guard values.count <= Axis.mostOptions, let text = Value.number(number, first.dimension).scalar else {
        findings.add(
          values.count > Axis.mostOptions
            ? .tooManyOptions(key, most: Axis.mostOptions) : .notWhole(key, "\(number)"), at: node.position)
        return nil
      }
      values.append(
        AxisValue(
          node: Node(.scalar(text: text, isPlain: true), position: reader.position(of: "from")), label: text))
      number = step == nil ? number * change.number : number + change.number
    }
    return values
  }

  private func bound(_ key: String, _ reader: MappingReader) -> (number: Number, dimension: Dimension)? {
    guard let node = reader.node(key) else { return nil }
    guard case .number(let number, let dimension) = Value(node) else {
      findings.add(.noNumber(key, found: node.found), at: node.position)
      return nil
    }
    return (number, dimension)
  }
}

extension Axis {
  /// Whether an option sets that path, one above it or one below it.
  func sets(_ target: SettingTarget, _ path: [String]) -> Bool {
    (options.first?.settings ?? []).contains { $0.target == target && Self.overlap($0.path, path) }
  }

  /// Which documents its options change.
  var targets: [SettingTarget] {
    let settings = options.first?.settings ?? []
    return [SettingTarget.design, .trace].filter { target in
      settings.contains { setting in
        switch (setting.target, target) {
        case (.wholeDesign, .design), (.wholeTrace, .trace), (target, _): true
        default: false
        }
      }
    }
  }

  static func overlap(_ first: [String], _ second: [String]) -> Bool {
    zip(first, second).allSatisfy { $0 == $1 }
  }
}
