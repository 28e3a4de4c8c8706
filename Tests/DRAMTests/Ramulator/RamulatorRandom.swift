import DRAM
import Hardware

/// Random systems, far from any device, and streams on them.
struct RamulatorRandom {
  private var random: RandomNumbers

  init(seed: UInt64) { random = RandomNumbers(seed: seed) }

  mutating func system() -> DRAMSystem {
    let isDual = random.integer(0...1) == 1
    let organization = DRAMOrganization(
      channels: random.pick([1, 1, 2, 4]), pseudoChannels: isDual ? random.integer(1...2) : 1,
      ranks: random.pick([1, 1, 2, 4]),
      bankGroups: random.pick([1, 2, 4]), banks: random.pick([2, 4]), rows: random.pick([16, 64]), bursts: 16,
      busWidth: 32,
      deviceWidth: 8, burstLength: 8, burstClocks: random.integer(1...4), hasDualCommandBus: isDual)
    let column = random.integer(1...4)
    let refresh = random.integer(20...120)
    let clockSync = isDual ? 0 : random.pick([0, 1, 1, 3])
    let timing = DRAMTiming(
      clockPicoseconds: 1000, readLatency: random.integer(4...24), writeLatency: random.integer(2...18),
      activateToRead: random.integer(3...20),
      activateToWrite: random.integer(3...20), precharge: random.integer(3...20),
      activateToPrecharge: random.integer(8...40),
      activateToActivate: random.integer(30...60), readToPrecharge: random.integer(2...12),
      writeRecovery: random.integer(3...24),
      writeToReadOther: random.integer(1...8), writeToReadSame: random.integer(2...12), readToWriteGap: 2,
      columnOther: column,
      columnSame: column + random.integer(0...5), activateOther: random.integer(1...6),
      activateSame: random.integer(2...9),
      fourActivates: random.pick([0, 20, 60]), rankSwitch: random.integer(0...4),
      prechargeToPrecharge: random.integer(0...4),
      refresh: refresh, refreshInterval: random.integer(10 * refresh...30 * refresh),
      activateClocks: isDual ? random.pick([1, 2, 3, 3]) : 1, clockSync: clockSync,
      clockSyncLasts: random.integer(0...12))
    let fields: [DRAMAddressMap.Field] = [.bank, .bankGroup, .rank, .pseudoChannel]
    let parts = [.row, .column] + fields + [.column, .channel]
    let order = parts.enumerated().map {
      DRAMAddressMap.Part($1, bits: $0 == 6 ? random.integer(0...4) : nil)
    }
    let hashes =
      random.integer(0...1) == 0
      ? [] : [DRAMAddressMap.Hash(field: .bank, by: .row, shift: random.integer(0...2))]
    let drainTo = random.integer(0...8)
    return DRAMSystem(
      name: "random", organization: organization, timing: timing,
      addresses: DRAMAddressMap(order: order, hashes: hashes),
      controller: DRAMController(
        policy: .ramulator2, refresh: random.pick([.allRanks, .staggered, .off]),
        readQueue: random.integer(2...32),
        writeQueue: random.integer(drainTo + 2...32), drainFrom: drainTo + 1 + random.integer(0...20),
        drainTo: drainTo),
      energy: nil, sources: [])
  }

  mutating func requests(on system: DRAMSystem) -> [DRAMRequest] {
    let organization = system.organization
    let banks =
      organization.channels * organization.pseudoChannels * organization.ranks * organization.banksPerRank
    let lines = banks * organization.rows * organization.bursts
    let (writes, gap) = (random.pick([0, 20, 50, 90]), random.pick([0, 0, 2, 20]))
    let few = (0..<8).map { _ in random.integer(0...lines - 1) }
    var (line, arrival) = (random.integer(0...lines - 1), 0)
    return (0..<random.integer(50...600)).map { _ in
      switch random.integer(0...3) {
      case 0: line = random.integer(0...lines - 1)
      case 1: line = random.pick(few)
      default: line = (line + 1) % lines
      }
      arrival += random.integer(0...2 * gap)
      return DRAMRequest(
        address: UInt64(line * organization.requestBytes), arrival: arrival,
        isWrite: random.integer(0...99) < writes)
    }
  }
}
