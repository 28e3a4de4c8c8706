/// The columns of a sweep's tables, and the cells of its points.
public struct PointTable: Sendable {
  public let sweep: Sweep
  /// Names in their order: the point's number, its axes, what is computed, its figures, how it ended.
  public let columns: [Column]

  public struct Column: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
      case point
      case axis(Int, column: Int)
      case derived(Int)
      case figure(Int)
      case objective(Int)
      case status, feasible, message
    }

    public var name: String
    public var kind: Kind
  }

  public init(_ sweep: Sweep) {
    self.sweep = sweep
    var columns = [Column(name: "point", kind: .point)]
    for (number, axis) in sweep.axes.enumerated() {
      for (place, column) in axis.columns.enumerated() {
        columns.append(Column(name: column.name, kind: .axis(number, column: place)))
      }
    }
    columns.append(Column(name: "status", kind: .status))
    if !sweep.constraints.isEmpty { columns.append(Column(name: "feasible", kind: .feasible)) }
    for (number, one) in sweep.derived.enumerated() {
      columns.append(Column(name: one.name, kind: .derived(number)))
    }
    for (number, figure) in sweep.figures.enumerated() {
      columns.append(Column(name: figure.key, kind: .figure(number)))
    }
    for (number, objective) in sweep.objectives.enumerated()
    where !columns.contains(where: { $0.name == objective.name }) {
      columns.append(Column(name: objective.name, kind: .objective(number)))
    }
    columns.append(Column(name: "message", kind: .message))
    self.columns = columns
  }

  /// The cells of a row, in the order of the columns.
  public func cells(_ row: StoreRow) -> [Value] {
    var evaluation = Evaluation(sweep: sweep, options: sweep.space.options(of: row.point))
    var message = ""
    switch row.outcome {
    case .figures(let figures): evaluation.figures = figures
    case .failed(let reason): message = reason
    }
    return columns.map { column in
      switch column.kind {
      case .point: Value(row.point)
      case .axis(let axis, let place): sweep.axes[axis].columns[place].values[evaluation.options[axis]]
      case .derived(let index): (try? evaluation.value(sweep.derived[index].expression)) ?? .undefined
      case .objective(let index): (try? evaluation.value(sweep.objectives[index].expression)) ?? .undefined
      case .figure(let index):
        evaluation.figures.indices.contains(index) ? evaluation.figures[index] : .undefined
      case .status: .text(row.isFailed ? "failed" : "ok")
      case .feasible: row.isFailed ? .undefined : .truth(Self.isFeasible(evaluation))
      case .message: message.isEmpty ? .undefined : .text(message)
      }
    }
  }

  private static func isFeasible(_ evaluation: Evaluation) -> Bool {
    (try? evaluation.isFeasible(withFigures: true)) ?? false
  }
}

extension PointTable {
  /// The table as CSV (RFC 4180), line by line: equal rows give equal bytes.
  public func csv(_ rows: CollectedRows, _ write: (String) throws -> Void) rethrows {
    try write(Self.line(columns.map(\.name)))
    for index in 0..<rows.count { try write(Self.line(cells(rows[index]).map(\.description))) }
  }

  private static func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
