import Hardware
import Quantities

/// A DRAM's clock, or another's, in the array's cycles, exactly: cycle `t` begins with `t`, tick `c` with `c x numerator / denominator`
/// (docs/model.md, 5.1).
struct CycleRatio: Sendable {
  private let numerator: UInt64
  private let denominator: UInt64
  private let byDenominator: Divisor
  /// Cycles of a tick, and ticks of a cycle.
  private let cyclesOfTick: Multiple
  private let ticksOfCycle: Multiple
  /// Below it plain products do not overflow.
  private let small: Int

  init(clockPicoseconds: Int, clock: Frequency) {
    self.init(UInt128(clockPicoseconds) * UInt128(clock.hertz), UInt128(1_000_000_000_000))
  }

  /// Another clock beside the array's, in the array's cycles.
  init(of other: Frequency, in clock: Frequency) {
    self.init(UInt128(clock.hertz), UInt128(other.hertz))
  }

  private init(_ product: UInt128, _ second: UInt128) {
    var (left, right) = (product, second)
    while right > 0 { (left, right) = (right, left % right) }
    // The limits of periods and clocks keep both within 64 bits.
    numerator = UInt64(clamping: product / left)
    denominator = UInt64(clamping: second / left)
    byDenominator = Divisor(denominator)
    cyclesOfTick = Multiple(numerator, over: denominator)
    ticksOfCycle = Multiple(denominator, over: numerator)
    small = Int(clamping: UInt64(1 << 62) / max(numerator, denominator))
  }

  /// Whether products of a clock's period and a frequency stay within 64 bits.
  static func isCountable(clockPicoseconds: Int, clock: Frequency) -> Bool {
    UInt128(clockPicoseconds) * UInt128(clock.hertz) < 1 << 62
  }

  /// The cycle at whose beginning what happened by a tick's beginning is there.
  @inline(__always)
  func cycle(ofTick tick: Int) -> Int { cyclesOfTick.roundedUp(tick, below: small) }

  /// The cycle in which a tick begins.
  @inline(__always)
  func cycle(inTick tick: Int) -> Int { Self.floor(tick, numerator, byDenominator, small) }

  /// The first tick at or after the beginning of a cycle; also the number of ticks that begin before it.
  @inline(__always)
  func tick(ofCycle cycle: Int) -> Int { ticksOfCycle.roundedUp(cycle, below: small) }

  /// The cycles of so many ticks, about.
  func cycles(_ ticks: Double) -> Double { ticks * Double(numerator) / Double(denominator) }

  @inline(__always)
  private static func floor(_ value: Int, _ factor: UInt64, _ divisor: Divisor, _ small: Int) -> Int {
    if value < small { return Int(divisor.quotient(UInt64(value) &* factor)) }
    return wide(value, factor, divisor.value, roundsUp: false)
  }

  @inline(never)
  fileprivate static func wide(_ value: Int, _ factor: UInt64, _ divisor: UInt64, roundsUp: Bool) -> Int {
    guard value < Int.max else { return Int.max }
    let product = UInt64(value).multipliedFullWidth(by: factor)
    guard product.high < divisor else { return Int.max }
    let (quotient, remainder) = divisor.dividingFullWidth(product)
    return Int(clamping: quotient &+ (roundsUp && remainder > 0 ? 1 : 0))
  }
}

/// What numbers are multiplied by, rounded up: a whole number and a part of 1.
private struct Multiple: Sendable {
  private let factor: UInt64
  private let divisor: UInt64
  private let whole: UInt64
  /// The part in 2^64ths, rounded down, and 1 less where that leaves nothing out; 0 where there is no part.
  private let part: UInt64
  private let hasPart: Bool

  /// - Parameter divisor: At least 1.
  init(_ factor: UInt64, over divisor: UInt64) {
    self.factor = factor
    self.divisor = divisor
    let (whole, rest) = factor.quotientAndRemainder(dividingBy: divisor)
    self.whole = whole
    hasPart = rest > 0
    part = rest > 0 ? UInt64((UInt128(rest) << 64 - 1) / UInt128(divisor)) : 0
  }

  /// The product with a number, exact at least below a limit of 2^62 over either of the two that this was made of.
  ///
  /// A number's parts are too small by something, and by less than a divisor's part of 1: so what is left of them after
  /// rounding down is 1 less than what rounding up gives, also where they come to a whole number.
  @inline(__always)
  func roundedUp(_ number: Int, below limit: Int) -> Int {
    guard number < limit else { return CycleRatio.wide(number, factor, divisor, roundsUp: true) }
    guard hasPart, number > 0 else { return number &* Int(truncatingIfNeeded: whole) }
    let value = UInt64(truncatingIfNeeded: number)
    return Int(truncatingIfNeeded: value &* whole &+ value.multipliedFullWidth(by: part).high &+ 1)
  }
}
