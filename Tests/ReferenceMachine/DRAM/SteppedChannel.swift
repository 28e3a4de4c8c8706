import Hardware

/// A request that waits in a controller.
struct WaitingRequest: Hashable {
  /// Its number in the stream, and those of the reads that are served with it.
  var number: Int
  var merged: [Int] = []
  var isWrite: Bool
  var place: DRAMPlace
  /// The cycle of its accept.
  var accepted: Int
  /// What merging goes by.
  var line: UInt64

  init(number: Int, isWrite: Bool, place: DRAMPlace, accepted: Int, line: UInt64) {
    self.number = number
    self.isWrite = isWrite
    self.place = place
    self.accepted = accepted
    self.line = line
  }
}

/// One channel: its controller's queues, its banks and its buses.
struct SteppedChannel {
  typealias Kind = SteppedDRAM.CommandKind

  struct Bank {
    var row: Int?
    /// Column commands since the activate.
    var columns = 0
    /// The last clock of the last activate, and the last column command.
    var activated = 0
    var lastColumn = 0
    var activate = DataBus.Activate()
    /// The refresh that was the last.
    var refresh: ClosedRange<Int>?
  }

  /// A refresh that is due.
  struct Demand {
    var pseudoChannel: Int
    var rank: Int
    /// The bank within the channel; nil where the whole rank is due.
    var bank: Int?
    /// The tick in which it became the first.
    var first: Int?
  }

  /// The data clock of a rank runs from one cycle to another.
  struct DataClock {
    var from = 0
    var until = -1
  }

  let system: DRAMSystem
  let number: Int
  var banks: [Bank]
  var histories: [CommandHistory]
  var buses: [DataBus]
  /// Of each rank of each pseudo-channel.
  var clocks: [DataClock]
  var reads: [WaitingRequest] = []
  var writes: [WaitingRequest] = []
  var queues: [[WaitingRequest]]
  /// The lines that reads still have to read and writes to write.
  var linesToRead: Set<UInt64> = []
  var linesToWrite: Set<UInt64> = []
  var demands: [Demand] = []
  var nextToRefresh = 0
  /// The queue that issued last.
  var lastQueue: Int
  /// The last clock of an activate that takes more than one.
  var busyUntil = -1
  var isDraining = false
  /// `dramsim3`: writes that a drain still moves.
  var drain = 0
  var writeEnd = 0

  var cycle = 0
  private var finishing: [(cycle: Int, requests: [Int])] = []
  private var completed: [Int] = []
  private(set) var completedNow = 0

  var counts = SteppedDRAM.Counts()
  var observations = SteppedDRAM.Observations()
  var commands: [SteppedDRAM.Command] = []

  init(_ system: DRAMSystem, number: Int) {
    let organization = system.organization
    let ranks = organization.pseudoChannels * organization.ranks
    let bankCount = ranks * organization.bankGroups * organization.banks
    self.system = system
    self.number = number
    banks = Array(repeating: Bank(), count: bankCount)
    histories = Array(repeating: CommandHistory(system), count: organization.pseudoChannels)
    buses = Array(
      repeating: DataBus(burstClocks: organization.burstClocks), count: organization.pseudoChannels)
    clocks = Array(repeating: DataClock(), count: ranks)
    queues = Array(repeating: [], count: bankCount)
    // The first visit of all begins with queue 0; DRAMsim3's with queue 1.
    lastQueue = system.controller.policy == .dramsim3 ? 0 : bankCount - 1
    counts.activeCycles = Array(repeating: 0, count: ranks)
    counts.idleCycles = Array(repeating: 0, count: ranks)
    counts.openBankCycles = Array(repeating: 0, count: ranks)
    counts.rankCommands = Array(repeating: SteppedDRAM.RankCommands(), count: ranks)
  }

  // MARK: Numbers of banks

  var banksPerRank: Int { system.organization.bankGroups * system.organization.banks }
  var banksPerPseudoChannel: Int { system.organization.ranks * banksPerRank }

  func bank(of place: DRAMPlace) -> Int {
    ((place.pseudoChannel * system.organization.ranks + place.rank) * system.organization.bankGroups
      + place.bankGroup)
      * system.organization.banks + place.bank
  }

  /// The banks that a demand closes.
  func banks(of demand: Demand) -> Range<Int> {
    if let bank = demand.bank { return bank..<(bank + 1) }
    let first = (demand.pseudoChannel * system.organization.ranks + demand.rank) * banksPerRank
    return first..<(first + banksPerRank)
  }

  // MARK: A cycle

  mutating func tick(_ cycle: Int) {
    self.cycle = cycle
    finishRequests()
    demandRefreshes()
    switch system.controller.policy {
    case .dramsim3: stepDRAMsim3()
    case .standard: stepStandard()
    case .ramulator2: preconditionFailure("the policy ramulator2 is not stepped")
    }
  }

  private mutating func finishRequests() {
    completedNow = 0
    for (due, requests) in finishing where due == cycle {
      completed += requests
      completedNow += requests.count
    }
    finishing.removeAll { $0.cycle == cycle }
  }

  mutating func finish(_ requests: [Int], at cycle: Int) { finishing.append((cycle, requests)) }

  /// The requests that became complete in this cycle.
  mutating func takeCompleted() -> [Int] {
    defer { completed = [] }
    return completed
  }

  /// Whether a run may end, as far as this channel goes, before a cycle.
  func isDone(before cycle: Int) -> Bool {
    guard system.controller.policy != .dramsim3 else { return true }
    return writes.isEmpty && queues.allSatisfy(\.isEmpty) && writeEnd < cycle
  }

  /// Whether no column command is left to come; `dramsim3` never issues the last few writes.
  var isDrained: Bool {
    guard reads.isEmpty, queues.allSatisfy(\.isEmpty) else { return false }
    guard system.controller.policy == .dramsim3 else { return writes.isEmpty }
    return writes.isEmpty || (drain == 0 && writes.count <= 8 && writes.count < system.controller.writeQueue)
  }

  mutating func countStates() {
    for rank in counts.activeCycles.indices {
      let open = banks[(rank * banksPerRank)..<((rank + 1) * banksPerRank)].count { $0.row != nil }
      counts.openBankCycles[rank] += open
      if open > 0 { counts.activeCycles[rank] += 1 } else { counts.idleCycles[rank] += 1 }
    }
  }
}
