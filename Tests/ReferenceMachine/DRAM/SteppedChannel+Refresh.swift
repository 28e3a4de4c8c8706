import Hardware

extension SteppedChannel {
  /// Step 2: refreshes that fall due in this cycle.
  mutating func demandRefreshes() {
    let organization = system.organization
    let interval = system.timing.refreshInterval
    let refresh = system.controller.policy == .dramsim3 ? .staggered : system.controller.refresh
    func isDue(each clocks: Int) -> Bool { cycle > 0 && cycle % clocks == 0 }
    switch refresh {
    case .off: return
    case .staggered:
      guard isDue(each: interval / organization.ranks) else { return }
      for pseudoChannel in 0..<organization.pseudoChannels {
        demands.append(Demand(pseudoChannel: pseudoChannel, rank: nextToRefresh))
      }
      nextToRefresh = (nextToRefresh + 1) % organization.ranks
    case .allRanks:
      guard isDue(each: interval) else { return }
      for pseudoChannel in 0..<organization.pseudoChannels {
        for rank in 0..<organization.ranks {
          demands.append(Demand(pseudoChannel: pseudoChannel, rank: rank))
        }
      }
    case .perBank:
      guard isDue(each: interval / banksPerPseudoChannel) else { return }
      for pseudoChannel in 0..<organization.pseudoChannels {
        demands.append(
          Demand(
            pseudoChannel: pseudoChannel, rank: nextToRefresh / banksPerRank,
            bank: pseudoChannel * banksPerPseudoChannel + nextToRefresh))
      }
      nextToRefresh = (nextToRefresh + 1) % banksPerPseudoChannel
    }
  }

  /// The banks whose queues issue nothing in this cycle; said before step 3.
  mutating func closingBanks() -> Range<Int> {
    guard let demand = demands.first else { return 0..<0 }
    if demand.first == nil { demands[0].first = cycle }
    return banks(of: demand)
  }

  /// Step 3: what the first demand needs; whether a command was issued.
  mutating func refreshStep(_ closing: Range<Int>) -> Bool {
    guard let demand = demands.first else { return false }
    for bank in closing where banks[bank].row != nil && isLegal(.precharge, bank) {
      issue(Choice(kind: .precharge, bank: bank))
      return true
    }
    let kind: Kind = demand.bank == nil ? .refresh : .refreshBank
    guard !closing.contains(where: { banks[$0].row != nil }), isLegal(kind, closing.lowerBound) else {
      return false
    }
    issue(Choice(kind: kind, bank: closing.lowerBound))
    let lasts = demand.bank == nil ? system.timing.refresh : system.timing.bankRefresh
    for bank in closing { banks[bank].refresh = (demand.first ?? cycle)...(cycle + max(1, lasts) - 1) }
    demands.removeFirst()
    return true
  }
}
