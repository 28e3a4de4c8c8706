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
    let ranks = record.rankSum
    let bits = (ranks.reads + ranks.writes) * system.organization.requestBytes * 8
    return [
      ("activate", ranks.activates, activate), ("read", ranks.reads, read), ("write", ranks.writes, write),
      ("refresh", ranks.refreshes + ranks.bankRefreshes, refresh),
      ("active clock", ranks.activeCycles, activeStandby),
      ("idle clock", ranks.idleCycles, prechargedStandby), ("bus bit", bits, io), ("bit", bits, access),
    ]
  }

  /// Of a record of a run on a system; nil where the system's description has no energies.
  public init?(of record: DRAMRecord, on system: DRAMSystem) { self.init(of: record.rankSum, on: system) }

  /// Of what the devices of one rank did, or of several together; nil where the system's description has no energies.
  public init?(of rank: DRAMRankRecord, on system: DRAMSystem) {
    guard let energy = system.energy else { return nil }
    let bits = Double(rank.reads + rank.writes) * Double(system.organization.requestBytes * 8)
    switch energy {
    case .perBit(let picojoules): access = picojoules * bits
    case .currents(let currents):
      let timing = system.timing
      let organization = system.organization
      let clock = Double(timing.clockPicoseconds) / 1000
      let scale = currents.voltage * Double(organization.devicesPerRank) * clock
      let banks = organization.banksPerRank
      let rowCycle = currents.activatePrecharge * Double(timing.activateToActivate)
      let rowStandby =
        currents.oneBankOpen(of: banks) * Double(timing.activateToPrecharge)
        + currents.prechargedStandby * Double(timing.precharge)
      let burst = Double(organization.burstClocks)
      activate = Double(rank.activates) * scale * (rowCycle - rowStandby)
      read = Double(rank.reads) * scale * (currents.read - currents.activeStandby) * burst
      write = Double(rank.writes) * scale * (currents.write - currents.activeStandby) * burst
      let rankRefresh = (currents.refresh - currents.refreshStandby) * Double(timing.refresh)
      let bankRefresh = (currents.bankRefresh - currents.refreshStandby) * Double(timing.bankRefresh)
      refresh =
        scale * (Double(rank.refreshes) * rankRefresh + Double(rank.bankRefreshes) * bankRefresh)
      activeStandby = Double(rank.activeCycles) * scale * currents.oneBankOpen(of: banks)
      if currents.standby == .perBank {
        let others = rank.openBankCycles - rank.activeCycles
        activeStandby += Double(others) * scale * currents.perOpenBank(of: banks)
      }
      prechargedStandby = Double(rank.idleCycles) * scale * currents.prechargedStandby
      io = bits * currents.ioPerBit
    }
  }
}
