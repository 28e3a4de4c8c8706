import Hardware

/// The last column commands of each part of a channel, and what they keep away.
struct RamulatorColumns: Sendable {
  private struct Rule: Sendable {
    var scope: RamulatorConstraint.Scope
    /// Whether it counts from writes.
    var isFromWrite: Bool
    var distance: Int
    var isSibling: Bool
    /// Whether it is of a turn between reads and writes, or between ranks.
    var isTurn: Bool
  }

  private let ranksEach: Int
  private let readRules: [Rule]
  private let writeRules: [Rule]
  /// Cycles of the last reads and writes of pseudo-channels, ranks and bank groups, in turns; far past at first.
  private var pseudoChannels: [Int]
  private var ranks: [Int]
  private var groups: [Int]

  init(_ organization: DRAMOrganization, _ constraints: [RamulatorConstraint]) {
    func rules(_ following: RamulatorConstraint.Command) -> [Rule] {
      constraints.compactMap { rule in
        guard rule.following == following, rule.scope != .channel,
          rule.preceding == .read || rule.preceding == .write
        else { return nil }
        return Rule(
          scope: rule.scope, isFromWrite: rule.preceding == .write, distance: rule.distance,
          isSibling: rule.isSibling, isTurn: rule.isSibling || rule.preceding != following)
      }
    }
    ranksEach = organization.ranks
    readRules = rules(.read)
    writeRules = rules(.write)
    let count = organization.pseudoChannels
    pseudoChannels = Array(repeating: Self.never, count: 2 * count)
    ranks = Array(repeating: Self.never, count: 2 * count * ranksEach)
    groups = Array(repeating: Self.never, count: 2 * count * ranksEach * organization.bankGroups)
  }

  private static let never = -1_000_000_000_000

  mutating func note(_ clock: Int, isWrite: Bool, pseudoChannel: Int, rank: Int, group: Int) {
    let turn = isWrite ? 1 : 0
    pseudoChannels[2 * pseudoChannel + turn] = clock
    ranks[2 * rank + turn] = clock
    groups[2 * group + turn] = clock
  }

  /// From which cycle turns, and from which the distances between commands of one kind, allow the next one.
  func allow(isWrite: Bool, pseudoChannel: Int, rank: Int, group: Int) -> (turn: Int, same: Int) {
    var (turn, same) = (0, 0)
    for rule in isWrite ? writeRules : readRules {
      let direction = rule.isFromWrite ? 1 : 0
      var last = Self.never
      switch rule.scope {
      case .rank where rule.isSibling:
        for other in pseudoChannel * ranksEach..<(pseudoChannel + 1) * ranksEach where other != rank {
          last = max(last, ranks[2 * other + direction])
        }
      case .rank: last = ranks[2 * rank + direction]
      case .bankGroup: last = groups[2 * group + direction]
      default: last = pseudoChannels[2 * pseudoChannel + direction]
      }
      if rule.isTurn {
        turn = max(turn, last + rule.distance)
      } else {
        same = max(same, last + rule.distance)
      }
    }
    return (turn, same)
  }
}
