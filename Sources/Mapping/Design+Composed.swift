import Hardware
import Workloads

extension Design {
  /// The mode in which an operator's products are made; nil of what is no product, or where the design has none for it.
  public func mode(of work: Work) -> ArithmeticMode? {
    guard case .product = work.body else { return nil }
    return array.mode(input: work.formats.input.multiplied, weight: work.formats.weight.multiplied)
  }

  /// The design with the array that an operator runs on: its own in the operator's mode (docs/model.md, 13).
  public func composed(for work: Work) -> Design {
    guard let mode = mode(of: work) else { return self }
    var composed = self
    if case .dspChain(var array) = array, case .product(let product, _) = work.body {
      // Without zeros to skip, a chain is whole.
      if work.zeros.weight == nil { array.sparsity.skipNothing() }
      composed.array = .dspChain(array.working(on: product, in: mode))
      return composed
    }
    guard !mode.isPlain else { return self }
    composed.array = array.composed(mode)
    return composed
  }

  /// Slots of a cycle that a position of a multiplier takes where an operator runs (docs/model.md, 13.2).
  public func slotsOfPosition(for work: Work) -> Int {
    guard let mode = mode(of: work), mode.digits == nil else { return array.slotMultiple }
    return array.slotMultiple / mode.products
  }
}
