import CSQLite
import Glibc

/// Writes a sweep's table as a SQLite database: a table `points`, with repeats a table `configurations` of means over seeds,
/// indexes, and a view for each usual question.
public struct SQLiteTable {
  /// What SQLite says of itself.
  public struct Problem: Error, Hashable, Sendable {
    public var message: String
  }

  let table: PointTable
  /// Points of a configuration.
  let repeats: Int

  public init(_ table: PointTable) {
    self.table = table
    repeats = table.sweep.repeats
  }

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
    if repeats > 1 { try fillConfigurations(rows, isOnFront, database) }
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

  // MARK: Means over seeds

  /// Columns of axes that tell configurations apart.
  private var shownColumns: [(axis: Int, place: Int, name: String)] {
    let sweep = table.sweep
    return sweep.axes.indices.filter { $0 != sweep.seedAxis }.flatMap { axis in
      sweep.axes[axis].columns.enumerated().map { (axis, $0, $1.name) }
    }
  }

  /// Objectives that are not columns of axes, too.
  private var shownObjectives: [Int] {
    let names = Set(shownColumns.map(\.name))
    return table.sweep.objectives.indices.filter { !names.contains(table.sweep.objectives[$0].name) }
  }

  /// Configurations of which every seed has a result that holds all constraints, as the front and the best are of them; an
  /// objective that has no value with one of the seeds has none here.
  private func fillConfigurations(
    _ rows: CollectedRows, _ isOnFront: (Int) -> Bool, _ database: Database
  ) throws(Problem) {
    let sweep = table.sweep
    let objectives = shownObjectives
    let names =
      shownColumns.map { Self.quoted($0.name) } + ["seeds"]
      + objectives.flatMap { place in
        ["", "least ", "greatest "].map { Self.quoted($0 + sweep.objectives[place].name) }
      } + ["on_front INTEGER"]
    try database.run(
      "CREATE TABLE configurations (point INTEGER PRIMARY KEY, \(names.joined(separator: ", ")))")
    let places = [String](repeating: "?", count: names.count + 1).joined(separator: ", ")
    let insert = try database.prepare("INSERT INTO configurations VALUES (\(places))")
    try rows.eachConfiguration(sweep) { (one) throws(Problem) in
      guard let scored = one.scored(of: repeats) else { return }
      let options = sweep.space.options(of: scored.row.point)
      var cells = [Value(scored.row.point)]
      cells += shownColumns.map { sweep.axes[$0.axis].columns[$0.place].values[options[$0.axis]] }
      cells.append(Value(repeats))
      for place in objectives {
        let spread = scored.spreads[place]
        cells += [scored.objectives[place], spread?.lowerBound, spread?.upperBound].map { value in
          value.map { .number(.real($0), .none) } ?? .undefined
        }
      }
      try insert.run(cells + [.truth(isOnFront(scored.row.point))])
    }
  }

  static func quoted(_ name: String) -> String {
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
