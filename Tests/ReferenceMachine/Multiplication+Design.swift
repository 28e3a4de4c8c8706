import Hardware
import Tensors
import Workloads

extension Multiplication {
  /// How a design's multipliers make an operator's products; plainly, and with the slots that they have, of a vector operator.
  init(of work: Work, on design: Design) throws {
    let precision = design.array.precision
    slots = slotsOfMultiplier(precision)
    guard case .product(let product, _) = work.body else { return }
    let formats = [work.formats.input.multiplied, work.formats.weight.multiplied]
    guard let mode = PairMode(of: formats, precision) else {
      throw ReferenceFailure(description: "no mode runs \(formats[0]) with \(formats[1])")
    }
    (products, steps) = (mode.products, mode.steps)
    dequantization = precision.dequantization
    let known = formats.map { Numbers(format: $0) }
    if case .dspChain(let array) = design.array {
      try require(precision.arithmetic == .native, "chains make products at once")
      let chains = try ChainMode(array, product, mode)
      numbers = known
      for operand in 0..<2 { numbers[operand].reachesEnds = true }
      let (own, ofMode) = (try signedBits(formats[1]), try signedBits(mode.formats[1]))
      numbers[1].leavesOutLeast = chains.leavesOutLeastWeight && own == ofMode
      self.chains = chains
      return
    }
    guard !mode.isStated else { return }
    switch precision.arithmetic {
    case .native: break
    case .fusion(let brick, _):
      let (input, weight) = (mode.formats[0], mode.formats[1])
      // The native formats may have other bits than whole bricks.
      guard input.bits.isMultiple(of: brick), weight.bits.isMultiple(of: brick) else { return }
      let all = bricks(precision.input, brick) * bricks(precision.weight, brick)
      let (own, perStep) = (bricks(input, brick) * bricks(weight, brick), all / products)
      try require(own <= perStep * steps, "\(all) bricks do not make products of \(input) and \(weight)")
      way = .bricks(bits: brick, input: input.bits, weight: weight.bits, perStep: perStep)
      numbers = known
    case .serial(let factor, let bits):
      let operand: Operand = factor == .input ? .input : .weight
      way = .serial(operand, bits: bits)
      numbers[operand.index] = known[operand.index]
    case .digits(let digits):
      let rule = DigitRule(digits)
      way = .digits(rule)
      for operand in [Operand.input, .weight] where (rule.operand ?? operand) == operand {
        numbers[operand.index] = known[operand.index]
        try require(work.values[operand] != nil, "the \(operand) has no values to recode")
      }
    }
  }
}

/// The bricks that lie side by side under a number.
private func bricks(_ format: NumberFormat, _ brick: Int) -> Int { (format.bits + brick - 1) / brick }

/// The least number of slots that the products of any mode share evenly; a multiplier of digits makes one at a time.
private func slotsOfMultiplier(_ precision: ArrayPrecision) -> Int {
  if case .digits = precision.arithmetic { return 1 }
  let counts = PairMode.all(precision, for: [precision.input, precision.weight]).map(\.products)
  var slots = 1
  while !counts.allSatisfy({ slots.isMultiple(of: $0) }) { slots += 1 }
  return slots
}

extension DigitRule {
  fileprivate init(_ digits: DigitArithmetic) {
    code =
      switch digits.recoding {
      case .bits: .bits
      case .booth: .booth
      case .enT: .enT
      case .naf: .nonAdjacent
      }
    operand =
      switch digits.operand {
      case .input: .input
      case .weight: .weight
      case .both: nil
      }
    waitsForPlaces = digits.wait == .position
  }
}

extension ProcessingArray {
  /// The array whose multipliers take several positions of the reduction at once; a systolic array's stay as they are.
  func multiplying(_ multiplication: Multiplication) throws -> ProcessingArray {
    let products = multiplication.products
    switch self {
    case .systolic: return self
    case .broadcast(var array):
      array.reduction *= products
      array.ownReduction *= products
      array.preloadRate = array.preloadRate.map { $0 * products }
      return .broadcast(array)
    // What a DSP packs is the chains' own.
    case .simd, .dspChain: return self
    case .rowStationary, .independent:
      try require(
        multiplication.way == .whole && products == 1 && multiplication.steps == 1,
        "this array makes a product in a step")
      return self
    }
  }
}
