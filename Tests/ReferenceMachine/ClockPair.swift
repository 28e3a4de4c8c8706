import Hardware
import Quantities

/// The array's cycles beside a DRAM's ticks, from a common beginning, in exact time (docs/model.md, 5.1).
struct ClockPair {
  /// What a cycle and a tick take, in a common unit.
  private let cycle: Int
  private let tick: Int

  init(array: Frequency, tickPicoseconds: Int) {
    // In units of 1 / hertz picoseconds.
    let (second, ticks) = (1_000_000_000_000, tickPicoseconds * array.hertz)
    let common = greatestCommonDivisor(second, ticks)
    (cycle, tick) = (second / common, ticks / common)
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
