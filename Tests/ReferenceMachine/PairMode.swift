import Hardware
import Tensors

/// A way in which a design's multipliers take pairs of formats (docs/model.md, 13.1).
struct PairMode {
  /// The formats that it is for, input and weight.
  var formats: [NumberFormat]
  var products = 1
  var steps = 1
  /// By factor, whether an unsigned integer needs no bit more than a signed one.
  var takesUnsigned = [false, false]
  /// Whether the design states it as one of its pairs.
  var isStated = false

  /// The mode in which a design takes a pair; nil where none does.
  init?(of pair: [NumberFormat], _ precision: ArrayPrecision) {
    var best: PairMode?
    for mode in Self.all(precision, for: pair) where mode.takes(pair) {
      if best.map(mode.isBefore) ?? true { best = mode }
    }
    guard let best else { return nil }
    self = best
  }

  private init(_ input: NumberFormat, _ weight: NumberFormat) { formats = [input, weight] }

  /// All modes in their order; a serial operand has the bits of the pair's.
  static func all(_ precision: ArrayPrecision, for pair: [NumberFormat]) -> [PairMode] {
    var native = PairMode(precision.input, precision.weight)
    var modes: [PairMode] = []
    switch precision.arithmetic {
    case .native: modes = [native]
    case .fusion(let brick, let most): modes = [native] + fused(precision, brick: brick, most: most)
    case .serial(let factor, let bits):
      let own = pair[factor == .input ? 0 : 1].bits
      while native.steps * bits < own { native.steps += 1 }
      modes = [native]
    case .digits(let digits):
      native.products = digits.group
      native.takesUnsigned = [digits.operand != .weight, digits.operand != .input]
      modes = [native]
    }
    for stated in precision.pairs {
      var mode = PairMode(stated.input, stated.weight)
      (mode.products, mode.steps, mode.isStated) = (stated.products, stated.steps, true)
      modes.append(mode)
    }
    return modes
  }

  private static func fused(_ precision: ArrayPrecision, brick: Int, most: Int) -> [PairMode] {
    let all = sides(precision.input.bits, brick) * sides(precision.weight.bits, brick)
    var widths: [Int] = []
    var width = brick
    while width <= most {
      widths.append(width)
      width += width
    }
    var modes: [PairMode] = []
    for input in widths {
      for weight in widths {
        var mode = PairMode(.integer(bits: input), .integer(bits: weight))
        let bricks = sides(input, brick) * sides(weight, brick)
        while (mode.products + 1) * bricks <= all { mode.products += 1 }
        while mode.steps * all < bricks { mode.steps += 1 }
        mode.takesUnsigned = [true, true]
        modes.append(mode)
      }
    }
    return modes
  }

  /// Bricks that so many bits need beside each other.
  private static func sides(_ bits: Int, _ brick: Int) -> Int {
    var count = 0
    while count * brick < bits { count += 1 }
    return count
  }

  private func takes(_ pair: [NumberFormat]) -> Bool {
    (0..<2).allSatisfy { Self.takes(pair[$0], on: formats[$0], unsignedToo: takesUnsigned[$0]) }
  }

  private static func takes(_ format: NumberFormat, on own: NumberFormat, unsignedToo: Bool) -> Bool {
    if format.name == own.name { return true }
    guard format.family != .floatingPoint, own.family != .floatingPoint else { return false }
    // Those of two or three values count as two bits with a sign.
    let few = ["binary", "ternary"]
    let bits = few.contains(format.name) ? 2 : format.bits
    if unsignedToo, bits <= own.bits { return true }
    if few.contains(own.name) { return own.name == "ternary" && format.name == "binary" }
    switch (format.family, own.family) {
    case (.unsignedInteger, .signedInteger): return bits + 1 <= own.bits
    case (.signedInteger, .unsignedInteger): return false
    default: return bits <= own.bits
    }
  }

  /// Whether it is taken rather than one before it: it is faster, or as fast and for fewer bits.
  private func isBefore(_ other: PairMode) -> Bool {
    let (mine, others) = (products * other.steps, other.products * steps)
    func bits(_ mode: PairMode) -> Int { mode.formats[0].bits + mode.formats[1].bits }
    return mine > others || (mine == others && bits(self) < bits(other))
  }
}
