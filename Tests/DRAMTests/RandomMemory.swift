import Hardware
import ReferenceMachine
import TestFiles

/// A random small DRAM system and a stream of requests, from a seed.
struct RandomMemory {
  let seed: UInt64
  var system: DRAMSystem
  var requests: [SteppedDRAM.Request]
  /// Cycles without progress that count as none to come.
  let watchdog = 3000

  init(seed: UInt64, policies: [DRAMController.Policy] = [.standard, .standard, .dramsim3]) {
    self.seed = seed
    var numbers = RandomNumbers(seed: seed &* 0x9E37_79B9 &+ 17)
    let policy = numbers.pick(policies)
    let organization = Self.organization(policy, &numbers)
    let controller = Self.controller(policy, &numbers)
    let timing = Self.timing(policy, controller, organization, &numbers)
    system = DRAMSystem(
      name: "seed \(seed)", organization: organization, timing: timing,
      addresses: Self.addresses(organization, &numbers), controller: controller, energy: nil, sources: [])
    requests = RandomStream.requests(for: organization, &numbers)
    var later = RandomNumbers(seed: seed &* 0x8CB9_2BA7 &+ 29)
    if later.chance(30) { system.timing.writeSame = timing.columnSame + later.integer(0...6) }
  }

  private static func organization(
    _ policy: DRAMController.Policy, _ numbers: inout RandomNumbers
  ) -> DRAMOrganization {
    let width = numbers.pick([8, 16, 32])
    let isPlain = policy == .dramsim3
    return DRAMOrganization(
      channels: numbers.pick([1, 1, 2, 4]), pseudoChannels: isPlain ? 1 : numbers.pick([1, 1, 2]),
      ranks: numbers.pick([1, 2]), bankGroups: numbers.pick([1, 2, 4]), banks: numbers.pick([1, 2, 4]),
      rows: numbers.pick([4, 16, 64]), bursts: numbers.pick([2, 8, 16]), busWidth: width, deviceWidth: 8,
      burstLength: numbers.pick([4, 8]), burstClocks: numbers.pick([1, 2, 4, 4]),
      hasDualCommandBus: numbers.chance(35))
  }

  private static func controller(
    _ policy: DRAMController.Policy, _ numbers: inout RandomNumbers
  ) -> DRAMController {
    let isFull = policy == .dramsim3 && numbers.chance(50)
    let writeQueue =
      isFull ? 32 : numbers.pick(policy == .dramsim3 ? [1, 2, 4, 8, 12] : [1, 4, 8, 12, 16, 32])
    let from = numbers.integer(1...writeQueue)
    let rows: [DRAMController.RowPolicy] = [.open, .closed, .timeout(numbers.integer(0...60))]
    return DRAMController(
      policy: policy,
      rowPolicy: policy == .dramsim3 ? numbers.pick([.open, .open, .closed]) : numbers.pick(rows),
      scheduler: policy == .standard && numbers.chance(20)
        ? .inOrder : .firstReady(cap: policy == .dramsim3 ? 4 : numbers.integer(1...6)),
      refresh: policy == .dramsim3 ? .staggered : numbers.pick(DRAMController.Refresh.allCases),
      readQueue: isFull ? 32 : numbers.pick([1, 2, 4, 8, 32]), writeQueue: writeQueue,
      bankQueue: isFull ? 8 : numbers.pick([1, 2, 4, 8]),
      drainFrom: from, drainTo: numbers.integer(0...(from - 1)))
  }

  private static func timing(
    _ policy: DRAMController.Policy, _ controller: DRAMController, _ organization: DRAMOrganization,
    _ numbers: inout RandomNumbers
  ) -> DRAMTiming {
    let isPlain = policy == .dramsim3
    let burst = organization.burstClocks
    var timing = DRAMTiming(
      clockPicoseconds: numbers.integer(300...2000),
      additiveLatency: numbers.chance(20) ? numbers.integer(1...4) : 0,
      readLatency: numbers.integer(1...16), writeLatency: numbers.integer(1...12),
      activateToRead: numbers.integer(1...14), activateToWrite: numbers.integer(1...14),
      precharge: numbers.integer(1...12), activateToPrecharge: numbers.integer(4...30), activateToActivate: 0,
      readToPrecharge: numbers.chance(40) ? 1 : numbers.integer(1...8),
      writeRecovery: numbers.integer(1...12),
      writeToReadOther: numbers.integer(0...5), writeToReadSame: 0, readToWriteGap: numbers.integer(0...3),
      columnOther: numbers.integer(1...burst + 1), columnSame: 0, activateOther: numbers.integer(1...5),
      activateSame: 0, fourActivates: numbers.pick([0, 0, 12, 24, 40]),
      thirtyTwoActivates: numbers.chance(25) ? numbers.integer(100...900) : 0,
      rankSwitch: numbers.integer(0...3),
      prechargeToPrecharge: numbers.integer(0...3), refresh: numbers.integer(10...120),
      bankRefresh: numbers.integer(10...60), bankRefreshToOther: numbers.integer(1...10), refreshInterval: 1)
    timing.activateToActivate = timing.activateToPrecharge + timing.precharge + numbers.pick([0, 0, 3])
    timing.writeToReadSame = timing.writeToReadOther + numbers.integer(0...5)
    timing.columnSame = timing.columnOther + numbers.integer(0...4)
    timing.activateSame = min(timing.activateOther + numbers.integer(0...4), timing.activateToActivate)
    timing.activateOther = min(timing.activateOther, timing.activateSame)
    if isPlain { timing.keepClosedRows(burst: burst) }
    if !isPlain, numbers.chance(25) { timing.activateClocks = numbers.integer(2...3) }
    if !isPlain, numbers.chance(25) {
      timing.clockSync = numbers.integer(1...6)
      timing.clockSyncLasts = numbers.integer(0...20)
    }
    timing.refreshInterval = interval(timing, controller, organization) + numbers.integer(0...1500)
    return timing
  }

  /// An interval in which all refreshes that fall due in it can be made.
  private static func interval(
    _ timing: DRAMTiming, _ controller: DRAMController, _ organization: DRAMOrganization
  ) -> Int {
    let demands: Int
    let lasts: Int
    if controller.refresh == .perBank {
      demands = organization.ranks * organization.banksPerRank * organization.pseudoChannels
      lasts = timing.bankRefresh
    } else {
      demands = organization.ranks * organization.pseudoChannels
      lasts = timing.refresh
    }
    let closing =
      timing.activateToActivate + timing.additiveLatency + timing.writeLatency + organization.burstClocks
      + timing.writeRecovery + timing.precharge + 4 * organization.banksPerRank
    return demands * (closing + lasts + 20)
  }

  private static func addresses(
    _ organization: DRAMOrganization, _ numbers: inout RandomNumbers
  ) -> DRAMAddressMap {
    var order = numbers.shuffled(DRAMAddressMap.Field.allCases).map { DRAMAddressMap.Part($0) }
    if numbers.chance(60) {
      order.removeAll { $0.field == .row || $0.field == .column }
      order.insert(DRAMAddressMap.Part(.row), at: 0)
      order.append(DRAMAddressMap.Part(.column))
    }
    if organization.bursts > 2, numbers.chance(40) {
      order.insert(
        DRAMAddressMap.Part(.column, bits: numbers.integer(1...2)), at: numbers.integer(0...order.count))
    }
    if organization.rows > 4, numbers.chance(20) {
      order.insert(
        DRAMAddressMap.Part(.row, bits: numbers.integer(1...3)), at: numbers.integer(0...order.count))
    }
    var hashes: [DRAMAddressMap.Hash] = []
    for field in [DRAMAddressMap.Field.bankGroup, .bank, .rank, .channel, .pseudoChannel]
    where numbers.chance(15) {
      hashes.append(.init(field: field, by: numbers.pick([.row, .column]), shift: numbers.integer(0...3)))
      if numbers.chance(20) { hashes.append(.init(field: field, by: .row, shift: numbers.integer(0...3))) }
    }
    return DRAMAddressMap(order: order, hashes: hashes)
  }
}

extension DRAMTiming {
  /// Makes the way from a closing column command over an activate to the next one of the bank no shorter than that to other
  /// banks, as `dramsim3` asks of closed rows (docs/dram.md, 6).
  fileprivate mutating func keepClosedRows(burst: Int) {
    let column = max(burst, columnSame, columnOther)
    let turn = readLatency + burst - writeLatency + rankSwitch
    func isShort() -> Bool {
      let read = additiveLatency + burst + readToPrecharge + precharge
      let write = additiveLatency + writeLatency + burst + writeRecovery + precharge
      return read + activateToRead < column || read + activateToWrite < turn
        || write + activateToWrite < column
        || writeRecovery + precharge + activateToRead < max(writeToReadSame, writeToReadOther)
    }
    while isShort() {
      precharge += 1
      activateToActivate += 1
    }
  }
}
