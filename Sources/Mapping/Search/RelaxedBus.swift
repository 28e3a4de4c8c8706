/// A memory's bus that serves transfers in the order in which passes need them, interrupting one for another as it
/// likes: no real order of requests completes all that the first passes need earlier.
///
/// Times are in the bus's units. What one pass needs is added after what the passes before it need.
struct RelaxedBus {
  private let latency: Int
  private let perCycle: Int
  /// The end of all that was added.
  private(set) var end = 0
  /// Idle times before that end, ascending; only the last few.
  private var gaps: [(start: Int, end: Int)] = []
  /// The end of the idle times that are no longer kept.
  private var forgotten = 0
  private static let gapLimit = 8

  init(_ rate: BusRate) {
    latency = rate.latency
    perCycle = rate.perCycle
  }

  /// Adds a transfer that may be issued from cycle `release` on; returns the cycle before which it is not complete.
  mutating func add(release: Int, units: Int) -> Int {
    guard units > 0 else { return release }
    let release = (release + latency) * perCycle
    if release >= end {
      if release > end { keep(gap: (end, release)) }
      end = release + units
      return roundedUp(end)
    }
    // A gap that may have been forgotten could have taken it.
    guard release >= forgotten else { return roundedUp(release + units) }
    var left = units
    var index = gaps.count
    while index > 0, gaps[index - 1].end > release { index -= 1 }
    while index < gaps.count {
      let start = max(gaps[index].start, release)
      let taken = min(left, gaps[index].end - start)
      left -= taken
      if start == gaps[index].start {
        gaps[index].start += taken
        if gaps[index].start == gaps[index].end { gaps.remove(at: index) } else { index += 1 }
      } else if start + taken == gaps[index].end {
        gaps[index].end = start
        index += 1
      } else {
        let behind = (start: start + taken, end: gaps[index].end)
        gaps[index].end = start
        gaps.insert(behind, at: index + 1)
        forgetOldest()
        index = gaps.count
      }
      if left == 0 { return roundedUp(start + taken) }
    }
    end += left
    return roundedUp(end)
  }

  private mutating func keep(gap: (start: Int, end: Int)) {
    gaps.append(gap)
    forgetOldest()
  }

  private mutating func forgetOldest() {
    guard gaps.count > Self.gapLimit else { return }
    forgotten = gaps.removeFirst().end
  }

  private func roundedUp(_ units: Int) -> Int { (units + perCycle - 1) / perCycle }
}
