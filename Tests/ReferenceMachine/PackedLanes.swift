import Hardware
import Tensors

/// The lanes of a DSP's packed words (docs/model.md, 3.5): every word as the bits that a register has.
public struct PackedLanes: Sendable {
  /// u and v.
  public let inputs: Int
  public let weights: Int
  /// Bits from one lane to the next.
  public let bits: Int
  /// Products that a lane's sum has room for, whatever they are, and where no weight is the least that there is.
  public let products: Int
  public let symmetricProducts: Int
  /// Bits of the multiplier's sides that take inputs and weights, and of the sum.
  private let inputSide: Int
  private let weightSide: Int
  private let sumBits: Int

  /// - Parameters:
  ///   - inputBits: Of a signed number that holds all values of the inputs' format, as `weightBits` are.
  public init(of dsp: DSPChainArray.DSP, inputs: Int, weights: Int, inputBits: Int, weightBits: Int) throws {
    (self.inputs, self.weights) = (inputs, weights)
    sumBits = dsp.sumBits
    let (one, other) = dsp.sides
    var found: (bits: Int, sides: (Int, Int))?
    for lane in (1...dsp.sumBits).reversed() where found == nil && lane * inputs * weights <= dsp.sumBits {
      let ofInputs = lane * (inputs - 1) + inputBits + (inputs > 1 ? 1 : 0)
      let ofWeights = lane * inputs * (weights - 1) + weightBits + (weights > 1 ? 1 : 0)
      for sides in [(one, other), (other, one)] where found == nil {
        if ofInputs <= sides.0, ofWeights <= sides.1 { found = (lane, sides) }
      }
    }
    guard let found, found.bits >= inputBits + weightBits else {
      throw ReferenceFailure(description: "\(inputs) x \(weights) operands do not fit a \(dsp)")
    }
    bits = found.bits
    (inputSide, weightSide) = found.sides
    // A lane alone has more room than any sum here needs.
    let room = bits > 60 ? Int.max : 1 << (bits - 1) - 1
    products = room / (1 << (inputBits + weightBits - 2))
    let greatestWeight = 1 << (weightBits - 1) - 1
    symmetricProducts = greatestWeight == 0 ? Int.max : room / (greatestWeight << (inputBits - 1))
  }

  /// The word of so many inputs side by side.
  public func word(inputs values: [Int]) throws -> Int {
    try packed(values, apart: bits, count: inputs, side: inputSide)
  }

  /// The word of so many weights.
  public func word(weights values: [Int]) throws -> Int {
    try packed(values, apart: bits * inputs, count: weights, side: weightSide)
  }

  private func packed(_ values: [Int], apart: Int, count: Int, side: Int) throws -> Int {
    try require(values.count == count, "\(values.count) operands are packed in place of \(count)")
    let word = values.reversed().reduce(0) { $0 << apart + $1 }
    try require(Self.signed(word, bits: side) == word, "the word of \(values) does not fit \(side) bits")
    return word
  }

  /// A sum's register after another product of two words was added: what is beyond its bits is lost.
  public func sum(_ word: Int, adding first: Int, times second: Int) -> Int {
    Self.signed(word &+ first &* second, bits: sumBits)
  }

  /// The sums that a word has in its lanes, from the lowest on, and how many of them had borrowed from the one above.
  public func read(_ word: Int) -> (sums: [Int], borrows: Int) {
    var (left, sums, borrows) = (word, [Int](), 0)
    for _ in 1..<max(1, inputs * weights) {
      let sum = Self.signed(left, bits: bits)
      if sum < 0 { borrows += 1 }
      sums.append(sum)
      // What is below zero has taken one from what is left, and gives it back.
      left = (left &- sum) >> bits
    }
    return (sums + [left], borrows)
  }

  /// The low bits of a number as a signed one.
  private static func signed(_ number: Int, bits: Int) -> Int {
    let unused = Int.bitWidth - bits
    return (number << unused) >> unused
  }
}

/// Bits of a signed number that holds all values of a format of integers.
func signedBits(_ format: NumberFormat) throws -> Int {
  guard let values = format.integers else {
    throw ReferenceFailure(description: "chains multiply integers, and not \(format)")
  }
  var bits = 1
  while values.lowerBound < -(1 << (bits - 1)) || values.upperBound > 1 << (bits - 1) - 1 { bits += 1 }
  return bits
}
