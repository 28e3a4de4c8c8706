import Hardware
import Simulation
import Workloads

// What a job would take if nothing were zero, on the same design.
extension Job {
  /// The same work without zeros, with no mapping given for it.
  var dense: Job {
    var dense = self
    dense.work.zeros = .none
    dense.work.stored = .none
    dense.given = nil
    return dense
  }

  /// The work without zeros under a mapping; nil where that does not run.
  func denseOperator(_ mapping: WorkMapping, on design: Design) -> PreparedOperator? {
    try? dense.plan(mapping, on: design).get()
  }

  /// The work without zeros under the mapping that the design takes for it; nil where there is none.
  func remappedDenseOperator(on design: Design) -> PreparedOperator? {
    guard let chosen = try? dense.map(on: design).get() else { return nil }
    return denseOperator(chosen.mapping, on: design)
  }

  /// What zeros bring on a machine that skips them; nil on one that does not.
  func sparsityGain(
    _ mapping: WorkMapping, cycles: Int, effectual: Int, on design: Design
  ) -> SparsityGain? {
    guard design.array.sparsity.skips else { return nil }
    var gain = exploitable(effectual: effectual, on: design)
    // What has no zeros takes what it took.
    let isDense = work.zeros == .none && work.stored.isEmpty
    gain.denseCycles = isDense ? cycles : run(denseOperator(mapping, on: design), design)
    gain.remappedDenseCycles =
      isDense && given == nil ? cycles : run(remappedDenseOperator(on: design), design)
    return gain
  }

  /// The pairs that could be left out, without a run.
  func exploitable(effectual: Int, on design: Design) -> SparsityGain {
    var count = 0
    if case .product(let product, _) = work.body {
      count = design.array.sparsity.exploitableMACs(product, work.zeros, effectual: effectual)
    }
    return SparsityGain(exploitableMACs: count, denseCycles: nil, remappedDenseCycles: nil)
  }

  private func run(_ prepared: PreparedOperator?, _ design: Design) -> Int? {
    prepared.flatMap { try? $0.run(design).cycles }
  }
}
