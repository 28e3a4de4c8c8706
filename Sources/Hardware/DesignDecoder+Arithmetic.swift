import Documents
import Tensors

extension DesignDecoder {
  /// The type of `arithmetic`, as a word or under `type`.
  private enum ArithmeticType: String, CaseIterable {
    case native, fusion, serial, digits
  }

  /// `arithmetic` of `precision`; native where it is not given, or wrong.
  static func decodeArithmetic(
    _ reader: MappingReader, input: NumberFormat?, weight: NumberFormat?
  ) -> Arithmetic {
    guard let node = reader.nodeIfPresent("arithmetic") else { return .native }
    if node.text != nil {
      guard let type = reader.enumeration("arithmetic", as: ArithmeticType.self) else { return .native }
      if type != .native { reader.report(.arithmeticNeedsKeys(type.rawValue), at: "arithmetic") }
      return .native
    }
    guard let block = reader.mapping("arithmetic") else { return .native }
    let arithmetic: Arithmetic?
    switch block.enumeration("type", as: ArithmeticType.self) {
    case .native: arithmetic = .native
    case .fusion: arithmetic = decodeFusion(block, greatest: max(input?.bits ?? 1, weight?.bits ?? 1))
    case .serial:
      let operand = block.enumeration("operand", as: Factor.self)
      let bits = block.integer("bits", in: DesignLimits.serialBits)
      arithmetic = operand.flatMap { operand in bits.map { .serial(operand: operand, bits: $0) } }
    case .digits: arithmetic = decodeDigits(block)
    case nil:
      // Which keys belong to it is unknown.
      return .native
    }
    block.finish()
    return arithmetic ?? .native
  }

  private static func decodeFusion(_ block: MappingReader, greatest: Int) -> Arithmetic? {
    let brick = block.integer("brick", in: DesignLimits.brick)
    let range = (brick ?? 1)...DesignLimits.fusedBits
    let most = block.integer("most", in: range, default: max(greatest, brick ?? 1))
    return brick.map { .fusion(brick: $0, most: min(most, DesignLimits.fusedBits)) }
  }

  private static func decodeDigits(_ block: MappingReader) -> Arithmetic? {
    let operand = block.enumeration("operand", as: DigitArithmetic.Operand.self)
    let recoding = block.enumeration("recoding", as: Recoding.self)
    let group = block.integer("group", in: DesignLimits.products, default: 1)
    let wait = block.enumeration("wait", as: DigitArithmetic.Wait.self, default: .longest)
    if operand == .both {
      if group > 1 { block.report(.digitsOfBoth("group", "1"), at: "group") }
      if wait == .position { block.report(.digitsOfBoth("wait", "longest"), at: "wait") }
    }
    guard let operand, let recoding else { return nil }
    return .digits(DigitArithmetic(operand: operand, recoding: recoding, group: group, wait: wait))
  }

  /// What is wrong with the formats of arithmetic that is not native, and where.
  static func checkArithmetic(_ precision: ArrayPrecision, _ reader: MappingReader) -> Bool {
    let formats = [(Factor.input, precision.input), (.weight, precision.weight)]
    func refuse(_ message: Finding.Message) -> Bool {
      reader.report(message, at: "arithmetic")
      return false
    }
    switch precision.arithmetic {
    case .native: break
    case .fusion(let brick, _):
      for (factor, format) in formats where format.family == .floatingPoint {
        return refuse(.arithmeticOfFloats("fusion", factor, format))
      }
      for (factor, format) in formats where !format.bits.isMultiple(of: brick) {
        return refuse(.partOfBrick(brick, factor, format, of: formats.map(\.1.bits)))
      }
    case .serial(let operand, _):
      for (factor, format) in formats where factor == operand && format.family == .floatingPoint {
        return refuse(.arithmeticOfFloats("serial", factor, format))
      }
    case .digits(let digits):
      for (factor, format) in formats where digits.recodes(factor) {
        if format.family == .floatingPoint {
          return refuse(.arithmeticOfFloats("digits", factor, format))
        }
        if format.bits > Recoding.mostBits { return refuse(.digitsOfWide(factor, format)) }
      }
      if !precision.pairs.isEmpty {
        reader.report(.pairsBesideDigits, at: "pairs")
        return false
      }
    }
    if precision.product == .addition {
      let all = precision.modes.flatMap { [(Factor.input, $0.input), (.weight, $0.weight)] }
      if let (factor, format) = all.first(where: { $1.family != .floatingPoint }) {
        reader.report(.additionOfIntegers(factor, format), at: "product")
        return false
      }
    }
    for mode in precision.modes.dropFirst() {
      let key = mode.pair == nil ? "arithmetic" : "pairs"
      if let problem = problem(mode.input, mode.weight, precision.accumulate) {
        reader.report(problem, at: key)
        return false
      }
    }
    guard let multiple = precision.slotMultiple, multiple <= DesignLimits.slotMultiple else {
      reader.report(.tooManySlots, at: precision.pairs.isEmpty ? "arithmetic" : "pairs")
      return false
    }
    return checkUse(of: precision, reader)
  }
}

extension DigitArithmetic {
  /// Whether a factor is recoded.
  func recodes(_ factor: Factor) -> Bool { factor == .input ? recodesInput : recodesWeight }
}

extension ProcessingArray {
  /// Whether an array that is connected like this may have the arithmetic that its `precision` names.
  public var admitsArithmetic: Bool { arithmeticProblem == nil }

  /// Why the array cannot have the arithmetic that its `precision` names; nil where it can.
  var arithmeticProblem: (key: String, message: Finding.Message)? {
    let modes = precision.modes
    func first(_ condition: (ArithmeticMode) -> Bool) -> String? {
      modes.first(where: condition).map { $0.pair == nil ? "arithmetic" : "pairs" }
    }
    // A serial operand may have more bits than one step takes, whatever its native format.
    if case .serial = precision.arithmetic, sparsity.skips { return ("arithmetic", .stepsBesideSkipping) }
    if sparsity.skips, let key = first({ $0.steps > 1 }) { return (key, .stepsBesideSkipping) }
    switch self {
    case .systolic(let array):
      // A serial operand may have more bits than one step takes, whatever its native format.
      let takesSeveral = if case .serial = precision.arithmetic { true } else { false }
      if array.interleaves, let key = takesSeveral ? "arithmetic" : first({ $0.steps > 1 }) {
        return (key, .stepsBesideInterleaving)
      }
      if let key = first({ $0.digits != nil }) { return (key, .digitsNeedBroadcast) }
      if sparsity.skips, let key = first({ $0.products > 1 }) { return (key, .productsBesidePattern) }
    case .broadcast(let array):
      guard case .digits = precision.arithmetic else { return nil }
      if sparsity.skips { return ("arithmetic", .notBesideDigits("sparsity", "skips zeros")) }
      if array.restingChunks > 1 {
        return ("arithmetic", .notBesideDigits("resting_chunks", "keeps several chunks"))
      }
      if array.preloadRate != nil {
        return ("arithmetic", .notBesideDigits("preload_rate", "brings weights in at a rate"))
      }
    case .simd:
      if let key = first({ $0.digits != nil }) { return (key, .digitsNeedBroadcast) }
    case .rowStationary, .independent:
      let isSerial = if case .serial = precision.arithmetic { true } else { false }
      if isSerial || modes.contains(where: { !$0.isPlain }) {
        let key = first { !$0.isPlain } ?? "arithmetic"
        return (key, .onlyPlainModes)
      }
    case .dspChain:
      if precision.arithmetic != .native { return ("arithmetic", .chainsPack) }
      if let key = first({ $0.steps > 1 }) { return (key, .chainsPack) }
      if sparsity.skips, let key = first({ $0.products > 1 }) { return (key, .productsBesideSegments) }
    }
    return nil
  }
}

extension Finding.Message {
  fileprivate static func arithmeticNeedsKeys(_ type: String) -> Self {
    let example =
      switch type {
      case "fusion": "{type: fusion, brick: 2, most: 8}"
      case "serial": "{type: serial, operand: weight, bits: 1}"
      default: "{type: digits, operand: weight, recoding: booth}"
      }
    return Self(
      .wrongType,
      "'arithmetic' is '\(type)' alone, which needs keys of its own; write it as a mapping such as \(example)"
    )
  }

  fileprivate static func digitsOfBoth(_ key: String, _ value: String) -> Self {
    Self(
      .inconsistent,
      "with the digits of both operands each pair of them takes a step, so '\(key)' must be \(value); "
        + "write that, or recode one operand")
  }

  fileprivate static func arithmeticOfFloats(_ type: String, _ factor: Factor, _ format: NumberFormat) -> Self
  {
    Self(
      .impossibleDesign,
      "'arithmetic' is \(type), and '\(factor.rawValue)' is \(format), which is no integer; give it an integer, or "
        + "leave 'arithmetic' out")
  }

  /// With the bricks that lie whole in both formats.
  fileprivate static func partOfBrick(
    _ brick: Int, _ factor: Factor, _ format: NumberFormat, of bits: [Int]
  ) -> Self {
    let whole = (1...(bits.min() ?? 1)).filter { side in bits.allSatisfy { $0.isMultiple(of: side) } }
    let list = whole.map(String.init).joined(separator: ", ")
    return Self(
      .impossibleDesign,
      "'brick' is \(brick), and '\(factor.rawValue)' is \(format), which is not made of whole bricks; give one of \(list)"
    )
  }

  fileprivate static func digitsOfWide(_ factor: Factor, _ format: NumberFormat) -> Self {
    Self(
      .outOfRange,
      "'arithmetic' recodes '\(factor.rawValue)', which is \(format); integers that are recoded have at most "
        + "\(Recoding.mostBits) bits")
  }

  fileprivate static let pairsBesideDigits = Self(
    .inconsistent,
    "'pairs' plays no part where 'arithmetic' is digits: whatever runs, runs digit by digit; remove it")

  fileprivate static let tooManySlots = Self(
    .outOfRange,
    "the least common multiple of the products that a multiplier makes at once in its modes is more than "
      + "\(DesignLimits.slotMultiple); give modes whose products divide each other")

  fileprivate static let stepsBesideSkipping = Self(
    .inconsistent,
    "an array that skips zeros makes every product in one step; remove what takes several, or the 'skip' of 'sparsity'"
  )

  fileprivate static let stepsBesideInterleaving = Self(
    .inconsistent,
    "an array whose sums are interleaved, or wait for their adder, makes every product in one step; remove what takes "
      + "several, or 'accumulate_interval' and 'interleaved_sums'")

  fileprivate static let digitsNeedBroadcast = Self(
    .inconsistent,
    "only broadcast arrays (dot_product, matrix, cube) add digit by digit, because all multipliers wait for the "
      + "slowest; use one of them, or other arithmetic")

  fileprivate static let productsBesidePattern = Self(
    .inconsistent,
    "a systolic array that skips weights makes one product of a multiplier at a time; remove what makes several, or "
      + "the 'skip' of 'sparsity'")

  fileprivate static func notBesideDigits(_ key: String, _ what: String) -> Self {
    Self(
      .inconsistent,
      "an array that adds digit by digit has no '\(key)' that \(what); remove it, or use other arithmetic")
  }

  fileprivate static func additionOfIntegers(_ factor: Factor, _ format: NumberFormat) -> Self {
    Self(
      .impossibleDesign,
      "'product' is addition, which is nearly a product of floating-point numbers alone, and '\(factor.rawValue)' is \(format); "
        + "give it such a format, or leave 'product' out")
  }

  fileprivate static let chainsPack = Self(
    .inconsistent,
    "DSP chains make products of narrow formats by packing them, in one step; give 'pairs' their 'products' alone"
  )

  fileprivate static let productsBesideSegments = Self(
    .inconsistent,
    "DSP chains that skip weights pack no further ones; remove what makes several products, or the 'skip' of 'sparsity'"
  )

  fileprivate static let onlyPlainModes = Self(
    .inconsistent,
    "this topology makes one product of a multiplier in one step; remove what makes several products or takes several "
      + "steps")
}
