import Hardware
import Tensors
import TestFiles
import Workloads

extension RandomCase {
  /// A case of a number whose product is on DSP chains.
  static func onChains(_ number: UInt64) -> RandomCase {
    var seed = 0xC4A1_0000_0000 &+ number &* 64
    while true {
      var one = RandomCase(seed: seed)
      var random = RandomNumbers(seed: seed &* 0xA24B_AED4_963E_E407 &+ 0xC4A1)
      if one.layOnChains(&random) { return one }
      seed += 1
    }
  }

  /// Gives a few products to DSP chains: most cases of these are a test's own.
  mutating func drawChains() {
    var random = RandomNumbers(seed: seed &* 0xA24B_AED4_963E_E407 &+ 0xC4A1)
    if random.chance(2) { layOnChains(&random) }
  }

  /// Puts a product on DSP chains; says whether it is there, for others stay as they were.
  @discardableResult mutating func layOnChains(_ random: inout RandomNumbers) -> Bool {
    guard case .product(let product, _) = work.body, case .product(var tiles) = mapping else { return false }
    tiles.spatial = random.chance(50) ? .direct : .im2col
    for _ in 0..<20 {
      var one = self
      one.work.values = .none
      for operand in [Operand.input, .weight] {
        let format = operand == .input ? one.work.formats.input : one.work.formats.weight
        if format.multiplied.family == .floatingPoint || format.multiplied.bits > 8 || random.chance(30) {
          one.work.encode(nil, as: operand)
          one.work.give(random.chainFormat(), to: operand)
        }
      }
      let array = random.dspChains(
        for: one.work.multipliedFormats, accumulate: design.array.accumulatorFormat)
      one.design.array = .dspChain(array)
      one.mapping = .product(tiles)
      one.work.switchesMode = random.chance(50)
      if array.sparsity.weight == .skip, one.work.stored.weight == nil {
        if random.chance(90) {
          let percents = [0, 5, 10, 30, 30, 60, 100]
          one.work.zeros.weight = random.weights(
            rows: product.groups * product.filters, product.k, percent: random.pick(percents))
        } else {
          one.work.zeros.weight = nil
        }
      }
      guard array.isPossible, one.work.admitsMode(one.mapping, on: one.design) else { continue }
      random.place(&one.work, on: one.design)
      self = one
      return true
    }
    return false
  }
}

extension RandomNumbers {
  mutating func chainFormat() -> NumberFormat {
    chance(20)
      ? NumberFormat(name: pick(["uint4", "uint8", "ternary", "binary"]))!
      : .integer(bits: pick([2, 4, 4, 5, 8, 8]))
  }

  /// Weights of which whole runs of rows and columns may be zero.
  mutating func weights(rows: Int, _ columns: Int, percent: Int) -> OccupancyMask {
    let side = pick([1, 1, 2, 4, 8])
    let across = (columns + side - 1) / side
    let blocks = (0..<(rows + side - 1) / side * across).map { _ in chance(70) }
    return OccupancyMask(rows: rows, columns: columns) { row, column in
      chance(percent) && blocks[row / side * across + column / side]
    }
  }

  /// Chains of a few DSPs for two formats; they need not be possible.
  mutating func dspChains(for formats: [NumberFormat], accumulate: NumberFormat) -> DSPChainArray {
    let dsp = pick(DSPChainArray.DSP.allCases)
    let group = pick([1, 1, 1, 2])
    let dot = dsp != .dsp48e2 && chance(25)
    let pump = chance(30) ? 2 : 1
    var groups = integer(1...4)
    if group * groups * pump == 1, !dot { groups = integer(2...4) }
    let pieces = pick((1...groups).filter { groups.isMultiple(of: $0) })
    let skips = chance(45)
    var precision = ArrayPrecision(input: formats[0], weight: formats[1], accumulate: accumulate)
    if !skips, !dot, chance(30) {
      precision.pairs = [FormatPair(input: formats[0], weight: formats[1], products: 2)]
      if chance(70) { (precision.input, precision.weight) = (.integer(bits: 9), .integer(bits: 9)) }
    }
    var array = DSPChainArray(
      dsp: dsp, chain: group * groups, group: group, dot: dot, pump: pump,
      matrix: mode(packs: !dot, weights: !skips, pixels: 3, filters: 2), cascade: group * groups / pieces,
      adjust: .init(above: chance(60) ? integer(1...3) : nil, latency: integer(0...3)),
      nodeLatency: integer(0...2), switchSteps: chance(40) ? 0 : integer(1...5), pipeline: integer(1...5),
      precision: precision)
    if chance(20), let lanes = packedLanes(of: array) {
      // As many as fit only where weights leave out the least that there is.
      array.adjust.above = min(8, lanes.symmetricProducts)
    }
    if chance(65) { array.vector = mode(packs: !dot, weights: !skips, pixels: 1, filters: 5) }
    array.sparsity.input = pick([.none, .gate])
    array.sparsity.weight = skips ? .skip : pick([.none, .gate])
    if skips {
      array.sparsity.block = pick([1, 1, 2, 3])
      // From the whole chain down to a group, each a divisor of the one before.
      var density = array.positions
      array.sparsity.densities = [density]
      let least = group * array.positionsOfDSP
      while density > least, chance(75) {
        let parts = (2...max(2, density / least)).filter {
          density.isMultiple(of: $0) && (density / $0).isMultiple(of: least)
            && array.isWhole(density / $0)
        }
        guard !parts.isEmpty else { break }
        density /= pick(parts)
        array.sparsity.densities.insert(density, at: 0)
      }
    }
    return array
  }

  private func packedLanes(of array: DSPChainArray) -> DSPChainArray.Lanes? {
    DSPChainArray.lanes(
      of: array.dsp, array.matrix.packing, input: array.precision.input, weight: array.precision.weight)
  }

  private mutating func mode(packs: Bool, weights: Bool, pixels: Int, filters: Int) -> DSPChainArray.Mode {
    let packing = DSPChainArray.Packing(
      inputs: packs && chance(45) ? pick([2, 2, 3]) : 1,
      weights: packs && weights && chance(35) ? pick([2, 2, 3]) : 1)
    return DSPChainArray.Mode(
      pixels: packing.inputs * integer(1...pixels), filters: packing.weights * integer(1...filters),
      packing: packing)
  }
}

extension DSPChainArray {
  /// Whether sums of so many positions have whole pieces, or are one.
  fileprivate func isWhole(_ density: Int) -> Bool {
    let dsps = density / positionsOfDSP
    return dsps.isMultiple(of: cascade) || cascade.isMultiple(of: dsps)
  }
}
