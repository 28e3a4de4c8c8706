/// The points that no other is better than.
public struct ParetoFront: Sendable {
  /// Points and their scores, each to be small; in the order in which they came.
  public private(set) var members: [(point: Int, score: [Double])] = []

  public init() {}

  /// Whether one score is at least as good in all and better in one.
  static func dominates(_ first: [Double], _ second: [Double]) -> Bool {
    var isBetter = false
    for (a, b) in zip(first, second) {
      if a > b { return false }
      if a < b { isBetter = true }
    }
    return isBetter
  }

  /// Takes a point in, unless one that is there is better; takes out those that it is better than.
  public mutating func insert(_ point: Int, _ score: [Double]) {
    if members.contains(where: { Self.dominates($0.score, score) }) { return }
    members.removeAll { Self.dominates(score, $0.score) }
    members.append((point, score))
  }

  /// Which of some scores are on their front; those without one are only where no other is.
  static func indices(_ scores: [[Double]?]) -> [Int] {
    var front = ParetoFront()
    for (place, score) in scores.enumerated() {
      if let score { front.insert(place, score) }
    }
    return front.members.isEmpty ? Array(scores.indices) : front.members.map(\.point).sorted()
  }
}
