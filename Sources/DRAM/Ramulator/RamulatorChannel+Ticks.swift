import Hardware

extension RamulatorChannel {
  /// Clocks in which the second half of a split activate has to follow the first (tAAD of LPDDR5).
  static let splitActivateLimit = 8

  /// One command a clock.
  mutating func tickSingleBus(_ clock: Int) -> Int {
    let (place, wake) = chooseActive(clock)
    if let place {
      issueColumn(.active(place), clock)
      return clock + 1
    }
    guard demands.isEmpty else {
      let (command, due) = chooseDemand(clock)
      guard let command else { return min(wake, due, nextDue) }
      issueDemand(command, clock)
      return clock + 1
    }
    let choice = chooseWaiting(Admission(), clock)
    guard choice.isFound else { return min(wake, choice.wake, nextDue) }
    issue(choice, fromWrites: isDraining, clock)
    return clock + 1
  }

  /// From the queue of the present mode.
  private mutating func chooseWaiting(_ admission: Admission, _ clock: Int) -> Choice {
    updateDraining()
    return isDraining
      ? choose(from: writes, isWrite: true, admission, clock)
      : choose(from: reads, isWrite: false, admission, clock)
  }

  // MARK: HBM

  /// A column command and then a row command in one clock; HBM3's clock here is half of the device's, and its columns
  /// and activates begin in odd ones.
  mutating func tickDualBus(_ clock: Int) -> Int {
    let isRising = family == .hbm12 || clock % 2 == 1
    let column = isRising ? tickColumnBus(clock) : (isIssued: false, wake: clock + 1)
    let row = tickRowBus(clock, isRising: isRising)
    if column.isIssued && row.isIssued { counts.dualCommands += 1 }
    if column.isIssued || row.isIssued { return clock + 1 }
    return max(min(column.wake, row.wake, nextDue), clock + 1)
  }

  private mutating func tickColumnBus(_ clock: Int) -> (isIssued: Bool, wake: Int) {
    let (place, wake) = chooseActive(clock)
    if let place {
      issueColumn(.active(place), clock)
      return (true, .max)
    }
    guard demands.isEmpty else { return (false, wake) }
    let choice = chooseWaiting(Admission(activates: false, precharges: false), clock)
    guard choice.isFound else { return (false, min(wake, choice.wake)) }
    issue(choice, fromWrites: isDraining, clock)
    return (true, .max)
  }

  private mutating func tickRowBus(_ clock: Int, isRising: Bool) -> (isIssued: Bool, wake: Int) {
    guard demands.isEmpty else {
      let (command, wake) = chooseDemand(clock)
      guard let command else { return (false, wake) }
      let first = demands[0] * unitBanks
      if !isRising && (command == .refresh || !canFollowRisingEdge(first, clock, isAll: true)) {
        return (false, clock + 1)
      }
      issueDemand(command, clock)
      if isRising { remember(command, bank: first, clock) }
      return (true, .max)
    }
    let admission = Admission(columns: false, activates: isRising, followsRisingEdge: !isRising)
    let choice = chooseWaiting(admission, clock)
    guard choice.isFound else { return (false, choice.wake) }
    issue(choice, fromWrites: isDraining, clock)
    if isRising { remember(choice.command, bank: choice.bank, clock) }
    return (true, .max)
  }

  /// Whether a precharge in a falling edge is allowed beside the row command of the rising edge that it is paired with.
  func canFollowRisingEdge(_ bank: Int, _ clock: Int, isAll: Bool = false) -> Bool {
    if clock != rising.fallingEdge { return true }
    let perPseudoChannel = banksPerRank * organization.ranks
    if bank / perPseudoChannel != rising.pseudoChannel { return true }
    return rising.bank >= 0 && !isAll && bank != rising.bank
  }

  private mutating func remember(_ command: Command, bank: Int, _ clock: Int) {
    guard family == .hbm34 else { return }
    rising.pseudoChannel = bank / (banksPerRank * organization.ranks)
    rising.bank = command == .prechargeAll || command == .refresh ? -1 : bank
    rising.fallingEdge = clock + (command == .activate ? 3 : 1)
  }

  // MARK: LPDDR5

  /// One command a clock; an activate has two halves, and column commands need a running data clock.
  mutating func tickSplitActivate(_ clock: Int) -> Int {
    if let source = synchronised {
      guard isLegal(source, clock) else { return clock + 1 }
      synchronised = nil
      issueClocked(source, clock)
      return clock + 1
    }
    if let split = activating, split.deadline <= clock {
      endActivate()
      return clock + 1
    }
    var (place, wake) = chooseActive(clock)
    if let place {
      issueOrSynchronise(.active(place), clock)
      return clock + 1
    }
    if demands.isEmpty {
      let choice = chooseWaiting(Admission(activates: activating == nil), clock)
      if choice.isFound {
        if choice.command == .read || choice.command == .write {
          issueOrSynchronise(.hit(bank: choice.bank, isWrite: isDraining), clock)
        } else {
          issue(choice, fromWrites: isDraining, clock)
        }
        return clock + 1
      }
      wake = min(wake, choice.wake)
    } else {
      let (command, due) = chooseDemand(clock)
      if let command, !isActivating(unit: demands[0]) {
        issueDemand(command, clock)
        return clock + 1
      }
      wake = min(wake, due)
    }
    if activating != nil {
      endActivate()
      return clock + 1
    }
    return min(wake, nextDue)
  }

  private func isActivating(unit: Int) -> Bool {
    guard let split = activating else { return false }
    return split.active.bank / unitBanks == unit
  }

  /// A column command if the data clock runs, else what starts it, unless that would be in the way of a split activate.
  private mutating func issueOrSynchronise(_ source: Source, _ clock: Int) {
    if clock < clockStops {
      issueClocked(source, clock)
    } else if let split = activating, split.deadline <= clock + 1 {
      endActivate()
    } else {
      let (bank, isWrite) = target(of: source)
      synchronised = source
      counts.synchronisations += 1
      account.synchronise(clock)
      timing.issue(isWrite ? .synchroniseWrite : .synchroniseRead, bank: bank, cycle: clock)
      trace.record(clock, .synchronise, bank: bank)
    }
  }

  private mutating func issueClocked(_ source: Source, _ clock: Int) {
    let delay = target(of: source).isWrite ? writeDelay : readDelay
    clockStops = max(clockStops, clock + delay + clockSyncLasts)
    issueColumn(source, clock)
  }

  private func isLegal(_ source: Source, _ clock: Int) -> Bool {
    let (bank, isWrite) = target(of: source)
    return timing.ready(isWrite ? .write : .read, bank: bank) <= clock
  }

  private func target(of source: Source) -> (bank: Int, isWrite: Bool) {
    switch source {
    case .active(let place): (active[place].bank, active[place].isWrite)
    case .hit(let bank, let isWrite): (bank, isWrite)
    }
  }
}
