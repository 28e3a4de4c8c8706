import Hardware
import Quantities

/// The cycles of one clock beside the ticks of another, from a common beginning, in exact time (docs/model.md, 5.1).
struct ClockPair {
  /// What a cycle and a tick take, in a common unit.
  private let cycle: Int
  private let tick: Int

  init(_ clock: Frequency, tickPicoseconds: Int) {
    // In units of 1 / hertz picoseconds.
    self.init(cycle: 1_000_000_000_000, tick: tickPicoseconds * clock.hertz)
  }

  init(_ clock: Frequency, ticks: Frequency) { self.init(cycle: ticks.hertz, tick: clock.hertz) }

  private init(cycle: Int, tick: Int) {
    let common = greatestCommonDivisor(cycle, tick)
    (self.cycle, self.tick) = (cycle / common, tick / common)
  }

  /// Whether a tick begins exactly with a cycle, or before it.
  func tick(_ tick: Int, isWith cycle: Int) -> Bool { tick * self.tick == cycle * self.cycle }
  func tick(_ tick: Int, isBefore cycle: Int) -> Bool { tick * self.tick < cycle * self.cycle }

  /// The first cycle that begins no earlier than a tick.
  func firstCycle(from tick: Int) -> Int { ceilingDivision(tick * self.tick, by: cycle) }

  /// Whether ticks have some time in common with a cycle.
  func overlap(_ ticks: Range<Int>, cycle: Int) -> Bool {
    tick(ticks.lowerBound, isBefore: cycle + 1) && ticks.upperBound * tick > cycle * self.cycle
  }

  /// The ticks that are counted of so many cycles.
  func ticks(in cycles: Int) -> Int { max(1, ceilingDivision(cycles * cycle, by: tick)) }
}
