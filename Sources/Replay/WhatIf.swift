/// What a run takes on a machine that has twice as much of one thing, mapped anew (docs/metrics.md).
public struct WhatIf: Hashable, Sendable {
  /// What there is twice as much of.
  public enum Change: String, CaseIterable, Hashable, Sendable {
    /// The bandwidth of every memory that is not ideal, and the requests that may be under way to it; of DRAM, channels.
    case bandwidth = "twice_bandwidth"
    /// The capacity of every buffer.
    case buffers = "twice_buffers"
    /// One side of the array: of all whose doubling makes the peak twice as high, the best.
    case array = "twice_array"
    /// The ports of every bank of every buffer.
    case ports = "twice_ports"
  }

  public var change: Change
  /// What makes the machine of the design, as `--set` takes it; empty where there is none.
  public var settings: [String]
  /// Cycles of the run; nil where it cannot be had.
  public var cycles: Int?
  /// Of each operator of the trace the cycles of one execution; empty where operators overlap, or without cycles.
  public var operatorCycles: [Int]
  /// Why there are no cycles.
  public var problem: String?

  public init(
    _ change: Change, settings: [String] = [], cycles: Int? = nil, operatorCycles: [Int] = [],
    problem: String? = nil
  ) {
    self.change = change
    self.settings = settings
    self.cycles = cycles
    self.operatorCycles = operatorCycles
    self.problem = problem
  }

  /// How many times as fast it is as a run of so many cycles; nil where either takes none.
  public func speedup(over own: Int) -> Double? {
    guard let cycles, cycles > 0 else { return nil }
    return Double(own) / Double(cycles)
  }
}
