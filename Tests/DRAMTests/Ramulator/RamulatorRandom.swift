import DRAM
import Hardware

/// Random systems, far from any device, and streams on them.
struct RamulatorRandom {
  private var random: RandomNumbers

  init(seed: UInt64) { random = RandomNumbers(seed: seed) }

  private mutating func pick(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(random.next() % UInt64(range.count))
  }

  private mutating func pick<Element>(of elements: [Element]) -> Element { elements[pick(0...elements.count - 1)] }

  mutating func system() -> DRAMSystem {
    let isDual = pick(0...1) == 1
    let organization = DRAMOrganization(
      channels: pick(of: [1, 1, 2, 4]), pseudoChannels: isDual ? pick(1...2) : 1, ranks: pick(of: [1, 1, 2, 4]),
      bankGroups: pick(of: [1, 2, 4]), banks: pick(of: [2, 4]), rows: pick(of: [16, 64]), bursts: 16, busWidth: 32,
      deviceWidth: 8, burstLength: 8, burstClocks: pick(1...4), hasDualCommandBus: isDual)
    let column = pick(1...4)
    let refresh = pick(20...120)
    let clockSync = isDual ? 0 : pick(of: [0, 1, 1, 3])
    let timing = DRAMTiming(
      clockPicoseconds: 1000, readLatency: pick(4...24), writeLatency: pick(2...18), activateToRead: pick(3...20),
      activateToWrite: pick(3...20), precharge: pick(3...20), activateToPrecharge: pick(8...40),
      activateToActivate: pick(30...60), readToPrecharge: pick(2...12), writeRecovery: pick(3...24),
      writeToReadOther: pick(1...8), writeToReadSame: pick(2...12), readToWriteGap: 2, columnOther: column,
      columnSame: column + pick(0...5), activateOther: pick(1...6), activateSame: pick(2...9),
      fourActivates: pick(of: [0, 20, 60]), rankSwitch: pick(0...4), prechargeToPrecharge: pick(0...4),
      refresh: refresh, refreshInterval: pick(10 * refresh...30 * refresh),
      activateClocks: isDual ? pick(of: [1, 2, 3, 3]) : 1, clockSync: clockSync, clockSyncLasts: pick(0...12))
    let fields: [DRAMAddressMap.Field] = [.bank, .bankGroup, .rank, .pseudoChannel]
    let parts = [.row, .column] + fields + [.column, .channel]
    let order = parts.enumerated().map { DRAMAddressMap.Part($1, bits: $0 == 6 ? pick(0...4) : nil) }
    let hashes = pick(0...1) == 0 ? [] : [DRAMAddressMap.Hash(field: .bank, by: .row, shift: pick(0...2))]
    let drainTo = pick(0...8)
    return DRAMSystem(
      name: "random", organization: organization, timing: timing,
      addresses: DRAMAddressMap(order: order, hashes: hashes),
      controller: DRAMController(
        policy: .ramulator2, refresh: pick(of: [.allRanks, .staggered, .off]), readQueue: pick(2...32),
        writeQueue: pick(drainTo + 2...32), drainFrom: drainTo + 1 + pick(0...20), drainTo: drainTo),
      energy: nil, sources: [])
  }

  mutating func requests(on system: DRAMSystem) -> [DRAMRequest] {
    let organization = system.organization
    let banks = organization.channels * organization.pseudoChannels * organization.ranks * organization.banksPerRank
    let lines = banks * organization.rows * organization.bursts
    let (writes, gap) = (pick(of: [0, 20, 50, 90]), pick(of: [0, 0, 2, 20]))
    let few = (0..<8).map { _ in pick(0...lines - 1) }
    var (line, arrival) = (pick(0...lines - 1), 0)
    return (0..<pick(50...600)).map { _ in
      switch pick(0...3) {
      case 0: line = pick(0...lines - 1)
      case 1: line = pick(of: few)
      default: line = (line + 1) % lines
      }
      arrival += pick(0...2 * gap)
      return DRAMRequest(
        address: UInt64(line * organization.requestBytes), arrival: arrival, isWrite: pick(0...99) < writes)
    }
  }
}
