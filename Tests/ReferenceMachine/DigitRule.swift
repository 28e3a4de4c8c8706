import Tensors
import Workloads

/// A digit that is not zero: its place and what it counts there.
struct Digit: Equatable {
  var place: Int
  /// Of its sign, too.
  var value: Int
}

/// How numbers are cut into digits (docs/model.md, 13.4): in this machine's own way.
enum DigitCode: Equatable {
  case bits, booth, enT, nonAdjacent

  /// The bits between two places.
  var placeBits: Int {
    switch self {
    case .bits, .nonAdjacent: 1
    case .booth, .enT: 2
    }
  }

  /// The places that a number of a format has.
  func places(_ numbers: Multiplication.Numbers) -> Int {
    let bits = numbers.bits
    switch self {
    case .bits: return bits
    case .nonAdjacent: return bits + 1
    case .booth: return numbers.isSigned ? (bits + 1) / 2 : bits / 2 + 1
    case .enT: return bits / 2 + (bits % 2 == 1 || !numbers.isSigned ? 1 : 0)
    }
  }

  /// The digits of a number that are not zero, lowest first.
  func digits(_ number: Int) -> [Digit] {
    let sign = number < 0 ? -1 : 1
    var digits: [Digit] = []
    func note(_ place: Int, _ value: Int) {
      if value != 0 { digits.append(Digit(place: place, value: value)) }
    }
    switch self {
    case .bits:
      var (rest, place) = (number.magnitude, 0)
      while rest > 0 {
        note(place, sign * Int(rest % 2))
        (rest, place) = (rest / 2, place + 1)
      }
    case .booth:
      // Each place looks at two bits and at the one below them; bits repeat the sign without end.
      func bit(_ at: Int) -> Int { at < 0 ? 0 : (number >> at) & 1 }
      for place in 0..<12 { note(place, bit(2 * place - 1) + bit(2 * place) - 2 * bit(2 * place + 1)) }
    case .enT:
      var (rest, place, carry) = (Int(number.magnitude), 0, 0)
      while rest + carry > 0 {
        let digit = rest % 4 + carry
        carry = digit >= 3 ? 1 : 0
        note(place, sign * (digit - 4 * carry))
        (rest, place) = (rest / 4, place + 1)
      }
    case .nonAdjacent:
      var (rest, place) = (number, 0)
      while rest != 0 {
        // An odd rest loses 1 or gains it, so that its half is even.
        let digit = rest.isMultiple(of: 2) ? 0 : (rest & 3 == 1 ? 1 : -1)
        note(place, digit)
        (rest, place) = ((rest - digit) / 2, place + 1)
      }
    }
    return digits
  }
}

/// What a multiplier that adds digit after digit takes, and how it waits.
struct DigitRule: Equatable {
  var code: DigitCode
  /// The operand that is recoded; nil for both.
  var operand: Operand?
  /// Whether all digits of one place come before those of the next.
  var waitsForPlaces: Bool

  /// A step of a multiplier.
  struct Turn {
    /// The position, among the multiplier's own, whose digit is added; nil where there is nothing to add.
    var position: Int?
    var addition = 0
  }

  /// The steps of a multiplier with some pairs.
  func turns(_ pairs: [(input: Int, weight: Int)], _ numbers: [Multiplication.Numbers]) throws -> [Turn] {
    var turns: [Turn] = []
    guard let operand else {
      try require(pairs.count == 1, "a multiplier of digits of both has more than a pair")
      for left in try digits(pairs[0].input, numbers[0]) {
        for right in try digits(pairs[0].weight, numbers[1]) {
          let shift = (left.place + right.place) * code.placeBits
          turns.append(Turn(position: 0, addition: left.value * right.value << shift))
        }
      }
      return turns.isEmpty ? [Turn()] : turns
    }
    let recoded = numbers[operand.index]
    let own = try pairs.map { pair in
      let (value, other) = operand == .input ? (pair.input, pair.weight) : (pair.weight, pair.input)
      return (digits: try digits(value, recoded), other: other)
    }
    if waitsForPlaces {
      for place in 0..<code.places(recoded) {
        let former = turns.count
        for (position, factor) in own.enumerated() {
          for digit in factor.digits where digit.place == place {
            turns.append(
              Turn(position: position, addition: digit.value * factor.other << (place * code.placeBits)))
          }
        }
        if turns.count == former { turns.append(Turn()) }
      }
      return turns
    }
    for (position, factor) in own.enumerated() {
      for digit in factor.digits {
        let shift = digit.place * code.placeBits
        turns.append(Turn(position: position, addition: digit.value * factor.other << shift))
      }
    }
    return turns.isEmpty ? [Turn()] : turns
  }

  private func digits(_ number: Int, _ numbers: Multiplication.Numbers) throws -> [Digit] {
    let digits = code.digits(number)
    try require(
      digits.allSatisfy { $0.place < code.places(numbers) },
      "\(number) has digits beyond \(numbers.bits) bits")
    return digits
  }
}
