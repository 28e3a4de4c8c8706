import DRAM
import Hardware
import Testing

/// Small runs whose cycles can be counted by hand.
@Suite struct RamulatorTimingTests {
  private func run(_ system: DRAMSystem, _ requests: [(address: UInt64, isWrite: Bool)]) throws -> DRAMRecord
  {
    try DRAMReplay(system, recordsCommands: true).run(
      requests.map { DRAMRequest(address: $0.address, arrival: 0, isWrite: $0.isWrite) })
  }

  @Test func `A read of a closed bank is taken in cycle 1 and waits for activate, column and data`() throws {
    let record = try run(RamulatorSystems.ddr4, [(0, false)])
    // ACT in 2, RD in 2 + 17, data until 19 + 17 + 4.
    #expect(record.completions == [DRAMCompletion(accepted: 1, completed: 40)])
    #expect(record.commands.map(\.cycle) == [2, 19])
    #expect(record.cycles == 41)
    let stack = record.busStack
    #expect([stack.noRequest, stack.rowMiss, stack.read] == [2 + 17 + 1, 17, 4])
    #expect(record.channels[0].ranks.map(\.activeCycles) == [39])
    #expect(record.channels[0].ranks.map(\.openBankCycles) == [39])
  }

  @Test func `A read is served from a buffered write, and a second write takes the first one's place`() throws
  {
    let record = try run(RamulatorSystems.ddr4, [(0, true), (64, true), (64, false), (64, true)])
    // The first write becomes active in 2 and is written in 19; the second, a hit, waits for tCCD_L.
    #expect(record.completions.map(\.accepted) == [1, 2, 3, 4])
    #expect(record.completions.map(\.completed) == [19, 25, 4, 4])
    let counts = record.counts
    #expect([counts.forwardedReads, counts.mergedWrites, counts.writes, counts.reads] == [1, 1, 2, 0])
    #expect([counts.rowMisses, counts.writeRowHits] == [1, 1])
  }

  @Test func `An old miss closes a row that a younger request hits`() throws {
    let row = UInt64(65_536 * 2)
    let record = try run(RamulatorSystems.ddr4, [(0, false), (row, false), (64, false)])
    // RD in 19 frees the bank; PRE is legal in 2 + 39 and RD of the third in 25.
    #expect(record.commands.map(\.kind) == [.activate, .read, .read, .precharge, .activate, .read])
    #expect(record.commands.map(\.cycle) == [2, 19, 25, 41, 58, 75])
    #expect(record.counts.rowConflicts == 1)
  }

  @Test func `HBM issues a column and a row command in one clock`() throws {
    let record = try run(RamulatorSystems.hbm2, (0..<64).map { (UInt64(32 * $0 * 5), false) })
    #expect(record.counts.dualCommands > 0)
    #expect(record.busStack.total == 2 * record.cycles)
  }

  @Test func `LPDDR5 synchronises its clock before a burst that follows a pause`() throws {
    let record = try run(RamulatorSystems.lpddr5, [(0, false)])
    // ACT1 in 2, ACT2 in 3, SYNC in 2 + 15 and RD in 18, data until 18 + 17 + 2.
    #expect(record.commands.map(\.kind) == [.activate, .synchronise, .read])
    #expect(record.commands.map(\.cycle) == [2, 17, 18])
    #expect(record.completions[0].completed == 37)
    #expect(record.busStack.turnaround == 1)
  }

  @Test func `HBM3 issues column commands and activates in odd half clocks`() throws {
    let record = try run(RamulatorSystems.hbm3, (0..<512).map { (UInt64(32 * $0 * 37), $0 % 3 == 0) })
    let (even, odd) = (
      record.commands.filter { $0.cycle % 2 == 0 }, record.commands.filter { $0.cycle % 2 == 1 }
    )
    #expect(even.allSatisfy { $0.kind == .precharge || $0.kind == .prechargeAll })
    #expect(odd.count > 512)
  }

  @Test func `Refreshes that leave no time for requests end the run with its cycle`() throws {
    var system = RamulatorSystems.ddr4
    system.timing.refreshInterval = 400
    let requests = (0..<4).map { DRAMRequest(address: UInt64($0) << 20, arrival: 1000, isWrite: false) }
    #expect(throws: DRAMFailure.livelock(cycle: 1_004 + 5_000)) {
      try DRAMReplay(system, watchdog: 5_000).run(requests)
    }
  }

  @Test func `What the controllers cannot do is refused`() {
    var closed = RamulatorSystems.ddr4
    closed.controller.rowPolicy = .closed
    var inOrder = RamulatorSystems.ddr4
    inOrder.controller.scheduler = .inOrder
    var byBank = RamulatorSystems.ddr4
    byBank.controller.refresh = .perBank
    for system in [closed, inOrder, byBank] {
      #expect(throws: DRAMFailure.self) { try DRAMReplay(system).run([DRAMRequest]()) }
    }
  }
}
