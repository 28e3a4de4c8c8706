import Hardware

/// Jobs of one step each where units take work of each other (docs/model.md, 10.3): who works until when.
///
/// A unit goes through its own jobs without a break from when it comes to the item, and what is taken of them is the last. So only
/// the jobs that are taken are looked at one by one; and once all units have come, whose they are is known from sets of units
/// by the step in which they would be through.
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
    var latest = 0
    for unit in 0..<units {
      start[unit] = times[unit]
      free[unit] = times[unit] + Int(jobs[unit])
      latest = max(latest, times[unit])
    }
    takeAll(units, latest: latest)
    for unit in 0..<units {
      times[unit] = free[unit]
      guard start[unit] != Self.left else { continue }
      worked[unit] += free[unit] - start[unit]
      // Who leaves as it came has done nothing.
      if free[unit] == start[unit] { times[unit] += leastSteps }
    }
  }

  private mutating func takeAll(_ units: Int, latest: Int) {
    while true {
      let (now, thief) = next(units)
      if now >= latest, units <= 64, takeBySets(units, from: now) { return }
      guard takeOne(units, now, thief) else { return }
    }
  }

  /// The unit that acts next, and when.
  private mutating func next(_ units: Int) -> (now: Int, thief: Int) {
    searched += units
    return free.withUnsafeBufferPointer { free in
      var (now, thief) = (free[0], 0)
      for unit in 1..<max(1, units) where free[unit] < now { (now, thief) = (free[unit], unit) }
      return (now, thief)
    }
  }

  /// A unit takes a job, if there is any that has not begun.
  private mutating func takeOne(_ units: Int, _ now: Int, _ thief: Int) -> Bool {
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

  private mutating func take(_ thief: Int, _ now: Int) {
    if start[thief] != Self.left {
      worked[thief] += now - start[thief]
      start[thief] = Self.left
    }
    worked[thief] += 1
    free[thief] = now + 1 + stealSteps
  }

  /// All that is taken from a step on in which all units have come; false where there are more steps than sets.
  private mutating func takeBySets(_ units: Int, from now: Int) -> Bool {
    guard var top = fillSets(units, from: now) else { return false }
    for step in 0..<max(0, top) {
      // Units that have not acted in this step.
      var later = ~UInt64(0)
      while case let actors = (own[step] | taking[step]) & later, actors != 0 {
        let thief = actors.trailingZeroBitCount
        let bit = UInt64(1) << UInt64(thief)
        later = ~(bit | (bit - 1))
        while own[top] == 0, top > step { top -= 1 }
        // Those of the last to be through that have not begun a job in this step have one more left than the others.
        var owners = own[top] & later
        var left = top - step
        if owners == 0 { (owners, left) = (own[top], left - 1) }
        guard left > 0 else { return true }
        let owner = owners.trailingZeroBitCount
        own[top] &= ~(1 << UInt64(owner))
        own[top - 1] |= 1 << UInt64(owner)
        free[owner] -= 1
        own[step] &= ~bit
        take(thief, now + step)
        // Who is done later than the last is through finds nothing.
        if step + 1 + stealSteps < taking.count { taking[step + 1 + stealSteps] |= bit }
        searched += 4
      }
    }
    return true
  }

  /// Sets of all units by the steps from now on; the last step with a unit that has work of its own, if there are not too many.
  private mutating func fillSets(_ units: Int, from now: Int) -> Int? {
    var top = 0
    for unit in 0..<units where start[unit] != Self.left { top = max(top, free[unit] - now) }
    guard top < Self.mostSteps else { return nil }
    own.removeAll(keepingCapacity: true)
    taking.removeAll(keepingCapacity: true)
    for _ in 0...top {
      own.append(0)
      taking.append(0)
    }
    for unit in 0..<units {
      let step = free[unit] - now
      if start[unit] != Self.left {
        own[step] |= 1 << UInt64(unit)
      } else if step <= top {
        taking[step] |= 1 << UInt64(unit)
      }
    }
    return top
  }
}
