import Hardware

/// The recurrence of items: when each is issued, and when every unit begins it and is done with it (docs/model.md, 10.3).
struct ItemQueues {
  private let scan: Int
  private let queue: Int
  /// Of each unit the step in which it is done with all items so far.
  private var done: [Int]
  private var hasFilters: [Bool]
  /// The step in which the last unit began each of the last items, by item modulo the room of a queue.
  private var begun: [Int]
  private var items = 0
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
    done = [Int](repeating: 0, count: array.units)
    hasFilters = [Bool](repeating: false, count: array.units)
    begun = [Int](repeating: 0, count: array.queue)
    takesJobs = array.distribution == .stealing
    jobs = ItemJobs(array)
  }

  /// Goes on with the weights of another group.
  mutating func begin(_ units: UnitWeights, filters: Int) {
    hasFilters = units.hasFilters
    if takesJobs { jobs.begin(units: hasFilters.count { $0 }, filters: filters) }
  }

  /// What looking for jobs to take has cost since the last time, in vectors of a budget.
  mutating func takeSearches() -> Int { jobs.takeSearches() }

  /// Positions that bring no item.
  mutating func skip(positions count: Int) { positions += count }

  /// The next item, which ends so many positions after the one before or what was skipped; its steps by unit, each of
  /// which is a job where units take jobs of each other.
  mutating func add(positions count: Int, _ costs: UnsafeBufferPointer<Int32>) {
    if takesJobs {
      jobs.set(single: costs)
      return addJobs(positions: count)
    }
    add(positions: count) { unit, begin in begin + Int(costs[unit]) }
  }

  /// The next item, of which units take `jobs` of each other.
  mutating func addJobs(positions count: Int) {
    add(positions: count) { _, begin in begin }
    jobs.work(&done)
  }

  /// The next item; `end` gives of a unit, and of when it begins, when it is done.
  @inline(__always)
  private mutating func add(positions count: Int, _ end: (_ unit: Int, _ begin: Int) -> Int) {
    let looked = positions + count
    positions = 0
    let ready = issued + max(1, (looked + scan - 1) / scan)
    let place = items % queue
    let issue = items < queue ? ready : max(ready, begun[place])
    var last = 0
    for unit in done.indices where hasFilters[unit] {
      let free = done[unit]
      let begin = max(issue + 1, free)
      if begin > free {
        let blocked = max(0, min(begin, issue) - max(free, ready))
        looking += begin - free - blocked
      }
      last = max(last, begin)
      done[unit] = end(unit, begin)
    }
    begun[place] = last
    issued = issue
    items += 1
  }

  /// The step in which all units are done and all positions looked through.
  var end: Int {
    let looked = issued + (positions + scan - 1) / scan
    return done.reduce(looked) { max($0, $1) }
  }
}
