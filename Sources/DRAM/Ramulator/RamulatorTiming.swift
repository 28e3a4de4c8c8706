import Hardware

/// From which cycle each command is legal in each part of a channel.
struct RamulatorTiming: Sendable {
  typealias Command = RamulatorConstraint.Command
  typealias Scope = RamulatorConstraint.Scope

  /// What a command changes when it is issued.
  private struct Update: Sendable {
    /// Whether it is kept for whole ranks, or else for banks.
    var isWide: Bool
    /// So many neighbouring ranks or banks.
    var count: Int
    var following: Int
    var distance: Int
    /// Place in `histories` of those that count from an earlier command; -1 of the others.
    var history: Int
    var isSibling: Bool
  }

  /// The last cycles of a command in every part of one scope, in rings.
  private struct History: Sendable {
    var depth: Int
    var cycles: [Int]
    var places: [Int]

    /// Puts in a cycle; returns the oldest that is then there, or -1 if the ring is not full.
    mutating func remember(_ cycle: Int, part: Int) -> Int {
      let place = places[part]
      cycles[part * depth + place] = cycle
      let next = place + 1 == depth ? 0 : place + 1
      places[part] = next
      return cycles[part * depth + next]
    }
  }

  let constraints: [RamulatorConstraint]
  private let updates: [[Update]]
  private var histories: [History]
  /// `stride` commands of each rank, by distances in ranks and wider parts, and of each bank, by those in smaller ones.
  private var wide: [Int]
  private var narrow: [Int]
  /// A bank's number shifted by this is its rank's.
  private let rankShift: Int
  private let ranksEach: Int

  private static let stride = 8

  init(_ system: DRAMSystem) {
    let organization = system.organization
    constraints = RamulatorConstraint.all(of: system)
    let banksPerRank = organization.banksPerRank
    rankShift = banksPerRank.trailingZeroBitCount
    ranksEach = organization.ranks
    let ranks = organization.pseudoChannels * organization.ranks
    wide = Array(repeating: 0, count: ranks * Self.stride)
    narrow = Array(repeating: 0, count: ranks * banksPerRank * Self.stride)

    var histories: [History] = []
    var updates = Array(repeating: [Update](), count: Command.allCases.count)
    for constraint in constraints where constraint.distance > 0 {
      let count =
        switch constraint.scope {
        case .channel: ranks
        case .pseudoChannel: organization.ranks
        case .rank, .bank: 1
        case .bankGroup: organization.banks
        }
      let isWide = constraint.scope.rawValue <= Scope.rank.rawValue
      var history = -1
      if constraint.window > 1 {
        history = histories.count
        let parts = (isWide ? ranks : ranks * banksPerRank) / count
        histories.append(
          History(
            depth: constraint.window, cycles: Array(repeating: -1, count: parts * constraint.window),
            places: Array(repeating: 0, count: parts)))
      }
      updates[constraint.preceding.rawValue].append(
        Update(
          isWide: isWide, count: count, following: constraint.following.rawValue,
          distance: constraint.distance, history: history, isSibling: constraint.isSibling))
    }
    self.histories = histories
    self.updates = updates
  }

  /// The first cycle in which a command is legal, to a bank or to all banks of a unit of refresh, of which this is one:
  /// no part smaller than a rank restrains the latter.
  @inline(__always)
  func ready(_ command: Command, bank: Int) -> Int {
    max(
      wide[(bank &>> rankShift) * Self.stride + command.rawValue],
      narrow[bank * Self.stride + command.rawValue])
  }

  /// A command is issued to a bank, or to all of a unit of refresh, of which this is one.
  mutating func issue(_ command: Command, bank: Int, cycle: Int) {
    let rank = bank &>> rankShift
    for update in updates[command.rawValue] {
      if update.isSibling {
        let first = rank / ranksEach * ranksEach
        for other in first..<first + ranksEach where other != rank {
          Self.delay(&wide, other, update.following, cycle + update.distance)
        }
        continue
      }
      let part = (update.isWide ? rank : bank) / update.count
      var from = cycle
      if update.history >= 0 {
        from = histories[update.history].remember(cycle, part: part)
        if from < 0 { continue }
      }
      for place in part * update.count..<(part + 1) * update.count {
        if update.isWide {
          Self.delay(&wide, place, update.following, from + update.distance)
        } else {
          Self.delay(&narrow, place, update.following, from + update.distance)
        }
      }
    }
  }

  @inline(__always)
  private static func delay(_ table: inout [Int], _ place: Int, _ command: Int, _ cycle: Int) {
    let index = place * stride + command
    if table[index] < cycle { table[index] = cycle }
  }
}
