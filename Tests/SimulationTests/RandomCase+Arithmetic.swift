import Hardware
import Tensors
import TestFiles
import Workloads

extension RandomCase {
  /// Lets multipliers make products of narrower formats at once, of wider ones in steps, or add digits, in most cases that
  /// can; others stay as they were.
  mutating func drawArithmetic() {
    var random = RandomNumbers(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x8_1234)
    let takesSteps = design.array.systolic != nil && mapping.isChannelWise
    guard case .product(let product, _) = work.body, design.array.hasModes,
      random.chance(takesSteps ? 100 : 85)
    else { return }
    let makesRoom = random.chance(design.array.keepsSeveral ? 20 : 54)
    for _ in 0..<8 {
      var one = self
      if makesRoom { one.makeRoomForDigits(&random) }
      for operand in Operand.allCases where random.takesFormats(of: one.work.encoded[operand]) {
        one.work.encode(nil, as: operand)
        one.work.give(random.arithmeticFormat(), to: operand)
      }
      one.design.array.precision = random.precision(
        for: [one.work.multipliedFormats], on: one.design.array, addsDigits: makesRoom,
        takesSteps: takesSteps)
      // Two binary factors are rare, where each is drawn.
      if seed % 20 == 7 { one.multiplyBinary() }
      random.drawValues(of: &one.work, product, on: one.design)
      guard one.work.admitsMode(one.mapping, on: one.design) else { continue }
      random.place(&one.work, on: one.design)
      self = one
      return
    }
  }
}

extension RandomCase {
  /// Lets multipliers take several pairs of binary factors, where those do not lie encoded.
  private mutating func multiplyBinary() {
    guard let binary = NumberFormat(name: "binary"), work.encoded.input == nil, work.encoded.weight == nil
    else { return }
    work.give(binary, to: .input)
    work.give(binary, to: .weight)
    let products = mapping.isChannelWise ? 1 : 1 + Int(seed / 20 % 4)
    design.array.precision.arithmetic = .native
    (design.array.precision.input, design.array.precision.weight) = (.integer(bits: 8), .integer(bits: 8))
    design.array.precision.pairs = [FormatPair(input: binary, weight: binary, products: products)]
  }

  /// Lets a broadcast array that is dense keep no more than digits need, and its tiles lie as they do for them.
  private mutating func makeRoomForDigits(_ random: inout RandomNumbers) {
    guard let roomy = design.array.withRoomForDigits, case .product(var tiles) = mapping else { return }
    design.array = roomy
    if random.chance(50) { (design.array.sparsity.input, design.array.sparsity.weight) = (.gate, .gate) }
    if tiles.spatial == .channelWise { tiles.spatial = random.pick([.im2col, .direct, .partKernel]) }
    mapping = .product(tiles)
  }
}

extension ProcessingArray {
  /// Whether no product takes several steps, because the array leaves some out or turns to another sum meanwhile.
  var takesOneStep: Bool { sparsity.skips || systolic?.interleaves == true }

  /// Whether its multipliers may do anything but a product a step.
  var hasModes: Bool {
    switch self {
    case .systolic, .broadcast, .simd: true
    case .rowStationary, .independent, .dspChain: false
    }
  }

  /// A dense broadcast array, as far as digits have room for it; nil of any other.
  var withRoomForDigits: ProcessingArray? {
    guard case .broadcast(var array) = self, !array.sparsity.skips else { return nil }
    (array.restingChunks, array.preloadRate) = (1, nil)
    return .broadcast(array)
  }

  /// Whether its multipliers keep what digits have no room for.
  fileprivate var keepsSeveral: Bool {
    guard case .broadcast(let array) = self else { return false }
    return array.restingChunks > 1 || array.preloadRate != nil
  }

  /// Whether its multipliers may add digits.
  var takesDigits: Bool {
    guard case .broadcast(let array) = self else { return false }
    return !array.sparsity.skips && array.restingChunks == 1 && array.preloadRate == nil
  }
}

extension WorkMapping {
  var isOfProduct: Bool { if case .product = self { true } else { false } }

  fileprivate var isChannelWise: Bool {
    if case .product(let mapping) = self { mapping.spatial == .channelWise } else { false }
  }
}

extension Work {
  /// The formats of the factors, as they are multiplied.
  var multipliedFormats: [NumberFormat] { [formats.input.multiplied, formats.weight.multiplied] }

  mutating func give(_ format: NumberFormat, to operand: Operand) {
    switch operand {
    case .input: formats.input = format
    case .weight: formats.weight = format
    case .output: formats.output = format
    }
  }
}

extension RandomNumbers {
  /// Whether an operand gets a format for arithmetic: mostly; a few stay encoded, if they are of integers.
  mutating func takesFormats(of encoded: EncodedTensor?) -> Bool {
    guard let format = encoded?.format.multiplied, format.family != .floatingPoint, format.bits <= 16 else {
      return true
    }
    return chance(30)
  }

  mutating func arithmeticFormat() -> NumberFormat {
    if chance(12) { return NumberFormat(name: pick(["ternary", "binary"]))! }
    if chance(30) { return NumberFormat(name: "uint\(pick([1, 2, 3, 4, 4, 7, 8, 8, 11, 16]))")! }
    return .integer(bits: pick([2, 2, 3, 4, 4, 4, 5, 7, 8, 8, 8, 11, 16]))
  }

  /// Formats and arithmetic of an array, for pairs of formats that it should run, if it can.
  ///
  /// - Parameters:
  ///   - addsDigits: Whether multipliers mostly add digits, where they can.
  ///   - takesSteps: Whether they are not admitted to make several products at once.
  mutating func precision(
    for pairs: [[NumberFormat]], on array: ProcessingArray, addsDigits: Bool, takesSteps: Bool = false
  ) -> ArrayPrecision {
    var precision = array.precision
    let wanted = pick(pairs)
    // Arrays that skip, or turn from sum to sum, have no room for products of several steps.
    let takesOneStep = array.takesOneStep
    var kinds = [0, 0, 0, 0, 1, 1, 2]
    if takesOneStep { kinds = [0, 0, 2] } else if takesSteps { kinds = [1] }
    // Products at once come with arrays that turn from sum to sum.
    if array.systolic?.dataflow == .outputStationary, !takesOneStep { kinds = [0, 1, 1, 1, 1, 1] }
    // Products at once come with arrays that skip.
    if case .broadcast(let array) = array, !array.sparsity.skips, array.dataflow != .weightStationary {
      kinds = [0, 1, 1, 1, 1, 2]
    }
    switch addsDigits && array.takesDigits && chance(88) ? 3 : pick(kinds) {
    case 0:
      let brick = pick([1, 2, 2, 2, 4])
      let most = brick * (takesOneStep ? pick([1, 2, 2]) : pick([1, 2, 4, 8, 8]))
      precision.arithmetic = .fusion(brick: brick, most: min(16, most))
      // Native formats that are no whole bricks count as the next ones.
      let sides = (0..<2).map { _ in
        min(16, brick * (takesOneStep ? pick([2, 4]) : pick([1, 2, 4, 4])))
          - (brick > 1 && chance(15) ? 1 : 0)
      }
      (precision.input, precision.weight) = (.integer(bits: sides[0]), .integer(bits: sides[1]))
    case 1:
      let factor = pick(Factor.allCases)
      let own = factor == .input ? wanted[0] : wanted[1]
      let bits = !takesSteps && chance(15) ? integer(1...own.bits) : max(1, own.bits / integer(2...4))
      precision.arithmetic = .serial(operand: factor, bits: bits)
      (precision.input, precision.weight) = (wide(wanted[0]), wide(wanted[1]))
    case 2: (precision.input, precision.weight) = (wide(wanted[0]), wide(wanted[1]))
    default:
      let operand = pick([DigitArithmetic.Operand.input, .weight, .both, chance(50) ? .input : .weight])
      precision.arithmetic = .digits(
        DigitArithmetic(
          operand: operand, recoding: pick(Recoding.allCases),
          group: operand == .both ? 1 : pick([1, 2, 3, 4, 8]),
          wait: operand == .both || chance(50) ? .longest : .position))
      (precision.input, precision.weight) = (wide(wanted[0]), wide(wanted[1]))
    }
    if case .digits = precision.arithmetic { return precision }
    if precision.arithmetic == .native || !takesSteps && chance(20) {
      precision.pairs = (0..<integer(1...3)).map { number in
        let formats = number == 0 ? wanted : pick(pairs)
        return FormatPair(
          input: number == 0 ? formats[0] : arithmeticFormat(),
          weight: chance(50) ? wide(formats[1]) : formats[1],
          products: pick([1, 2, 2, 2, 3, 4]),
          steps: takesOneStep ? 1 : pick([1, 1, 2, 3]))
      }
    }
    return precision
  }

  /// A format whose multipliers take another, sometimes wider than it.
  private mutating func wide(_ format: NumberFormat) -> NumberFormat {
    guard format.family != .floatingPoint else { return format }
    let bits = format.integerBits + (format.family == .unsignedInteger ? 1 : 0)
    return bits > 16 || chance(30) ? format : .integer(bits: min(16, max(bits, integer(2...16))))
  }

  /// Values of the operands that an array recodes, in the mode in which it runs an operator.
  mutating func drawValues(of work: inout Work, _ product: Product, on design: Design) {
    let formats = work.multipliedFormats
    work.values = .none
    guard let digits = design.array.mode(input: formats[0], weight: formats[1])?.digits else { return }
    if digits.recodesInput {
      work.values.input = values(
        formats[0], work.zeros.input,
        rows: product.images * product.inputHeight * product.inputWidth * product.groups, product.channels)
    }
    if digits.recodesWeight {
      work.values.weight = values(
        formats[1], work.zeros.weight, rows: product.groups * product.filters, product.k)
    }
  }

  /// Values that are zero where a mask says so and nowhere else.
  private mutating func values(
    _ format: NumberFormat, _ mask: OccupancyMask?, rows: Int, _ columns: Int
  ) -> ValueTensor? {
    let most = pick([1, 3, 20, 1 << 16])
    var values: [Int] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let isZero = mask?[row, column] == false
        values.append(isZero ? 0 : nonzeroValue(of: format, UInt64(integer(0...1 << 20)), most: most))
      }
    }
    return ValueTensor(rows: rows, columns: columns, format: format, values: values)
  }
}

/// A value of a format of integers that is not zero, and no greater than another number.
func nonzeroValue(of format: NumberFormat, _ number: UInt64, most: Int) -> Int {
  let integers = format.integers ?? -1...1
  let (least, greatest) = (max(integers.lowerBound, -most), min(integers.upperBound, most))
  let value = least + Int(number % UInt64(greatest - least))
  return value >= 0 ? value + 1 : value
}
