import Quantities

/// A figure that someone else found, and how to find ours.
public struct ReferencePoint: Sendable {
  /// Where theirs comes from.
  public enum Kind: String, Sendable {
    case silicon, rtl, simulator, analytic
  }

  /// What ours has to be to theirs.
  public enum Relation: Sendable {
    /// Equal, but for the tolerance either way.
    case equal
    /// Theirs is a bound: ours is not below it, and above it by no more than the tolerance.
    case atLeast
    /// Ours is several values, of masks that are drawn, and theirs is not beyond them.
    case inRange
    /// Theirs stands beside ours, of which nothing is claimed: what keeps them apart is named in place of a tolerance.
    case beside
  }

  public var name: String
  /// What is compared, with its unit.
  public var figure: String
  public var theirs: Double
  public var relation: Relation
  public var kind: Kind
  public var source: String
  /// What this point has of its own where several have one source, in few words; nil where its name says it.
  public var detail: String?
  /// The relative error that is allowed: 0 where both must be equal.
  public var tolerance: Double
  /// Why that tolerance.
  public var why: String
  /// Whether a parameter was set by this point: then agreement proves nothing.
  public var isCalibration: Bool
  /// Where ours is not that of the machine itself, what is changed in the variant of it.
  public var variant: String?
  public var evaluate: @Sendable (ReferenceFiles) async throws -> ReferenceValue

  /// A point of which ours is one number.
  public init(
    name: String, figure: String, theirs: Double, relation: Relation = .equal, kind: Kind, source: String,
    detail: String? = nil, tolerance: Double = 0, why: String, isCalibration: Bool = false,
    variant: String? = nil,
    evaluate: @escaping @Sendable (ReferenceFiles) async throws -> Double
  ) {
    self.init(
      valueOf: name, figure: figure, theirs: theirs, relation: relation, kind: kind, source: source,
      detail: detail, tolerance: tolerance, why: why, isCalibration: isCalibration, variant: variant
    ) { .one(try await evaluate($0)) }
  }

  /// A point of which ours may be several numbers.
  init(
    valueOf name: String, figure: String, theirs: Double, relation: Relation = .equal, kind: Kind,
    source: String, detail: String? = nil, tolerance: Double, why: String, isCalibration: Bool = false,
    variant: String? = nil,
    evaluate: @escaping @Sendable (ReferenceFiles) async throws -> ReferenceValue
  ) {
    self.name = name
    self.figure = figure
    self.theirs = theirs
    self.relation = relation
    self.kind = kind
    self.source = source
    self.detail = detail
    self.tolerance = tolerance
    self.why = why
    self.isCalibration = isCalibration
    self.variant = variant
    self.evaluate = evaluate
  }

  /// Reference points with a name together. They are made where they are asked for, since every
  /// command reads the names, for the help of `validate`.
  public struct Group: Sendable {
    public let name: String
    private let made: @Sendable () -> [ReferencePoint]

    init(_ name: String, _ points: @autoclosure @escaping @Sendable () -> [ReferencePoint]) {
      self.name = name
      made = points
    }

    public var points: [ReferencePoint] { made() }
  }

  /// The groups of all reference points that ship.
  public static let groups = [
    Group("closed_forms", closedForms), Group("scalesim", scaleSim), Group("totals", totals),
    Group("rooflines", rooflines), Group("memory_wall", memoryWall), Group("vela", vela),
    Group("sparseloop", sparseloop), Group("sparseloop_eyeriss", sparseloopEyeriss),
    Group("sparseloop_formats", sparseloopFormats), Group("eyeriss", eyeriss),
    Group("sparse_tensor_core", sparseTensorCore),
    Group("sparse_tensor_core_energy", sparseTensorCoreEnergy), Group("eyeriss_v2", eyerissV2),
    Group("scalesim_v3", scaleSimSparse), Group("stonne", stonne), Group("eie", eie),
    Group("bit_weight", bitWeight), Group("bitfusion", bitFusion), Group("mixpe", mixPE), Group("ant", ant),
    Group("energies", energies),
    Group("formats", formats), Group("matmul_free", matMulFree), Group("flightllm", flightLLM),
  ]

  /// Every reference point that ships.
  public static let all = groups.flatMap(\.points)

  /// The points of a name: one, or those of a group; none where there is no such name.
  public static func named(_ name: String) -> [ReferencePoint] {
    groups.first { $0.name == name }?.points ?? all.filter { $0.name == name }
  }

  /// The name of a point or group that a misspelt one was probably meant to be.
  public static func nearestName(_ name: String) -> String? {
    NearestName.of(name, among: groups.map(\.name) + all.map(\.name))
  }

  /// Finds ours. Throws where a shipped file is missing or wrong.
  public func outcome(_ files: ReferenceFiles) async throws -> ReferenceOutcome {
    ReferenceOutcome(point: self, ours: try await evaluate(files))
  }
}

/// What was found for a reference point.
public enum ReferenceValue: Sendable {
  case one(Double)
  /// The least and the greatest of several.
  case range(ClosedRange<Double>)
  /// The mean of several, and from the least to the greatest of them.
  case mean(Double, ClosedRange<Double>)

  /// The range of values; of none it is 0.
  public static func several(_ values: [Double]) -> ReferenceValue {
    .range((values.min() ?? 0)...(values.max() ?? 0))
  }

  /// The mean of values; of none it is 0.
  public static func mean(of values: [Double]) -> ReferenceValue {
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    return .mean(mean, (values.min() ?? 0)...(values.max() ?? 0))
  }

  /// The value of it that is nearest to another.
  public func nearest(to other: Double) -> Double {
    switch self {
    case .one(let value), .mean(let value, _): value
    case .range(let range): min(max(other, range.lowerBound), range.upperBound)
    }
  }
}

/// A reference point with what was found now.
public struct ReferenceOutcome: Sendable {
  public var point: ReferencePoint
  public var ours: ReferenceValue

  public init(point: ReferencePoint, ours: ReferenceValue) {
    self.point = point
    self.ours = ours
  }

  /// Ours, or of several what is nearest, over theirs, less one; nil where theirs is 0 and ours is not.
  public var error: Double? {
    let ours = ours.nearest(to: point.theirs)
    if ours == point.theirs { return 0 }
    return point.theirs == 0 ? nil : ours / point.theirs - 1
  }

  public var holds: Bool {
    guard let error else { return false }
    switch point.relation {
    case .equal, .inRange: return abs(error) <= point.tolerance
    case .atLeast: return error >= 0 && error <= point.tolerance
    case .beside: return true
    }
  }
}
