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

  init(_ array: IndependentArray, filters: Int) {
    scan = array.scan
    queue = array.queue
    done = [Int](repeating: 0, count: array.units)
    hasFilters = [Bool](repeating: false, count: array.units)
    begun = [Int](repeating: 0, count: array.queue)
  }

  /// Goes on with the weights of another group.
  mutating func begin(_ units: UnitWeights) { hasFilters = units.hasFilters }

  /// Positions that bring no item.
  mutating func skip(positions count: Int) { positions += count }

  /// The next item, which ends so many positions after the one before or what was skipped; its steps by unit.
  mutating func add(positions count: Int, _ costs: UnsafeBufferPointer<Int32>) {
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
      done[unit] = begin + Int(costs[unit])
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
