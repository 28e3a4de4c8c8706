import Hardware
import ReferenceMachine
import Tensors
import Workloads

extension CoverageTable {
  /// Counts which tensors lie without their zeros, and in what formats.
  mutating func countStorage(
    _ one: RandomCase, _ record: ReferenceRecord, _ observations: Observations
  ) {
    let stored = one.work.stored
    let tensors = Operand.allCases.compactMap { stored[$0] }
    var isProduct = false
    if case .product = one.work.body { isProduct = true }
    for operand in Operand.allCases {
      count("stored: \(operand) of a product", isProduct && stored[operand] != nil)
      count("stored: \(operand) of a vector operator", !isProduct && stored[operand] != nil)
    }
    let kept = observations.keptOperands.compactMap { stored[$0] }
    for name in StoredTensor.formatNames {
      count("stored: \(name)", tensors.contains { $0.format.name == name })
      if name != "block", name != "ranks" { count("kept: \(name)", kept.contains { $0.format.name == name }) }
    }
    count("kept: input", observations.keptOperands.contains(.input))
    count("kept: weight", observations.keptOperands.contains(.weight))
    switch one.design.array {
    case .broadcast: count("kept: broadcast array", !kept.isEmpty)
    case .systolic: count("kept: systolic array", !kept.isEmpty)
    case .independent: count("kept: independent units", !kept.isEmpty)
    case .simd, .rowStationary, .dspChain: break
    }
    count(
      "kept: metadata read with places",
      observations.keptOperands.contains(.weight) && one.readsIndicesWithPlaces)
    count("kept: metadata holds the array up", observations.metadataStalls > 0)
    count("stored: given widths", tensors.contains { $0.format.hasGivenWidths })
    count("stored: a tile with parameters", isProduct && stored.weight != nil && one.work.hasParameters)
    count("stored: metadata bytes", record.memories.contains { $0.metadataBytes.reduce(0, +) > 0 })
    count("stored: pointer bytes", record.memories.contains { $0.pointerBytes.reduce(0, +) > 0 })
    count("stored: decoded for an array that skips", isProduct && one.decodesSkipped(kept.count))
  }
}

extension StoredTensor {
  fileprivate static let formatNames = [
    "bitmask", "run_length", "csr", "csc", "coo", "ell", "nm_indices", "block", "ranks",
  ]
}

extension StorageFormat {
  /// Whether indices or pointers have other bits than the shape says.
  fileprivate var hasGivenWidths: Bool {
    switch self {
    case .dense, .bitmask, .groupIndices, .ranks: false
    case .runLength(_, _, let pointers): if case .eachLine(.some) = pointers { true } else { false }
    case .compressedRows(let index, let pointer), .compressedColumns(let index, let pointer),
      .coordinates(let index, let pointer), .blocks(_, let index, let pointer):
      index != nil || pointer != nil
    case .ellpack(_, let index): index != nil
    }
  }
}

extension Work {
  var hasParameters: Bool {
    if case .product(_, let epilogue) = body {
      epilogue.contains { $0.parametersPerFilter > 0 }
    } else {
      false
    }
  }
}

extension RandomCase {
  /// Whether weights are stored as indices in the groups of a systolic array's pattern.
  fileprivate var readsIndicesWithPlaces: Bool {
    guard case .systolic(let array) = design.array, case .product(let product, _) = work.body,
      case .groupIndices(let bound, product.weightLines.reduction) = work.stored.weight?.format
    else { return false }
    return bound.m > 1 && bound.m == array.sparsity.pattern?.groupSize
  }

  fileprivate func decodesSkipped(_ kept: Int) -> Bool {
    let sparsity = design.array.sparsity
    let skipped = [
      sparsity.input == .skip ? work.stored.input : nil, sparsity.weight == .skip ? work.stored.weight : nil,
    ]
    return skipped.compactMap { $0 }.count > kept
  }
}
