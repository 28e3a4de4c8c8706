import Hardware
import Workloads

extension ProductMapping {
  /// Whether its tiles may lie on an array as `spatial` says (docs/model.md, 3).
  func isAdmitted(on array: ProcessingArray, for product: Product) -> Bool {
    switch (array, spatial) {
    case (.rowStationary(let array), .im2col):
      product.kernelHeight <= array.rows && product.kernelWidth <= min(array.files.input, array.files.weight)
    case (_, .im2col): true
    case (.dspChain, .direct): true
    case (.simd, _), (.rowStationary, _), (.independent, _), (.dspChain, _): false
    case (.broadcast, .direct), (.broadcast, .partKernel): true
    case (.systolic, .partKernel): false
    case (.broadcast(let array), .channelWise):
      array.ownInputs && array.dataflow != .inputStationary && !array.sparsity.skips
    case (.systolic(let array), .direct): array.dataflow != .outputStationary
    case (.systolic(let array), .channelWise):
      array.dataflow == .weightStationary && array.sparsity.pattern == nil && filters <= array.columns
        && product.kernelHeight * product.kernelWidth * channels <= array.rows
    }
  }
}

extension Work {
  /// Whether a mapping's tiles may lie on a design's array.
  func admits(_ mapping: WorkMapping, on design: Design) -> Bool {
    guard case .product(let product, _) = body, case .product(let mapping) = mapping else { return true }
    return mapping.isAdmitted(on: design.array, for: product) && admitsMode(.product(mapping), on: design)
  }

  /// Whether a design has a mode for the operator's formats, and its array can be in it (docs/model.md, 13).
  func admitsMode(_ mapping: WorkMapping, on design: Design) -> Bool {
    guard case .product = body, case .product(let mapping) = mapping else { return true }
    let skips = design.array.sparsity.skips
    guard design.array.admitsArithmetic,
      let mode = design.array.mode(input: multipliedFormats[0], weight: multipliedFormats[1])
    else { return false }
    if let digits = mode.digits {
      // Only operands that are recoded have values.
      guard digits.recodesInput == (values.input != nil), digits.recodesWeight == (values.weight != nil)
      else {
        return false
      }
    }
    switch design.array {
    case .systolic(let array):
      return (mode.products == 1 || !skips && mapping.spatial != .channelWise)
        && (mode.steps == 1 || !array.interleaves)
    case .broadcast: return mode.digits == nil || mapping.spatial != .channelWise
    case .simd, .rowStationary, .independent, .dspChain: return true
    }
  }
}

extension RandomCase {
  var isAdmitted: Bool { work.admits(mapping, on: design) && Work.areApart([work], on: design) }
}

extension StreamCase {
  var isAdmitted: Bool {
    stream.allSatisfy { $0.work.admits($0.mapping, on: design) }
      && Work.areApart(stream.map(\.work), on: design) && valuesAgree
  }
}
