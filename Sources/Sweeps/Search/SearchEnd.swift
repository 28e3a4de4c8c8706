/// Why a search chooses no more points.
public enum SearchEnd: Hashable, Sendable {
  /// Its budget is used.
  case budget
  /// All points of the axes were looked at.
  case exhausted
  /// Constraints leave none in of so many points that were drawn to begin with.
  case noneDrawn(Int)
  /// So many batches in a row had no new point.
  case nothingNew(batches: Int)
  /// Places of the hypercube that constraints leave out, and those that fall on a point that was chosen before.
  case hypercube(leftOut: Int, repeated: Int)
}

/// What a search came to.
public struct SearchSummary: Hashable, Sendable {
  /// Points that it chose, whether they were run now or before.
  public var points: Int
  public var budget: Int
  /// Points of a configuration, one for each seed.
  public var repeats: Int
  public var end: SearchEnd

  /// How many points of the budget were run and why not all; nil where all were.
  public var shortfall: String? {
    guard points < budget else { return nil }
    let points = points == 1 ? "1 point" : "\(points) points"
    return "the search chose \(points) of a budget of \(budget): \(reason)"
  }

  private var reason: String {
    switch end {
    case .budget: "a configuration takes \(repeats) points, one for each seed"
    case .exhausted where points == 0: "constraints leave none in"
    case .exhausted: "there are no more that constraints leave in"
    case .noneDrawn(let count): "of \(count) points that were drawn to begin with none holds the constraints"
    case .nothingNew(let batches): "\(batches) batches in a row had no new point that holds the constraints"
    case .hypercube(let leftOut, let repeated):
      "of the hypercube's points constraints leave \(leftOut) out, and \(repeated) come again"
    }
  }
}
