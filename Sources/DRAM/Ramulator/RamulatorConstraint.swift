import Hardware

/// A least distance between two commands in one part of a channel (docs/dram-ramulator.md, 2).
struct RamulatorConstraint: Hashable, Sendable {
  /// The parts of a channel, from the whole to a bank.
  enum Scope: Int, CaseIterable, Sendable {
    case channel, pseudoChannel, rank, bankGroup, bank
  }

  /// What a command bus carries. Distances lead to the first six.
  enum Command: Int, CaseIterable, Sendable {
    case activate, precharge, prechargeAll, read, write, refresh
    /// The second half of a split activate, which has no distances.
    case activateEnd
    case synchroniseRead, synchroniseWrite
  }

  var scope: Scope
  var preceding: Command
  var following: Command
  /// Clocks. None or less restrains nothing.
  var distance: Int
  /// It counts from the last but `window - 1` of the preceding commands.
  var window = 1
  /// Whether it holds in the other parts of the same parent instead.
  var isSibling = false
}

/// Which controller of Ramulator 2.1 a system has (docs/dram-ramulator.md, 1).
enum RamulatorFamily: Sendable {
  case ddr, lpddr5, hbm12, hbm34

  init(_ system: DRAMSystem) {
    if system.organization.hasDualCommandBus {
      self = system.timing.activateClocks == 3 ? .hbm34 : .hbm12
    } else {
      self = system.timing.clockSync > 0 ? .lpddr5 : .ddr
    }
  }

  var hasDualCommandBus: Bool { self == .hbm12 || self == .hbm34 }

  /// What a refresh refreshes, and what most distances between banks are of.
  var refreshScope: RamulatorConstraint.Scope { hasDualCommandBus ? .pseudoChannel : .rank }
}
