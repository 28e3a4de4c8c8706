import Hardware
import Mapping
import Quantities
import Simulation
import Tensors
import TestFiles
import Testing
import Workloads

/// Bounds and room of mappings whose operands lie without their zeros.
@Suite struct StoredBoundTests {
  @Test(arguments: 0..<12)
  func `No mapping of stored operands takes less than its bounds say, or more room than there is`(
    block: UInt64
  ) throws {
    for seed in block * 12..<(block + 1) * 12 {
      var random = RandomNumbers(seed: seed &+ 0x5708)
      var one = SearchCase(seed: 50_000 + seed)
      one.store(&random)
      for (mapping, record) in try one.checkBounds(of: 20, seed: seed) {
        one.checkRoom(mapping, record, seed: seed)
      }
    }
  }

  @Test func `The cases of this test are of all kinds`() throws {
    var counts: [String: Int] = [:]
    for seed in 0..<144 as Range<UInt64> {
      var random = RandomNumbers(seed: seed &+ 0x5708)
      var one = SearchCase(seed: 50_000 + seed)
      one.store(&random)
      for operand in Operand.allCases where one.work.stored[operand] != nil {
        counts["\(operand)", default: 0] += 1
      }
      if one.design.storage.weight?.isKept == true { counts["kept", default: 0] += 1 }
      if case .vector = one.work.body { counts["vector", default: 0] += 1 }
    }
    for kind in ["input", "weight", "output", "kept", "vector"] {
      #expect(counts[kind, default: 0] > 8, "\(kind): \(counts)")
    }
  }
}

extension SearchCase {
  /// Stores some operands, and gives some cases an array that skips their zeros and keeps their tiles.
  fileprivate mutating func store(_ random: inout RandomNumbers) {
    let skips = random.chance(40)
    var product: Product?
    if case .product(let own, _) = work.body { product = own }
    if skips {
      design.array = .broadcast(
        BroadcastArray(
          arrangement: .dotProduct, dataflow: random.pick(Dataflow.allCases), reduction: 2, filters: 3,
          pipeline: 2, precision: design.array.precision,
          sparsity: ArraySparsity(input: .skip, weight: .skip, window: random.pick([1, 4, 5]))))
    }
    let keeps = skips && random.chance(70)
    let (weight, activation) = (random.storageFormat(), random.storageFormat())
    design.storage = Storage(
      weight: Storage.Kind(format: weight, isKept: keeps),
      activation: Storage.Kind(format: activation, isKept: keeps))
    let sizes = Operand.allCases.map { work.elements($0) }
    for (operand, size) in zip(Operand.allCases, sizes) {
      guard let size, random.chance(70) else { continue }
      let columns = random.pick([size.columns, size.columns, 1, size.elements])
      let rarity = random.integer(1...6)
      var bits: [Bool] = []
      for _ in 0..<size.elements { bits.append(random.integer(1...rarity) == 1) }
      let mask = OccupancyMask(rows: size.elements / columns, columns: columns) { bits[$0 * columns + $1] }
      let tensor = StoredTensor(mask: mask, format: operand == .weight ? weight : activation)
      guard (try? tensor.listing()) != nil else { continue }
      switch operand {
      case .input:
        work.stored.input = tensor
        if let product { work.zeros.input = mask.asInput(of: product) }
      case .weight:
        work.stored.weight = tensor
        if let product { work.zeros.weight = mask.asWeight(of: product) }
      case .output: work.stored.output = tensor
      }
    }
  }
}

extension RandomNumbers {
  fileprivate mutating func storageFormat() -> StorageFormat {
    pick([
      .bitmask, .compressedRows(), .compressedColumns(), .coordinates(), .ellpack(),
      .runLength(runBits: 2, lines: .rows, pointers: .none),
      .runLength(runBits: 1, lines: .columns, pointers: .eachLine()),
      .groupIndices(GroupBound(n: 2, m: 2), axis: .columns),
      .groupIndices(GroupBound(n: 3, m: 3), axis: .rows),
      .blocks(BlockShape(height: 2, width: 3)),
    ])
  }
}

extension Work {
  /// The elements of an operand's tensor, and the columns that its maker gives it; nil where it has none, or rows of it are
  /// picked.
  fileprivate func elements(_ operand: Operand) -> (elements: Int, columns: Int)? {
    switch body {
    case .product(let product, _):
      switch operand {
      case .input:
        let pixels = product.images * product.inputHeight * product.inputWidth
        return (pixels * product.groups * product.channels, product.inputColumns)
      case .weight: return (product.groups * product.filters * product.k, product.weightColumns)
      case .output: return (product.outputElements, product.outputColumns)
      }
    case .vector(let vector):
      let access: VectorWork.Access? =
        switch operand {
        case .input: vector.input
        case .weight: vector.weight
        case .output: vector.output
        }
      switch access {
      case .streaming(let elements)?: return (vector.units * elements, elements)
      case .constant(let elements)?: return (elements, elements)
      case .window(let window)?:
        let images = vector.units / window.outputHeight
        return (images * window.inputHeight * window.elementsPerRow, window.elementsPerRow)
      case .gather?, .masked?, nil: return nil
      }
    }
  }
}
