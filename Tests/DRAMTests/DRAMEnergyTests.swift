import DRAM
import Hardware
import TestFiles
import Testing

/// What ranks and their devices take: by their own commands and states.
@Suite struct DRAMEnergyTests {
  private static let currents = DRAMCurrents(
    voltage: 1.2, activatePrecharge: 48, prechargedStandby: 34, activeStandby: 43, read: 135, write: 123,
    refresh: 250, bankRefresh: 60, ioPerBit: 0.5)

  @Test func `One read costs its own rank an activate, a burst and a state, and the other a state`() throws {
    var system = GoldenSystem.ddr4_2400_2r.system(DRAMController())
    system.energy = .currents(Self.currents)
    let record = try DRAMReplay(system).run([DRAMRequest(address: 0, arrival: 0, isWrite: false)])
    // In the controller in 1, activated in 2 - and in that state to the end -, read in 19, complete in 40.
    #expect(record.cycles == 41)
    let ranks = record.channels[0].ranks
    #expect(ranks.map(\.activates) == [1, 0] && ranks.map(\.reads) == [1, 0])
    #expect(ranks.map(\.activeCycles) == [39, 0] && ranks.map(\.idleCycles) == [2, 41])
    let (own, other) = (try figures(of: ranks[0], on: system), try figures(of: ranks[1], on: system))
    // Eight devices, 0.83 ns: 1.2 x 8 x 0.83 is 7.968. In clocks and milliamperes:
    let (row, burst) = (48 * 56 - 43 * 39 - 34 * 17, (135 - 43) * 4)
    let (active, idle, otherIdle) = (43 * 39, 34 * 2, 34 * 41)
    #expect(isNear(own.activate, 7.968 * Double(row)))
    #expect(isNear(own.read, 7.968 * Double(burst)))
    #expect(isNear(own.activeStandby, 7.968 * Double(active)))
    #expect(isNear(own.prechargedStandby, 7.968 * Double(idle)))
    #expect(isNear(own.io, 256))
    #expect(isNear(other.total, 7.968 * Double(otherIdle)))
    #expect(other.total == other.prechargedStandby)
  }

  @Test func `With standby by banks each open bank adds its part of IDD3N, and a refresh stands on IDD2N`()
    throws
  {
    var system = GoldenSystem.ddr4_2400_2r.system(DRAMController())
    var currents = Self.currents
    currents.standby = .perBank
    // More than IDD0: all 16 banks of a rank open.
    currents.activeStandby = 82
    system.energy = .currents(currents)
    // Neighbouring rows lie in two bank groups of one rank.
    let record = try DRAMReplay(system).run(
      [0, 1 << 13].map { DRAMRequest(address: $0, arrival: 0, isWrite: false) })
    let rank = try #require(record.channels[0].ranks.first { $0.activates > 0 })
    let opened = record.channels[0].ranks.map(\.activates).reduce(0, +)
    #expect(opened == 2 && rank.activates == 2 && rank.openBankCycles > rank.activeCycles)
    let figures = try figures(of: rank, on: system)
    // 82 - 34 is 48, three of it for each of 16 banks.
    let row = Double(rank.activates * (48 * 56 - 37 * 39 - 34 * 17))
    #expect(isNear(figures.activate, 7.968 * row))
    #expect(isNear(figures.activeStandby, 7.968 * Double(34 * rank.activeCycles + 3 * rank.openBankCycles)))
    #expect(isNear(figures.read, 7.968 * Double(rank.reads * (135 - 82) * 4)))
    var refreshes = DRAMRankRecord()
    refreshes.refreshes = 3
    let refresh = Double(3 * (250 - 34) * system.timing.refresh)
    #expect(isNear(try self.figures(of: refreshes, on: system).refresh, 7.968 * refresh))
  }

  @Test func `The energies of ranks sum to those of the memory, and so do their commands`() throws {
    var kinds: Set<String> = []
    for seed in UInt64(0)..<120 {
      var one = RandomMemory(seed: seed &+ 4_000, policies: [.standard])
      one.system.energy = seed % 4 == 0 ? .perBit(6) : .currents(Self.currents)
      let record = try DRAMReplay(one.system, watchdog: one.watchdog).run(
        one.requests.map { DRAMRequest($0) })
      let whole = try #require(DRAMEnergyFigures(of: record, on: one.system))
      let sum = try record.channels.flatMap(\.ranks).reduce(0) {
        $0 + (try figures(of: $1, on: one.system)).total
      }
      #expect(abs(sum - whole.total) <= 1e-9 * whole.total, "seed \(seed)")
      for channel in record.channels {
        let ranks = channel.ranks.reduce(into: DRAMRankRecord()) { $0.add($1) }
        #expect(ranks.activates == channel.counts.activates, "seed \(seed)")
        #expect((ranks.reads, ranks.writes) == (channel.counts.reads, channel.counts.writes), "seed \(seed)")
        #expect(
          (ranks.refreshes, ranks.bankRefreshes) == (channel.counts.refreshes, channel.counts.bankRefreshes),
          "seed \(seed)")
        #expect(channel.ranks.allSatisfy { $0.activeCycles + $0.idleCycles == record.cycles }, "seed \(seed)")
        let banks = one.system.organization.banksPerRank
        #expect(
          channel.ranks.allSatisfy {
            $0.activeCycles <= $0.openBankCycles && $0.openBankCycles <= banks * $0.activeCycles
          }, "seed \(seed)")
        if ranks.bankRefreshes > 0 { kinds.insert("banks") }
        if ranks.refreshes > 0 { kinds.insert("ranks") }
      }
    }
    #expect(kinds.count == 2)
  }

  private func figures(of rank: DRAMRankRecord, on system: DRAMSystem) throws -> DRAMEnergyFigures {
    try #require(DRAMEnergyFigures(of: rank, on: system))
  }

  private func isNear(_ one: Double, _ other: Double) -> Bool { abs(one - other) <= 1e-9 * abs(other) }
}
