import Hardware
import Mapping
import Simulation

/// What a run of operators that overlap takes with the mappings that were searched for, and with those of the rule.
///
/// Operators are searched one by one, from a cold machine to their end. The one of the fewest cycles there may leave less
/// time to load the next operator's first tiles in, so that the whole is slower than with the rule's mappings.
public struct OverlapChoice: Hashable, Sendable {
  /// In cycles of the array's clock.
  public var searchedCycles: Int
  /// In cycles of the array's clock.
  public var ruleCycles: Int

  public init(searchedCycles: Int, ruleCycles: Int) {
    self.searchedCycles = searchedCycles
    self.ruleCycles = ruleCycles
  }

  /// Whether the run is with the rule's mappings; with the others where both take the same.
  public var keepsRule: Bool { ruleCycles < searchedCycles }
}

extension PreparedReplay {
  /// The same with the rule's mappings, where operators overlap and the whole run is faster with those than with what a
  /// search found.
  func withFasterMappings(_ workers: Int) async -> PreparedReplay {
    guard let order, chosen.contains(where: { $0.search != nil }) else { return self }
    let ruled = await jobs.each(workers) { [design] in $0.byRule(on: design) }
    let rules = ruled.compactMap(\.self)
    guard rules.count == chosen.count, zip(rules, chosen).contains(where: { $0.mapping != $1.mapping }) else {
      return self
    }
    let totals = await [chosen, rules].each(workers) { cycles(order, $0) }
    guard let searched = totals[0], let rule = totals[1] else { return self }
    var kept = self
    let choice = OverlapChoice(searchedCycles: searched, ruleCycles: rule)
    kept.overlapChoice = choice
    guard choice.keepsRule else { return kept }
    // What the search did stays said.
    kept.chosen = zip(rules, chosen).map { ChosenMapping(mapping: $0.mapping, search: $1.search) }
    return kept
  }

  /// Cycles of the whole with other mappings; nil where one cannot run or they cannot be counted.
  private func cycles(_ order: ExecutionOrder, _ chosen: [ChosenMapping]) -> Int? {
    let operators = jobs.with(chosen).map { try? $0.job.plan($0.chosen.mapping, on: design).get() }
    return StreamReplay(order: order, numbers: jobs.indices, operators: [], cores: design.cores.count)
      .cycles(of: operators, on: design)
  }
}

extension Job {
  /// What the rule chooses; nil where it finds none.
  fileprivate func byRule(on design: Design) -> ChosenMapping? {
    var job = self
    job.directives.search = .rule
    return try? job.map(on: design).get()
  }
}
