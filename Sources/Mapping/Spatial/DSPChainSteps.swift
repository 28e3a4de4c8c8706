import Hardware
import Quantities
import Workloads

/// What of DSP chains decides the steps of their passes: those of a broadcast array that streams vectors of so many filters.
public struct DSPChainSteps: Sendable {
  /// Of vectors of one step; where zeros are skipped, if every filter has the least density.
  let vectors: BroadcastSteps
  /// The least of all densities: a whole chain may have no node behind it.
  private let leastLatency: Int
  /// Whether vectors may take no step.
  let skips: Bool

  init(_ array: DSPChainArray) {
    skips = array.sparsity.weight == .skip
    let least = skips ? array.sparsity.densities.first ?? array.positions : array.positions
    leastLatency =
      array.sparsity.densities.map { array.latency(ofPositions: $0) }.min()
      ?? array.latency(ofPositions: array.positions)
    vectors = BroadcastSteps(array.broadcast(filters: array.filtersOfVector, sumsOf: least))
  }

  func steps(_ size: PassSize, _ spatial: ProductMapping.Spatial) -> Int { vectors.steps(size, spatial) }

  /// Steps that no pass takes fewer than, whatever is zero in it: a fold's last vector takes one.
  func least(_ size: PassSize, _ spatial: ProductMapping.Spatial) -> Int {
    skips ? vectors.folds(size, spatial).count +| (leastLatency - 1) : steps(size, spatial)
  }
}
