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
  }

  public var name: String
  /// What is compared, with its unit.
  public var figure: String
  public var theirs: Double
  public var relation: Relation
  public var kind: Kind
  public var source: String
  /// The relative error that is allowed: 0 where both must be equal.
  public var tolerance: Double
  /// Why that tolerance.
  public var why: String
  /// Whether a parameter was set by this point: then agreement proves nothing.
  public var isCalibration: Bool
  /// Where ours is not that of the machine itself, what is changed in the variant of it.
  public var variant: String?
  public var evaluate: @Sendable (ReferenceFiles) async throws -> Double

  public init(
    name: String, figure: String, theirs: Double, relation: Relation = .equal, kind: Kind, source: String,
    tolerance: Double, why: String, isCalibration: Bool = false, variant: String? = nil,
    evaluate: @escaping @Sendable (ReferenceFiles) async throws -> Double
  ) {
    self.name = name
    self.figure = figure
    self.theirs = theirs
    self.relation = relation
    self.kind = kind
    self.source = source
    self.tolerance = tolerance
    self.why = why
    self.isCalibration = isCalibration
    self.variant = variant
    self.evaluate = evaluate
  }

  /// Every reference point that ships.
  public static let all =
    closedForms + scaleSim + totals + rooflines + memoryWall + vela + sparseloop
    + sparseloopEyeriss + eyeriss

  /// The name of a point that a misspelt one was probably meant to be.
  public static func nearestName(_ name: String) -> String? {
    NearestName.of(name, among: all.map(\.name))
  }

  /// Finds ours. Throws where a shipped file is missing or wrong.
  public func outcome(_ files: ReferenceFiles) async throws -> ReferenceOutcome {
    ReferenceOutcome(point: self, ours: try await evaluate(files))
  }
}

/// A reference point with what was found now.
public struct ReferenceOutcome: Sendable {
  public var point: ReferencePoint
  public var ours: Double

  public init(point: ReferencePoint, ours: Double) {
    self.point = point
    self.ours = ours
  }

  /// Ours over theirs, less one; nil where theirs is 0 and ours is not.
  public var error: Double? {
    if ours == point.theirs { return 0 }
    return point.theirs == 0 ? nil : ours / point.theirs - 1
  }

  public var holds: Bool {
    guard let error else { return false }
    switch point.relation {
    case .equal: return abs(error) <= point.tolerance
    case .atLeast: return error >= 0 && error <= point.tolerance
    }
  }
}
