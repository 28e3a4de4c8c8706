import Hardware
import Mapping
import Workloads

extension PreparedOperator {
  /// Counts the products of an operator, and tells effectual pairs from others where the array takes the same time for
  /// both (docs/model.md, 10 and 13).
  ///
  /// Every pair of the product is multiplied once, by whichever pass, so that what is counted of it as a whole is what its
  /// passes sum to.
  mutating func countProducts(
    _ product: Product, _ zeros: ProductZeros, _ sparsity: ArraySparsity, _ known: inout PassProfiles
  ) {
    if plan.zeroTreatment == .digits {
      // Slots are of digits.
      let taps = product.kernelHeight * product.kernelWidth
      let leftOut = plan.leftOut.reduce(0) { $0 + $1.outputs * taps * $1.channels.count }
      counts.products.ineffectual = product.denseMACs - leftOut - counts.products.effective
    } else {
      counts.products.effective = counts.slots.effective
      counts.products.ineffectual = counts.slots.ineffectual
      counts.products.gated = counts.gated
    }
    let treatment = plan.zeroTreatment
    if !treatment.dependsOnContent || treatment == .digits || treatment == .segments {
      countZeros(product, zeros, sparsity, &known)
    }
    if zeros.output != nil {
      // What nobody needs has its slots, and is of no use.
      let needed = known.pairs(product, zeros).needed
      counts.products.unneeded = counts.products.effective - needed
      counts.products.ineffectual += counts.products.effective - needed
      counts.products.effective = needed
    }
    guard plan.zeroTreatment != .digits else { return }
    counts.slots.effective = counts.products.effective
    counts.slots.ineffectual = counts.products.ineffectual
    counts.gated = counts.products.gated
  }

  /// Of products that take several steps, gives every step its slots (docs/model.md, 13.3).
  mutating func countSteps(_ array: ProcessingArray) {
    let steps =
      switch array {
      case .systolic(let array): array.steps
      case .broadcast(let array): array.steps
      case .simd(let cluster): cluster.steps
      case .rowStationary, .independent, .dspChain: 1
      }
    counts.slots.effective *= steps
    counts.slots.ineffectual *= steps
    counts.slots.unmapped *= steps
    counts.gated *= steps
  }

  private mutating func countZeros(
    _ product: Product, _ zeros: ProductZeros, _ sparsity: ArraySparsity, _ known: inout PassProfiles
  ) {
    let gates = sparsity.input == .gate || sparsity.weight == .gate
    guard gates || zeros != .none else { return }
    guard zeros != .none else {
      // Only padding is zero.
      if sparsity.input == .gate { counts.products.gated = counts.products.ineffectual }
      return
    }
    var pairs = known.pairs(product, zeros)
    if !plan.leftOut.isEmpty {
      let bits = ReductionBits(product: product, zeros: zeros)
      for part in plan.leftOut { pairs.subtract(PairCounts(part, bits)) }
    }
    counts.products.ineffectual += counts.products.effective - pairs.effectual
    counts.products.effective = pairs.effectual
    if plan.zeroTreatment == .places || plan.zeroTreatment == .segments {
      // An empty place takes no input.
      counts.products.gated = sparsity.input == .gate ? counts.products.ineffectual : 0
      return
    }
    let switching =
      switch (sparsity.input == .gate, sparsity.weight == .gate) {
      case (true, true): pairs.effectual
      case (true, false): pairs.withInput
      case (false, true): pairs.withWeight
      case (false, false): pairs.all
      }
    counts.products.gated = pairs.all - switching
  }
}
