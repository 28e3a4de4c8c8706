import Hardware

/// What was issued to the banks of a pseudo-channel, and what may follow when.
struct CommandHistory {
  typealias Kind = SteppedDRAM.CommandKind

  /// A pair of the table for one next command.
  private struct Rule {
    var issued: Int
    /// By scope; nil where the table has none.
    var distances: [Int?]
  }

  private let ranks: Int
  private let groups: Int
  private let banks: Int
  /// Of each next kind.
  private let rules: [Kind: [Rule]]
  private let turnRules: [Kind: [Rule]]
  private let columnRules: [Kind: [Rule]]
  /// The last cycle of each issued kind, of each bank.
  private var last: [[Int?]]
  /// Cycles of all activates, of each rank.
  private var activates: [[Int]]
  private let fourActivates: Int
  private let thirtyTwoActivates: Int
  /// What was found since the last command, by bank and kind.
  private var found: [[Kind: Int]]

  init(_ system: DRAMSystem) {
    let organization = system.organization
    ranks = organization.ranks
    groups = organization.bankGroups
    banks = organization.banks
    let clocks = CommandDistances(system).clocks
    func rules(where holds: (CommandDistances.Pair) -> Bool) -> [Kind: [Rule]] {
      var rules: [Kind: [Rule]] = [:]
      for next in Kind.allCases {
        for (index, issued) in IssuedKind.allCases.enumerated() {
          let distances = BankScope.allCases.map { scope -> Int? in
            let pair = CommandDistances.Pair(issued: issued, next: next, scope: scope)
            return holds(pair) ? clocks[pair] : nil
          }
          if distances.contains(where: { $0 != nil }) {
            rules[next, default: []].append(Rule(issued: index, distances: distances))
          }
        }
      }
      return rules
    }
    self.rules = rules { _ in true }
    turnRules = rules { Self.isTurn($0) }
    columnRules = rules { Self.isColumnPair($0) && !Self.isTurn($0) }
    let count = ranks * groups * banks
    last = Array(repeating: Array(repeating: nil, count: IssuedKind.allCases.count), count: count)
    activates = Array(repeating: [], count: ranks)
    fourActivates = system.timing.fourActivates
    thirtyTwoActivates = system.timing.thirtyTwoActivates
    found = Array(repeating: [:], count: count)
  }

  private static func isColumnPair(_ pair: CommandDistances.Pair) -> Bool {
    guard case .command(let issued) = pair.issued else { return false }
    return issued.isColumn && pair.next.isColumn
  }

  /// Whether it is the data bus that turns: between reads and writes, or between ranks.
  private static func isTurn(_ pair: CommandDistances.Pair) -> Bool {
    guard case .command(let issued) = pair.issued, isColumnPair(pair) else { return false }
    return issued.isRead != pair.next.isRead || pair.scope == .otherRank
  }

  private func rank(of bank: Int) -> Int { bank / (groups * banks) }

  private func scope(_ one: Int, _ other: Int) -> BankScope {
    if one == other { return .sameBank }
    if rank(of: one) != rank(of: other) { return .otherRank }
    return one / banks == other / banks ? .sameBankGroup : .sameRank
  }

  private static func index(_ kind: IssuedKind) -> Int { IssuedKind.allCases.firstIndex(of: kind) ?? 0 }

  private static let indices = Dictionary(
    uniqueKeysWithValues: Kind.allCases.map { ($0, index(.command($0))) })
  private static let ownPrecharge = index(.ownPrecharge)

  /// The first cycle that is far enough from every earlier command that a rule names.
  private func firstCycle(_ rules: [Rule], _ bank: Int, isInScope: (BankScope) -> Bool = { _ in true }) -> Int
  {
    var first = 0
    for other in last.indices {
      let scope = scope(other, bank)
      guard isInScope(scope) else { continue }
      for rule in rules {
        guard let distance = rule.distances[scope.rawValue], let issued = last[other][rule.issued] else {
          continue
        }
        first = max(first, issued + distance)
      }
    }
    return first
  }

  /// The first cycle in which distances and windows allow a command for a bank (of a refresh, any bank of the rank).
  mutating func legalFrom(_ kind: Kind, _ bank: Int) -> Int {
    if let known = found[bank][kind] { return known }
    var first = firstCycle(rules[kind] ?? [], bank)
    if kind == .activate { first = max(first, windowFrom(bank)) }
    found[bank][kind] = first
    return first
  }

  /// The first cycle in which the rank's windows of activates allow one more.
  func windowFrom(_ bank: Int) -> Int {
    let earlier = activates[rank(of: bank)]
    var first = 0
    if fourActivates > 0, earlier.count >= 4 { first = earlier[earlier.count - 4] + fourActivates }
    if thirtyTwoActivates > 0, earlier.count >= 32 {
      first = max(first, earlier[earlier.count - 32] + thirtyTwoActivates)
    }
    return first
  }

  /// The first cycle in which the bank's own precharges and activates allow an activate.
  func ownActivateFrom(_ bank: Int) -> Int {
    let own = (rules[.activate] ?? []).filter {
      $0.issued != Self.indices[.refresh] && $0.issued != Self.indices[.refreshBank]
    }
    return firstCycle(own, bank) { $0 == .sameBank }
  }

  /// The first cycle in which the bank's own commands allow a precharge.
  func ownPrechargeFrom(_ bank: Int) -> Int { firstCycle(rules[.precharge] ?? [], bank) { $0 == .sameBank } }

  /// The first cycle in which turns of the data bus allow a column command.
  func turnFrom(_ kind: Kind, _ bank: Int) -> Int { firstCycle(turnRules[kind] ?? [], bank) }

  /// The first cycle in which other column commands of its direction and rank allow one.
  func columnFrom(_ kind: Kind, _ bank: Int) -> Int { firstCycle(columnRules[kind] ?? [], bank) }

  /// Notes a command that counts as issued in a cycle; of a refresh of a rank, once for each bank of it.
  mutating func note(_ kind: Kind, _ bank: Int, at cycle: Int) {
    last[bank][Self.indices[kind] ?? 0] = cycle
    if kind == .activate { activates[rank(of: bank)].append(cycle) }
    for index in found.indices { found[index].removeAll(keepingCapacity: true) }
  }

  /// Notes the precharge that a column command brings, in the cycle in which it starts.
  mutating func noteOwnPrecharge(_ bank: Int, at cycle: Int) { last[bank][Self.ownPrecharge] = cycle }
}
