import Hardware

/// The recurrence of items: when each is issued, and when every unit begins it and is done with it (docs/model.md, 10.3).
struct ItemQueues {
  private let scan: Int
  private let queue: Int
  /// Steps of an item that has nothing for a unit, at least.
  private let leastSteps: Int
  /// Of each unit the step in which it is done with all items so far.
  private var done: [Int]
  /// Of each unit the steps by which queues of others have kept the broadcaster back, less those that it has waited for them.
  private var late: [Int]
  /// Units that have filters: the first ones, whatever the distribution.
  private var units = 0
  /// When units began each of the last items, by item modulo the room of a queue.
  private var begun: [LastBegins]
  /// The place of the next item there, and how many items there are before the places are used again.
  private var place = 0
  private var firstItems: Int
  private var issued = 0
  /// Positions that were looked through since the last item.
  private var positions = 0
  /// Steps in which units waited for an item and for no other unit; summed over them.
  private(set) var looking = 0
  /// Whether units take jobs of each other, and those of the next item.
  let takesJobs: Bool
  var jobs: ItemJobs
  private var singleJobs: SingleStepJobs

  init(_ array: IndependentArray) {
    scan = array.scan
    queue = array.queue
    firstItems = array.queue
    leastSteps = array.leastSteps
    done = [Int](repeating: 0, count: array.units)
    late = done
    begun = [LastBegins](repeating: LastBegins(), count: array.queue)
    takesJobs = array.distribution == .stealing
    jobs = ItemJobs(array)
    singleJobs = SingleStepJobs(array)
  }

  /// Goes on with the weights of another group.
  mutating func begin(_ weights: UnitWeights, filters: Int) {
    units = weights.unitsInUse
    if takesJobs { jobs.begin(units: units, filters: filters) }
  }

  /// What looking for jobs to take has cost since the last time, in vectors of a budget.
  mutating func takeSearches() -> Int { jobs.takeSearches() + singleJobs.takeSearches() }

  /// The steps that each unit has worked, where units take jobs of each other.
  var worked: [Int] { zip(jobs.worked, singleJobs.worked).map { $0 + $1 } }

  /// Positions that bring no item.
  mutating func skip(positions count: Int) { positions += count }

  /// The next item, which ends so many positions after the one before or what was skipped; the steps that units multiply, each
  /// of which is a job where units take jobs of each other.
  @inline(__always)
  mutating func add(positions count: Int, _ work: UnsafePointer<Int32>) {
    if takesJobs {
      let (last, looked) = come(positions: count)
      singleJobs.work(&done, work, units: units)
      return begin(last, looked: looked)
    }
    let held = issue(positions: count)
    if units == 1 { return addAlone(Int(work[0])) }
    let (issued, units, leastSteps) = (issued, units, leastSteps)
    var last = LastBegins()
    var looked = 0
    // Sums of steps, which the checks before a pass keep far below what an integer holds.
    done.withUnsafeMutableBufferPointer { done in
      late.withUnsafeMutableBufferPointer { late in
        for unit in 0..<units {
          let free = done[unit]
          let begin = max(issued &+ 1, free)
          let kept = late[unit] &+ held
          let forOthers = min(begin &- free, kept)
          late[unit] = kept &- forOthers
          looked &+= begin &- free &- forOthers
          last.add(begin, of: unit)
          done[unit] = begin &+ max(leastSteps, Int(work[unit]))
        }
      }
    }
    begin(last, looked: looked)
  }

  /// The item that was issued last, of the only unit, which waits for no other.
  @inline(__always)
  private mutating func addAlone(_ work: Int) {
    let free = done[0]
    let begin = max(issued &+ 1, free)
    done[0] = begin &+ max(leastSteps, work)
    self.begin(LastBegins(alone: begin), looked: begin &- free)
  }

  /// The next item, of which units take `jobs` of each other.
  mutating func addJobs(positions count: Int) {
    let (last, looked) = come(positions: count)
    jobs.work(&done)
    begin(last, looked: looked)
  }

  /// Issues the next item and lets units come to it: when the last of them does, and the steps that they looked at the broadcaster.
  private mutating func come(positions count: Int) -> (last: LastBegins, looked: Int) {
    let held = issue(positions: count)
    var last = LastBegins()
    var looked = 0
    for unit in 0..<units {
      let free = done[unit]
      done[unit] = max(issued + 1, free)
      let kept = units == 1 ? 0 : late[unit] + held
      let forOthers = min(done[unit] - free, kept)
      late[unit] = kept - forOthers
      looked += done[unit] - free - forOthers
      last.add(done[unit], of: unit)
    }
    return (last, looked)
  }

  /// Issues the next item; returns the steps for which it was held up. The unit that alone held it up last is late by less.
  @inline(__always)
  private mutating func issue(positions count: Int) -> Int {
    let looked = positions + count
    positions = 0
    let ready = issued + (looked <= scan ? 1 : (looked + scan - 1) / scan)
    guard firstItems == 0, begun[place].last > ready else {
      issued = ready
      return 0
    }
    let begins = begun[place]
    issued = begins.last
    if units > 1 { late[begins.unit] -= issued - max(ready, begins.lastOfOthers) }
    return issued - ready
  }

  /// All have begun the item that was issued last.
  @inline(__always)
  private mutating func begin(_ last: LastBegins, looked: Int) {
    looking += looked
    begun[place] = last
    place = place + 1 == queue ? 0 : place + 1
    if firstItems > 0 { firstItems -= 1 }
  }

  /// The step in which all units are done and all positions looked through.
  var end: Int { done.reduce(lookedThrough) { max($0, $1) } }

  /// Steps in which units that are done with all items wait for positions to be looked through, and for no other unit; summed
  /// over them.
  var lookingBehind: Int {
    (0..<units).reduce(0) { $0 + max(0, lookedThrough - done[$1] - late[$1]) }
  }

  private var lookedThrough: Int { issued + (positions + scan - 1) / scan }
}

/// The step in which the last unit began an item.
private struct LastBegins {
  private(set) var last = 0
  /// That unit, and the step in which the last of all others began it.
  private(set) var unit = 0
  private(set) var lastOfOthers = 0

  init() {}

  init(alone begin: Int) { last = begin }

  @inline(__always)
  mutating func add(_ begin: Int, of unit: Int) {
    lastOfOthers = max(lastOfOthers, min(last, begin))
    self.unit = begin > last ? unit : self.unit
    last = max(last, begin)
  }
}
