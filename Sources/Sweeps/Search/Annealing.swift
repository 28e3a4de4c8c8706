/// Simulated annealing of the product of all objectives, in as many chains as the population.
///
/// A step is taken where it is better, and else with probability `2^(-worsening / temperature)`, worsening in powers of
/// two of the product; the temperature falls from 2 to 1/64 as the budget is used.
struct Annealing: SearchEngine {
  private let scope: SearchScope
  private var random: SearchRandom
  /// The point of each chain, and its energy; nil before it is known.
  private var chains: [(point: Int, energy: Double?)]
  private var proposed: [Int] = []
  private var known: Set<Int> = []
  private var idleBatches = 0

  var used: Int { known.count }
  var end: SearchEnd {
    if chains.isEmpty { return .noneDrawn(SearchScope.mostDrawn) }
    return known.count >= scope.plan.budget
      ? .budget : known.count == scope.space.count ? .exhausted : .nothingNew(batches: Self.mostIdle)
  }

  /// Batches without a new point after which a search ends.
  static let mostIdle = 64

  init(_ scope: SearchScope) {
    self.scope = scope
    random = SearchRandom(seed: scope.plan.seed, name: "annealing")
    chains = []
    let count = min(scope.plan.population, scope.plan.budget)
    for _ in 0..<count {
      guard let point = scope.anyPoint(&random) else { break }
      chains.append((point, nil))
    }
  }

  mutating func batch() -> [Int]? {
    guard known.count < min(scope.plan.budget, scope.space.count), idleBatches < Self.mostIdle,
      !chains.isEmpty
    else { return nil }
    proposed = []
    var new: Set<Int> = []
    for chain in chains {
      let point = step(chain)
      // The chains that come last stand still where the budget ends.
      if !known.contains(point), !new.contains(point) {
        guard known.count + new.count < scope.plan.budget else { break }
        new.insert(point)
      }
      proposed.append(point)
    }
    return proposed
  }

  /// Where a chain goes: where it begins, or a step to a point that constraints leave in.
  private mutating func step(_ chain: (point: Int, energy: Double?)) -> Int {
    guard chain.energy != nil || !known.isEmpty else { return chain.point }
    for _ in 0..<64 {
      guard let point = scope.neighbour(of: chain.point, &random) else { break }
      if scope.isFeasible(point) { return point }
    }
    return chain.point
  }

  mutating func tell(_ scores: [[Double]?]) {
    let share = min(1, Double(known.count) / Double(scope.plan.budget))
    let temperature = 2 * powerOfTwo(-7 * share)
    let before = known.count
    for (place, score) in scores.enumerated() {
      known.insert(proposed[place])
      let energy = score.map(Self.energy)
      switch (chains[place].energy, energy) {
      case (nil, _): chains[place] = (proposed[place], energy)
      case (_, nil): break
      case (let old?, let new?):
        let isTaken = new <= old || random.isTrue(powerOfTwo((old - new) / temperature))
        if isTaken { chains[place] = (proposed[place], new) }
      }
    }
    idleBatches = known.count == before ? idleBatches + 1 : 0
  }

  /// The logarithm of the product of objectives; those that are greatest are divided by.
  private static func energy(_ score: [Double]) -> Double {
    score.reduce(0.0) { sum, one in
      let magnitude = max(abs(one), .leastNormalMagnitude)
      let logarithm = Number.real(magnitude).binaryLogarithm?.value ?? 0
      return one < 0 ? sum - logarithm : sum + logarithm
    }
  }
}
