/// The cycles in which a bus moved data, as ascending intervals that do not touch.
struct BusHistory {
  /// The intervals before the last one.
  private var intervals: [(start: Int, end: Int)] = []
  private var first = 0
  /// The last interval, which may still grow; empty before anything moved.
  private var last = (start: 0, end: 0)
  private var finishedCycles = 0

  var busyCycles: Int { finishedCycles + last.end - last.start }

  /// Notes that the bus was busy in the cycles `[start, end)`, at or after the start of those noted before.
  @inline(__always)
  mutating func add(_ start: Int, _ end: Int) {
    if start > last.end { open(at: start) }
    last.end = max(last.end, end)
  }

  private mutating func open(at start: Int) {
    if last.end > last.start { intervals.append(last) }
    finishedCycles += last.end - last.start
    last = (start, start)
  }

  /// Forgets what ended by `cycle`, since questions come in order of time.
  private mutating func forget(before cycle: Int) {
    while first < intervals.count, intervals[first].end <= cycle { first += 1 }
    if first > 1024, first * 2 > intervals.count {
      intervals.removeFirst(first)
      first = 0
    }
  }

  /// The busy intervals after `cycle`, those under way from there on.
  func intervals(after cycle: Int) -> [(start: Int, end: Int)] {
    (intervals[first...] + [last]).filter { $0.end > cycle }.map { (max($0.start, cycle), $0.end) }
  }

  /// Calls `body` for each busy interval within `[start, end)`; later calls must not start earlier.
  mutating func forEach(from start: Int, to end: Int, _ body: (Int, Int) -> Void) {
    forget(before: start)
    var index = first
    while index < intervals.count, intervals[index].start < end {
      body(max(start, intervals[index].start), min(end, intervals[index].end))
      index += 1
    }
    let within = (max(start, last.start), min(end, last.end))
    if within.1 > within.0 { body(within.0, within.1) }
  }
}
