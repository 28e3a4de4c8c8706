/// The difference of two results as a text for reading in a terminal.
public struct DifferenceText {
  private let difference: ResultDifference
  private let style: TextStyle

  public init(_ difference: ResultDifference, style: TextStyle = TextStyle()) {
    self.difference = difference
    self.style = style
  }

  /// The totals, the classes of cycles that moved, and every operator that changed; ends in a line break.
  public var text: String {
    let parts = [head, classes, operators].filter { !$0.isEmpty }
    return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var head: [String] {
    let (before, after) = (difference.before, difference.after)
    func label(_ file: ResultFile) -> String { "\(file.network) on \(file.design)".onOneLine }
    let move = difference.total
    let (old, new) = (before.total.cycles, after.total.cycles)
    var line = "\(NumberText.grouped(old)) -> \(NumberText.grouped(new)) cycles"
    if move.cycles == 0 {
      line += ", no change"
    } else if old > 0, new > 0 {
      let ratio = Double(max(old, new)) / Double(min(old, new))
      line +=
        " (\(Self.signed(move.cycles)), \(NumberText.fixed(ratio, 3)) x \(new < old ? "faster" : "slower"))"
    }
    let bytes =
      "\(NumberText.scaled(Double(before.total.movedBytes), unit: "B")) -> "
      + "\(NumberText.scaled(Double(after.total.movedBytes), unit: "B")) moved"
    return [
      style.apply(.strong, to: "before: \(label(before))".fitting(style.width)),
      style.apply(.strong, to: "after:  \(label(after))".fitting(style.width)), line, bytes,
    ]
  }

  private var classes: [String] {
    let moved = difference.total.classes
    guard !moved.isEmpty else { return [] }
    var table = TextTable(columns: [
      TextTable.Column(title: "class of cycles", isLeft: true), TextTable.Column(title: "before"),
      TextTable.Column(title: "after"), TextTable.Column(title: "change"),
    ])
    let (before, after) = (difference.before.total.stack, difference.after.total.stack)
    for (name, change) in moved {
      table.add([
        name, NumberText.grouped(before[name] ?? 0), NumberText.grouped(after[name] ?? 0),
        Self.signed(change),
      ])
    }
    table.add([
      "sum", NumberText.grouped(difference.before.total.cycles),
      NumberText.grouped(difference.after.total.cycles),
      Self.signed(difference.total.cycles),
    ])
    return table.lines(style)
  }

  private var operators: [String] {
    let changed = difference.operators.filter { $0.before != $0.after }
    guard !changed.isEmpty else { return ["No operator changed."] }
    var table = TextTable(columns: [
      TextTable.Column(title: "operator", isLeft: true), TextTable.Column(title: "before"),
      TextTable.Column(title: "after"), TextTable.Column(title: "change"),
      TextTable.Column(title: "what moved", isLeft: true),
    ])
    for move in changed {
      table.add([
        move.name.onOneLine, move.before.map { NumberText.grouped($0.cycles) } ?? "not there",
        move.after.map { NumberText.grouped($0.cycles) } ?? "not there", Self.signed(move.cycles),
        reason(move),
      ])
    }
    let same = difference.operators.count - changed.count
    let rest = same > 0 ? ["\(same) more \(same == 1 ? "operator is" : "operators are") as before."] : []
    return table.lines(style) + rest
  }

  /// The two classes that changed most.
  private func reason(_ move: ResultDifference.Move) -> String {
    let classes = move.classes.prefix(2).map { "\($0.name) \(Self.signed($0.change))" }
    if !classes.isEmpty { return classes.joined(separator: ", ") }
    return move.movedBytes == 0 ? "" : "\(Self.signed(move.movedBytes)) B moved"
  }

  static func signed(_ change: Int) -> String {
    change > 0 ? "+\(NumberText.grouped(change))" : NumberText.grouped(change)
  }
}
