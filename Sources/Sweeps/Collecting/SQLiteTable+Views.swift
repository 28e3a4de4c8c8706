extension SQLiteTable {
  /// The front, the failures, the best of each objective, the means of each axis: of each trace by itself, and of what
  /// `sweep front`, `best` and `sensitivity` count.
  var views: [String] {
    let sweep = table.sweep
    let names = sweep.objectives.map { Self.quoted($0.name) }
    let first = names.first.map { "\($0) \(Self.order(sweep.objectives[0])), " } ?? ""
    var views = [
      "CREATE VIEW front AS SELECT * FROM \(repeats > 1 ? "configurations" : "points") WHERE on_front = 1 "
        + "ORDER BY \(byTrace("point"))\(first)point",
      "CREATE VIEW failures AS SELECT message, count(*) AS count, min(point) AS first_point FROM points "
        + "WHERE status = 'failed' GROUP BY message ORDER BY count(*) DESC",
    ]
    for objective in sweep.objectives {
      let order = "\(Self.quoted(objective.name)) \(Self.order(objective)), point"
      // Whether other objectives have values does not matter here.
      let counted =
        repeats > 1
        ? "configurations WHERE \(Self.isThere(objective))"
        : "points WHERE \(isFeasible) AND \(Self.isThere(objective))"
      let partition = sweep.traceAxis == nil ? "" : "PARTITION BY \(Self.quoted("trace")) "
      views.append(
        "CREATE VIEW \(Self.quoted("best \(objective.name)")) AS SELECT "
          + "row_number() OVER (\(partition)ORDER BY \(order)) AS place, * FROM \(counted) "
          + "ORDER BY \(byTrace("point"))\(order)")
    }
    guard !names.isEmpty else { return views }
    let means = sweep.objectives.map {
      "avg(\(Self.quoted($0.name))) AS \(Self.quoted("mean \($0.name)"))"
    }.joined(separator: ", ")
    // Those of configurations of which every seed counts.
    let hasAll = sweep.objectives.map(Self.isThere).joined(separator: " AND ")
    let whole =
      repeats > 1
      ? " AND point / \(repeats) IN (SELECT point / \(repeats) FROM configurations WHERE \(hasAll))" : ""
    for (number, axis) in sweep.axes.enumerated() {
      let keys = (sweep.traceAxis == nil || number == sweep.traceAxis ? [] : ["trace"]) + [axis.name]
      let columns = keys.map { Self.quoted($0) }.joined(separator: ", ")
      views.append(
        "CREATE VIEW \(Self.quoted("means by \(axis.name)")) AS SELECT \(columns), count(*) AS points, \(means) "
          + "FROM points WHERE \(isCounted)\(whole) GROUP BY \(columns) "
          + "ORDER BY \(byTrace("min(point)"))\(option("min(point)", of: number))")
    }
    return views
  }

  /// Whether a row is one of those that `sweep front` and its like count.
  private var isCounted: String {
    ([isFeasible] + table.sweep.objectives.map(Self.isThere)).joined(separator: " AND ")
  }

  private var isFeasible: String { table.sweep.constraints.isEmpty ? "status = 'ok'" : "feasible = 1" }

  private static func isThere(_ objective: Sweep.Objective) -> String {
    "\(quoted(objective.name)) IS NOT NULL"
  }

  private static func order(_ objective: Sweep.Objective) -> String {
    objective.direction == .minimum ? "ASC" : "DESC"
  }

  /// What orders by traces as the sweep has them; empty where it has one.
  private func byTrace(_ point: String) -> String {
    table.sweep.traceAxis.map { "\(option(point, of: $0)), " } ?? ""
  }

  /// Which option of an axis a point has.
  private func option(_ point: String, of axis: Int) -> String {
    let radices = table.sweep.axes.map(\.options.count)
    return "\(point) / \(radices[(axis + 1)...].reduce(1, *)) % \(radices[axis])"
  }
}
