import CSQLite
import Glibc

/// Writes a sweep's table as a SQLite database: a table `points`, indexes, and a view for each usual question.
public struct SQLiteTable {
  /// What SQLite says of itself.
  public struct Problem: Error, Hashable, Sendable {
    public var message: String
  }

  private let table: PointTable

  public init(_ table: PointTable) { self.table = table }

  /// Writes all rows into a new file; whatever is there must not be.
  public func write(_ rows: CollectedRows, _ analysis: SweepAnalysis?, to path: String) throws(Problem) {
    let database = try Database(path)
    // Written whole or not at all: whoever calls this gives the file its name at the end.
    try database.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
    try database.run("CREATE TABLE points (\(definitions))")
    try database.run("CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT)")
    try fillAbout(database)
    let isOnFront = analysis?.isOnFront() ?? { _ in false }
    let places = [String](repeating: "?", count: table.columns.count + 1).joined(separator: ", ")
    let insert = try database.prepare("INSERT INTO points VALUES (\(places))")
    for index in 0..<rows.count {
      let row = rows[index]
      try insert.run(table.cells(row) + [.truth(isOnFront(row.point))])
    }
    for statement in indexes + views { try database.run(statement) }
    try database.run("COMMIT")
  }

  private var definitions: String {
    table.columns.map { column in
      switch column.kind {
      case .point: "\(Self.quoted(column.name)) INTEGER PRIMARY KEY"
      default: Self.quoted(column.name)
      }
    }.joined(separator: ", ") + ", on_front INTEGER"
  }

  private func fillAbout(_ database: Database) throws(Problem) {
    let insert = try database.prepare("INSERT INTO about VALUES (?, ?)")
    try insert.run([.text("sweep"), .text(table.sweep.name)])
    if let question = table.sweep.question { try insert.run([.text("question"), .text(question)]) }
    for objective in table.sweep.objectives {
      try insert.run([.text("objective \(objective.name)"), .text(objective.direction.rawValue)])
    }
  }

  private var indexes: [String] {
    var names = table.sweep.axes.map(\.name) + ["status", "on_front"]
    // An axis may be an objective, too.
    for objective in table.sweep.objectives where !names.contains(objective.name) {
      names.append(objective.name)
    }
    return names.map { "CREATE INDEX \(Self.quoted("by \($0)")) ON points (\(Self.quoted($0)))" }
  }

  /// The front, the failures, the best of each objective, the means of each axis.
  private var views: [String] {
    let isFeasible = table.sweep.constraints.isEmpty ? "status = 'ok'" : "feasible = 1"
    var views = [
      "CREATE VIEW front AS SELECT * FROM points WHERE on_front = 1",
      "CREATE VIEW failures AS SELECT message, count(*) AS count, min(point) AS first_point FROM points "
        + "WHERE status = 'failed' GROUP BY message ORDER BY count(*) DESC",
    ]
    for objective in table.sweep.objectives {
      let order = objective.direction == .minimum ? "ASC" : "DESC"
      views.append(
        "CREATE VIEW \(Self.quoted("best \(objective.name)")) AS SELECT * FROM points WHERE \(isFeasible) "
          + "AND \(Self.quoted(objective.name)) IS NOT NULL ORDER BY \(Self.quoted(objective.name)) \(order), point"
      )
    }
    for axis in table.sweep.axes where !table.sweep.objectives.isEmpty {
      let means = table.sweep.objectives.map {
        "avg(\(Self.quoted($0.name))) AS \(Self.quoted("mean \($0.name)"))"
      }.joined(separator: ", ")
      views.append(
        "CREATE VIEW \(Self.quoted("means by \(axis.name)")) AS SELECT \(Self.quoted(axis.name)), count(*) AS points, "
          + "\(means) FROM points WHERE \(isFeasible) GROUP BY \(Self.quoted(axis.name))")
    }
    return views
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}

/// An open database; it is closed with this.
private final class Database {
  private var handle: OpaquePointer?

  init(_ path: String) throws(SQLiteTable.Problem) {
    guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil) == SQLITE_OK else {
      throw problem
    }
  }

  deinit { sqlite3_close_v2(handle) }

  var problem: SQLiteTable.Problem { SQLiteTable.Problem(message: String(cString: sqlite3_errmsg(handle))) }

  func run(_ text: String) throws(SQLiteTable.Problem) {
    guard sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else { throw problem }
  }

  func prepare(_ text: String) throws(SQLiteTable.Problem) -> Statement {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, text, -1, &statement, nil) == SQLITE_OK, let statement else {
      throw problem
    }
    return Statement(statement, of: self)
  }

  /// A statement that is run with other values each time.
  final class Statement {
    private let statement: OpaquePointer
    private let database: Database

    init(_ statement: OpaquePointer, of database: Database) {
      self.statement = statement
      self.database = database
    }

    deinit { sqlite3_finalize(statement) }

    func run(_ values: [Value]) throws(SQLiteTable.Problem) {
      for (place, value) in values.enumerated() {
        let index = Int32(place + 1)
        switch value {
        case .undefined: sqlite3_bind_null(statement, index)
        case .truth(let truth): sqlite3_bind_int(statement, index, truth ? 1 : 0)
        case .text(let text): sqlite3_bind_text(statement, index, text, -1, Self.transient)
        case .number(let number, _):
          if let integer = number.integer {
            sqlite3_bind_int64(statement, index, Int64(integer))
          } else {
            sqlite3_bind_double(statement, index, number.value)
          }
        }
      }
      guard sqlite3_step(statement) == SQLITE_DONE else { throw database.problem }
      sqlite3_reset(statement)
    }

    /// Tells SQLite to copy a text, as it is gone when the call returns.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }
}
