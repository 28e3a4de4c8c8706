import Mapping

/// When the transfers of an operator became possible and were complete, as far as that is known.
struct TransferTimes: TransferLedger {
  private let plan: Plan
  /// The cycle each pass ended in; -1 while it is not known.
  var passEnds: [Int]
  /// The cycle from which each pass's store may be issued; -1 while it is not known.
  var storeReady: [Int]
  /// The cycle each transfer completed in; -1 while it is not known.
  private(set) var completions: [Int]
  /// The cycle in which the first request of each was complete; empty where nobody asks.
  private(set) var firsts: [Int]

  init(_ plan: Plan, keepsFirsts: Bool) {
    self.plan = plan
    passEnds = [Int](repeating: -1, count: plan.passes.count)
    storeReady = passEnds
    completions = [Int](repeating: -1, count: plan.transfers.count)
    firsts = keepsFirsts ? completions : []
  }

  func eligibility(of transfer: Int32, in sequence: Int) -> Int? { eligibility(of: Int(transfer)) }

  mutating func leave(
    _ transfer: Int32, in sequence: Int, since: Int, at cycle: Int, _ moved: MovedRequests
  ) {}

  mutating func complete(_ transfer: Int32, in sequence: Int, first: Int, at cycle: Int) {
    completions[Int(transfer)] = cycle
    if !firsts.isEmpty { firsts[Int(transfer)] = first }
  }

  /// The cycle from which a transfer may be issued; nil while it is not known.
  ///
  /// By its number: a transfer is much to copy.
  func eligibility(of transfer: Int) -> Int? {
    switch plan.transfers[transfer].queue {
    case .input, .weight:
      let pass = Int(plan.transfers[transfer].afterPass)
      return pass < 0 ? 0 : known(passEnds[pass])
    case .store:
      return known(storeReady[Int(plan.transfers[transfer].afterPass)])
    case .partialSums:
      let slotStore = completion(of: plan.transfers[transfer].afterSlotStore)
      let ownStore = completion(of: plan.transfers[transfer].afterOwnStore)
      return slotStore < 0 || ownStore < 0 ? nil : max(slotStore, ownStore)
    }
  }

  /// When a store was complete: 0 of none, negative while it is not known.
  private func completion(of store: Int32) -> Int { store < 0 ? 0 : completions[Int(store)] }

  private func known(_ cycle: Int) -> Int? { cycle < 0 ? nil : cycle }
}
