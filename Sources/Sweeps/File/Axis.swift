import Documents

/// What a setting changes.
public enum SettingTarget: Hashable, Sendable {
  case design
  case trace
  /// All of the design or trace: which of the sweep's this is.
  case wholeDesign(Int)
  case wholeTrace(Int)
  case seed(UInt64)
}

/// One value that an option of an axis gives to a path.
struct Setting: Sendable {
  var target: SettingTarget
  var path: [String]
  var value: Node
  /// Where the path is written.
  var position: SourcePosition
}

/// One dimension of a sweep: a path, or several that change together.
public struct Axis: Sendable {
  /// Its path, or the name of a group.
  public var name: String
  public var position: SourcePosition
  public var options: [Option]
  /// Columns of tables: the axis itself, and the paths of a group.
  public var columns: [Column]

  /// One value of an axis.
  public struct Option: Sendable {
    public var label: String
    /// The label as a value of expressions.
    public var value: Value
    var settings: [Setting]
  }

  /// A column of tables.
  public struct Column: Sendable {
    public var name: String
    /// By option.
    public var values: [Value]
  }

  /// The most options of an axis.
  static let mostOptions = 10_000
}
