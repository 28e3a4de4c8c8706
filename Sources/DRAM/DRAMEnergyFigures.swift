import Hardware

/// What a run took, in picojoules (docs/dram.md, 9).
public struct DRAMEnergyFigures: Hashable, Sendable {
  public var activate = 0.0
  public var read = 0.0
  public var write = 0.0
  public var refresh = 0.0
  public var activeStandby = 0.0
  public var prechargedStandby = 0.0
  /// Drivers and termination.
  public var io = 0.0
  /// All, where only picojoules for a bit are known.
  public var access = 0.0

  public var total: Double {
    activate + read + write + refresh + activeStandby + prechargedStandby + io + access
  }

  /// What was counted and what all of that took together: commands, clocks of ranks, bits over the bus.
  package func actions(
    _ record: DRAMRecord, _ system: DRAMSystem
  ) -> [(name: String, count: Int, picojoules: Double)] {
    let counts = record.counts
    let bits = (counts.reads + counts.writes) * system.organization.requestBytes * 8
    let active = record.channels.reduce(0) { $0 + $1.activeCycles.reduce(0, +) }
    let idle = record.channels.reduce(0) { $0 + $1.idleCycles.reduce(0, +) }
    return [
      ("activate", counts.activates, activate), ("read", counts.reads, read), ("write", counts.writes, write),
      ("refresh", counts.refreshes + counts.bankRefreshes, refresh), ("active clock", active, activeStandby),
      ("idle clock", idle, prechargedStandby), ("bus bit", bits, io), ("bit", bits, access),
    ]
  }

  /// Of a record of a run on a system; nil where the system's description has no energies.
  public init?(of record: DRAMRecord, on system: DRAMSystem) {
    guard let energy = system.energy else { return nil }
    let counts = record.counts
    let bits = Double(counts.reads + counts.writes) * Double(system.organization.requestBytes * 8)
    switch energy {
    case .perBit(let picojoules): access = picojoules * bits
    case .currents(let currents):
      let timing = system.timing
      let organization = system.organization
      let clock = Double(timing.clockPicoseconds) / 1000
      let scale = currents.voltage * Double(organization.devicesPerRank) * clock
      let rowCycle = currents.activatePrecharge * Double(timing.activateToActivate)
      let rowStandby =
        currents.activeStandby * Double(timing.activateToPrecharge)
        + currents.prechargedStandby * Double(timing.precharge)
      let burst = Double(organization.burstClocks)
      activate = Double(counts.activates) * scale * (rowCycle - rowStandby)
      read = Double(counts.reads) * scale * (currents.read - currents.activeStandby) * burst
      write = Double(counts.writes) * scale * (currents.write - currents.activeStandby) * burst
      let rankRefresh = (currents.refresh - currents.activeStandby) * Double(timing.refresh)
      let bankRefresh = (currents.bankRefresh - currents.activeStandby) * Double(timing.bankRefresh)
      refresh =
        scale * (Double(counts.refreshes) * rankRefresh + Double(counts.bankRefreshes) * bankRefresh)
      let active = record.channels.reduce(0) { $0 + $1.activeCycles.reduce(0, +) }
      let idle = record.channels.reduce(0) { $0 + $1.idleCycles.reduce(0, +) }
      activeStandby = Double(active) * scale * currents.activeStandby
      prechargedStandby = Double(idle) * scale * currents.prechargedStandby
      io = bits * currents.ioPerBit
    }
  }
}
