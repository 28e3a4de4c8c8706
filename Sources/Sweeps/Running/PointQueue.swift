import Synchronization

/// Points that are still to be run, for any number of threads.
protocol PointSource: Sendable {
  /// The next point; nil where there is none, or where `stops` says so before one is found.
  func next(unless stops: () -> Bool) -> Int?
}

/// Points of a list, in its order.
final class PointList: PointSource {
  private let points: [Int]
  private let place = Mutex(0)

  init(_ points: [Int]) { self.points = points }

  func next(unless stops: () -> Bool) -> Int? {
    place.withLock { place in
      guard place < points.count else { return nil }
      defer { place += 1 }
      return points[place]
    }
  }
}

/// The points of a grid that a store does not have, made block by block; in each block those first that take the
/// longest.
final class GridQueue: PointSource {
  private struct State {
    var scan: ConstraintScan
    var block: [Int] = []
    var place = 0
  }

  private let space: PointSpace
  private let shard: SweepStore.Shard
  private let isDone: @Sendable (Int) -> Bool
  private let passes: @Sendable (Int) -> Void
  private let estimate: CostEstimate
  private let state: Mutex<State>

  /// Points of which the longest goes first.
  private static let blockSize = 4_096
  /// Points that are looked at before somebody is asked whether to stop.
  private static let mostLooked = 1 << 16

  /// `passes` is told the place that was come to where there is nothing to run for long.
  init(
    _ sweep: Sweep, _ shard: SweepStore.Shard, isDone: @escaping @Sendable (Int) -> Bool,
    passes: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    space = sweep.space
    self.shard = shard
    self.isDone = isDone
    self.passes = passes
    estimate = CostEstimate(sweep)
    state = Mutex(State(scan: ConstraintScan(sweep)))
  }

  func next(unless stops: () -> Bool) -> Int? {
    state.withLock { state in
      // Constraints may leave nothing in of very many points.
      while state.block.isEmpty {
        guard state.place < space.count, !stops() else { return nil }
        fill(&state)
        if state.block.isEmpty { passes(state.place) }
      }
      return state.block.removeLast()
    }
  }

  /// Makes the next block, the longest points last.
  private func fill(_ state: inout State) {
    var points: [(point: Int, cost: Double)] = []
    let end = state.scan.looked + Self.mostLooked
    while points.count < Self.blockSize, state.scan.looked < end, state.place < space.count {
      // A point at which a constraint has no value is a failed row, which running it says.
      let (point, isLeftIn) = state.scan.next(from: state.place, looking: end - state.scan.looked)
      state.place = isLeftIn ? point + 1 : point
      guard isLeftIn, shard.contains(point), !isDone(point) else { continue }
      points.append((point, estimate.cost(state.scan.options)))
    }
    state.block = points.sorted { ($0.cost, $1.point) < ($1.cost, $0.point) }.map(\.point)
  }
}
