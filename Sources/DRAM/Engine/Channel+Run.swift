/// The ticks of a channel, of which only those are made in which something can happen.
extension Channel {
  /// Makes all ticks up to a cycle, that one's included.
  @inline(__always)
  mutating func advance(to target: Int) {
    if wake <= target { makeTicks(to: target) }
    cycle = target
  }

  @inline(never)
  private mutating func makeTicks(to target: Int) {
    if rules.isPlain {
      makePlainTicks(to: target)
      return
    }
    while wake <= target {
      cycle = wake
      tick()
    }
  }

  /// One tick, in the present cycle.
  mutating func tick() {
    if cycle == refreshDue { raiseDemands() }
    if isPlanStale { makePlan(from: cycle) }
    rowCommandIssued = false
    if refreshPlan.cycle <= cycle {
      issueRefreshStep()
      afterFirst(isColumn: false)
    } else if plan.cycle <= cycle {
      let isColumn = plan.kind == .column || plan.kind == .synchronise
      issuePlan()
      afterFirst(isColumn: isColumn)
    }
    if timeoutAt <= cycle { closeIdleBank() }
    if transferAt <= cycle { transfer() }
    if isPlanStale { makePlan(from: cycle &+ 1) }
    wake = min(min(plan.cycle, refreshPlan.cycle), min(transferAt, refreshDue), timeoutAt)
  }

  @inline(__always)
  private mutating func makePlan(from cycle: Int) {
    if demandsServed < demandsRaised && closingHigh == 0 { takeUpDemand() }
    planQueues(from: cycle)
    planRefresh(from: cycle)
    isPlanStale = false
    if rules.timeout < Rules.never { planTimeout(from: cycle) }
  }

  /// After a command: the other bus of a dual one, or a single bus that an activate goes on taking.
  @inline(__always)
  mutating func afterFirst(isColumn: Bool) {
    if rules.isDual {
      issueSecond(firstIsColumn: isColumn)
    } else if rules.activateClocks > 1 {
      columnBusFrom = rowBusFrom
    }
  }

  private mutating func issueSecond(firstIsColumn: Bool) {
    if rules.isDRAMsim3 {
      planQueues(from: cycle)
      guard plan.cycle <= cycle else {
        // Then it is already the next one.
        if demandsServed == demandsRaised {
          refreshPlan = Plan()
          isPlanStale = false
        }
        return
      }
      if (plan.kind == .column) != firstIsColumn {
        issuePlan()
        counts.dualCommands &+= 1
      } else {
        // Not issued; it has moved the place of the next visit, and counted.
        lastQueue = plan.bank
        if plan.kind == .precharge { counts.demandPrecharges &+= 1 }
      }
      return
    }
    planOtherBus(isColumn: !firstIsColumn)
    if plan.cycle <= cycle {
      issuePlan()
      counts.dualCommands &+= 1
    }
  }

  /// Plans a command of one bus alone in the present cycle.
  private mutating func planOtherBus(isColumn: Bool) {
    if waitingWords == 1 && !rules.isInOrder {
      // Of those that are not legal at once nothing has to be known.
      var best = Plan()
      best.cycle = cycle &+ 1
      let start = lastQueue &+ 1 == rules.banks ? 0 : lastQueue &+ 1
      if isColumn {
        planColumns(from: cycle, start: start, best: &best)
      } else {
        planRows(from: cycle, start: start, best: &best)
      }
      plan = best
      return
    }
    let savedRow = rowBusFrom
    let savedColumn = columnBusFrom
    if isColumn { rowBusFrom = Rules.never } else { columnBusFrom = Rules.never }
    planQueues(from: cycle)
    rowBusFrom = savedRow
    columnBusFrom = savedColumn
  }

  // MARK: Timeout

  private mutating func planTimeout(from cycle: Int) {
    timeoutAt = Rules.never
    for bank in 0..<rules.banks { timeoutAt = min(timeoutAt, timeoutCycle(ofBank: bank, from: cycle)) }
  }

  /// The first cycle in which an idle bank may be closed; `never` where it is not idle.
  private mutating func timeoutCycle(ofBank bank: Int, from cycle: Int) -> Int {
    let state = banks[bank]
    guard state.openRow >= 0, state.count == 0, bank < closingLow || bank >= closingHigh else {
      return Rules.never
    }
    return max(prechargeCycle(ofBank: bank, from: cycle), state.used + rules.timeout)
  }

  private mutating func closeIdleBank() {
    let isBusTaken = rules.isDual ? rowCommandIssued : isPlanStale
    isPlanStale = true
    guard !isBusTaken else { return }
    for bank in 0..<rules.banks where timeoutCycle(ofBank: bank, from: cycle) <= cycle {
      issuePrecharge(ofBank: bank)
      return
    }
  }
}
