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
  /// IDD3N: a bank open.
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

  public init(
    voltage: Double, activatePrecharge: Double, prechargedStandby: Double, activeStandby: Double,
    read: Double,
    write: Double, refresh: Double, bankRefresh: Double, ioPerBit: Double
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
  }
}
