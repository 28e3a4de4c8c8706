/// What lanes take that add the digits of several operands place by place, and wait at each place for a step at least
/// (docs/model.md, 13.4, `wait: position`).
public struct LaneCounts: Hashable, Sendable {
  /// Digits that are not 0: the work, which a group without any at a place adds nothing to.
  public var digits: Int
  /// Steps: the time, of which such a group takes one.
  public var steps: Int
  public var operands: Int

  /// Digits an operand: what the bit-weight paper's testbench prints as average partial products.
  public var digitsPerOperand: Double { Double(digits) / Double(operands) }
  public var stepsPerOperand: Double { Double(steps) / Double(operands) }
}

extension ValueTensor {
  /// What lanes take for each row, of which `group` consecutive elements share one; the last group is what is left.
  public func laneCounts(_ recoding: Recoding, group: Int, places: Int) -> LaneCounts {
    precondition(group > 0, "a group has elements")
    let nonzero = nonzeroPlaces(recoding)
    var counts = LaneCounts(digits: 0, steps: 0, operands: elements)
    for row in 0..<rows {
      for start in stride(from: 0, to: columns, by: group) {
        let members = nonzero[row * columns + start..<row * columns + min(start + group, columns)]
        for place in 0..<UInt32(places) {
          let digits = members.reduce(0) { $0 + Int($1 >> place & 1) }
          counts.digits += digits
          counts.steps += max(1, digits)
        }
      }
    }
    return counts
  }
}

extension ValueProbabilities {
  /// How likely the digit of each place is not 0, from the lowest on.
  public func nonzeroDigits(_ recoding: Recoding, places: Int) -> [Double] {
    (0..<UInt32(places)).map { place in mean { Double(recoding.nonzeroPlaces(of: $0) >> place & 1) } }
  }

  /// The steps of an operand in the mean, in lanes of `group` whole operands: `LaneCounts.stepsPerOperand`, exactly.
  public func meanLaneSteps(_ recoding: Recoding, group: Int, places: Int) -> Double {
    nonzeroDigits(recoding, places: places).reduce(0) { sum, share in
      // A group without a digit at the place takes a step all the same.
      let empty = (0..<group).reduce(1.0) { product, _ in product * (1 - share) }
      return sum + share + empty / Double(group)
    }
  }
}
