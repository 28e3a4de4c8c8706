import Hardware
import Replay
import Workloads

/// A run's operators as a reader wants them: repeated groups as such, equal neighbours as one line.
struct OperatorRows {
  enum Row {
    case phase(String)
    case group(GroupLine)
    case line(OperatorLine)
  }

  /// A repeated group of operators.
  struct GroupLine {
    var name: String
    var repeats: Int
    var depth: Int
    /// Of all its repeats, and of those around it.
    var cycles: Int
  }

  /// One operator, or several equal ones in a row.
  struct OperatorLine {
    /// The first of them, for what is equal in all.
    var entry: RunResult.Entry
    var names: [String]
    /// Executions in one repeat of the groups around it; of a part of the operator's executions, all of them.
    var repeats: Int
    var depth: Int
    /// Of all its executions in the run.
    var cycles: Int

    /// How often it runs, as it stands behind its name; `times` is the sign for it.
    func suffix(_ times: String) -> String {
      if entry.executions < entry.allExecutions { return " \(times)\(repeats) of \(entry.allExecutions)" }
      return repeats == 1 ? "" : " \(times)\(repeats)"
    }

    /// Its name, or the names as far as they fit: all, the first and the last, or the first.
    func label(_ cut: NameCut) -> String {
      guard names.count > 1 else { return cut.text(names[0].onOneLine) }
      let all = names.joined(separator: ", ").onOneLine
      if all.count <= cut.width { return all }
      let ends = "\(names[0]) … \(names[names.count - 1])".onOneLine
      return ends.count <= cut.width ? ends : names[0].onOneLine.fitting(cut.width - 2) + " …"
    }

    /// Its name where it stands alone and is longer than that.
    func name(longerThan width: Int) -> String? {
      guard names.count == 1, names[0].utf8.count > width else { return nil }
      return names[0].onOneLine
    }
  }

  private(set) var rows: [Row] = []
  private let entries: [RunResult.Entry]
  private var phase: String?

  init(_ result: RunResult) {
    entries = result.operators
    arrange(entries.indices, depth: 0, outerRepeats: 1)
  }

  /// The lines of operators.
  var lines: [OperatorLine] { rows.compactMap { row in if case .line(let line) = row { line } else { nil } } }

  private mutating func arrange(_ range: Range<Int>, depth: Int, outerRepeats: Int) {
    var index = range.lowerBound
    while index < range.upperBound {
      if let phase = entries[index].phase, phase != self.phase { rows.append(.phase(phase)) }
      phase = entries[index].phase
      if entries[index].groups.count > depth {
        index = arrangeGroup(index..<range.upperBound, depth: depth, outerRepeats: outerRepeats)
      } else {
        index = arrangeEqual(index..<range.upperBound, depth: depth, outerRepeats: outerRepeats)
      }
    }
  }

  private mutating func arrangeGroup(_ range: Range<Int>, depth: Int, outerRepeats: Int) -> Int {
    let group = entries[range.lowerBound].groups[depth]
    let end =
      range.first { entries[$0].groups.count <= depth || entries[$0].groups[depth] != group }
      ?? range.upperBound
    let members = range.lowerBound..<end
    let cycles = members.reduce(0) { $0 + entries[$1].totalCycles }
    rows.append(.group(GroupLine(name: group.name, repeats: group.executions, depth: depth, cycles: cycles)))
    arrange(members, depth: depth + 1, outerRepeats: outerRepeats * group.executions)
    return end
  }

  private mutating func arrangeEqual(_ range: Range<Int>, depth: Int, outerRepeats: Int) -> Int {
    let first = entries[range.lowerBound]
    // A part of an operator's executions stands alone, so that it can be told which.
    let end =
      first.executions < first.allExecutions
      ? range.lowerBound + 1 : range.first { !first.reads(like: entries[$0]) } ?? range.upperBound
    let equal = entries[range.lowerBound..<end]
    let isPart = first.executions < first.allExecutions
    rows.append(
      .line(
        OperatorLine(
          entry: first, names: equal.map(\.name),
          repeats: isPart ? first.executions : equal.count * first.executions / outerRepeats, depth: depth,
          cycles: equal.count * first.totalCycles)))
    return end
  }
}

extension [OperatorRows.OperatorLine] {
  /// Where their names are cut in a column of such a width.
  func cut(to width: Int) -> NameCut { NameCut(compactMap { $0.name(longerThan: width) }, width: width) }
}

extension OperandAddresses {
  /// The memories of the operands.
  fileprivate var memories: [Int] { [input.memory, weight.memory, output.memory] }
}

extension RunResult.Entry {
  var totalCycles: Int { executions * record.cycles }

  /// The name of the memory of each operand that there is.
  func placement(_ design: Design) -> [String: String] {
    var places = [
      Operand.input.rawValue: work.addresses.input.memory,
      Operand.output.rawValue: work.addresses.output.memory,
    ]
    let hasWeight = if case .vector(let vector) = work.body { vector.weight != nil } else { true }
    if hasWeight { places[Operand.weight.rawValue] = work.addresses.weight.memory }
    return places.mapValues { design.memories[$0].name }
  }

  /// Whether a reader would see the same line.
  fileprivate func reads(like other: Self) -> Bool {
    kind == other.kind && phase == other.phase && groups == other.groups && executions == other.executions
      && work.body == other.work.body && record == other.record && wall == other.wall
      && mapping == other.mapping && search == other.search
      && work.addresses.memories == other.work.addresses.memories
      && densities == other.densities && gain == other.gain
  }
}
