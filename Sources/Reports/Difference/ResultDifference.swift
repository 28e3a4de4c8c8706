/// What became of each class of cycles between two results, operator by operator.
public struct ResultDifference: Sendable {
  /// An operator, or all of them, before and after.
  public struct Move: Sendable {
    public var name: String
    /// Nil where the operator is only in one of the results.
    public var before: ResultFile.Counts?
    public var after: ResultFile.Counts?
    /// What the mappings of an operator that is in both results do not have alike.
    public var mapping: [Setting] = []

    public var cycles: Int { (after?.cycles ?? 0) - (before?.cycles ?? 0) }
    public var movedBytes: Int { (after?.movedBytes ?? 0) - (before?.movedBytes ?? 0) }

    /// The classes of the cycle stack that changed, the greatest change first; they sum to `cycles`
    /// times the cores, where both results have as many.
    public var classes: [(name: String, change: Int)] { changes(\.stack) }
    /// The classes of the slot stack that changed, the greatest change first.
    public var slots: [(name: String, change: Int)] { changes(\.slots) }
    /// The bytes that changed, by memory and direction, the greatest change first.
    public var bytes: [(name: String, change: Int)] { changes(\.bytes) }

    /// The energy's components that changed, picojoules, the greatest change first; none where one of two results
    /// has no energies.
    public var energy: [(name: String, change: Double)] {
      guard hasEnergy else { return [] }
      let (old, new) = (before?.energy ?? [:], after?.energy ?? [:])
      return Set(old.keys).union(new.keys).sorted().map { name in
        (name: name, change: (new[name] ?? 0) - (old[name] ?? 0))
      }.filter { $0.change != 0 }.sorted { $0.change.magnitude > $1.change.magnitude }
    }

    /// Whether every side that is there has energies.
    var hasEnergy: Bool {
      let sides = [before, after].compactMap(\.self)
      return !sides.isEmpty && sides.allSatisfy { $0.energy != nil }
    }

    private func changes(_ counts: (ResultFile.Counts) -> [String: Int]) -> [(name: String, change: Int)] {
      let (old, new) = (before.map(counts) ?? [:], after.map(counts) ?? [:])
      return Set(old.keys).union(new.keys).sorted().map { name in
        (name: name, change: (new[name] ?? 0) - (old[name] ?? 0))
      }.filter { $0.change != 0 }.sorted { $0.change.magnitude > $1.change.magnitude }
    }
  }

  /// A setting that the two designs, or two mappings of an operator, do not have alike.
  public struct Setting: Hashable, Sendable {
    /// Its path in the resolved design, or in the mapping.
    public var path: String
    /// Nil where that one does not have it.
    public var before: String?
    public var after: String?
  }

  /// Whether the two results have different counts of anything.
  public var isDifferent: Bool { before.total != after.total || operators.contains { $0.before != $0.after } }

  /// Whether an operator has another mapping.
  public var hasOtherMappings: Bool { operators.contains { !$0.mapping.isEmpty } }

  public var before: ResultFile
  public var after: ResultFile
  /// The settings in which the designs differ: in the order of the first, then what only the second has.
  public var settings: [Setting]
  public var total: Move
  /// Every operator of either result, the greatest change of cycles first.
  public var operators: [Move]

  /// Operators are the same where groups and name are; of several of one name the first goes with the first.
  public init(before: ResultFile, after: ResultFile) {
    self.before = before
    self.after = after
    settings = Self.settings(before.settings, after.settings)
    total = Move(name: "total", before: before.total, after: after.total)
    var places: [String: [Int]] = [:]
    for (place, one) in after.operators.enumerated().reversed() {
      places[one.path, default: []].append(place)
    }
    var isTaken = [Bool](repeating: false, count: after.operators.count)
    var moves = before.operators.map { one in
      guard let place = places[one.path]?.popLast() else {
        return Move(name: one.path, before: one.counts, after: nil)
      }
      isTaken[place] = true
      let other = after.operators[place]
      return Move(
        name: one.path, before: one.counts, after: other.counts,
        mapping: Self.changes(one.mapping, other.mapping))
    }
    for (place, one) in after.operators.enumerated() where !isTaken[place] {
      moves.append(Move(name: one.path, before: nil, after: one.counts))
    }
    // Equal changes stay in the order of the trace.
    operators = moves.enumerated().sorted {
      ($1.element.cycles.magnitude, $0.offset) < ($0.element.cycles.magnitude, $1.offset)
    }.map(\.element)
  }

  /// In the order of the words' letters, tiles last: they are the most.
  private static func changes(_ before: [String: [String]], _ after: [String: [String]]) -> [Setting] {
    func text(_ texts: [String]?) -> String? { texts?.joined(separator: " or ") }
    let paths = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
    return paths.sorted().map { Setting(path: $0, before: text(before[$0]), after: text(after[$0])) }
  }

  private static func settings(
    _ before: [(path: String, value: String)], _ after: [(path: String, value: String)]
  ) -> [Setting] {
    let old = Dictionary(before.map { ($0.path, $0.value) }) { first, _ in first }
    let new = Dictionary(after.map { ($0.path, $0.value) }) { first, _ in first }
    let paths = before.map(\.path) + after.map(\.path).filter { old[$0] == nil }
    return paths.filter { old[$0] != new[$0] }.map { Setting(path: $0, before: old[$0], after: new[$0]) }
  }
}
