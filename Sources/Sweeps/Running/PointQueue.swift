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
    var block: [Int] = []
    var start = 0
  }

  private let sweep: Sweep
  private let shard: SweepStore.Shard
  private let isDone: @Sendable (Int) -> Bool
  private let estimate: CostEstimate
  private let state = Mutex(State())

  /// Points of which the longest goes first.
  private static let blockSize = 4_096

  init(_ sweep: Sweep, _ shard: SweepStore.Shard, isDone: @escaping @Sendable (Int) -> Bool) {
    self.sweep = sweep
    self.shard = shard
    self.isDone = isDone
    estimate = CostEstimate(sweep)
  }

  func next(unless stops: () -> Bool) -> Int? {
    state.withLock { state in
      // Constraints may leave nothing in of very many blocks.
      while state.block.isEmpty {
        guard state.start < sweep.space.count, !stops() else { return nil }
        let end = min(sweep.space.count, state.start + Self.blockSize * shard.count)
        state.block = block(state.start..<end)
        state.start = end
      }
      return state.block.removeLast()
    }
  }

  /// The block's points, the longest last.
  private func block(_ range: Range<Int>) -> [Int] {
    var points: [(point: Int, cost: Double)] = []
    var scan = ConstraintScan(sweep)
    for point in range where shard.contains(point) && !isDone(point) {
      // A constraint that has no value is a failed row, which running it says.
      guard (try? scan.leavesIn(point)) != false else { continue }
      points.append((point, estimate.cost(scan.options)))
    }
    return points.sorted { ($0.cost, $1.point) < ($1.cost, $0.point) }.map(\.point)
  }
}
