import DRAM

/// The cycles in which data move on the buses of DRAM devices, joined to stretches.
struct MovingData {
  private var history = BusHistory()
  /// Those of the last commands, which may be still to come.
  private var later: [(start: Int, end: Int)] = []
  /// What the devices said last; empty in between, and kept for its room.
  private var bursts: [DRAMMachine.Burst] = []

  /// Takes what the devices have moved, of which what begins before a cycle is known from now on.
  mutating func take(from machine: inout DRAMMachine, _ ratio: CycleRatio, until end: Int) {
    machine.takeBursts(into: &bursts)
    var index = 0
    while index < bursts.count {
      var burst = bursts[index]
      index += 1
      // What follows without a gap is one with it.
      while index < bursts.count, bursts[index].start == burst.end {
        burst.end = bursts[index].end
        index += 1
      }
      let start = ratio.cycle(inTick: burst.start)
      let stop = ratio.cycle(ofTick: burst.end)
      if let last = later.last, start >= last.start, start <= last.end {
        later[later.count - 1].end = max(last.end, stop)
      } else {
        later.append((start, stop))
      }
    }
    bursts.removeAll(keepingCapacity: true)
    later.sort { $0.start < $1.start }
    var count = 0
    while count < later.count, later[count].start < end {
      history.add(later[count].start, later[count].end)
      count += 1
    }
    later.removeFirst(count)
  }

  /// Cycles in which data moved, from `start` to `end`; later calls must not start earlier.
  mutating func forEach(from start: Int, to end: Int, _ body: (Int, Int) -> Void) {
    history.forEach(from: start, to: end, body)
  }

  var busyCycles: Int { history.busyCycles }
}
