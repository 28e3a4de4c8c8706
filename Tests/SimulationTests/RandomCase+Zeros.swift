import Hardware
import Quantities
import Tensors
import TestFiles
import Workloads

extension ProcessingArray {
  /// Whether cases can do with fewer of its kind: broadcast and row-stationary arrays have many ways to be.
  fileprivate var isReplaceable: Bool {
    switch self {
    case .systolic, .simd, .independent, .dspChain: true
    case .broadcast, .rowStationary: false
    }
  }
}

extension RandomNumbers {
  /// What the array does about zeros; sometimes the array becomes one of independent units.
  ///
  /// - Parameter ofAllDataflows: Whether arrays whose inputs rest may take N:M weights, too.
  mutating func drawActions(on design: inout Design, ofAllDataflows: Bool = false) {
    if design.array.isReplaceable, chance(28) {
      design.array = .independent(independentArray(design.array.precision))
      return
    }
    var sparsity = ArraySparsity.none
    if chance(60) {
      sparsity.input = pick([.none, .gate])
      sparsity.weight = pick([.none, .gate])
    }
    switch design.array {
    case .systolic(var array):
      array.sparsity = sparsity
      if ofAllDataflows || array.dataflow != .inputStationary, chance(38) {
        array.sparsity.weight = .skip
        array.sparsity.pattern = pattern(filling: nil)
      }
      design.array = .systolic(array)
    case .broadcast(var array):
      array.sparsity = sparsity
      // Registers that only dense arrays have are to stay in most cases.
      if chance(array.restingChunks > 1 || array.preloadRate != nil ? 18 : 48) { drawSkipping(on: &array) }
      design.array = .broadcast(array)
    case .simd, .rowStationary, .independent, .dspChain: design.array.sparsity = sparsity
    }
  }

  mutating func drawSkipping(on array: inout BroadcastArray) {
    (array.ownInputs, array.ownReduction) = (false, 1)
    array.restingChunks = 1
    array.preloadRate = nil
    let kind = integer(0...99)
    if kind < 45 {
      array.sparsity.weight = .skip
      array.sparsity.pattern = pattern(filling: array.reduction)
      if chance(45) { array.sparsity.input = .skip }
      return
    }
    if kind < 80 { array.sparsity.input = .skip }
    if kind >= 61 { array.sparsity.weight = .skip }
    array.sparsity.window = chance(20) ? integer(20...40) : integer(1...16)
    array.sparsity.scan = chance(40) ? array.sparsity.window : integer(1...array.sparsity.window!)
  }

  /// A pattern, of which a tree of some width has whole groups, if it is one for trees.
  mutating func pattern(filling width: Int?) -> ArraySparsity.WeightPattern {
    while true {
      let (nonzeros, size) = pick([(1, 2), (2, 4), (2, 4), (1, 4), (2, 8), (3, 5), (4, 8), (1, 3)])
      if width?.isMultiple(of: nonzeros) ?? true {
        return ArraySparsity.WeightPattern(nonzeros: nonzeros, groupSize: size)
      }
    }
  }

  mutating func independentArray(_ precision: ArrayPrecision) -> IndependentArray {
    var sparsity = ArraySparsity(
      input: pick([.skip, .skip, .skip, .gate, .none]), weight: chance(80) ? .skip : pick([.gate, .none]),
      window: chance(75) ? 1 : integer(2...16))
    sparsity.scan = chance(30) ? sparsity.window : integer(1...16)
    if sparsity.window == 1, sparsity.weight == .skip, chance(85) { sparsity.runBits = pick([1, 1, 1, 2]) }
    let distribution = pick([.stealing, .stealing] + IndependentArray.Distribution.allCases)
    return IndependentArray(
      // Runs of zeros are long only where a unit has many filters.
      units: sparsity.runBits == nil ? integer(1...6) : distribution == .stealing ? 2 : pick([1, 1, 2, 3]),
      multipliers: chance(50) ? 1 : integer(2...4), queue: pick([1, 1, 2, 3, 8]),
      distribution: distribution, stealSteps: distribution == .stealing ? pick([0, 0, 1, 1, 2, 5]) : 0,
      leastSteps: integer(0...1),
      pipeline: integer(0...5), precision: precision, sparsity: sparsity)
  }

  /// Masks for the factors of a product, sometimes; for an array of N:M weights often ones that it takes.
  ///
  /// - Parameter patterns: Of how many of a hundred masks a pattern that traces name is drawn.
  /// - Returns: Whether one of them is of such a pattern.
  @discardableResult
  mutating func drawZeros(
    of work: inout Work, _ mapping: WorkMapping, on design: Design, patterns: Int = 0
  ) -> Bool {
    let often = design.array.sparsity.skips ? 20 : 0
    guard case .product(let product, _) = work.body, chance(75 + often) else { return false }
    var isPatterned = false
    if chance(70 + often) {
      work.zeros.input = mask(
        rows: product.images * product.inputHeight * product.inputWidth * product.groups, product.channels,
        patterns, &isPatterned)
    }
    let fits = if case .broadcast = design.array { 50 } else { 55 }
    if let pattern = design.array.sparsity.pattern, case .product(let mapping) = mapping, chance(fits) {
      work.zeros.weight = mask(of: pattern, product, mapping)
    } else if chance(70 + often) {
      let isInRuns = design.array.sparsity.runBits != nil
      work.zeros.weight = mask(
        rows: product.groups * product.filters, product.k, patterns, &isPatterned,
        percents: isInRuns ? [10, 20, 30] : nil)
    }
    return isPatterned
  }

  /// A mask of some density, none and all included where nothing else is asked for; some of those are of patterns.
  private mutating func mask(
    rows: Int, _ columns: Int, _ patterns: Int, _ isPatterned: inout Bool, percents: [Int]? = nil
  ) -> OccupancyMask {
    if percents == nil, patterns > 0, chance(patterns) {
      let (pattern, seed) = (sparsityPattern(), next())
      if let mask = try? pattern.mask(rows: rows, columns: columns, seed: seed, name: pattern.name) {
        isPatterned = true
        return mask
      }
    }
    let percent = pick(percents ?? [0, 5, 20, 50, 50, 80, 100])
    return OccupancyMask(rows: rows, columns: columns) { _, _ in chance(percent) }
  }

  /// One of the generators' patterns; a small mask has no room for some of them.
  private mutating func sparsityPattern() -> SparsityPattern {
    let (density, half) = (Ratio(integer(1...9), 10), Ratio(1, 2))
    let axis = pick(MaskAxis.allCases)
    let block = BlockShape(height: integer(1...4), width: integer(1...4))
    switch integer(0...9) {
    case 0: return .block(density: density, block: block)
    case 1: return .channel(density: density, axis: axis, group: integer(1...2))
    case 2: return .vector(density: density, length: integer(2...4), axis: axis)
    case 3: return .skewed(density: density, exponent: Ratio(integer(1...8), 4), axis: axis)
    case 4: return .clustered(density: Ratio(integer(1...5), 10), block: block, fill: Ratio(3, 4))
    case 5: return .banded(below: integer(0...3), above: integer(0...3), density: nil)
    case 6: return .diagonal(block: block, density: nil)
    case 7:
      return .strided(stride: integer(2...4), shift: integer(0...1), offset: integer(0...3), density: nil)
    case 8: return .activation(density: half, spread: Ratio(integer(0...5), 10))
    default: return .batchCorrelated(density: density, batch: integer(2...4), common: half)
    }
  }

  /// A mask of weights that has a pattern in each tile, if one core has the product.
  mutating func mask(
    of pattern: ArraySparsity.WeightPattern, _ product: Product, _ mapping: ProductMapping
  ) -> OccupancyMask {
    let rows = product.groups * product.filters
    let taps = product.kernelHeight * product.kernelWidth
    let isFull = chance(50)
    var occupied = [Bool](repeating: false, count: rows * product.k)
    for row in 0..<rows {
      for first in stride(from: 0, to: product.channels, by: mapping.channels) {
        let channels = first..<min(first + mapping.channels, product.channels)
        let ofTaps = (0..<taps).map { tap in channels.map { tap * product.channels + $0 } }
        for positions in mapping.spatial == .im2col ? [ofTaps.flatMap(\.self)] : ofTaps {
          for start in stride(from: 0, to: positions.count, by: pattern.groupSize) {
            let group = positions[start..<min(start + pattern.groupSize, positions.count)]
            let count = isFull ? pattern.nonzeros : integer(0...pattern.nonzeros)
            for column in shuffled(Array(group)).prefix(count) { occupied[row * product.k + column] = true }
          }
        }
      }
    }
    return OccupancyMask(rows: rows, columns: product.k) { occupied[$0 * product.k + $1] }
  }
}
