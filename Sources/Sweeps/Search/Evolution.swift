/// Evolution towards a front of all objectives: NSGA-II.
///
/// Deb, Pratap, Agarwal, Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE Transactions on
/// Evolutionary Computation 6(2), 2002, doi:10.1109/4235.996017; crossover axis by axis, and mutation to near options.
struct Evolution: SearchEngine {
  private struct Member {
    var point: Int
    var score: [Double]?
    var rank = 0
    var crowding = 0.0
  }

  private let scope: SearchScope
  private var random: SearchRandom
  private var members: [Member] = []
  private var proposed: [Int] = []
  private var known: Set<Int> = []
  private var idleBatches = 0

  var used: Int { known.count }
  var end: SearchEnd {
    if members.isEmpty { return .noneDrawn(SearchScope.mostDrawn) }
    return known.count >= scope.plan.budget
      ? .budget : known.count == scope.space.count ? .exhausted : .nothingNew(batches: Annealing.mostIdle)
  }

  init(_ scope: SearchScope) {
    self.scope = scope
    random = SearchRandom(seed: scope.plan.seed, name: "evolutionary")
  }

  mutating func batch() -> [Int]? {
    let left = min(scope.plan.budget, scope.space.count) - known.count
    guard left > 0, idleBatches < Annealing.mostIdle else { return nil }
    proposed = []
    for _ in 0..<min(scope.plan.population, left) {
      if !members.isEmpty {
        if let point = child() { proposed.append(point) }
      } else if let point = scope.anyPoint(&random) {
        proposed.append(point)
      } else {
        break
      }
    }
    // Where nothing is drawn that constraints leave in, there is nothing to go on from.
    return proposed.isEmpty && members.isEmpty ? nil : proposed
  }

  mutating func tell(_ scores: [[Double]?]) {
    let before = known.count
    var points = Set(members.map(\.point))
    for (point, score) in zip(proposed, scores) {
      known.insert(point)
      if points.insert(point).inserted { members.append(Member(point: point, score: score)) }
    }
    idleBatches = known.count == before ? idleBatches + 1 : 0
    select()
  }

  /// A new point of two good ones; one that was there before where no other is found soon.
  private mutating func child() -> Int? {
    var last: Int?
    for _ in 0..<16 {
      let (first, second) = (parent(), parent())
      var options = scope.space.options(of: first)
      for (axis, other) in scope.space.options(of: second).enumerated() where random.isTrue(0.5) {
        options[axis] = other
      }
      let axes = options.indices.filter { scope.space.radices[$0] > 1 }
      let forced = axes.isEmpty ? 0 : random.below(axes.count)
      for (place, axis) in axes.enumerated() where place == forced || random.isTrue(1 / Double(axes.count)) {
        options[axis] = scope.step(options[axis], axis, &random)
      }
      let point = scope.space.point(of: options)
      guard scope.isFeasible(point) else { continue }
      if !known.contains(point), !proposed.contains(point) { return point }
      last = point
    }
    return last
  }

  /// The better of two members.
  private mutating func parent() -> Int {
    let (first, second) = (members[random.below(members.count)], members[random.below(members.count)])
    if first.rank != second.rank { return first.rank < second.rank ? first.point : second.point }
    return first.crowding >= second.crowding ? first.point : second.point
  }

  /// Keeps as many members as the population: front after front, of the last the least crowded.
  private mutating func select() {
    var rest = members
    var kept: [Member] = []
    var rank = 0
    while !rest.isEmpty, kept.count < scope.plan.population {
      let front = ParetoFront.indices(rest.map(\.score))
      var chosen = front.map { rest[$0] }
      Self.crowd(&chosen)
      for place in chosen.indices { chosen[place].rank = rank }
      let room = scope.plan.population - kept.count
      if chosen.count > room {
        chosen.sort { ($1.crowding, $0.point) < ($0.crowding, $1.point) }
        chosen.removeSubrange(room...)
      }
      kept += chosen
      let taken = Set(front)
      rest = rest.indices.filter { !taken.contains($0) }.map { rest[$0] }
      rank += 1
    }
    members = kept
  }

  /// The crowding distance of each member of one front.
  private static func crowd(_ front: inout [Member]) {
    for place in front.indices { front[place].crowding = 0 }
    let count = front.first?.score?.count ?? 0
    for objective in 0..<count {
      let order = front.indices.sorted {
        let (first, second) = (front[$0].score?[objective] ?? 0, front[$1].score?[objective] ?? 0)
        return (first, front[$0].point) < (second, front[$1].point)
      }
      guard let first = order.first, let last = order.last else { continue }
      let range = (front[last].score?[objective] ?? 0) - (front[first].score?[objective] ?? 0)
      front[first].crowding = .infinity
      front[last].crowding = .infinity
      guard range > 0, order.count > 2 else { continue }
      for place in 1..<order.count - 1 {
        let (before, after) = (front[order[place - 1]], front[order[place + 1]])
        front[order[place]].crowding +=
          ((after.score?[objective] ?? 0) - (before.score?[objective] ?? 0)) / range
      }
    }
  }
}
