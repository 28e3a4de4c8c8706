import Hardware

/// Where every cycle of a channel's data buses went (docs/dram.md, 8).
struct RamulatorAccount: Sendable {
  /// What made a bank's last activate as late as it was.
  struct Row: Sendable {
    var activate = -1
    var precharge = -1
    /// From when its bank's own distances, and the window of activates, allowed it.
    var ownFrom = 0
    var windowFrom = 0
    /// The last refresh before it: from when it was the first demand, and the cycle after its end.
    var refreshFrom = 0
    var refreshEnd = 0
  }

  private let organization: DRAMOrganization
  private let unitBanks: Int
  private let readLatency: Int
  private let writeLatency: Int
  private let refreshClocks: Int
  private let distances: Distances

  private var rows: [Row]
  private var columns: RamulatorColumns
  /// The last four activates of each unit of refresh.
  private var activates: [Int]
  private var activatePlaces: [Int]
  private var buses: [RamulatorBus]
  /// From when the first demand has been that; and of each unit's last refresh the same, and the cycle after its end.
  private var demandSince = 0
  private var refreshFrom: [Int]
  private var refreshEnd: [Int]
  /// LPDDR5: the first cycle in which the data clock allows a column command since it was last started.
  private var clockFrom = 0

  init(_ system: DRAMSystem, constraints: [RamulatorConstraint]) {
    organization = system.organization
    let timing = system.timing
    readLatency = timing.additiveLatency + timing.readLatency
    writeLatency = timing.additiveLatency + timing.writeLatency
    refreshClocks = timing.refresh
    distances = Distances(constraints)
    columns = RamulatorColumns(organization, constraints)
    let ranks = organization.pseudoChannels * organization.ranks
    let banks = ranks * organization.banksPerRank
    let units = RamulatorFamily(system).refreshScope == .rank ? ranks : organization.pseudoChannels
    unitBanks = banks / units
    rows = Array(repeating: Row(), count: banks)
    activates = Array(repeating: -1, count: 4 * units)
    activatePlaces = Array(repeating: 0, count: units)
    buses = Array(repeating: RamulatorBus(), count: organization.pseudoChannels)
    refreshFrom = Array(repeating: 0, count: units)
    refreshEnd = refreshFrom
  }

  /// A demand came while there was none.
  mutating func demand(_ clock: Int) { demandSince = clock }

  mutating func refresh(unit: Int, clock: Int) {
    refreshFrom[unit] = demandSince
    refreshEnd[unit] = clock + refreshClocks
    demandSince = clock + 1
  }

  mutating func synchronise(_ clock: Int) { clockFrom = clock + distances.clock }

  mutating func precharge(bank: Int, clock: Int) { rows[bank].precharge = clock }

  mutating func activate(bank: Int, clock: Int) {
    let unit = bank / unitBanks
    let row = rows[bank]
    let place = 4 * unit + activatePlaces[unit]
    rows[bank] = Row(
      activate: clock, precharge: row.precharge,
      ownFrom: max(
        row.precharge < 0 ? 0 : row.precharge + distances.precharge,
        row.activate < 0 ? 0 : row.activate + distances.rowCycle),
      windowFrom: activates[place] < 0 ? 0 : activates[place] + distances.window,
      refreshFrom: refreshFrom[unit], refreshEnd: refreshEnd[unit])
    activates[place] = clock
    activatePlaces[unit] = (activatePlaces[unit] + 1) % 4
  }

  /// A read or a write of a request that was accepted then: accounts for the gap before its data, and for these, which it
  /// returns.
  mutating func column(isWrite: Bool, bank: Int, accepted: Int, clock: Int) -> DRAMMachine.Burst {
    let rank = bank / organization.banksPerRank
    let part = rank / organization.ranks
    let group = bank / organization.banks
    let latency = isWrite ? writeLatency : readLatency
    buses[part].count(before: clock)
    if buses[part].end < clock + latency {
      let (turn, same) = columns.allow(isWrite: isWrite, pseudoChannel: part, rank: rank, group: group)
      let allowed = Allowed(
        accepted: accepted, row: rows[bank], column: isWrite ? distances.write : distances.read,
        turn: max(turn, clockFrom), same: same)
      allowed.fill(&buses[part], clock: clock, latency: latency)
    }
    columns.note(clock, isWrite: isWrite, pseudoChannel: part, rank: rank, group: group)
    let start = buses[part].end
    buses[part].fill(to: start + organization.burstClocks, isWrite ? .write : .read)
    return DRAMMachine.Burst(start: start, end: buses[part].end)
  }

  /// The cycle after the last data.
  var dataEnd: Int { buses.reduce(0) { max($0, $1.end) } }

  /// The stack of each pseudo-channel.
  func stacks(_ cycles: Int) -> [DRAMBusStack] { buses.map { $0.stack(cycles) } }

  /// Distances that make a row miss.
  private struct Distances: Sendable {
    var precharge = 0
    var rowCycle = 0
    var window = 0
    var read = 0
    var write = 0
    /// From a clock synchronisation to a column command.
    var clock = 1

    init(_ constraints: [RamulatorConstraint]) {
      for rule in constraints {
        switch (rule.scope, rule.preceding, rule.following) {
        case (.bank, .precharge, .activate): precharge = rule.distance
        case (.bank, .activate, .activate): rowCycle = rule.distance
        case (.bank, .activate, .read): read = rule.distance
        case (.bank, .activate, .write): write = rule.distance
        case (_, .synchroniseRead, .read): clock = max(rule.distance, 1)
        case (_, .activate, .activate) where rule.window == 4: window = rule.distance
        default: break
        }
      }
    }
  }

  /// From which cycles a column command was allowed, by what.
  private struct Allowed {
    var accepted: Int
    var row: Row
    /// Clocks from its row's activate.
    var column: Int
    var turn: Int
    var same: Int

    /// Gives each cycle before the data the first class that holds `latency` cycles earlier.
    func fill(_ bus: inout RamulatorBus, clock: Int, latency: Int) {
      func fill(_ from: Int, _ kind: RamulatorBus.Class) { bus.fill(to: min(from, clock) + latency, kind) }
      func miss(until bound: Int) {
        fill(min(row.ownFrom, bound), .rowMiss)
        fill(min(row.windowFrom, bound), .fourActivate)
        fill(bound, .rowMiss)
      }
      fill(accepted + 1, .noRequest)
      miss(until: min(row.refreshFrom, row.activate))
      fill(min(row.refreshEnd, row.activate), .refresh)
      miss(until: row.activate)
      fill(row.activate + column, .rowMiss)
      fill(max(turn, same), turn >= same ? .turnaround : .bankGroup)
      fill(clock, .controller)
    }
  }
}
