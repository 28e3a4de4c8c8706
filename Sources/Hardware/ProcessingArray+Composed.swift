extension ProcessingArray {
  /// The array as it works in a mode: with more positions along the reduction, and more steps for a vector
  /// (docs/model.md, 13.2 to 13.4).
  ///
  /// Its `elements` are positions of multipliers then; of digits they are the multipliers.
  public func composed(_ mode: ArithmeticMode) -> ProcessingArray {
    guard !mode.isPlain else { return self }
    var composed = self
    switch self {
    case .systolic(var array):
      (array.products, array.steps) = (mode.products, mode.steps)
      composed = .systolic(array)
    case .broadcast(var array):
      (array.products, array.steps, array.digits) = (mode.products, mode.steps, mode.digits)
      array.reduction *= mode.products
      array.ownReduction *= mode.products
      array.preloadRate = array.preloadRate.map { $0 * mode.products }
      composed = .broadcast(array)
    case .simd(var cluster):
      (cluster.products, cluster.steps) = (mode.products, mode.steps)
      cluster.lanes *= mode.products
      cluster.macsPerCycle *= mode.products
      composed = .simd(cluster)
    // Chains are composed for a product.
    case .rowStationary, .independent, .dspChain: break
    }
    // A mode of it is native to it.
    (composed.precision.arithmetic, composed.precision.pairs) = (.native, [])
    return composed
  }
}
