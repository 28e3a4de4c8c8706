import Hardware

/// Jobs of one step each where units take work of each other (docs/model.md, 10.3): who works until when.
///
/// A unit goes through its own jobs without a break from when it comes to the item, and what is taken of them is the last. So only
/// the jobs that are taken are looked at one by one; and whose they are is known from sets of units by the step in which they would be
/// through, but for those that have not come yet.
struct SingleStepJobs {
  private let leastSteps: Int
  private let stealSteps: Int
  /// Of each unit the step in which it has nothing of its own left to begin, or is done with a job that it took.
  private var free: [Int]
  /// The step in which it came to the item; `left` for one that has nothing of its own any more.
  private var start: [Int]
  /// The steps that each unit has worked, for whichever unit.
  private(set) var worked: [Int]
  /// By the steps from a moment on, the units that will be through with their own, and those that will be done with a job of
  /// another; up to 64 units.
  private var own: [UInt64] = []
  private var taking: [UInt64] = []
  /// Those that have not come to the item, and are in none of these sets.
  private var late: UInt64 = 0
  /// Units that were looked at for jobs that were taken.
  private var searched = 0

  private static let left = Int.max
  /// Sets are made for so many steps at most.
  private static let mostSteps = 1 << 12

  init(_ array: IndependentArray) {
    (leastSteps, stealSteps) = (array.leastSteps, array.stealSteps)
    free = [Int](repeating: 0, count: array.distribution == .stealing ? array.units : 0)
    start = free
    worked = free
  }

  /// What the searches since the last call cost, in vectors of a budget.
  mutating func takeSearches() -> Int {
    defer { searched &= 63 }
    return searched / 64
  }

  /// Turns the times at which units come to an item into those at which they are done with it, with so many jobs of each.
  mutating func work(_ times: inout [Int], _ jobs: UnsafePointer<Int32>, units: Int) {
    var (now, end) = (Int.max, 0)
    for unit in 0..<units {
      start[unit] = times[unit]
      free[unit] = times[unit] + Int(jobs[unit])
      (now, end) = (min(now, free[unit]), max(end, free[unit]))
    }
    if units <= 64, end - now < Self.mostSteps {
      takeBySets(units, from: now, to: end)
    } else {
      while takeOne(units) {}
    }
    for unit in 0..<units {
      times[unit] = free[unit]
      guard start[unit] != Self.left else { continue }
      worked[unit] += free[unit] - start[unit]
      // Who leaves as it came has done nothing.
      if free[unit] == start[unit] { times[unit] += leastSteps }
    }
  }

  private mutating func take(_ thief: Int, _ now: Int) {
    if start[thief] != Self.left {
      worked[thief] += now - start[thief]
      start[thief] = Self.left
    }
    worked[thief] += 1
    free[thief] = now + 1 + stealSteps
  }

  // MARK: Any number of units

  /// The unit that acts next takes a job, if there is any that has not begun.
  private mutating func takeOne(_ units: Int) -> Bool {
    searched += 2 * units
    var (now, thief) = (free[0], 0)
    for unit in 1..<max(1, units) where free[unit] < now { (now, thief) = (free[unit], unit) }
    var (most, owner) = (0, -1)
    for unit in 0..<units {
      // Units before it have begun a job in this step already.
      let left = free[unit] &- max(start[unit], unit < thief ? now + 1 : now)
      if left > most { (most, owner) = (left, unit) }
    }
    guard owner >= 0 else { return false }
    free[owner] -= 1
    take(thief, now)
    return true
  }

  // MARK: Up to 64 units

  /// All that is taken; the first unit is through with its own in step `now`, the last in `end`.
  private mutating func takeBySets(_ units: Int, from now: Int, to end: Int) {
    fillSets(units, from: now, to: end)
    var top = 0
    for step in 0..<own.count - 1 {
      if late != 0 || step == 0 { come(now, step, &top) }
      // Units that have not acted in this step.
      var later = ~UInt64(0)
      while case let actors = (own[step] | taking[step]) & later, actors != 0 {
        let thief = actors.trailingZeroBitCount
        let bit = UInt64(1) << UInt64(thief)
        later = ~(bit | (bit - 1))
        guard let owner = owner(step, later, &top) else { return }
        free[owner] -= 1
        own[step] &= ~bit
        take(thief, now + step)
        // Who is done later than the last is through finds nothing.
        if step + 1 + stealSteps < taking.count { taking[step + 1 + stealSteps] |= bit }
        searched += 4
      }
    }
  }

  /// The unit with most work that has not begun, which has one job less now; nil where there is none.
  private mutating func owner(_ step: Int, _ later: UInt64, _ top: inout Int) -> Int? {
    while top > step, own[top] == 0 { top -= 1 }
    // Those of the last to be through that have not begun a job in this step have one more left than the others.
    var (owners, left) = (own[top] & later, top - step)
    if owners == 0 { (owners, left) = (own[top], left - 1) }
    var owner = left > 0 ? owners.trailingZeroBitCount : 64
    var (most, waiting, isLate) = (max(0, left), late, false)
    while waiting != 0 {
      let unit = waiting.trailingZeroBitCount
      waiting &= waiting - 1
      let left = free[unit] - start[unit]
      if left > most || left == most && left > 0 && unit < owner {
        (most, owner, isLate) = (left, unit, true)
      }
    }
    guard most > 0 else { return nil }
    if !isLate {
      own[top] &= ~(1 << UInt64(owner))
      own[top - 1] |= 1 << UInt64(owner)
    }
    return owner
  }

  /// Units that come in a step are in the sets from then on.
  private mutating func come(_ now: Int, _ step: Int, _ top: inout Int) {
    var waiting = late
    while waiting != 0 {
      let unit = waiting.trailingZeroBitCount
      waiting &= waiting - 1
      guard start[unit] <= now + step else { continue }
      late &= ~(1 << UInt64(unit))
      own[free[unit] - now] |= 1 << UInt64(unit)
      top = max(top, free[unit] - now)
    }
  }

  private mutating func fillSets(_ units: Int, from now: Int, to end: Int) {
    own.removeAll(keepingCapacity: true)
    taking.removeAll(keepingCapacity: true)
    for _ in now...end {
      own.append(0)
      taking.append(0)
    }
    late = units == 64 ? ~0 : 1 << UInt64(units) - 1
  }
}
