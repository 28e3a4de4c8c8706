import Hardware

/// A least distance between two commands in one part of a channel (docs/dram-ramulator.md, 2).
package struct RamulatorConstraint: Hashable, Sendable {
  /// The parts of a channel, from the whole to a bank.
  package enum Scope: Int, CaseIterable, Sendable {
    case channel, pseudoChannel, rank, bankGroup, bank
  }

  /// What a command bus carries. Distances lead to the first six.
  package enum Command: Int, CaseIterable, Sendable {
    case activate, precharge, prechargeAll, read, write, refresh
    /// The second half of a split activate, which has no distances.
    case activateEnd
    case synchroniseRead, synchroniseWrite
  }

  package var scope: Scope
  package var preceding: Command
  package var following: Command
  /// Clocks. None or less restrains nothing.
  package var distance: Int
  /// It counts from the last but `window - 1` of the preceding commands.
  package var window: Int
  /// Whether it holds in the other parts of the same parent instead.
  package var isSibling: Bool

  package init(
    scope: Scope, preceding: Command, following: Command, distance: Int, window: Int = 1,
    isSibling: Bool = false
  ) {
    self.scope = scope
    self.preceding = preceding
    self.following = following
    self.distance = distance
    self.window = window
    self.isSibling = isSibling
  }
}

/// Which controller of Ramulator 2.1 a system has (docs/dram-ramulator.md, 1).
package enum RamulatorFamily: Sendable {
  case ddr, lpddr5, hbm12, hbm34

  package init(_ system: DRAMSystem) {
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
