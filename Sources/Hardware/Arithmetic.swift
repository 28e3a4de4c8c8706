import Quantities
import Tensors

/// How multipliers make products of formats that are not their own (docs/model.md, 13).
public enum Arithmetic: Hashable, Sendable {
  /// One product a step, of any pair.
  case native
  /// A multiplier of bricks of `brick` x `brick` bits, which make several narrow products or a part of a wide one.
  ///
  /// Modes are those of `brick`, twice, four times as many bits, up to `most`.
  case fusion(brick: Int, most: Int)
  /// One operand comes `bits` bits a step.
  case serial(operand: Factor, bits: Int)
  /// Operands are recoded, and nonzero digits are added one a step.
  case digits(DigitArithmetic)
}

extension Arithmetic {
  /// What a multiplier is in words where it is none of whole operands; nil of one that is.
  var circuit: String? {
    switch self {
    case .native: nil
    case .fusion(let brick, let most): "bricks of \(brick) bits that make products of up to \(most)"
    case .serial(let operand, let bits): "multipliers of \(bits) of the \(operand.rawValue)'s bits a step"
    case .digits(let digits): "multipliers that add a digit's product a step (\(digits.recoding.rawValue))"
    }
  }
}

extension Arithmetic {
  /// Whether a step of a multiplier is a product of whole operands, of its own formats.
  var multipliesWhole: Bool {
    switch self {
    case .native, .fusion: true
    case .serial, .digits: false
    }
  }

  /// The source of a table's multiplier, for bricks with what is taken for granted.
  func named(_ source: String) -> String {
    if case .fusion = self {
      "assumption: bricks as one multiplier of whole operands: \(source)"
    } else {
      source
    }
  }
}

extension ProcessingArray {
  /// Whether something finds the pairs that are multiplied: zeros are left out, or digits.
  public var choosesOperands: Bool {
    if case .digits = precision.arithmetic { return true }
    return sparsity.skips
  }
}

/// One of the two operands that are multiplied.
public enum Factor: String, CaseIterable, Hashable, Sendable {
  case input, weight
}

/// Multipliers that add one digit's product a step, and no zero digits (docs/model.md, 13.4).
public struct DigitArithmetic: Hashable, Sendable {
  /// What is recoded.
  public enum Operand: String, CaseIterable, Hashable, Sendable {
    case input, weight, both
  }
  /// When the multiplier goes on.
  public enum Wait: String, CaseIterable, Hashable, Sendable {
    /// When all digits of its positions are added.
    case longest
    /// After every place, when the digits of that place are added.
    case position
  }

  public var operand: Operand
  public var recoding: Recoding
  /// Positions of the reduction whose digits a multiplier adds up in a vector.
  public var group: Int
  public var wait: Wait

  public init(operand: Operand, recoding: Recoding, group: Int = 1, wait: Wait = .longest) {
    self.operand = operand
    self.recoding = recoding
    self.group = group
    self.wait = wait
  }

  /// Steps that no vector takes more than: of 16 bits, no recoding has more than 17 digits.
  public var mostSteps: Int {
    let places = Recoding.mostBits + 1
    return operand == .both ? places * places : places * group
  }

  public var recodesInput: Bool { operand != .weight }
  public var recodesWeight: Bool { operand != .input }
}

/// What a design says of a pair of formats beside its own.
public struct FormatPair: Hashable, Sendable {
  public var input: NumberFormat
  public var weight: NumberFormat
  /// Products of a multiplier at once.
  public var products: Int
  /// Steps that they take.
  public var steps: Int
  /// One product; nil where no energy is reported.
  public var multiply: EnergyTable.Entry<Energy>?
  /// One addition of a product; nil where it is the design's.
  public var add: EnergyTable.Entry<Energy>?

  public init(
    input: NumberFormat, weight: NumberFormat, products: Int = 1, steps: Int = 1,
    multiply: EnergyTable.Entry<Energy>? = nil, add: EnergyTable.Entry<Energy>? = nil
  ) {
    self.input = input
    self.weight = weight
    self.products = products
    self.steps = steps
    self.multiply = multiply
    self.add = add
  }
}

/// How an array works on one pair of formats: so many products of a multiplier in so many steps, or digit by digit.
public struct ArithmeticMode: Hashable, Sendable {
  /// The greatest formats that it takes.
  public var input: NumberFormat
  public var weight: NumberFormat
  /// Positions of the reduction that a multiplier takes at once.
  public var products: Int
  /// Steps of a vector; of digits at least so many.
  public var steps: Int
  public var digits: DigitArithmetic?
  /// Of digits that are added place by place: the places, each of which takes a step at least.
  public internal(set) var places: Int?
  /// The entry of `precision.pairs` that it is of.
  public var pair: FormatPair?
  /// Whether an unsigned integer needs no bit more than a signed one, for each factor.
  public internal(set) var takesUnsignedInput = false
  public internal(set) var takesUnsignedWeight = false

  public init(
    input: NumberFormat, weight: NumberFormat, products: Int = 1, steps: Int = 1,
    digits: DigitArithmetic? = nil, pair: FormatPair? = nil
  ) {
    self.input = input
    self.weight = weight
    self.products = products
    self.steps = steps
    self.digits = digits
    self.pair = pair
  }

  /// Whether operands of these formats run in this mode.
  public func runs(input: NumberFormat, weight: NumberFormat) -> Bool {
    func runs(_ format: NumberFormat, on native: NumberFormat, unsigned: Bool) -> Bool {
      if format.runs(on: native) { return true }
      return unsigned && format.family != .floatingPoint && format.integerBits <= native.bits
    }
    return runs(input, on: self.input, unsigned: takesUnsignedInput)
      && runs(weight, on: self.weight, unsigned: takesUnsignedWeight)
  }

  /// Steps that its products take at least, whatever the values are.
  public var leastSteps: Int { places ?? steps }

  /// Whether it makes one product a step, as multipliers do that nothing is said of.
  public var isPlain: Bool { products == 1 && steps == 1 && digits == nil }
}
