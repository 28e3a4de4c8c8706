import Hardware

/// The jobs of an item where units take work of each other: filters with something to multiply, by the unit that they
/// belong to, and who works on them when (docs/model.md, 10.3).
///
/// Times are of the pass; one value serves all items, and nothing is allocated for one.
struct ItemJobs {
  private let leastSteps: Int
  private let stealSteps: Int
  /// Units that have filters: the first ones.
  private var units = 0
  /// The steps that each job works, unit after unit and in the order of filters.
  private var steps: [Int32] = []
  /// Of each unit the first of its jobs that has not begun, the end of them, and what they work in all.
  private var first: [Int]
  private var end: [Int]
  private var left: [Int]
  /// The steps that each unit has worked, for whichever unit.
  private(set) var worked: [Int]
  /// Jobs that have not begun.
  private var waiting = 0
  /// The units, by the time at which they are free.
  private var free: UnitTimes
  /// Units among which the one with most work was looked for, summed over the jobs that were taken.
  private var searched = 0

  init(_ array: IndependentArray) {
    (leastSteps, stealSteps) = (array.leastSteps, array.stealSteps)
    let units = array.distribution == .stealing ? array.units : 0
    first = [Int](repeating: 0, count: units)
    end = first
    left = first
    worked = first
    free = UnitTimes(units: units)
  }

  /// Goes on with the filters of another group, of which the first units have some.
  mutating func begin(units: Int, filters: Int) {
    self.units = units
    if steps.count < filters { steps = [Int32](repeating: 1, count: filters) }
  }

  /// The jobs of the next item are those that are added, unit after unit.
  mutating func removeAll() { waiting = 0 }

  /// A unit's jobs are those that are added until the next unit begins.
  mutating func begin(unit: Int) { (first[unit], end[unit], left[unit]) = (waiting, waiting, 0) }

  mutating func add(_ work: Int, of unit: Int) {
    steps[waiting] = Int32(work)
    waiting += 1
    end[unit] += 1
    left[unit] += work
  }

  /// Turns the times at which units come to the item into those at which they are done with it.
  mutating func work(_ times: inout [Int]) {
    guard waiting > 0 else {
      for unit in 0..<units { times[unit] += leastSteps }
      return
    }
    beginOwn(times)
    while waiting > 0 {
      let next = free.first
      if first[next.unit] < end[next.unit] {
        let work = beginFirst(of: next.unit)
        worked[next.unit] += work
        free.replaceFirst(time: next.time + work)
      } else {
        let work = beginLast(of: richest())
        worked[next.unit] += work
        free.replaceFirst(time: next.time + work + stealSteps)
      }
    }
    // Whoever is free now leaves; who leaves as it came has done nothing.
    for next in free.entries {
      times[next.unit] = next.time == times[next.unit] ? next.time + leastSteps : next.time
    }
  }

  /// Until the first unit is through with its own jobs, nobody takes one of another's.
  private mutating func beginOwn(_ times: [Int]) {
    var through = Int.max
    for unit in 0..<units { through = min(through, times[unit] + left[unit]) }
    free.removeAll()
    for unit in 0..<units {
      var time = times[unit]
      while time < through { time += beginFirst(of: unit) }
      worked[unit] += time - times[unit]
      free.append(unit: unit, time: time)
    }
    free.order()
  }

  /// What the searches since the last call cost, in vectors of a budget.
  mutating func takeSearches() -> Int {
    defer { searched &= 63 }
    return searched / 64
  }

  private mutating func beginFirst(of unit: Int) -> Int {
    let work = Int(steps[first[unit]])
    first[unit] += 1
    left[unit] -= work
    waiting -= 1
    return work
  }

  private mutating func beginLast(of unit: Int) -> Int {
    end[unit] -= 1
    let work = Int(steps[end[unit]])
    left[unit] -= work
    waiting -= 1
    return work
  }

  /// The unit with most work that has not begun, of equal ones the first.
  private mutating func richest() -> Int {
    searched += units
    var (most, unit) = (0, 0)
    for other in 0..<units where left[other] > most { (most, unit) = (left[other], other) }
    return unit
  }
}

/// Units by the times at which they are free, of equal times by their numbers: a heap with room for all of them.
private struct UnitTimes {
  struct Entry {
    var time: Int
    var unit: Int

    static func < (one: Entry, other: Entry) -> Bool {
      one.time < other.time || one.time == other.time && one.unit < other.unit
    }
  }

  private(set) var entries: [Entry] = []

  init(units: Int) { entries.reserveCapacity(units) }

  var first: Entry { entries[0] }

  mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

  /// Adds a unit; `order()` is needed after the last.
  mutating func append(unit: Int, time: Int) { entries.append(Entry(time: time, unit: unit)) }

  mutating func order() {
    for place in (0..<entries.count / 2).reversed() { sink(place) }
  }

  mutating func replaceFirst(time: Int) {
    entries[0].time = time
    sink(0)
  }

  private mutating func sink(_ start: Int) {
    let moved = entries[start]
    var place = start
    while true {
      var child = 2 * place + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
      guard entries[child] < moved else { break }
      entries[place] = entries[child]
      place = child
    }
    entries[place] = moved
  }
}
