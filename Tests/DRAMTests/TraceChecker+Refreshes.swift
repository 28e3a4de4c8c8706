import Hardware
import ReferenceMachine

extension TraceChecker {
  /// Every rank (or bank) is refreshed once for each time that it is due, after that and before the next.
  mutating func checkRefreshes(_ commands: [Command], cycles: Int) {
    let organization = system.organization
    let interval = system.timing.refreshInterval
    for pseudoChannel in 0..<organization.pseudoChannels {
      for rank in 0..<organization.ranks {
        let own = commands.filter { $0.pseudoChannel == pseudoChannel && $0.rank == rank }
        let refreshes = own.filter { $0.kind == .refresh }.map(\.cycle)
        switch system.controller.refresh {
        case .off:
          if own.contains(where: { $0.kind == .refresh || $0.kind == .refreshBank }) { complain("a refresh") }
        case .allRanks:
          check(refreshes, due: stride(from: interval, to: cycles, by: interval), "rank \(rank)")
        case .staggered:
          let step = interval / organization.ranks
          let due = stride(from: step * (rank + 1), to: cycles, by: step * organization.ranks)
          check(refreshes, due: due, "rank \(rank)")
        case .perBank:
          let count = organization.ranks * organization.banksPerRank
          let step = interval / count
          for local in 0..<organization.banksPerRank {
            let refreshes = own.filter {
              $0.kind == .refreshBank && $0.bankGroup == local / organization.banks
                && $0.bank == local % organization.banks
            }
            let first = step * (rank * organization.banksPerRank + local + 1)
            check(
              refreshes.map(\.cycle), due: stride(from: first, to: cycles, by: step * count),
              "bank \(local) of rank \(rank)")
          }
        }
      }
    }
  }

  private mutating func check(_ refreshes: [Int], due: StrideTo<Int>, _ name: String) {
    let due = Array(due)
    if refreshes.count > due.count || refreshes.count < due.count - 1 {
      complain("\(refreshes.count) refreshes of \(name), and \(due.count) were due")
      return
    }
    for (index, cycle) in refreshes.enumerated() {
      if cycle < due[index] || (index + 1 < due.count && cycle >= due[index + 1]) {
        complain("\(name) was refreshed in \(cycle), which was due in \(due[index])")
      }
    }
  }
}
