import Documents
import Hardware
import Quantities

extension SweepDecoder {
  /// Reads all expressions and finds what their names stand for; false where they cannot be computed.
  mutating func bind(
    _ sweep: inout Sweep, _ constraints: [Node],
    _ objectives: [(name: String, position: SourcePosition, direction: Sweep.Objective.Direction)]
  ) -> Bool {
    var binder = Binder(self)
    for setting in settings {
      guard let bound = binder.bind(setting.text) else { continue }
      sweep.settings.append(
        Sweep.ComputedSetting(
          target: setting.target, path: setting.path, position: setting.position, expression: bound))
    }
    for one in derived {
      guard let bound = binder.bind(one.text) else { continue }
      sweep.derived.append(
        Sweep.Derived(name: one.name, position: one.position, expression: bound, needsFigures: false))
    }
    for node in constraints {
      guard let bound = binder.bind(node) else { continue }
      sweep.constraints.append(
        Sweep.Constraint(expression: bound, position: node.position, needsFigures: false))
    }
    for objective in objectives {
      guard let bound = binder.bind(objective.name, at: objective.position) else { continue }
      sweep.objectives.append(
        Sweep.Objective(
          name: objective.name, direction: objective.direction, expression: bound,
          position: objective.position))
    }
    kept = binder.decoder.kept
    sweep.figures = kept
    guard !findings.hasErrors else { return false }
    findCircles(sweep)
    guard !findings.hasErrors else { return false }
    for index in sweep.derived.indices {
      sweep.derived[index].needsFigures = needsFigures(sweep.derived[index].expression, sweep)
    }
    for index in sweep.constraints.indices {
      sweep.constraints[index].needsFigures = needsFigures(sweep.constraints[index].expression, sweep)
    }
    for setting in sweep.settings where needsFigures(setting.expression, sweep) {
      findings.add(.settingOfFigure(setting.path.joined(separator: ".")), at: setting.position)
    }
    checkValues(sweep)
    return true
  }

  /// Whether a value is known only of results.
  private func needsFigures(_ bound: BoundExpression, _ sweep: Sweep) -> Bool {
    bound.sources.contains { source in
      switch source {
      case .figure: true
      case .derived(let index): needsFigures(sweep.derived[index].expression, sweep)
      case .setting(let index): needsFigures(sweep.settings[index].expression, sweep)
      case .constant, .axis: false
      }
    }
  }

  /// Refuses values that are computed of themselves.
  private func findCircles(_ sweep: Sweep) {
    enum Mark { case open, done }
    var derived: [Int: Mark] = [:]
    var settings: [Int: Mark] = [:]
    func visit(_ bound: BoundExpression) -> Bool {
      bound.sources.allSatisfy { source in
        switch source {
        case .derived(let index):
          if let mark = derived[index] { return mark == .done }
          derived[index] = .open
          defer { derived[index] = .done }
          return visit(sweep.derived[index].expression)
        case .setting(let index):
          if let mark = settings[index] { return mark == .done }
          settings[index] = .open
          defer { settings[index] = .done }
          return visit(sweep.settings[index].expression)
        default: return true
        }
      }
    }
    for (index, one) in sweep.derived.enumerated() where derived[index] == nil {
      derived[index] = .open
      if !visit(one.expression) { findings.add(.circle(one.name), at: one.position) }
      derived[index] = .done
    }
    for (index, one) in sweep.settings.enumerated() where settings[index] == nil {
      settings[index] = .open
      if !visit(one.expression) { findings.add(.circle(one.path.joined(separator: ".")), at: one.position) }
      settings[index] = .done
    }
  }

  /// Tries what needs no result at the first point.
  private func checkValues(_ sweep: Sweep) {
    let first = Evaluation(sweep: sweep, options: sweep.axes.map { _ in 0 })
    func check(_ bound: BoundExpression, isTruth: Bool) {
      guard !needsFigures(bound, sweep) else { return }
      do throws(ExpressionError) {
        let value = try first.value(bound)
        if isTruth, value != .undefined, value != .truth(true), value != .truth(false) {
          findings.add(.noTruth(bound.expression.text, value.kind), at: bound.position)
        }
      } catch {
        findings.add(.expression(error), at: bound.position.advanced(error.offset))
      }
    }
    for one in sweep.objectives where !needsFigures(one.expression, sweep) {
      sweep.check(one, at: first, findings: findings)
    }
    for one in sweep.derived { check(one.expression, isTruth: false) }
    for one in sweep.settings { check(one.expression, isTruth: false) }
    for one in sweep.constraints { check(one.expression, isTruth: true) }
  }
}

extension SourcePosition {
  /// So many characters further on the line.
  func advanced(_ columns: Int) -> SourcePosition {
    SourcePosition(file: file, line: line, column: column + columns)
  }
}

/// Finds what names stand for.
private struct Binder {
  var decoder: SweepDecoder
  private let designs: [(written: Node, resolved: Node?)]

  init(_ decoder: SweepDecoder) {
    self.decoder = decoder
    designs = decoder.designs.map { base in
      (
        base.node,
        DesignDecoder.decode(base.node, findings: Findings(files: decoder.findings.files))?.resolved()
      )
    }
  }

  mutating func bind(_ node: Node) -> BoundExpression? {
    guard case .scalar(let text, let isPlain) = node.content, !text.isEmpty else {
      decoder.findings.add(.noExpression(found: node.found), at: node.position)
      return nil
    }
    return bind(text, at: isPlain ? node.position : node.position.advanced(1))
  }

  mutating func bind(_ text: String, at position: SourcePosition) -> BoundExpression? {
    do throws(ExpressionError) {
      let expression = try Expression(parsing: text).expanded(expand)
      var sources: [BoundExpression.Source] = []
      for name in expression.names { sources.append(try source(of: name, at: position)) }
      return BoundExpression(expression: expression, position: position, sources: sources)
    } catch {
      decoder.findings.add(.expression(error), at: position.advanced(error.offset))
      return nil
    }
  }

  private mutating func source(
    of name: Expression.Name, at position: SourcePosition
  ) throws(ExpressionError) -> BoundExpression.Source {
    let path = name.path
    if let index = decoder.derived.firstIndex(where: { $0.name == path }) { return .derived(index) }
    if let index = decoder.axes.firstIndex(where: { $0.name == path }) {
      return .axis(index, decoder.axes[index].options.map(\.value))
    }
    if let (target, keys) = SweepDecoder.target(of: path), target == .design || target == .trace,
      let found = try source(target, keys, name)
    {
      return found
    }
    let root = String(path.prefix { $0 != "." })
    if decoder.figures.roots.contains(root) {
      return .figure(decoder.figure(path, at: position.advanced(name.offset)))
    }
    let known = decoder.derived.map(\.name) + decoder.axes.map(\.name) + paths + decoder.figures.roots
    let hint =
      NearestName.of(path, among: known).map { "did you mean '\($0)'?" }
      ?? "a name is an axis, a derived value, a path of the design or trace, or a figure of the result"
    throw ExpressionError(message: "nothing is named '\(path)'; \(hint)", offset: name.offset)
  }

  /// What stands at a path of the design or trace; nil where nothing does.
  private func source(
    _ target: SettingTarget, _ keys: [String], _ name: Expression.Name
  ) throws(ExpressionError) -> BoundExpression.Source? {
    if let index = decoder.settings.firstIndex(where: { $0.target == target && $0.path == keys }) {
      return .setting(index)
    }
    for (index, axis) in decoder.axes.enumerated() where axis.sets(target, keys) {
      let values = axis.options.map { option -> Value in
        guard
          let setting = option.settings.first(where: { $0.target == target && keys.starts(with: $0.path) }),
          let node = setting.value.node(at: keys.dropFirst(setting.path.count))
        else { return .undefined }
        return Value(node)
      }
      guard values.contains(where: { $0 != .undefined }) else { continue }
      return .axis(index, values)
    }
    let whole = target == .design ? "design" : "trace"
    let values: [Value] =
      target == .design
      ? designs.map { design in
        let node = design.written.node(at: keys[...]) ?? design.resolved?.node(at: keys[...])
        return node.map { Value($0) } ?? .undefined
      } : decoder.traces.map { trace in trace.node.node(at: keys[...]).map { Value($0) } ?? .undefined }
    guard values.contains(where: { $0 != .undefined }) else { return nil }
    if let index = decoder.axes.firstIndex(where: { $0.name == whole }) { return .axis(index, values) }
    return values.first.map { .constant($0) }
  }

  /// All paths that a name with `*` in it stands for.
  private func expand(_ pattern: String) -> [String] {
    guard let (target, keys) = SweepDecoder.target(of: pattern) else { return [] }
    let node = target == .trace ? decoder.traces.first?.node : designs.first?.written
    guard let node else { return [] }
    let prefix = pattern.hasPrefix("design.") ? ["design"] : target == .trace ? ["trace"] : []
    return expand(node, keys[...], prefix).map { $0.joined(separator: ".") }
  }

  private func expand(_ node: Node, _ keys: ArraySlice<String>, _ before: [String]) -> [[String]] {
    guard let key = keys.first else { return Value(node) == .undefined ? [] : [before] }
    if key == "*" {
      let children =
        node.entries?.map { ($0.key, $0.value) }
        ?? node.items?.enumerated().map { ("\($0)", $1) } ?? []
      return children.flatMap { expand($0.1, keys.dropFirst(), before + [$0.0]) }
    }
    return node.node(at: [key]).map { expand($0, keys.dropFirst(), before + [key]) } ?? []
  }

  /// Paths of scalars of the first design, for suggestions.
  private var paths: [String] {
    var found: [String] = []
    func visit(_ node: Node, _ path: String) {
      guard found.count < 2_000 else { return }
      if node.text != nil { found.append(path) }
      for entry in node.entries ?? [] {
        visit(entry.value, path.isEmpty ? entry.key : "\(path).\(entry.key)")
      }
    }
    if let design = designs.first { visit(design.resolved ?? design.written, "") }
    return found
  }
}

extension Node {
  /// What is at a path of keys, and of places in sequences.
  func node(at path: ArraySlice<String>) -> Node? {
    path.reduce(Optional(self)) { node, key in
      node?[key]
        ?? Int(key).flatMap { place in
          node?.items.flatMap { $0.indices.contains(place) ? $0[place] : nil }
        }
    }
  }
}
