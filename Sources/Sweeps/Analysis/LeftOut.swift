/// Configurations of which a seed was run that are in no mean over seeds, as not every one of their seeds has a result that
/// counts, by why.
public struct LeftOut: Hashable, Sendable {
  /// Some seeds are not run: how many of how many.
  public private(set) var unfinished = 0
  public private(set) var missingSeeds = 0
  /// All are run, and one failed.
  public private(set) var failed = 0
  /// A constraint does not hold with every seed, or leaves some out.
  public private(set) var infeasible = 0
  /// An objective has no value with every seed.
  public private(set) var withoutValue = 0

  public var count: Int { unfinished + failed + infeasible + withoutValue }

  /// Takes a configuration that has no mean.
  mutating func note(_ one: Configuration, of sweep: Sweep, _ repeats: Int) {
    guard repeats > 1 else { return }
    let first = one.rows[0].point / repeats * repeats
    let known = Set(one.rows.map(\.point))
    let missing = (first..<first + repeats).count { point in
      guard !known.contains(point) else { return false }
      let evaluation = Evaluation(sweep: sweep, options: sweep.space.options(of: point))
      return (try? evaluation.isFeasible(withFigures: false)) != false
    }
    guard missing == 0 else {
      unfinished += 1
      missingSeeds += missing
      return
    }
    if one.scores.contains(where: { $0 == nil }) {
      failed += 1
    } else if one.scores.contains(where: { if case .withoutValue = $0 { true } else { false } }) {
      withoutValue += 1
    } else {
      infeasible += 1
    }
  }

  /// How many and why; nil where there is none.
  public func text(of repeats: Int) -> String? {
    var reasons: [String] = []
    func add(_ count: Int, _ reason: String) {
      if count > 0 { reasons.append("\(count) with \(reason)") }
    }
    add(unfinished, "\(missingSeeds) of \(unfinished * repeats) seeds not run")
    add(failed, "a seed that failed")
    add(infeasible, "a seed that does not hold a constraint")
    add(withoutValue, "a seed that gives an objective no value")
    guard !reasons.isEmpty else { return nil }
    return "\(count == 1 ? "1 configuration is" : "\(count) configurations are") left out of the means: "
      + reasons.joined(separator: ", ")
  }
}
