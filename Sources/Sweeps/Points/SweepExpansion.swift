/// How many points a sweep has, and which are the first.
public struct SweepExpansion: Sendable {
  /// How many points constraints leave in, as far as that can be told.
  public enum Count: Hashable, Sendable {
    case exactly(Int)
    case about(Int)
    /// So many a search runs, unless it finds nothing new before.
    case atMost(Int)
    /// None of those that were looked at, so in 19 of 20 cases fewer than this.
    case fewerThan(Int, looked: Int)

    /// The number where there is one.
    public var number: Int? {
      switch self {
      case .exactly(let number), .about(let number), .atMost(let number): number
      case .fewerThan: nil
      }
    }
  }

  /// All points of the axes.
  public private(set) var total: Int
  /// Points that constraints leave in; of a search those that it runs.
  public private(set) var count: Count
  /// The first points that are left in.
  public private(set) var first: [Int] = []
  /// Points at which a constraint has no value.
  public private(set) var broken = 0

  /// Looks at points until all are counted; of sweeps with many more than the second only at so many.
  private static let mostCounted = 1 << 24
  private static let mostTried = 1 << 20
  /// Points of a hypercube that are looked at.
  private static let mostAsked = 1 << 17
  /// Points, drawn at random, that stand for all where those are too many.
  private static let mostSampled = 1 << 18

  /// Looks at every point, or at a part of them; makes no list of them.
  public init(_ sweep: Sweep, showing shown: Int) {
    let space = sweep.space
    total = space.count
    var scan = ConstraintScan(sweep)
    let block = scan.block
    let most = total / block > Self.mostCounted ? Self.mostTried : Self.mostCounted
    var (place, left) = (0, 0)
    while place < total, scan.looked < most {
      let (point, isLeftIn) = scan.next(from: place, looking: most - scan.looked)
      place = point
      guard isLeftIn else { continue }
      left += block
      if scan.isBroken { broken += block }
      if first.count < shown { first += point..<min(point + block, point + shown - first.count) }
      place = point + block
    }
    count = place >= total ? .exactly(left) : Self.sample(space, &scan)
    if let plan = sweep.search { count = Self.searched(sweep, plan, count) }
  }

  /// How many of those that constraints leave in a search runs.
  private static func searched(_ sweep: Sweep, _ plan: SearchPlan, _ left: Count) -> Count {
    let repeats = sweep.repeats
    let budget = plan.budget / repeats * repeats
    if plan.method == .latinHypercube, budget / repeats <= mostAsked {
      // It decides by nothing that it finds, so it can be asked.
      var cube = LatinHypercube(SearchScope(sweep, plan))
      while cube.batch() != nil {}
      return .exactly(cube.used * repeats)
    }
    switch left {
    // It says nothing of the budget: how many are left in is not known.
    case .fewerThan: return left
    case .about(let number) where number <= budget: return left
    case .about: return .atMost(budget)
    case .exactly(let number), .atMost(let number):
      return plan.method == .random ? .exactly(min(number, budget)) : .atMost(min(number, budget))
    }
  }

  private static func sample(_ space: PointSpace, _ scan: inout ConstraintScan) -> Count {
    let order = Permutation(count: space.count, seed: 0)
    var left = 0
    for place in 0..<mostSampled where scan.leavesIn(order[place]) { left += 1 }
    let share = Double(space.count) / Double(mostSampled)
    // Where 3 / n of all are left in, n draws hit none of them in one of 20 cases: exp(-3).
    return left == 0
      ? .fewerThan(Int((3 * share).rounded(.up)), looked: mostSampled) : .about(Int(Double(left) * share))
  }
}

extension SweepStore {
  /// The points of a part of a grid that are still to be run; nil where they are too many to be counted.
  public func remaining(in sweep: Sweep, shard: Shard) -> Int? {
    let total = sweep.space.count
    // Without a part or a constraint there is nothing to look at.
    if shard.count == 1, !sweep.constraints.contains(where: { !$0.needsFigures }) {
      return max(0, total - doneCount)
    }
    var scan = ConstraintScan(sweep)
    var (place, count) = (0, 0)
    while place < total {
      let left = (scan.isFree ? Self.mostPassed : Self.mostLooked) - scan.looked
      guard left > 0 else { return nil }
      let (point, isLeftIn) = scan.next(from: place, looking: left)
      place = isLeftIn ? point + 1 : point
      if isLeftIn, shard.contains(point), !contains(point) { count += 1 }
    }
    return count
  }

  /// Points that are looked at before a run begins, with constraints and with none: a second or two.
  private static let mostLooked = 1 << 20
  private static let mostPassed = 1 << 24
}
