/// What a DRAM system's commands and states take (docs/dram.md, 9).
public enum DRAMEnergy: Hashable, Sendable {
  case currents(DRAMCurrents)
  /// Where only that is published: picojoules for a bit that is moved, everything included.
  case perBit(Double)
}

/// Supply currents of one device, as its data sheet has them.
public struct DRAMCurrents: Hashable, Sendable {
  /// VDD, in volts.
  public var voltage: Double
  /// IDD0, in milliamperes as all others: one bank activates and precharges.
  public var activatePrecharge: Double
  /// IDD2N: all banks closed.
  public var prechargedStandby: Double
  /// IDD3N: banks open, all of them or at least one (`standby`).
  public var activeStandby: Double
  /// IDD4R and IDD4W.
  public var read: Double
  public var write: Double
  /// IDD5AB: all banks of a rank refresh.
  public var refresh: Double
  /// IDD5PB: one bank does.
  public var bankRefresh: Double
  /// Picojoules for a bit over the bus: drivers and termination, of both ends.
  public var ioPerBit: Double
  public var standby: Standby

  /// What an open bank adds to a rank at rest.
  public enum Standby: String, CaseIterable, Sendable {
    /// All of IDD3N, whichever are open.
    case perRank = "per_rank"
    /// Its part of IDD3N, which is that of all banks.
    case perBank = "per_bank"
  }

  public init(
    voltage: Double, activatePrecharge: Double, prechargedStandby: Double, activeStandby: Double,
    read: Double,
    write: Double, refresh: Double, bankRefresh: Double, ioPerBit: Double, standby: Standby = .perRank
  ) {
    self.voltage = voltage
    self.activatePrecharge = activatePrecharge
    self.prechargedStandby = prechargedStandby
    self.activeStandby = activeStandby
    self.read = read
    self.write = write
    self.refresh = refresh
    self.bankRefresh = bankRefresh
    self.ioPerBit = ioPerBit
    self.standby = standby
  }

  /// Milliamperes of a device of which one of so many banks is open.
  public func oneBankOpen(of banks: Int) -> Double {
    switch standby {
    case .perRank: activeStandby
    case .perBank: prechargedStandby + perOpenBank(of: banks)
    }
  }

  /// Those that another open bank adds.
  public func perOpenBank(of banks: Int) -> Double {
    switch standby {
    case .perRank: 0
    case .perBank: (activeStandby - prechargedStandby) / Double(banks)
    }
  }

  /// Those of a device that is refreshed, as long as the refresh is not counted.
  public var refreshStandby: Double {
    switch standby {
    case .perRank: activeStandby
    case .perBank: prechargedStandby
    }
  }
}
