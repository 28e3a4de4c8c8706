import CSQLite
import Documents
import Sweeps
import Testing

/// What a database's views say is what `front`, `best` and `sensitivity` say.
@Suite struct DatabaseTests {
  /// The rows of a query, each cell as a text.
  private static func rows(_ path: String, _ query: String) throws -> [[String]] {
    var database: OpaquePointer?
    try #require(sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK)
    defer { sqlite3_close_v2(database) }
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v2(database, query, -1, &statement, nil)
    try #require(code == SQLITE_OK, "\(query): \(String(cString: sqlite3_errmsg(database)))")
    defer { sqlite3_finalize(statement) }
    var rows: [[String]] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      rows.append(
        (0..<sqlite3_column_count(statement)).map { column in
          sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
        })
    }
    return rows
  }

  @Test(arguments: [1, 3])
  func `views are of each trace, and of means over seeds`(repeats: Int) async throws {
    let place = try Workplace()
    try place.write(Workplace.trace.replacing("k: 48, n: 16", with: "k: 48, n: 8"), to: "short.yaml")
    try place.write(
      """
      sweep: parts
      design: small.yaml
      axes: {array.rows: [2, 4, 8], trace: [short.yaml, net.yaml], array.columns: [4, 8]}
      repeats: \(repeats)
      derive:
        noise: \(repeats == 1 ? "array.columns" : "(seed - 1) * array.rows")
        pes: array.rows * array.columns
        gain: 1 / (array.rows - 4)
      constraints: [pes < 60, noise != 4 or array.columns == 4]
      metrics: [cycles]
      objectives: {cycles: min, pes: min, noise: max, gain: max}

      """, to: "sweep.yaml")
    let findings = Findings()
    let sweep = try #require(
      SweepDecoder.load(path: place.path("sweep.yaml"), figures: .few, findings: findings),
      "\(findings.lines)")
    try await place.run(sweep, into: "store")
    let rows = try CollectedRows(folder: place.path("store"), sweep: sweep, modelVersion: 1)
    let analysis = SweepAnalysis(sweep, rows)
    let path = place.path("points.db")
    try SQLiteTable(PointTable(sweep)).write(rows, analysis, to: path)
    func same(_ found: [[String]], _ wanted: [(row: StoreRow, objectives: [Double?])]) {
      #expect(found.map { $0[0] } == wanted.map { "\($0.row.point)" })
      for (cells, one) in zip(found, wanted) {
        #expect(cells.dropFirst().map { Double($0) } == one.objectives)
      }
    }
    let shown = "point, cycles, pes, noise, gain"
    same(
      try Self.rows(path, "SELECT \(shown) FROM front"),
      analysis.parts.flatMap(\.front).map { ($0.row, $0.objectives) })
    // With 4 rows there is no gain, and still the best of something else may be there.
    #expect(analysis.withoutValue > 0)
    for (place, objective) in sweep.objectives.enumerated() {
      same(
        try Self.rows(path, "SELECT \(shown) FROM \"best \(objective.name)\" WHERE place = 1"),
        analysis.parts.compactMap { $0.best[place] }.map { ($0.row, $0.objectives) })
    }
    for (number, axis) in sweep.axes.enumerated() where number != sweep.traceAxis {
      let found = try Self.rows(path, "SELECT points, \"mean cycles\" FROM \"means by \(axis.name)\"")
      let wanted = analysis.parts.flatMap { part -> [(Int, Double)] in
        let one = part.sensitivities[number][0]
        return zip(one.counts, one.means).compactMap { count, mean in mean.map { (count, $0) } }
      }
      #expect(found.map { $0[0] } == wanted.map { "\($0.0)" }, "\(axis.name)")
      for (cells, one) in zip(found, wanted) {
        #expect(abs((Double(cells[1]) ?? 0) - one.1) < 1e-9 * one.1, "\(axis.name)")
      }
    }
  }
}
