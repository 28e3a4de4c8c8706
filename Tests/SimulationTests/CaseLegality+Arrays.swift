import Hardware
import Workloads

extension ProductMapping {
  /// Whether its tiles may lie on an array as `spatial` says (docs/model.md, 3).
  func isAdmitted(on array: ProcessingArray, for product: Product) -> Bool {
    switch (array, spatial) {
    case (_, .im2col): true
    case (.simd, _): false
    case (.broadcast, .direct): true
    case (.broadcast(let array), .channelWise): array.ownInputs && array.dataflow != .inputStationary
    case (.systolic(let array), .direct): array.dataflow != .outputStationary
    case (.systolic(let array), .channelWise):
      array.dataflow == .weightStationary && filters <= array.columns
        && product.kernelHeight * product.kernelWidth * channels <= array.rows
    }
  }
}

extension RandomCase {
  var isAdmitted: Bool {
    guard case .product(let product, _) = work.body, case .product(let mapping) = mapping else { return true }
    return mapping.isAdmitted(on: design.array, for: product)
  }
}
