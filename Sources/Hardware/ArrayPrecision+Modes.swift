import Tensors

extension ArrayPrecision {
  /// The modes in which a pair of formats may run, in the order of docs/model.md, 13.1; those of a serial operand depend on
  /// the bits that it has.
  func modes(input: NumberFormat, weight: NumberFormat) -> [ArithmeticMode] {
    var modes = [ArithmeticMode(input: self.input, weight: self.weight)]
    switch arithmetic {
    case .native: break
    case .fusion(let brick, let most): modes += fusedModes(brick: brick, most: most)
    case .serial(let operand, let bits):
      let own = operand == .input ? input.bits : weight.bits
      modes[0].steps = (own + bits - 1) / bits
    case .digits(let digits):
      modes[0].digits = digits
      modes[0].products = digits.group
      if digits.wait == .position {
        modes[0].places = digits.recoding.places(of: digits.recodesInput ? input : weight)
      }
      modes[0].takesUnsignedInput = digits.recodesInput
      modes[0].takesUnsignedWeight = digits.recodesWeight
    }
    return modes
      + pairs.map {
        ArithmeticMode(
          input: $0.input, weight: $0.weight, products: $0.products, steps: $0.steps, pair: $0)
      }
  }

  /// Whether products are made of the own formats alone, in one step each.
  public var hasOnlyOwnMode: Bool { arithmetic == .native && pairs.isEmpty }

  /// All modes; a serial operand has as many bits as its native format.
  public var modes: [ArithmeticMode] { modes(input: input, weight: weight) }

  /// The mode in which operands of these formats run, the fastest one; nil where none takes them.
  ///
  /// The formats are those that are multiplied: of a codebook the entries.
  public func mode(input: NumberFormat, weight: NumberFormat) -> ArithmeticMode? {
    let modes = modes(input: input, weight: weight)
    return Self.fastest(of: modes, input: input, weight: weight).map { modes[$0] }
  }

  /// Where among modes the one stands in which these formats run; nil where none takes them.
  private static func fastest(
    of modes: [ArithmeticMode], input: NumberFormat, weight: NumberFormat
  ) -> Int? {
    modes.indices.filter { modes[$0].runs(input: input, weight: weight) }
      .reduce(nil as Int?) { best, place in
        guard let best else { return place }
        return modes[place].isBetter(than: modes[best]) ? place : best
      }
  }

  /// The pairs in which nothing runs, not even their own formats, each with what these run in.
  ///
  /// What is narrower runs in that mode too, or in a faster one.
  var unusedPairs: [(place: Int, instead: ModeSource)] {
    pairs.indices.compactMap { place in
      let (input, weight) = (pairs[place].input, pairs[place].weight)
      let modes = modes(input: input, weight: weight)
      let first = modes.count - pairs.count
      guard let fastest = Self.fastest(of: modes, input: input, weight: weight), fastest != first + place
      else { return nil }
      let mode = modes[fastest]
      return (
        place,
        fastest >= first ? .pair(fastest - first, mode) : fastest == 0 ? .native(mode) : .arithmetic(mode)
      )
    }
  }

  /// What of a design a mode is of.
  enum ModeSource {
    case native(ArithmeticMode)
    case arithmetic(ArithmeticMode)
    /// At this place of `pairs`.
    case pair(Int, ArithmeticMode)
  }

  /// Slots of a multiplier in a cycle: the bricks of the finest product that it makes; nil beyond what can be counted.
  ///
  /// A multiplier that adds digits has one.
  public var slotMultiple: Int? {
    if case .digits = arithmetic { return 1 }
    var multiple = 1
    for mode in modes {
      var (greater, less) = (multiple, mode.products)
      while less > 0 { (greater, less) = (less, greater % less) }
      let (next, overflow) = (multiple / greater).multipliedReportingOverflow(by: mode.products)
      guard !overflow else { return nil }
      multiple = next
    }
    return multiple
  }

  /// Modes of integers of `brick`, 2 `brick`, 4 `brick`, ... bits, each with each.
  private func fusedModes(brick: Int, most: Int) -> [ArithmeticMode] {
    func bricks(_ bits: Int) -> Int { (bits + brick - 1) / brick }
    let all = bricks(input.bits) * bricks(weight.bits)
    var sides: [Int] = []
    var bits = brick
    while bits <= most {
      sides.append(bits)
      bits *= 2
    }
    return sides.flatMap { x in
      sides.map { y in
        let taken = (x / brick) * (y / brick)
        var mode = ArithmeticMode(
          input: .integer(bits: x), weight: .integer(bits: y), products: max(1, all / taken),
          steps: taken <= all ? 1 : (taken + all - 1) / all)
        (mode.takesUnsignedInput, mode.takesUnsignedWeight) = (true, true)
        return mode
      }
    }
  }
}

extension ArithmeticMode {
  /// Whether it makes more products a step, or as many and is for fewer bits.
  fileprivate func isBetter(than other: Self) -> Bool {
    let (own, others) = (products * other.steps, other.products * steps)
    if own != others { return own > others }
    return input.bits + weight.bits < other.input.bits + other.weight.bits
  }
}

extension ProcessingArray {
  /// The mode in which operands of these formats run; nil where none takes them.
  ///
  /// The formats are those that are multiplied: of a codebook the entries.
  public func mode(input: NumberFormat, weight: NumberFormat) -> ArithmeticMode? {
    precision.mode(input: input, weight: weight)
  }

  /// The mode of the array's own formats.
  public var nativeMode: ArithmeticMode {
    mode(input: inputFormat, weight: weightFormat)
      ?? ArithmeticMode(input: inputFormat, weight: weightFormat)
  }

  /// Slots of a multiplier in a cycle (docs/model.md, 13.2).
  public var slotMultiple: Int { precision.slotMultiple ?? 1 }
}
