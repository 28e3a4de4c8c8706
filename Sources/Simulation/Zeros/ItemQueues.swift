import Hardware

/// The recurrence of items: when each is issued, and when every unit begins it and is done with it (docs/model.md, 10.3).
struct ItemQueues {
  private let scan: Int
  private let queue: Int
  /// Of each unit the step in which it is done with all items so far.
  private var done: [Int]
  /// Units that have filters: the first ones, whatever the distribution.
  private var units = 0
  /// The step in which the last unit began each of the last items, by item modulo the room of a queue.
  private var begun: [Int]
  /// The place of the next item there, and how many items there are before the places are used again.
  private var place = 0
  private var firstItems: Int
  private var issued = 0
  /// Positions that were looked through since the last item.
  private var positions = 0
  /// Steps in which units waited for an item that was not ready, or was on its way; summed over them.
  private(set) var looking = 0
  /// Whether units take jobs of each other, and those of the next item.
  let takesJobs: Bool
  var jobs: ItemJobs

  init(_ array: IndependentArray) {
    scan = array.scan
    queue = array.queue
    firstItems = array.queue
    done = [Int](repeating: 0, count: array.units)
    begun = [Int](repeating: 0, count: array.queue)
    takesJobs = array.distribution == .stealing
    jobs = ItemJobs(array)
  }

  /// Goes on with the weights of another group.
  mutating func begin(_ weights: UnitWeights, filters: Int) {
    units = weights.unitsInUse
    if takesJobs { jobs.begin(units: units, filters: filters) }
  }

  /// What looking for jobs to take has cost since the last time, in vectors of a budget.
  mutating func takeSearches() -> Int { jobs.takeSearches() }

  /// Positions that bring no item.
  mutating func skip(positions count: Int) { positions += count }

  /// The next item, which ends so many positions after the one before or what was skipped; its steps by unit, each of
  /// which is a job where units take jobs of each other.
  @inline(__always)
  mutating func add(positions count: Int, _ costs: UnsafePointer<Int32>) {
    if takesJobs {
      jobs.set(single: costs)
      return addJobs(positions: count)
    }
    let (ready, issue) = issue(positions: count)
    var (last, looked) = (0, 0)
    // Sums of steps, which the checks before a pass keep far below what an integer holds.
    done.withUnsafeMutableBufferPointer { done in
      for unit in 0..<units {
        let free = done[unit]
        let begin = max(issue &+ 1, free)
        looked &+= begin &- free &- max(0, issue &- max(free, ready))
        last = max(last, begin)
        done[unit] = begin &+ Int(costs[unit])
      }
    }
    begin(last: last, looked: looked)
  }

  /// The next item, of which units take `jobs` of each other.
  mutating func addJobs(positions count: Int) {
    let (ready, issue) = issue(positions: count)
    var (last, looked) = (0, 0)
    for unit in 0..<units {
      let free = done[unit]
      done[unit] = max(issue + 1, free)
      looked += done[unit] - free - max(0, issue - max(free, ready))
      last = max(last, done[unit])
    }
    jobs.work(&done)
    begin(last: last, looked: looked)
  }

  /// When the next item is ready, and when it is issued.
  @inline(__always)
  private mutating func issue(positions count: Int) -> (ready: Int, issue: Int) {
    let looked = positions + count
    positions = 0
    let ready = issued + (looked <= scan ? 1 : (looked + scan - 1) / scan)
    issued = firstItems > 0 ? ready : max(ready, begun[place])
    return (ready, issued)
  }

  /// The item that was issued last has been begun by all, the last of them in that step.
  @inline(__always)
  private mutating func begin(last: Int, looked: Int) {
    looking += looked
    begun[place] = last
    place = place + 1 == queue ? 0 : place + 1
    if firstItems > 0 { firstItems -= 1 }
  }

  /// The step in which all units are done and all positions looked through.
  var end: Int { done.reduce(lookedThrough) { max($0, $1) } }

  /// Steps in which units that are done with all items wait for positions to be looked through; summed over them.
  var lookingBehind: Int { done.prefix(units).reduce(0) { $0 + max(0, lookedThrough - $1) } }

  private var lookedThrough: Int { issued + (positions + scan - 1) / scan }
}
