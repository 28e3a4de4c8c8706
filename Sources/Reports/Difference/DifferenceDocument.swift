/// The difference of two results as JSON.
public struct DifferenceDocument: Codable, Sendable {
  public static let schema = "ridgeline-difference/1"

  /// Counts of one side.
  public struct CountsView: Codable, Sendable {
    public var cycles: Int
    public var cycleStack: [String: Int]
    public var slots: [String: Int]
    public var movedBytes: Int
    /// By memory and direction.
    public var memories: [String: Int]
    /// By component; absent where a result has no energies.
    public var energyPicojoules: [String: Double]?

    enum CodingKeys: String, CodingKey {
      case cycles
      case cycleStack = "cycle_stack"
      case slots, memories
      case energyPicojoules = "energy_pj"
      case movedBytes = "moved_bytes"
    }
  }
  public struct MoveView: Codable, Sendable {
    public var name: String
    /// Null where the operator is not there.
    public var before: OrNull<CountsView>
    public var after: OrNull<CountsView>
    /// After less before, with the classes that changed.
    public var change: CountsView
    /// What the two mappings do not have alike; absent in the total.
    public var mapping: [SettingView]?
  }

  /// A setting that the two designs, or mappings, do not have alike; null where one does not have it.
  public struct SettingView: Codable, Sendable {
    public var path: String
    public var before: OrNull<String>
    public var after: OrNull<String>
  }

  /// What the two results say of their numbers; null where one says nothing.
  public struct SourcesPair: Codable, Sendable {
    public var before: OrNull<SourcesView>
    public var after: OrNull<SourcesView>
  }

  public var schema: String
  public var settings: [SettingView]
  /// Absent where neither result has energies or areas.
  public var sources: SourcesPair?
  public var total: MoveView
  public var operators: [MoveView]

  public init(_ difference: ResultDifference) {
    schema = Self.schema
    settings = difference.settings.map { SettingView($0) }
    let (before, after) = (difference.before.sources, difference.after.sources)
    if before != nil || after != nil {
      sources = SourcesPair(before: OrNull(before), after: OrNull(after))
    }
    total = MoveView(difference.total)
    operators = difference.operators.map { move in
      var view = MoveView(move)
      view.mapping = move.mapping.map { SettingView($0) }
      return view
    }
  }

  /// The document: keys sorted, two spaces a level, ending in a line break.
  public func json() throws -> String { try JSONText.of(self) }
}

extension DifferenceDocument.MoveView {
  init(_ move: ResultDifference.Move) {
    name = move.name
    before = OrNull(move.before.map { DifferenceDocument.CountsView($0) })
    after = OrNull(move.after.map { DifferenceDocument.CountsView($0) })
    change = DifferenceDocument.CountsView(
      cycles: move.cycles,
      cycleStack: Dictionary(uniqueKeysWithValues: move.classes.map { ($0.name, $0.change) }),
      slots: Dictionary(uniqueKeysWithValues: move.slots.map { ($0.name, $0.change) }),
      movedBytes: move.movedBytes,
      memories: Dictionary(uniqueKeysWithValues: move.bytes.map { ($0.name, $0.change) }),
      energyPicojoules: move.hasEnergy
        ? Dictionary(uniqueKeysWithValues: move.energy.map { ($0.name, $0.change) }) : nil)
  }
}

extension DifferenceDocument.SettingView {
  init(_ setting: ResultDifference.Setting) {
    (path, before, after) = (setting.path, OrNull(setting.before), OrNull(setting.after))
  }
}

extension DifferenceDocument.CountsView {
  init(_ counts: ResultFile.Counts) {
    cycles = counts.cycles
    cycleStack = counts.stack
    slots = counts.slots
    movedBytes = counts.movedBytes
    memories = counts.bytes
    energyPicojoules = counts.energy
  }
}
