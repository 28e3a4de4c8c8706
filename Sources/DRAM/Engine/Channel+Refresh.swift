/// Refreshes: demands, which fall due in a fixed order, so that two numbers are their queue.
extension Channel {
  mutating func raiseDemands() {
    if demandsRaised == demandsServed { demandFirstSince = cycle }
    demandsRaised &+= rules.demandsPerInterval
    refreshDue &+= rules.refreshInterval
    takeUpDemand()
  }

  /// Begins to close the banks of the first demand.
  mutating func takeUpDemand() {
    isPlanStale = true
    guard demandsServed < demandsRaised else {
      closingLow = 0
      closingHigh = 0
      return
    }
    let target = rules.target(ofDemand: demandsServed)
    closingLow = target.bank ?? target.rank * rules.banksPerRank
    closingHigh = target.bank.map { $0 + 1 } ?? closingLow + rules.banksPerRank
  }

  /// Plans what the first demand needs next: a precharge of one of its banks, or the refresh.
  @inline(__always)
  mutating func planRefresh(from cycle: Int) {
    if demandsServed < demandsRaised {
      planDemand(from: cycle)
    } else {
      refreshPlan.cycle = Rules.never
    }
  }

  @inline(never)
  private mutating func planDemand(from cycle: Int) {
    var best = Plan()
    var isOpen = false
    for bank in closingLow..<closingHigh where banks[bank].openRow >= 0 {
      isOpen = true
      let legal = prechargeCycle(ofBank: bank, from: cycle)
      if legal < best.cycle { best = Plan(cycle: legal, bank: bank, place: 0, kind: .precharge) }
    }
    if !isOpen {
      var legal = max(cycle, rowBusFrom)
      if rules.refresh == .perBank {
        let state = banks[closingLow]
        legal = max(legal, state.activateFrom, state.refreshedFrom)
        legal = max(legal, groups[Int(state.group)].activateFrom, ranks[Int(state.rank)].activateFrom)
      } else {
        legal = max(legal, ranks[closingLow / rules.banksPerRank].refreshFrom)
      }
      best = Plan(cycle: legal, bank: closingLow, place: 0, kind: .none)
    }
    refreshPlan = best
  }

  /// Issues the planned step towards the first demand.
  mutating func issueRefreshStep() {
    let bank = refreshPlan.bank
    if refreshPlan.kind == .precharge {
      issuePrecharge(ofBank: bank)
      return
    }
    rowCommandIssued = true
    let rank = bank / rules.banksPerRank
    let length: Int
    if rules.refresh == .perBank {
      length = rules.distances.bankRefresh
      let first = rank * rules.banksPerRank
      for other in first..<first + rules.banksPerRank {
        let distance = other == bank ? length : rules.distances.bankRefreshToOther
        banks[other].refreshedFrom = max(banks[other].refreshedFrom, cycle + distance)
      }
      counts.bankRefreshes += 1
      ranks[rank].record.bankRefreshes += 1
    } else {
      length = rules.distances.refresh
      ranks[rank].refreshFrom = max(ranks[rank].refreshFrom, cycle + length)
      ranks[rank].activateFrom = max(ranks[rank].activateFrom, cycle + length)
      counts.refreshes += 1
      ranks[rank].record.refreshes += 1
    }
    for bank in closingLow..<closingHigh {
      banks[bank].refreshBegan = demandFirstSince
      banks[bank].refreshEnded = cycle + length - 1
    }
    if recordsCommands { record(rules.refresh == .perBank ? .refreshBank : .refresh, bank: bank) }
    demandsServed += 1
    demandFirstSince = cycle + 1
    // The next demand closes its banks from the next cycle on.
    closingLow = 0
    closingHigh = 0
    isPlanStale = true
  }
}
