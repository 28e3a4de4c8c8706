/// The difference of two results as CSV: a line for each operator and class of cycles, and one for its cycles.
public enum DifferenceCSV {
  /// The lines, ending in a line break; an operator that is not there has empty fields.
  public static func text(_ difference: ResultDifference) -> String {
    var lines = [["operator", "class", "before", "after", "change"]]
    for move in [difference.total] + difference.operators {
      lines.append(line(move, "cycles", move.before?.cycles, move.after?.cycles, move.cycles))
      let bytes = (move.before?.movedBytes, move.after?.movedBytes)
      lines.append(line(move, "moved_bytes", bytes.0, bytes.1, move.movedBytes))
      for (name, change) in move.classes {
        lines.append(
          line(
            move, "cycles.\(name)", move.before.map { $0.stack[name] ?? 0 },
            move.after.map { $0.stack[name] ?? 0 }, change))
      }
    }
    return lines.map { $0.map(CSVField.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func line(
    _ move: ResultDifference.Move, _ name: String, _ before: Int?, _ after: Int?, _ change: Int
  ) -> [String] {
    [move.name, name, before.map { "\($0)" } ?? "", after.map { "\($0)" } ?? "", "\(change)"]
  }
}
