import Hardware
import Mapping
import Workloads

extension PreparedOperator {
  /// Tells effectual pairs from others where the array takes the same time for both (docs/model.md, 10).
  ///
  /// Every pair of the product is multiplied once, by whichever pass, so that what is counted of it as a whole is what its
  /// passes sum to.
  mutating func countZeros(
    _ product: Product, _ zeros: ProductZeros, _ sparsity: ArraySparsity, _ known: inout PassProfiles
  ) {
    let gates = sparsity.input == .gate || sparsity.weight == .gate
    guard gates || zeros != .none else { return }
    guard zeros != .none else {
      // Only padding is zero.
      if sparsity.input == .gate { counts.gated = counts.slots.ineffectual }
      return
    }
    let pairs = known.pairs(product, zeros)
    counts.slots.ineffectual += counts.slots.effective - pairs.effectual
    counts.slots.effective = pairs.effectual
    if plan.zeroTreatment == .places {
      // An empty place takes no input.
      counts.gated = sparsity.input == .gate ? counts.slots.ineffectual : 0
      return
    }
    let switching =
      switch (sparsity.input == .gate, sparsity.weight == .gate) {
      case (true, true): pairs.effectual
      case (true, false): pairs.withInput
      case (false, true): pairs.withWeight
      case (false, false): pairs.all
      }
    counts.gated = pairs.all - switching
  }
}
