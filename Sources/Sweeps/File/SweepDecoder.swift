import Documents
import Hardware
import Quantities
import Workloads

/// Reads a sweep file; whatever is wrong becomes a finding at its line.
public struct SweepDecoder {
  let findings: Findings
  let figures: FigureReader
  /// The folder that has `Configs` and `Traces`, if it is known.
  let root: String?
  var designs: [Sweep.Base] = []
  var traces: [Sweep.Base] = []
  var axes: [Axis] = []
  var settings: [(target: SettingTarget, path: [String], position: SourcePosition, text: Node)] = []
  var derived: [(name: String, position: SourcePosition, text: Node)] = []
  /// Figures in the order in which they are asked for.
  var kept: [Sweep.FigureKey] = []

  /// The most repeats over seeds.
  private static let mostRepeats = 10_000

  /// The sweep in a file; nil where findings say what is wrong.
  ///
  /// `conditions` are constraints beside those of the file, as `--where` gives them; `root` is the folder that has
  /// `Configs` and `Traces`, for names that are found neither around the file nor in the working folder.
  public static func load(
    path: String, conditions: [String] = [], root: String? = nil, figures: FigureReader, findings: Findings
  ) -> Sweep? {
    if findings.files == nil { findings.files = KnownFiles() }
    guard let node = DocumentLoader().loadResolvingBase(path: path, findings: findings) else { return nil }
    return decode(node, conditions: conditions, root: root, figures: figures, findings: findings)
  }

  /// The sweep of a document; nil where findings say what is wrong.
  public static func decode(
    _ node: Node, conditions: [String] = [], root: String? = nil, figures: FigureReader, findings: Findings
  ) -> Sweep? {
    if findings.files == nil { findings.files = KnownFiles() }
    var decoder = SweepDecoder(findings: findings, figures: figures, root: root)
    let option = "--where "
    return decoder.sweep(
      node,
      conditions.map { text in
        Node(
          .scalar(text: text, isPlain: true),
          position: SourcePosition(file: option + text, line: 1, column: option.count + 1))
      })
  }

  private init(findings: Findings, figures: FigureReader, root: String?) {
    self.root = root
    self.findings = findings
    self.figures = figures
  }

  private mutating func sweep(_ node: Node, _ conditions: [Node]) -> Sweep? {
    guard let reader = MappingReader(node, context: "the sweep", findings: findings) else { return nil }
    let name = reader.identifier("sweep")
    let question = reader.textIfPresent("question")
    let sources = texts("source", reader)
    let seed = reader.integer("seed", in: 0...Int.max, default: 0)
    let repeats = reader.integer("repeats", in: 1...Self.mostRepeats, default: 1)
    let axesReader = reader.mappingIfPresent("axes")
    readBases(reader, axesReader)
    axesReader.map { readAxes($0) }
    if repeats > 1 { addSeeds(from: seed, repeats, at: reader.keyPosition(of: "repeats")) }
    reader.mappingIfPresent("set").map { readSettings($0) }
    reader.mappingIfPresent("derive").map { readDerived($0) }
    let constraints = readTexts("constraints", reader) + conditions
    for item in readTexts("metrics", reader) { _ = figure(item.text ?? "", at: item.position) }
    let shown = kept.count
    let objectives = reader.mappingIfPresent("objectives").map { readObjectives($0) } ?? []
    let searchReader = reader.mappingIfPresent("search")
    let wall = reader.boolean("memory_wall", default: false)
    let search = searchReader.flatMap { readSearch($0) }
    reader.finish()
    if search != nil, objectives.isEmpty, search?.method == .annealing || search?.method == .evolutionary {
      findings.add(.searchWithoutObjective, at: reader.keyPosition(of: "search"))
    }
    guard !findings.hasErrors, let name else { return nil }
    guard PointSpace.count(axes.map(\.options.count)) != nil else {
      findings.add(.tooManyPoints(PointSpace.mostPoints), at: reader.keyPosition(of: "axes"))
      return nil
    }
    var sweep = Sweep(
      file: node.position.file, name: name, question: question, sources: sources, designs: designs,
      traces: traces, axes: axes, settings: [], derived: [], constraints: [], figures: [],
      shownFigures: shown, objectives: [], search: search, findsMemoryWall: wall, seed: UInt64(seed))
    if let files = findings.files { sweep.files = files }
    guard bind(&sweep, constraints, objectives) else { return nil }
    checkColumns(sweep)
    if let search { checkSeeds(sweep, search, budget: searchReader?.position(of: "budget")) }
    sweep.baseFiles = findings.readFiles
    var checking = OptionCheck(sweep, findings)
    checking.check()
    sweep.tensorFiles = checking.tensorFiles
    sweep.files.seal()
    return findings.hasErrors ? nil : sweep
  }

  /// Refuses names that would be those of two columns of a table; a database does not tell capitals apart.
  private func checkColumns(_ sweep: Sweep) {
    let always = ["point", "status", "feasible", "message", "on_front", "seed", "seeds"]
    var taken: [String: String] = [:]
    for name in always { taken[name] = "a column of every table" }
    for figure in sweep.figures { taken[figure.key.lowercased()] = "a figure that rows keep" }
    func take(_ name: String, _ what: String, at position: SourcePosition) {
      if let other = taken.updateValue(what, forKey: name.lowercased()) {
        findings.add(.columnTwice(name, other), at: position)
      }
    }
    for (place, axis) in sweep.axes.enumerated() where place != sweep.seedAxis {
      for column in axis.columns { take(column.name, "an axis", at: axis.position) }
    }
    for one in sweep.derived { take(one.name, "a derived value", at: one.position) }
  }

  /// A search runs a configuration with all its seeds or not at all.
  private func checkSeeds(_ sweep: Sweep, _ search: SearchPlan, budget position: SourcePosition?) {
    guard let seeds = sweep.seedAxis else { return }
    if search.budget < sweep.repeats {
      findings.add(.budgetOfNoConfiguration(search.budget, sweep.repeats), at: position ?? .none)
    }
    for constraint in sweep.constraints
    where !constraint.needsFigures && sweep.axes(of: constraint.expression).contains(seeds) {
      findings.add(.constraintOfSeeds(constraint.text), at: constraint.position)
    }
  }

  func texts(_ key: String, _ reader: MappingReader) -> [String] {
    guard let node = reader.nodeIfPresent(key) else { return [] }
    guard let items = node.items else { return reader.textIfPresent(key).map { [$0] } ?? [] }
    return items.enumerated().compactMap { place, item in
      ScalarReader(item, named: "\(key)[\(place)]", findings: findings).text()
    }
  }

  /// The items of a list, each of which has to be a text.
  private func readTexts(_ key: String, _ reader: MappingReader) -> [Node] {
    (reader.sequenceIfPresent(key) ?? []).enumerated().filter { place, item in
      ScalarReader(item, named: "\(key)[\(place)]", findings: findings).text() != nil
    }.map(\.element)
  }

  /// The place of a figure among those that rows keep.
  mutating func figure(_ key: String, at position: SourcePosition) -> Int {
    if let known = kept.firstIndex(where: { $0.key == key }) { return known }
    let root = String(key.prefix { $0 != "." })
    if !figures.roots.contains(root) {
      findings.add(.unknownFigure(key, among: figures.roots), at: position)
    } else if let named = figures.memories(key) {
      let memories = memoryNames
      if !memories.isSuperset(of: named) {
        findings.add(.absentFigure(key, among: figures.known(memories.sorted())), at: position)
      }
    } else {
      findings.add(.absentFigure(key, among: figures.known(memoryNames.sorted())), at: position)
    }
    kept.append(Sweep.FigureKey(key: key, position: position))
    return kept.count - 1
  }

  /// The names of all memories that a design of the sweep has.
  private var memoryNames: Set<String> {
    var names = Set(designs.flatMap { $0.node["memories"]?.entries?.map(\.key) ?? [] })
    for setting in axes.flatMap({ $0.options }).flatMap(\.settings) where setting.target == .design {
      guard setting.path.first == "memories" else { continue }
      if setting.path.count > 1 {
        names.insert(setting.path[1])
      } else {
        names.formUnion(setting.value.entries?.map(\.key) ?? [])
      }
    }
    for setting in settings where setting.target == .design && setting.path.count > 1 {
      if setting.path[0] == "memories" { names.insert(setting.path[1]) }
    }
    return names
  }

  // MARK: Designs and traces

  private mutating func readBases(_ reader: MappingReader, _ axes: MappingReader?) {
    let designNodes = baseNodes("design", reader, axes)
    let traceNodes = baseNodes("trace", reader, axes)
    designs = designNodes.compactMap { node in
      base(node, kind: "design", shippedIn: "Configs/designs").flatMap { base in
        isTrace(base.node) ? misplaced(node, "a trace", "a design") : base
      }
    }
    traces = traceNodes.compactMap { base($0, kind: "trace", shippedIn: "Traces") }
  }

  /// What names designs or traces: a key of the file, or an axis.
  private func baseNodes(_ key: String, _ reader: MappingReader, _ axes: MappingReader?) -> [Node] {
    if let axis = axes?.nodeIfPresent(key) {
      if reader.has(key) {
        findings.add(.givenTwice(key), at: reader.keyPosition(of: key))
      }
      guard let items = axis.items, !items.isEmpty else {
        findings.add(.namesWanted(key, found: axis.found), at: axis.position)
        return []
      }
      return items
    }
    return reader.node(key).map { [$0] } ?? []
  }

  private func base(_ node: Node, kind: String, shippedIn folder: String) -> Sweep.Base? {
    guard let name = ScalarReader(node, named: kind, findings: findings).text() else { return nil }
    guard let found = document(name, kind: kind, shippedIn: folder, at: node.position) else { return nil }
    guard found.entries != nil else {
      findings.add(.namesWanted(kind, found: found.found), at: node.position)
      return nil
    }
    return Sweep.Base(name: name, node: found)
  }

  /// The document of a path, or of a name of what ships.
  private func document(
    _ name: String, kind: String, shippedIn folder: String, at position: SourcePosition
  ) -> Node? {
    let isName = !name.contains("/") && !name.hasSuffix(".yaml")
    guard isName else {
      return DocumentLoader().load(
        named: name, kind: kind, shippedIn: folder, at: position, findings: findings)
    }
    let shipped = ShippedFile(folder: folder, around: position.file, root: root)
    guard let path = shipped.path(name) else {
      findings.add(
        .unknownShipped(kind, name, among: shipped.names, in: folder), at: position)
      return nil
    }
    return DocumentLoader().loadResolvingBase(path: path, findings: findings)
  }

  private func isTrace(_ node: Node) -> Bool { node["operators"] != nil && node["array"] == nil }

  private func misplaced(_ node: Node, _ found: String, _ wanted: String) -> Sweep.Base? {
    findings.add(.otherFile(found, wanted: wanted), at: node.position)
    return nil
  }

  // MARK: What is computed

  private mutating func readSettings(_ reader: MappingReader) {
    for key in reader.keys {
      guard let node = reader.nodeIfPresent(key) else { continue }
      guard let (target, path) = Self.target(of: key), target == .design || target == .trace else {
        findings.add(.noPath(key), at: reader.keyPosition(of: key))
        continue
      }
      if axes.contains(where: { $0.sets(target, path) }) {
        findings.add(.setTwice(key), at: reader.keyPosition(of: key))
      }
      settings.append((target, path, reader.keyPosition(of: key), node))
    }
  }

  private mutating func readDerived(_ reader: MappingReader) {
    for key in reader.keys {
      guard let node = reader.nodeIfPresent(key) else { continue }
      if axes.contains(where: { $0.name == key }) {
        findings.add(.nameTaken(key), at: reader.keyPosition(of: key))
      }
      derived.append((key, reader.keyPosition(of: key), node))
    }
  }

  private func readObjectives(
    _ reader: MappingReader
  ) -> [(name: String, position: SourcePosition, direction: Sweep.Objective.Direction)] {
    reader.keys.compactMap { key in
      reader.enumeration(key, as: Sweep.Objective.Direction.self).map {
        (key, reader.keyPosition(of: key), $0)
      }
    }
  }

  private func readSearch(_ reader: MappingReader) -> SearchPlan? {
    let method = reader.enumeration("method", as: SearchPlan.Method.self)
    let budget = reader.integer("budget", in: 1...100_000_000)
    let seed = reader.integer("seed", in: 0...Int.max, default: 0)
    let population = reader.integer("population", in: 2...100_000, default: 32)
    reader.finish()
    guard let method, let budget else { return nil }
    return SearchPlan(method: method, budget: budget, seed: UInt64(seed), population: population)
  }
}
