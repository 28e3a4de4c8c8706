import Hardware

/// What a channel's engine must know of a system, worked out once: counts, distances, policies.
struct Rules: Sendable {
  // Counts. Ranks are numbered pseudo-channel by pseudo-channel, bank groups rank by rank, banks group by group.
  let pseudoChannels: Int
  let ranksPerPseudoChannel: Int
  let groupsPerRank: Int
  let banksPerGroup: Int
  let banksPerRank: Int
  let ranks: Int
  let groups: Int
  let banks: Int
  let groupsPerPseudoChannel: Int

  /// Bytes of a request.
  let requestBytes: Int
  let burst: Int
  let readLatency: Int
  let writeLatency: Int
  let distances: Distances
  let activateClocks: Int
  let clockSync: Int
  let clockSyncLasts: Int
  let thirtyTwoActivates: Int

  let isDRAMsim3: Bool
  let isDual: Bool
  let isInOrder: Bool
  /// Whether the controller is `standard` with at most 64 banks, first-ready, without a timeout of rows.
  let isPlain: Bool
  /// Column commands since an activate from which on only the oldest request of a queue may hit.
  let hitCap: Int
  /// Column commands since an activate from which on a miss may close a row that is still hit.
  let missCap: Int
  let closesRows: Bool
  /// Clocks after which an idle bank is closed; `never` where it is not.
  let timeout: Int
  let refresh: DRAMController.Refresh
  /// Clocks between two times at which refreshes fall due.
  let refreshInterval: Int
  /// Demands that fall due together.
  let demandsPerInterval: Int

  let readQueue: Int
  let writeQueue: Int
  let bankQueue: Int
  let drainFrom: Int
  let drainTo: Int

  /// A cycle that no run reaches, far enough from the greatest integer that distances can be added.
  static let never = Int.max / 4

  init(_ system: DRAMSystem) throws(DRAMFailure) {
    let organization = system.organization
    let timing = system.timing
    let controller = system.controller
    try Rules.check(system)
    pseudoChannels = organization.pseudoChannels
    ranksPerPseudoChannel = organization.ranks
    groupsPerRank = organization.bankGroups
    banksPerGroup = organization.banks
    banksPerRank = groupsPerRank * banksPerGroup
    ranks = pseudoChannels * ranksPerPseudoChannel
    groups = ranks * groupsPerRank
    banks = ranks * banksPerRank
    groupsPerPseudoChannel = ranksPerPseudoChannel * groupsPerRank

    isDRAMsim3 = controller.policy == .dramsim3
    requestBytes = organization.requestBytes
    burst = organization.burstClocks
    readLatency = timing.additiveLatency + timing.readLatency
    writeLatency = timing.additiveLatency + timing.writeLatency
    distances = isDRAMsim3 ? Distances(dramsim3: system) : Distances(standard: system)
    activateClocks = isDRAMsim3 ? 1 : timing.activateClocks
    clockSync = isDRAMsim3 ? 0 : timing.clockSync
    clockSyncLasts = timing.clockSyncLasts
    thirtyTwoActivates = timing.thirtyTwoActivates

    isDual = organization.hasDualCommandBus
    switch controller.scheduler {
    case .firstReady(let cap):
      isInOrder = false
      missCap = isDRAMsim3 ? 4 : cap
      hitCap = isDRAMsim3 ? .max : cap
    case .inOrder:
      isInOrder = !isDRAMsim3
      missCap = isDRAMsim3 ? 4 : .max
      hitCap = .max
    }
    switch controller.rowPolicy {
    case .open:
      closesRows = false
      timeout = Rules.never
    case .closed:
      closesRows = true
      timeout = Rules.never
    case .timeout(let clocks):
      closesRows = false
      timeout = isDRAMsim3 ? Rules.never : clocks
    }
    isPlain = !isDRAMsim3 && !isInOrder && banks <= 64 && timeout == Rules.never
    refresh = isDRAMsim3 ? .staggered : controller.refresh
    switch refresh {
    case .staggered:
      refreshInterval = timing.refreshInterval / organization.ranks
      demandsPerInterval = pseudoChannels
    case .allRanks:
      refreshInterval = timing.refreshInterval
      demandsPerInterval = ranks
    case .perBank:
      refreshInterval = timing.refreshInterval / (organization.ranks * banksPerRank)
      demandsPerInterval = pseudoChannels
    case .off:
      refreshInterval = Rules.never
      demandsPerInterval = 0
    }
    try Rules.checkClosedRows(distances, isExact: !(isDRAMsim3 && closesRows))
    guard refreshInterval > 0 else { throw .unsupported("refreshes fall due more than once a clock") }

    readQueue = controller.readQueue
    writeQueue = controller.writeQueue
    bankQueue = controller.bankQueue
    drainFrom = controller.drainFrom
    drainTo = controller.drainTo
  }

  /// The greatest number of requests that a channel can hold.
  var slots: Int { readQueue + writeQueue + banks * bankQueue }

  /// The rank that a demand of refresh is for, and its bank where banks are refreshed one by one.
  func target(ofDemand number: Int) -> (rank: Int, bank: Int?) {
    switch refresh {
    case .off, .staggered:
      let (round, pseudoChannel) = number.quotientAndRemainder(dividingBy: pseudoChannels)
      return (pseudoChannel * ranksPerPseudoChannel + round % ranksPerPseudoChannel, nil)
    case .allRanks:
      return (number % ranks, nil)
    case .perBank:
      let (round, pseudoChannel) = number.quotientAndRemainder(dividingBy: pseudoChannels)
      let perPseudoChannel = ranksPerPseudoChannel * banksPerRank
      let bank = pseudoChannel * perPseudoChannel + round % perPseudoChannel
      return (bank / banksPerRank, bank)
    }
  }

  /// DRAMsim3 has no distance from a column command that closes its row to one of the same bank; the engine has one of
  /// the bank group, which makes no difference where the way over an activate is longer.
  private static func checkClosedRows(_ distances: Distances, isExact: Bool) throws(DRAMFailure) {
    if isExact { return }
    let afterRead = distances.readPrechargeToActivate
    let afterWrite = distances.writePrechargeToActivate
    guard afterRead + distances.activateToRead >= distances.readToRead.sameGroup,
      afterRead + distances.activateToWrite >= distances.readToWrite.sameGroup,
      afterWrite + distances.activateToRead >= distances.writeToRead.sameGroup,
      afterWrite + distances.activateToWrite >= distances.writeToWrite.sameGroup
    else {
      throw .unsupported(
        "a bank whose row was closed could be activated and read before its bank group could")
    }
  }

  private static func check(_ system: DRAMSystem) throws(DRAMFailure) {
    let organization = system.organization
    let controller = system.controller
    guard controller.policy != .ramulator2 else {
      throw .unsupported("the policy ramulator2 has an engine of its own")
    }
    let counts = [
      organization.channels, organization.pseudoChannels, organization.ranks, organization.bankGroups,
      organization.banks, organization.rows, organization.bursts, organization.burstClocks,
      organization.requestBytes, controller.readQueue, controller.writeQueue, controller.bankQueue,
    ]
    guard counts.allSatisfy({ $0 > 0 }) else {
      throw .unsupported("every count of a DRAM system is at least 1")
    }
    guard counts.allSatisfy({ $0 <= 1 << 30 }) else {
      throw .unsupported("a count of a DRAM system is too great")
    }
    guard controller.bankQueue <= 64 else { throw .unsupported("a bank's queue has at most 64 requests") }
    let timing = system.timing
    let distances = [
      timing.readLatency, timing.writeLatency, timing.activateToActivate, timing.fourActivates,
      timing.refresh,
      timing.refreshInterval, timing.activateClocks, timing.clockSync, timing.clockSyncLasts,
    ]
    guard distances.allSatisfy({ $0 >= 0 && $0 <= 1 << 30 }) else {
      throw .unsupported("a time of a DRAM system is negative, or too great")
    }
    guard max(timing.activateSame, timing.activateOther) <= timing.activateToActivate else {
      throw .unsupported("a bank's next activate (tRC) is allowed before that of another bank (tRRD)")
    }
    let banks = organization.pseudoChannels * organization.ranks * organization.banksPerRank
    guard banks <= 4096, controller.readQueue <= 4096, controller.writeQueue <= 4096 else {
      throw .unsupported("a channel has at most 4096 banks, and 4096 places in a queue")
    }
  }
}
