import Documents

/// A sweep as its file describes it (docs/sweeps.md): all points are known by their numbers, and none is made before it is
/// asked for.
public struct Sweep: Sendable {
  public var file: String
  public var name: String
  public var question: String?
  public var sources: [String]
  /// The design, or those of the axis `design`.
  var designs: [Base]
  var traces: [Base]
  /// Crossed, the last one fastest.
  public var axes: [Axis]
  var settings: [ComputedSetting]
  public var derived: [Derived]
  public var constraints: [Constraint]
  /// Keys of results that rows keep: those asked for, and those that expressions need.
  public var figures: [FigureKey]
  /// How many of `figures` tables show: the others are only needed.
  public var shownFigures: Int
  public var objectives: [Objective]
  public var search: SearchPlan?
  public var findsMemoryWall: Bool
  public var seed: UInt64
  /// What the files that points name held when the sweep was loaded: no point opens one.
  var files = KnownFiles()
  /// The files that designs and traces begin with, which count by what they say together.
  var baseFiles: [String] = []
  var tensorFiles = TensorFileStamps()
  let inputs = InputDigests()

  /// A design or a trace that points begin with.
  struct Base: Sendable {
    var name: String
    var node: Node
  }

  /// A path of the design or trace whose value is computed.
  struct ComputedSetting: Sendable {
    var target: SettingTarget
    var path: [String]
    var position: SourcePosition
    var expression: BoundExpression
  }

  /// A value with a name.
  public struct Derived: Sendable {
    public var name: String
    var position: SourcePosition
    var expression: BoundExpression
    /// Whether it is known only of results.
    public var needsFigures: Bool
  }

  /// What a point has to be, before it is simulated or after.
  public struct Constraint: Sendable {
    public var text: String { expression.expression.text }
    var expression: BoundExpression
    var position: SourcePosition
    public var needsFigures: Bool
  }

  /// A key of a result's `total`, such as `energy_pj.total`.
  public struct FigureKey: Sendable {
    public var key: String
    var position: SourcePosition
  }

  /// What is to be small, or great.
  public struct Objective: Sendable {
    public enum Direction: String, CaseIterable, Sendable {
      case minimum = "min"
      case maximum = "max"
    }

    public var name: String
    public var direction: Direction
    var expression: BoundExpression
    var position: SourcePosition
  }
}

extension Sweep {
  /// All points, those that constraints leave out too.
  public var space: PointSpace { PointSpace(radices: axes.map(\.options.count)) }
}
