/// The cycles in which a bus moved data, as ascending intervals that do not touch.
struct BusHistory {
  private var intervals: [(start: Int, end: Int)] = []
  private var first = 0
  private(set) var busyCycles = 0

  /// Notes that the bus was busy in the cycles `[start, end)`, at or after the start of those noted before.
  mutating func add(_ start: Int, _ end: Int) {
    if let last = intervals.last, start <= last.end {
      if end > last.end {
        busyCycles += end - last.end
        intervals[intervals.count - 1].end = end
      }
    } else {
      intervals.append((start, end))
      busyCycles += end - start
    }
  }

  /// Notes that the bus went on to be busy until `end`, without a gap.
  @inline(__always)
  mutating func extend(to end: Int) {
    let last = intervals.count - 1
    if end > intervals[last].end {
      busyCycles += end - intervals[last].end
      intervals[last].end = end
    }
  }

  /// Forgets what ended by `cycle`, since questions come in order of time; but not the last interval, which may
  /// still grow.
  private mutating func forget(before cycle: Int) {
    while first < intervals.count - 1, intervals[first].end <= cycle { first += 1 }
    if first > 1024, first * 2 > intervals.count {
      intervals.removeFirst(first)
      first = 0
    }
  }

  /// Calls `body` for each busy interval within `[start, end)`; later calls must not start earlier.
  mutating func forEach(from start: Int, to end: Int, _ body: (Int, Int) -> Void) {
    forget(before: start)
    var index = first
    while index < intervals.count, intervals[index].start < end {
      let within = (max(start, intervals[index].start), min(end, intervals[index].end))
      if within.1 > within.0 { body(within.0, within.1) }
      index += 1
    }
  }
}
