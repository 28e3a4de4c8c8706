import Hardware
import Quantities
import TestFiles

extension RandomNumbers {
  /// Makes memories of a design DRAM in about a sixth of all cases; everything else about the case stays as it is.
  static func drawDRAM(of design: inout Design, seed: UInt64) {
    var random = RandomNumbers(seed: seed &* 0xD1B5_4A32_D192_ED03 &+ 0x5A5A_1234)
    guard random.chance(18) else { return }
    let first = random.integer(0...design.memories.count - 1)
    for index in design.memories.indices where index == first || random.chance(50) {
      var memory = random.dramMemory(clock: design.clock)
      // DDR5's distance of writes, of numbers of their own.
      var later = RandomNumbers(seed: seed &* 0x9FB2_1C65_1E98_DF25 &+ UInt64(index))
      let same = memory.system.timing.columnSame
      if later.chance(30) { memory.system.timing.writeSame = same + later.integer(0...6) }
      memory.interfaceClock = later.interfaceClock(beside: design.clock)
      design.memories[index].kind = .dram(memory)
    }
  }

  /// A clock of an interface's own, faster or slower than the array's, in half of the cases.
  private mutating func interfaceClock(beside clock: Frequency) -> Frequency? {
    guard chance(50) else { return nil }
    let (up, down) = pick([(1, 1), (2, 1), (1, 2), (3, 2), (2, 3), (9, 4), (5, 7), (1, 4)])
    return Frequency(hertz: clock.hertz / down * up + (chance(20) ? 1_000_000 : 0))
  }

  /// A small memory with short times, so that cases are short.
  mutating func dramMemory(clock: Frequency) -> DRAMMemory {
    let system = dramSystem(clock: clock)
    let burst = system.organization.requestBytes
    return DRAMMemory(
      system: system, latency: TimeSpan(picoseconds: chance(30) ? 0 : integer(0...30_000)),
      outstanding: chance(25) ? nil : pick([1, 2, 3, 4, 8, 16]),
      request: burst * integer(1...min(4, 64 / burst)))
  }

  private mutating func dramSystem(clock: Frequency) -> DRAMSystem {
    let policy: DRAMController.Policy = chance(65) ? .standard : .dramsim3
    let isPlain = policy == .dramsim3
    let organization = DRAMOrganization(
      channels: pick([1, 1, 2]), pseudoChannels: isPlain ? 1 : pick([1, 1, 2]), ranks: pick([1, 1, 2]),
      bankGroups: pick([1, 2]), banks: pick([1, 2, 2]), rows: pick([256, 1024]), bursts: pick([2, 4, 8]),
      busWidth: pick([8, 16, 32]), deviceWidth: 8, burstLength: pick([2, 4, 8]),
      burstClocks: pick([1, 2, 4]), hasDualCommandBus: chance(30))
    let controller = dramController(policy)
    return DRAMSystem(
      name: "random", organization: organization,
      timing: dramTiming(clock, controller, organization), addresses: dramAddresses(organization),
      controller: controller, energy: nil, sources: [])
  }

  private mutating func dramController(_ policy: DRAMController.Policy) -> DRAMController {
    let isPlain = policy == .dramsim3
    let writeQueue = pick(isPlain ? [4, 12, 32] : [1, 2, 4, 8, 16])
    let drainFrom = integer(1...writeQueue)
    let rows: [DRAMController.RowPolicy] = [.open, .open, .closed, .timeout(integer(0...60))]
    return DRAMController(
      policy: policy, rowPolicy: isPlain ? .open : pick(rows),
      scheduler: !isPlain && chance(20) ? .inOrder : .firstReady(cap: isPlain ? 4 : integer(1...6)),
      refresh: isPlain ? .staggered : pick(DRAMController.Refresh.allCases),
      readQueue: pick([1, 2, 4, 8, 32]), writeQueue: writeQueue, bankQueue: pick([1, 2, 4, 8]),
      drainFrom: drainFrom, drainTo: integer(0...drainFrom - 1))
  }

  private mutating func dramTiming(
    _ clock: Frequency, _ controller: DRAMController, _ organization: DRAMOrganization
  ) -> DRAMTiming {
    let isPlain = controller.policy == .dramsim3
    let period = 1_000_000_000_000 / clock.hertz
    let burst = organization.burstClocks
    var timing = DRAMTiming(
      clockPicoseconds: pick([integer(300...3000), 833, 625, period, period, period, period / 2, 2 * period]),
      additiveLatency: chance(20) ? integer(1...3) : 0, readLatency: integer(1...10),
      writeLatency: integer(1...8), activateToRead: integer(1...8), activateToWrite: integer(1...8),
      precharge: integer(1...8), activateToPrecharge: integer(4...16), activateToActivate: 0,
      readToPrecharge: integer(1...4), writeRecovery: integer(1...8), writeToReadOther: integer(0...4),
      writeToReadSame: 0, readToWriteGap: integer(0...3), columnOther: integer(1...burst + 1),
      columnSame: 0, activateOther: integer(1...4), activateSame: 0,
      fourActivates: pick([0, 0, 12, 24]), rankSwitch: integer(0...3),
      prechargeToPrecharge: integer(0...3), refresh: integer(5...60), bankRefresh: integer(10...30),
      bankRefreshToOther: integer(1...10), refreshInterval: 1)
    timing.activateToActivate = timing.activateToPrecharge + timing.precharge + pick([0, 0, 3])
    timing.writeToReadSame = timing.writeToReadOther + integer(0...3)
    timing.columnSame = timing.columnOther + integer(0...3)
    timing.activateSame = min(timing.activateOther + integer(0...3), timing.activateToActivate)
    timing.activateOther = min(timing.activateOther, timing.activateSame)
    if !isPlain, chance(15) { timing.activateClocks = 2 }
    if !isPlain, chance(15) { (timing.clockSync, timing.clockSyncLasts) = (integer(1...4), integer(0...10)) }
    timing.refreshInterval =
      chance(25) ? 1_000_000 : timing.leastInterval(controller, organization) + integer(0...600)
    return timing
  }

  private mutating func dramAddresses(_ organization: DRAMOrganization) -> DRAMAddressMap {
    var fields = shuffled(DRAMAddressMap.Field.allCases)
    if chance(60) { fields = [.row] + fields.filter { $0 != .row && $0 != .column } + [.column] }
    let hashes: [DRAMAddressMap.Hash] =
      chance(20) ? [.init(field: pick([.bank, .channel, .rank]), by: .row, shift: integer(0...2))] : []
    return DRAMAddressMap(order: fields.map { DRAMAddressMap.Part($0) }, hashes: hashes)
  }
}

extension DRAMTiming {
  /// An interval in which all refreshes that fall due in it can be made.
  fileprivate func leastInterval(_ controller: DRAMController, _ organization: DRAMOrganization) -> Int {
    let isOfBanks = controller.refresh == .perBank
    let ranks = organization.ranks * organization.pseudoChannels
    let demands = isOfBanks ? ranks * organization.banksPerRank : ranks
    let closing =
      activateToActivate + additiveLatency + writeLatency + organization.burstClocks + writeRecovery
      + precharge + 4 * organization.banksPerRank
    return demands * (closing + (isOfBanks ? bankRefresh : refresh) + 20)
  }
}

extension Design {
  var hasDRAM: Bool { memories.contains { if case .dram = $0.kind { true } else { false } } }
}
