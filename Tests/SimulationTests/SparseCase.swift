import Hardware
import Quantities
import Tensors
import TestFiles
import Workloads

/// A random product with masks on a machine that does something about zeros, and nothing else: small, so that there can be many.
struct SparseCase {
  /// What the array does about zeros.
  enum Kind: String, CaseIterable {
    case units = "independent units"
    case stealing = "units that take each other's filters"
    case windows = "windows of one operand"
    case twoSided = "windows of both operands"
    case trees = "N:M trees"
    case systolic = "N:M systolic"
    case gating = "gating"
  }

  let kind: Kind
  private(set) var one: RandomCase
  /// The patterns of the two masks, by their names; none of a mask that is drawn for an array's N:M, or is not there.
  private(set) var patterns: [String] = []

  init(seed: UInt64) {
    var random = RandomNumbers(seed: seed &* 0xD6E8_FEB8_6659_FD93 &+ 0x0005_EED5_0F2E_805A)
    let kinds: [Kind] = [.units, .units, .units, .stealing, .stealing] + Kind.allCases.dropFirst(2)
    kind = kinds[Int(seed % 10)]
    var design = random.design()
    design.array = random.array(kind, turn: Int(seed / 10))
    let product = random.smallProduct(for: design.array)
    var tiles = random.mapping(of: product)
    random.lay(&tiles, of: product, on: design.array)
    random.leaveSlots(of: &tiles)
    let work = random.work(.product(product, epilogue: []), design: design)
    one = RandomCase(seed: seed, design: design, work: work, mapping: .product(tiles))
    drawMasks(&random, product, tiles)
    if random.chance(60) { one.drawStorage(&random) }
    one.hasPatternedMask = !patterns.isEmpty
    one.design.array.precision.input = one.work.formats.input.multiplied
    one.design.array.precision.weight = one.work.formats.weight.multiplied
  }

  private mutating func drawMasks(_ random: inout RandomNumbers, _ product: Product, _ tiles: ProductMapping)
  {
    // Which operand is left without a mask, if any.
    let without = random.integer(0...9)
    if without != 0 {
      let pixels = product.images * product.inputHeight * product.inputWidth
      one.work.zeros.input = drawMask(&random, rows: pixels * product.groups, product.channels)
    }
    guard without != 1 else { return }
    if let pattern = one.design.array.sparsity.pattern, random.chance(65) {
      one.work.zeros.weight = random.mask(of: pattern, product, tiles)
    } else {
      one.work.zeros.weight = drawMask(&random, rows: product.groups * product.filters, product.k)
    }
  }

  private mutating func drawMask(_ random: inout RandomNumbers, rows: Int, _ columns: Int) -> OccupancyMask {
    while true {
      let pattern = random.maskPattern(columns: columns)
      // A small mask has no room for some.
      guard let mask = try? pattern.mask(rows: rows, columns: columns, seed: random.next(), name: "mask")
      else { continue }
      patterns.append(pattern.family)
      return mask
    }
  }
}

extension ProcessingArray {
  /// A number for each topology that is drawn.
  fileprivate var place: Int {
    switch self {
    case .systolic: 0
    case .broadcast: 1
    case .rowStationary: 2
    case .simd, .independent, .dspChain: 3
    }
  }
}

extension RandomCase {
  fileprivate init(seed: UInt64, design: Design, work: Work, mapping: WorkMapping) {
    (self.seed, self.design, self.work, self.mapping) = (seed, design, work, mapping)
  }
}

extension SparsityPattern {
  /// Its name; that of all N:M is one.
  var family: String { if case .structured = self { "N:M" } else { name } }

  /// The families, each once.
  static let families = [
    "dense", "uniform", "skewed", "clustered", "N:M", "block", "vector", "channel", "banded", "diagonal",
    "strided", "window", "sink_and_window", "activation", "channel_rates", "batch_correlated",
  ]
}

extension RandomNumbers {
  /// An array of a kind; turns go through the distributions and depths of queues.
  fileprivate mutating func array(_ kind: SparseCase.Kind, turn: Int) -> ProcessingArray {
    let format = NumberFormat.integer(bits: 8)
    let precision = ArrayPrecision(
      input: format, weight: format, accumulate: .integer(bits: pick([16, 20, 32])))
    switch kind {
    case .units, .stealing:
      var array = independentArray(precision)
      while (array.distribution == .stealing) != (kind == .stealing) { array = independentArray(precision) }
      if kind == .units {
        array.distribution = [.interleaved, .blocked, .greedy][turn % 3]
        if array.sparsity.runBits == nil { array.units = integer(1...7) }
      }
      array.queue = [1, 2, 3, 4, 8, 64][turn / 3 % 6]
      return .independent(array)
    case .windows, .twoSided, .trees:
      while true {
        guard case .broadcast(var array) = self.array() else { continue }
        drawSkipping(on: &array)
        let both = array.sparsity.input == .skip && array.sparsity.weight == .skip
        let found: SparseCase.Kind =
          array.sparsity.pattern != nil ? .trees : both ? .twoSided : .windows
        guard found == kind, array.sparsity.skips else { continue }
        // What is not skipped may be gated.
        if array.sparsity.input == .none, chance(40) { array.sparsity.input = .gate }
        if array.sparsity.weight == .none, chance(40) { array.sparsity.weight = .gate }
        return .broadcast(array)
      }
    case .systolic:
      while true {
        guard case .systolic(var array) = self.array() else { continue }
        array.sparsity = ArraySparsity(
          input: pick([.none, .gate]), weight: .skip, pattern: pattern(filling: nil))
        return .systolic(array)
      }
    case .gating:
      // Of each topology that may gate as many.
      var array = self.array()
      while array.place != turn % 4 { array = self.array() }
      array.sparsity = ArraySparsity(input: pick([.gate, .gate, .none]), weight: .gate)
      if chance(30) { (array.sparsity.input, array.sparsity.weight) = (.gate, .none) }
      return array
    }
  }

  /// A product that is stepped soon; for units mostly with several filters for each.
  fileprivate mutating func smallProduct(for array: ProcessingArray) -> Product {
    while true {
      var product = product(for: array)
      if case .independent = array, chance(70) {
        product = .matrixProduct(
          m: integer(1...6), k: integer(4...24), n: integer(6...24), layout: product.layout)
      }
      if product.denseMACs <= 1800 { return product }
    }
  }

  /// One of the patterns that traces name.
  fileprivate mutating func maskPattern(columns: Int) -> SparsityPattern {
    let (density, half) = (Ratio(integer(1...9), 10), Ratio(1, 2))
    let maybe: Ratio? = chance(60) ? nil : Ratio(integer(1...4), 10)
    let axis = pick(MaskAxis.allCases)
    let block = BlockShape(height: integer(1...4), width: integer(1...4))
    switch integer(0...15) {
    case 0: return .dense
    case 1: return .uniform(density: density)
    case 2: return .skewed(density: density, exponent: Ratio(integer(1...8), 4), axis: axis)
    case 3: return .clustered(density: Ratio(integer(1...5), 10), block: block, fill: Ratio(3, 4))
    case 4:
      let m = integer(2...8)
      return .structured(GroupBound(n: integer(1...m), m: m), axis: axis, density: nil)
    case 5: return .block(density: density, block: block)
    case 6: return .vector(density: density, length: integer(2...4), axis: axis)
    case 7: return .channel(density: density, axis: axis, group: integer(1...2))
    case 8: return .banded(below: integer(0...3), above: integer(0...3), density: maybe)
    case 9: return .diagonal(block: block, density: maybe)
    case 10:
      return .strided(stride: integer(2...4), shift: integer(0...1), offset: integer(0...3), density: maybe)
    case 11: return .window(window: integer(1...6), isCausal: chance(50), density: maybe)
    case 12: return .sinkAndWindow(sink: integer(0...2), window: integer(1...4), density: maybe)
    case 13: return .activation(density: half, spread: Ratio(integer(0...5), 10))
    case 14: return .channelRates((0..<columns).map { _ in Ratio(integer(0...10), 10) })
    default: return .batchCorrelated(density: density, batch: integer(2...4), common: half)
    }
  }
}
