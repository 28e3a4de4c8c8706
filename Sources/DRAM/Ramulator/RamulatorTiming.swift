import Hardware

/// From which cycle each command is legal in each part of a channel.
struct RamulatorTiming: Sendable {
  typealias Command = RamulatorConstraint.Command
  typealias Scope = RamulatorConstraint.Scope

  /// What a command changes when it is issued.
  private struct Update: Sendable {
    var scope: Int
    var following: Int
    var distance: Int
    /// Place in `histories` of those that count from an earlier command; -1 of the others.
    var history: Int
    var isSibling: Bool
  }

  /// Cycles of the last commands of a kind in every part of one scope, the oldest first to be overwritten.
  private struct History: Sendable {
    var depth: Int
    var cycles: [Int]
    var places: [Int]
  }

  let constraints: [RamulatorConstraint]
  private let updates: [[Update]]
  private var histories: [History]
  /// `restrained` commands of each part; parts scope by scope.
  private var ready: [Int]
  /// The parts that a bank is in, as places in `ready`: `scopes` for each bank.
  private let parts: [Int]
  /// Parts of a scope that have the same parent, for ranks: how many, and the first part's place.
  private let ranks: Int
  private let firstRank: Int
  private let firstParts: [Int]

  private static let scopes = Scope.allCases.count

  init(_ system: DRAMSystem) {
    let organization = system.organization
    constraints = RamulatorConstraint.all(of: system)
    let ranks = organization.pseudoChannels * organization.ranks
    let groups = ranks * organization.bankGroups
    let banks = groups * organization.banks
    let counts = [1, organization.pseudoChannels, ranks, groups, banks]
    var first: [Int] = []
    var total = 0
    for count in counts {
      first.append(total)
      total += count
    }
    let stride = Command.restrained
    firstParts = first
    parts = (0..<banks).flatMap { bank in
      (0..<Self.scopes).map { (first[$0] + bank / (banks / counts[$0])) * stride }
    }
    self.ranks = organization.ranks
    firstRank = first[Scope.rank.rawValue]
    ready = Array(repeating: 0, count: total * stride)

    var histories: [History] = []
    var updates = Array(repeating: [Update](), count: Command.allCases.count)
    for constraint in constraints where constraint.distance > 0 {
      var history = -1
      if constraint.window > 1 {
        history = histories.count
        let count = counts[constraint.scope.rawValue]
        histories.append(
          History(
            depth: constraint.window,
            cycles: Array(repeating: -1, count: count * constraint.window),
            places: Array(repeating: 0, count: count)))
      }
      updates[constraint.preceding.rawValue].append(
        Update(
          scope: constraint.scope.rawValue, following: constraint.following.rawValue,
          distance: constraint.distance, history: history, isSibling: constraint.isSibling))
    }
    self.histories = histories
    self.updates = updates
  }

  /// The first cycle in which a command to a bank is legal.
  @inline(__always)
  func ready(_ command: Command, bank: Int) -> Int {
    let base = bank * Self.scopes
    let column = command.rawValue
    let wide = max(ready[parts[base] + column], ready[parts[base + 1] + column])
    let narrow = max(ready[parts[base + 3] + column], ready[parts[base + 4] + column])
    return max(max(wide, narrow), ready[parts[base + 2] + column])
  }

  /// The first cycle in which a command to all banks of a refresh's scope is legal, named by one of them: such
  /// commands are restrained in no smaller part.
  func readyAll(_ command: Command, bank: Int, scope: Scope) -> Int {
    var latest = 0
    for index in 0...scope.rawValue {
      latest = max(latest, ready[parts[bank * Self.scopes + index] + command.rawValue])
    }
    return latest
  }

  /// A command is issued to a bank, or to all of a scope of which this is one.
  mutating func issue(_ command: Command, bank: Int, cycle: Int) {
    let base = bank * Self.scopes
    for update in updates[command.rawValue] {
      let part = parts[base + update.scope]
      if update.isSibling {
        delaySiblings(of: part, update, cycle)
        continue
      }
      var from = cycle
      if update.history >= 0 {
        from = remember(cycle, in: update.history, part: part / Command.restrained - firstParts[update.scope])
        if from < 0 { continue }
      }
      let place = part + update.following
      ready[place] = max(ready[place], from + update.distance)
    }
  }

  /// Only ranks have siblings that restrain each other.
  private mutating func delaySiblings(of part: Int, _ update: Update, _ cycle: Int) {
    let stride = Command.restrained
    let own = part / stride - firstRank
    let first = own / ranks * ranks
    for rank in first..<first + ranks where rank != own {
      let place = (firstRank + rank) * stride + update.following
      ready[place] = max(ready[place], cycle + update.distance)
    }
  }

  /// Puts a cycle into a window; returns the oldest that is then in it, or -1 if the window is not full.
  private mutating func remember(_ cycle: Int, in history: Int, part: Int) -> Int {
    let depth = histories[history].depth
    let place = histories[history].places[part]
    histories[history].cycles[part * depth + place] = cycle
    let next = place + 1 == depth ? 0 : place + 1
    histories[history].places[part] = next
    return histories[history].cycles[part * depth + next]
  }
}
