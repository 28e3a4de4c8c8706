/// The difference of two results as CSV: a line for each operator's cycles and moved bytes, one for each class of cycles
/// or slots, direction of a memory and component of energy that changed, then one for each part of an operator's mapping
/// that did, and last, of no operator, one for each setting of the designs that differs.
public enum DifferenceCSV {
  /// The lines, ending in a line break; an operator that is not there has empty fields.
  public static func text(_ difference: ResultDifference) -> String {
    var lines = [["operator", "class", "before", "after", "change"]]
    for move in [difference.total] + difference.operators {
      lines.append(line(move, "cycles", move.before?.cycles, move.after?.cycles, move.cycles))
      let bytes = (move.before?.movedBytes, move.after?.movedBytes)
      lines.append(line(move, "moved_bytes", bytes.0, bytes.1, move.movedBytes))
      for (name, change) in move.classes {
        lines.append(line(move, "cycles.\(name)", \.stack, name, change))
      }
      for (name, change) in move.slots {
        lines.append(line(move, "slots.\(name)", \.slots, name, change))
      }
      for (name, change) in move.bytes {
        lines.append(line(move, "memories.\(name)", \.bytes, name, change))
      }
      for (name, change) in move.energy {
        let (old, new) = (move.before.map { $0.energy?[name] ?? 0 }, move.after.map { $0.energy?[name] ?? 0 })
        lines.append(line(move, "energy_pj.\(name)", old, new, change))
      }
    }
    for move in difference.operators {
      lines += move.mapping.map { [move.name, "mapping.\($0.path)", $0.before ?? "", $0.after ?? "", ""] }
    }
    for one in difference.settings {
      lines.append(["", "design.\(one.path)", one.before ?? "", one.after ?? "", ""])
    }
    return lines.map { $0.map(CSVField.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func line(
    _ move: ResultDifference.Move, _ label: String, _ counts: (ResultFile.Counts) -> [String: Int],
    _ name: String, _ change: Int
  ) -> [String] {
    line(
      move, label, move.before.map { counts($0)[name] ?? 0 }, move.after.map { counts($0)[name] ?? 0 }, change
    )
  }

  private static func line<Number>(
    _ move: ResultDifference.Move, _ label: String, _ before: Number?, _ after: Number?, _ change: Number
  ) -> [String] {
    [move.name, label, before.map { "\($0)" } ?? "", after.map { "\($0)" } ?? "", "\(change)"]
  }
}
