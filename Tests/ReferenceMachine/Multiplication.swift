import Hardware
import Tensors
import Workloads

/// How the multipliers of an array make the products of an operator (docs/model.md, 13).
struct Multiplication {
  /// What a multiplier does with its factors in the steps that it has for them.
  enum Way: Equatable {
    /// The product at once, in the last step.
    case whole
    /// Products of parts of so many bits, so many of them in a step, shifted and added.
    case bricks(bits: Int, input: Int, weight: Int, perStep: Int)
    /// The other factor times so many bits of one operand in each step.
    case serial(Operand, bits: Int)
    case digits(DigitRule)
  }

  /// Positions of the reduction that a multiplier takes at once.
  var products = 1
  /// Steps that it takes for them; of digits as many as there are.
  var steps = 1
  /// Slots that a multiplier has in a cycle, whatever it does.
  var slots = 1
  var way = Way.whole
  /// What the two factors are, as numbers.
  var numbers = [Numbers.any, .any]
  /// Where scales are multiplied in.
  var dequantization: Dequantization?
  /// On DSP chains: how they work on the operator.
  var chains: ChainMode?

  /// Whether elements come to the multipliers as numbers that are multiplied by their scales: only where these take whole
  /// numbers, and not parts or digits of one format, or several packed into a word.
  var scalesElements: Bool { dequantization == .element && way == .whole && chains == nil }

  /// A product a step, as of a machine without any arithmetic of its own.
  static let plain = Multiplication()

  /// The slots of a multiplier in a step that one position of it takes; of digits one digit.
  var slotsOfPosition: Int { if case .digits = way { slots } else { slots / products } }

  /// The numbers that a multiplier takes: those that a format has, where that matters.
  struct Numbers: Equatable {
    var format: NumberFormat?
    /// Whether many values of the memory are the least and the greatest of the numbers.
    var reachesEnds = false
    /// Whether the least number is none of them.
    var leavesOutLeast = false

    static let any = Numbers(format: nil)

    /// The bits of a number, and whether the first of them counts as negative.
    var bits: Int { format?.bits ?? 0 }
    var isSigned: Bool { format?.family == .signedInteger }

    /// A value of the memory as one of the numbers: never another one for 0, and never 0 for another one.
    func narrowed(_ value: Int) -> Int {
      guard let format, value != 0 else { return value }
      if format.name == "binary" || format.name == "ternary" { return value.isMultiple(of: 2) ? -1 : 1 }
      let all = 1 << bits
      let least = isSigned ? -all / 2 : 0
      if reachesEnds {
        let (one, other) = (leavesOutLeast ? least + 1 : isSigned ? least : 1, least + all - 1)
        if value.isMultiple(of: 3), one != 0 { return one }
        if value.isMultiple(of: 5), other != 0 { return other }
      }
      if leavesOutLeast, value == least { return least + 1 }
      if value >= least, value < least + all { return value }
      var number = least + ((value % (all - 1)) + all - 1) % (all - 1)
      if number >= 0 { number += 1 }
      return leavesOutLeast && number == least ? least + 1 : number
    }
  }

  /// A value of the memory as the factor that it is.
  func factor(_ value: Int, of operand: Operand) -> Int { numbers[operand.index].narrowed(value) }

  /// What a step adds for a pair of factors: over all steps of them that is their product.
  func added(_ input: Int, _ weight: Int, in step: Int) -> Int {
    switch way {
    case .whole, .digits: return step == steps - 1 ? input * weight : 0
    case .serial(let operand, let bits):
      let (serial, other) = operand == .input ? (input, weight) : (weight, input)
      return part(step, of: serial, numbers[operand.index], bits: bits, among: steps) * other << (bits * step)
    case .bricks(let bits, let inputBits, let weightBits, let perStep):
      let (rows, columns) = (inputBits / bits, weightBits / bits)
      var sum = 0
      for brick in step * perStep..<min((step + 1) * perStep, rows * columns) {
        let (row, column) = brick.quotientAndRemainder(dividingBy: columns)
        sum +=
          part(row, of: input, numbers[0], bits: bits, among: rows)
          * part(column, of: weight, numbers[1], bits: bits, among: columns) << (bits * (row + column))
      }
      return sum
    }
  }

  /// A part of a number's two's complement: the last one of a signed number counts as signed, all others as unsigned.
  private func part(_ number: Int, of value: Int, _ numbers: Numbers, bits: Int, among parts: Int) -> Int {
    let shifted = value >> (bits * number)
    return numbers.isSigned && number == parts - 1 ? shifted : shifted & (1 << bits - 1)
  }
}
