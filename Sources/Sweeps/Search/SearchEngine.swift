/// Chooses points of a sweep one batch after the other.
///
/// What it chooses follows from the plan and from what it was told of the points before, and from nothing else: told the
/// same again, it chooses the same again.
protocol SearchEngine {
  /// Points to run next, some of which may have been chosen before; none where there may be some later, nil at the end.
  mutating func batch() -> [Int]?
  /// The objectives of the batch's points, in its order, each to be small; nil where a point has none.
  mutating func tell(_ scores: [[Double]?])
  /// Different points that were chosen so far.
  var used: Int { get }
  /// Why there is no further batch.
  var end: SearchEnd { get }
}

/// What all engines know.
///
/// A seed is no choice: the points of engines are configurations, each of which stands for those of all its seeds, and so is
/// their budget.
struct SearchScope: Sendable {
  let space: PointSpace
  let plan: SearchPlan
  /// Points of the sweep for each of the engines'.
  let repeats: Int
  /// Whether constraints that need no result leave a point in, of which none is about seeds.
  let isFeasible: @Sendable (Int) -> Bool
  /// By axis, whether its values are in an order.
  let isOrdered: [Bool]

  /// Points that are looked at for a batch.
  static let mostLooked = 1 << 16

  init(_ sweep: Sweep, _ plan: SearchPlan) {
    let repeats = sweep.repeats
    // The seed is the last axis.
    let axes = sweep.seedAxis.map { sweep.axes[..<$0] } ?? sweep.axes[...]
    space = PointSpace(radices: axes.map(\.options.count))
    var plan = plan
    plan.budget /= repeats
    self.plan = plan
    self.repeats = repeats
    let space = sweep.space
    isFeasible = { point in
      let evaluation = Evaluation(sweep: sweep, options: space.options(of: point * repeats))
      // A point whose constraints have no value is a failed row.
      return (try? evaluation.isFeasible(withFigures: false)) != false
    }
    isOrdered = axes.map { axis in axis.options.allSatisfy { $0.value.number != nil } }
  }

  var engine: any SearchEngine {
    switch plan.method {
    case .random: RandomSearch(self)
    case .latinHypercube: LatinHypercube(self)
    case .annealing: Annealing(self)
    case .evolutionary: Evolution(self)
    }
  }

  /// A point that one step of one axis leads to; nil where no axis has another option.
  func neighbour(of point: Int, _ random: inout SearchRandom) -> Int? {
    var options = space.options(of: point)
    let axes = options.indices.filter { space.radices[$0] > 1 }
    guard !axes.isEmpty else { return nil }
    let axis = axes[random.below(axes.count)]
    options[axis] = step(options[axis], axis, &random)
    return space.point(of: options)
  }

  /// Another option of an axis: a near one mostly, where its values are in an order.
  func step(_ option: Int, _ axis: Int, _ random: inout SearchRandom) -> Int {
    let radix = space.radices[axis]
    guard isOrdered[axis], random.isTrue(0.75) else {
      let other = random.below(radix - 1)
      return other < option ? other : other + 1
    }
    let isUp = option == 0 || option < radix - 1 && random.isTrue(0.5)
    return isUp ? option + 1 : option - 1
  }

  /// Points that are drawn for one that constraints leave in.
  static let mostDrawn = 10_000

  /// A point drawn at random that constraints leave in; nil where none is found.
  func anyPoint(_ random: inout SearchRandom) -> Int? {
    for _ in 0..<Self.mostDrawn {
      let point = random.below(space.count)
      if isFeasible(point) { return point }
    }
    return nil
  }
}

/// Different points in a random order.
struct RandomSearch: SearchEngine {
  private let scope: SearchScope
  private let order: Permutation
  private var place = 0
  private var chosen = 0

  var used: Int { chosen }
  var end: SearchEnd { chosen < scope.plan.budget ? .exhausted : .budget }

  init(_ scope: SearchScope) {
    self.scope = scope
    order = Permutation(count: scope.space.count, seed: scope.plan.seed)
  }

  mutating func batch() -> [Int]? {
    guard place < scope.space.count, chosen < scope.plan.budget else { return nil }
    var points: [Int] = []
    // Constraints may leave very few in, and somebody may want to stop.
    let end = min(scope.space.count, place + SearchScope.mostLooked)
    while place < end, points.count < scope.plan.population, chosen < scope.plan.budget {
      let point = order[place]
      place += 1
      guard scope.isFeasible(point) else { continue }
      points.append(point)
      chosen += 1
    }
    return points
  }

  mutating func tell(_ scores: [[Double]?]) {}
}

/// Points of which every axis's values come equally often: with `n` points, part `i` of `n` of every axis once.
struct LatinHypercube: SearchEngine {
  private let scope: SearchScope
  private let orders: [Permutation]
  private let count: Int
  private var place = 0
  private var chosen: Set<Int> = []
  private var leftOut = 0

  var used: Int { chosen.count }
  var end: SearchEnd {
    chosen.count < count
      ? .hypercube(leftOut: leftOut, repeated: place - leftOut - chosen.count) : .budget
  }

  init(_ scope: SearchScope) {
    self.scope = scope
    let count = scope.plan.budget
    self.count = count
    orders = scope.space.radices.indices.map {
      Permutation(count: count, seed: scope.plan.seed &+ UInt64($0) &* 0x9E37_79B9)
    }
  }

  mutating func batch() -> [Int]? {
    guard place < count else { return nil }
    var points: [Int] = []
    let end = min(count, place + SearchScope.mostLooked)
    while place < end, points.count < scope.plan.population {
      let options = orders.indices.map { axis in
        orders[axis][place] * scope.space.radices[axis] / count
      }
      place += 1
      let point = scope.space.point(of: options)
      if !scope.isFeasible(point) {
        leftOut += 1
      } else if chosen.insert(point).inserted {
        points.append(point)
      }
    }
    return points
  }

  mutating func tell(_ scores: [[Double]?]) {}
}
