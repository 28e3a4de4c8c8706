import Replay

/// Generations as CSV: a line for each length at which steps of a machine ran, the prefill first.
public enum GenerationCSV {
  static let columns = [
    "design", "origin", "phase", "count", "tokens", "context", "cycles", "time_s", "energy_j",
    "waiting_share", "wall_factor", "read_bytes", "write_bytes", "dense_macs",
  ]

  /// The lines, ending in a line break; an undefined figure is an empty field.
  public static func text(_ report: GenerationReport) -> String {
    var lines = [columns]
    for result in report.results {
      let steps = [("prefill", result.prefill)] + result.decode.map { ("decode", $0) }
      for (phase, step) in steps {
        lines.append([
          result.design, result.origin.rawValue, phase, "\(step.count)", "\(step.tokens)", "\(step.context)",
          field(step.cycles), "\(step.timeSeconds)", field(step.energyJoules), field(step.waitingShare),
          field(step.wallFactor), "\(step.readBytes)", "\(step.writeBytes)", "\(step.denseMACs)",
        ])
      }
    }
    return lines.map { $0.map(CSVField.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func field(_ value: (some CustomStringConvertible)?) -> String {
    value.map { "\($0)" } ?? ""
  }
}
