import Hardware
import Tensors
import Workloads

extension RandomNumbers {
  /// What the array does about zeros.
  mutating func drawActions(on design: inout Design) {
    guard chance(50) else { return }
    let actions: [ArraySparsity.Action] = [.none, .gate]
    design.array.sparsity.input = pick(actions)
    design.array.sparsity.weight = pick(actions)
  }

  /// Masks for the factors of a product, sometimes.
  mutating func drawZeros(of work: inout Work) {
    guard case .product(let product, _) = work.body, chance(60) else { return }
    if chance(70) {
      work.zeros.input = mask(
        rows: product.images * product.inputHeight * product.inputWidth * product.groups, product.channels)
    }
    if chance(70) { work.zeros.weight = mask(rows: product.groups * product.filters, product.k) }
  }

  /// A mask of some density, none and all included.
  private mutating func mask(rows: Int, _ columns: Int) -> OccupancyMask {
    let percent = pick([0, 5, 20, 50, 50, 80, 100])
    return OccupancyMask(rows: rows, columns: columns) { _, _ in chance(percent) }
  }
}
