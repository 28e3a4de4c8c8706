/// How many points a sweep has, and which are the first.
public struct SweepExpansion: Sendable {
  /// All points of the axes.
  public var total: Int
  /// Points that constraints leave in; of sweeps with too many points an estimate.
  public var feasible: Int
  public var isEstimate: Bool
  /// The first points that are left in.
  public var first: [Int]
  /// Points at which a constraint has no value.
  public var broken: Int

  /// Points that are looked at one by one.
  private static let mostCounted = 1 << 24
  /// Points that stand for all, where there are more.
  private static let mostSampled = 1 << 18

  /// Looks at every point, or at a part of them that is spread evenly; makes no list of them.
  public init(_ sweep: Sweep, showing count: Int) {
    let space = sweep.space
    total = space.count
    var scan = ConstraintScan(sweep)
    isEstimate = total > Self.mostCounted && !scan.isFree
    let step = isEstimate ? total / Self.mostSampled : 1
    var (left, looked) = (0, 0)
    first = []
    broken = 0
    let isFree = scan.isFree
    for point in stride(from: 0, to: isFree ? min(total, count) : total, by: step) {
      looked += 1
      do throws(ExpressionError) {
        guard try scan.leavesIn(point) else { continue }
      } catch {
        // It is a row of the store, which says so.
        broken += 1
      }
      left += 1
      if first.count < count { first.append(point) }
    }
    feasible = isFree ? total : isEstimate ? Int(Double(left) / Double(max(1, looked)) * Double(total)) : left
    if let search = sweep.search { feasible = min(feasible, search.budget) }
  }
}

extension SweepStore {
  /// The points of a part of a grid that are still to be run.
  public func remaining(in sweep: Sweep, shard: Shard) -> Int {
    let space = sweep.space
    // Without a part or a constraint there is nothing to look at.
    if shard.count == 1, !sweep.constraints.contains(where: { !$0.needsFigures }) {
      return max(0, space.count - doneCount)
    }
    var scan = ConstraintScan(sweep)
    var count = 0
    for point in 0..<space.count where shard.contains(point) && !contains(point) {
      if (try? scan.leavesIn(point)) != false { count += 1 }
    }
    return count
  }
}
