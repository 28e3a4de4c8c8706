import Hardware

/// One channel's controller (docs/dram-ramulator.md, 3): what waits, what is open, and what may be issued when.
struct RamulatorChannel: Sendable {
  typealias Command = RamulatorConstraint.Command

  /// A request whose row was opened for it.
  struct Active: Sendable {
    var entry: RamulatorQueue.Entry
    var bank: Int
    var isWrite: Bool
  }

  /// A request that has a command to issue.
  enum Source: Sendable {
    case active(Int)
    case hit(bank: Int, isWrite: Bool)
  }

  /// A split activate between its halves.
  struct Activating: Sendable {
    var active: Active
    var deadline: Int
  }

  static let closed = -1
  static let opening = -2

  let index: Int
  let family: RamulatorFamily
  let organization: DRAMOrganization
  let policy: DRAMController
  /// From a read command, and from a write command, to the end of the data.
  let readDelay: Int
  let writeDelay: Int
  let clockSyncLasts: Int
  /// Banks of what one refresh refreshes.
  let unitBanks: Int
  let banksPerRank: Int

  /// The tick that was made last, and the next one in which something can happen, all else being equal.
  var cycle = 0
  var wake = 1
  /// Requests on their way here.
  var line = SentLine()
  var timing: RamulatorTiming
  var reads: RamulatorQueue
  var writes: RamulatorQueue
  var isDraining = false
  var active: [Active] = []
  /// The open row of each bank; `closed`, or `opening` between the halves of a split activate.
  var rows: [Int]
  /// Whether a bank was opened for a request that has not used it yet.
  var isReserved: [Bool]
  /// Of each unit of refresh: open or opening banks, and reserved ones.
  var openBanks: [Int]
  var reservedBanks: [Int]
  /// Units that are due, first come, first served.
  var demands: [Int] = []
  /// When each unit is due next, and the first of these.
  var due: [Int]
  var nextDue: Int
  let refreshInterval: Int

  /// LPDDR5: the split activate under way, the request whose data clock was started, and when the clock stops.
  var activating: Activating?
  var synchronised: Source?
  var clockStops = 0
  /// HBM3: the last row command of a rising edge.
  var rising = RisingCommand()

  var accepted = 0
  var counts = DRAMCounts()
  var ranks: [RankStates]
  var lastRead: Int?
  var lastWrite: Int?
  var account: RamulatorAccount
  var trace: RamulatorTrace
  /// Requests that are done, as they become known.
  var completions: [DRAMMachine.Completion] = []
  /// Data of the commands that were issued, if they are wanted.
  var bursts: [DRAMMachine.Burst] = []
  let logsBursts: Bool

  init(_ system: DRAMSystem, index: Int, logsBursts: Bool, recordsCommands: Bool) {
    self.logsBursts = logsBursts
    self.index = index
    family = RamulatorFamily(system)
    organization = system.organization
    policy = system.controller
    let burst = organization.burstClocks
    readDelay = system.timing.additiveLatency + system.timing.readLatency + burst
    writeDelay = system.timing.additiveLatency + system.timing.writeLatency + burst
    clockSyncLasts = system.timing.clockSyncLasts
    banksPerRank = organization.banksPerRank
    let rankCount = organization.pseudoChannels * organization.ranks
    let bankCount = rankCount * banksPerRank
    let units = family.refreshScope == .rank ? rankCount : organization.pseudoChannels
    unitBanks = bankCount / units

    timing = RamulatorTiming(system)
    reads = RamulatorQueue(capacity: policy.readQueue, banks: bankCount)
    writes = RamulatorQueue(capacity: policy.writeQueue, banks: bankCount)
    rows = Array(repeating: Self.closed, count: bankCount)
    isReserved = Array(repeating: false, count: bankCount)
    openBanks = Array(repeating: 0, count: units)
    reservedBanks = openBanks
    refreshInterval = system.timing.refreshInterval
    switch policy.refresh {
    case .allRanks: due = Array(repeating: refreshInterval, count: units)
    case .staggered: due = (1...units).map { $0 * (system.timing.refreshInterval / units) }
    case .perBank, .off: due = Array(repeating: .max, count: units)
    }
    nextDue = due.min() ?? .max
    ranks = Array(repeating: RankStates(), count: rankCount)
    account = RamulatorAccount(system, constraints: timing.constraints)
    trace = RamulatorTrace(system, channel: index, isOn: recordsCommands)
  }

  /// Makes one tick; returns the next one in which something can happen, all else being equal.
  mutating func tick(_ clock: Int) -> Int {
    addDemands(clock)
    switch family {
    case .ddr: return tickSingleBus(clock)
    case .lpddr5: return tickSplitActivate(clock)
    case .hbm12, .hbm34: return tickDualBus(clock)
    }
  }

  /// Takes a request, after the tick of the present cycle; false if there is no room.
  mutating func offer(_ place: AddressDecoder.Place, _ address: UInt64, isWrite: Bool, tag: Int) -> Bool {
    let bank = place.bank
    if writes.count > 0 && writes.contains(address, bank: bank) {
      if isWrite { counts.mergedWrites += 1 } else { counts.forwardedReads += 1 }
      completions.append(DRAMMachine.Completion(tag: tag, cycle: isWrite ? cycle : cycle + 1))
      return true
    }
    guard isWrite ? writes.hasRoom : reads.hasRoom else { return false }
    let entry = RamulatorQueue.Entry(
      request: tag, order: accepted, accepted: cycle, address: address, row: place.row, column: place.column)
    accepted += 1
    let isHit = rows[bank] == place.row
    if isWrite {
      writes.append(entry, bank: bank, isHit: isHit)
    } else {
      reads.append(entry, bank: bank, isHit: isHit)
    }
    wake = min(wake, cycle + 1)
    return true
  }

  private mutating func addDemands(_ clock: Int) {
    guard nextDue <= clock else { return }
    for unit in due.indices where due[unit] <= clock {
      due[unit] += refreshInterval
      if demands.isEmpty { account.demand(clock) }
      demands.append(unit)
    }
    nextDue = due.min() ?? .max
  }

  /// The write mode of the queues, as it is before a request is chosen from one.
  mutating func updateDraining() {
    if isDraining {
      isDraining = writes.count > policy.drainTo || reads.count == 0
    } else {
      isDraining = writes.count >= policy.drainFrom || reads.count == 0
    }
  }

  func record(_ cycles: Int) -> DRAMChannelRecord {
    DRAMChannelRecord(
      counts: counts, ranks: ranks.map { $0.record(until: cycles) }, busStacks: account.stacks(cycles),
      lastRead: lastRead, lastWrite: lastWrite)
  }

  /// What a rank did, and how long it had an open bank.
  struct RankStates: Sendable {
    /// Without its states.
    var commands = DRAMRankRecord()
    private var open = 0
    private var since = 0
    private var cycles = 0
    /// The last opening or closing, and the open banks summed over the clocks up to it.
    private var last = 0
    private var bankCycles = 0

    mutating func opens(_ clock: Int) {
      commands.activates += 1
      countBanks(clock)
      if open == 0 { since = clock }
      open += 1
    }

    mutating func closes(_ clock: Int) {
      countBanks(clock)
      open -= 1
      if open == 0 { cycles += clock - since }
    }

    private mutating func countBanks(_ clock: Int) {
      bankCycles += open * (clock - last)
      last = clock
    }

    func record(until end: Int) -> DRAMRankRecord {
      var record = commands
      record.activeCycles = cycles + (open > 0 ? max(end - since, 0) : 0)
      record.openBankCycles = bankCycles + open * max(end - last, 0)
      record.idleCycles = end - record.activeCycles
      return record
    }
  }

  /// HBM3: a row command of a rising edge and the falling edge that it restrains.
  struct RisingCommand: Sendable {
    var pseudoChannel = -1
    /// -1 where the command is for all banks.
    var bank = -1
    var fallingEdge = -1
  }
}
