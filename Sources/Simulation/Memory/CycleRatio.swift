import Hardware
import Quantities

/// A DRAM's clock in the array's cycles, exactly: cycle `t` begins with `t`, tick `c` with `c x numerator / denominator`
/// (docs/model.md, 5.1).
struct CycleRatio: Sendable {
  private let numerator: UInt64
  private let denominator: UInt64
  private let byDenominator: Divisor
  private let byNumerator: Divisor
  /// Below it plain products do not overflow.
  private let small: Int

  init(clockPicoseconds: Int, clock: Frequency) {
    let (product, second) = (UInt128(clockPicoseconds) * UInt128(clock.hertz), UInt128(1_000_000_000_000))
    var (left, right) = (product, second)
    while right > 0 { (left, right) = (right, left % right) }
    // The limits of periods and clocks keep both within 64 bits.
    numerator = UInt64(clamping: product / left)
    denominator = UInt64(clamping: second / left)
    byDenominator = Divisor(denominator)
    byNumerator = Divisor(numerator)
    small = Int(clamping: UInt64(1 << 62) / max(numerator, denominator))
  }

  /// Whether products of a clock's period and a frequency stay within 64 bits.
  static func isCountable(clockPicoseconds: Int, clock: Frequency) -> Bool {
    UInt128(clockPicoseconds) * UInt128(clock.hertz) < 1 << 62
  }

  /// The cycle at whose beginning what happened by a tick's beginning is there.
  @inline(__always)
  func cycle(ofTick tick: Int) -> Int { Self.ceiling(tick, numerator, byDenominator, small) }

  /// The cycle in which a tick begins.
  @inline(__always)
  func cycle(inTick tick: Int) -> Int { Self.floor(tick, numerator, byDenominator, small) }

  /// The first tick at or after the beginning of a cycle; also the number of ticks that begin before it.
  @inline(__always)
  func tick(ofCycle cycle: Int) -> Int { Self.ceiling(cycle, denominator, byNumerator, small) }

  /// The cycles of so many ticks, about.
  func cycles(_ ticks: Double) -> Double { ticks * Double(numerator) / Double(denominator) }

  @inline(__always)
  private static func ceiling(_ value: Int, _ factor: UInt64, _ divisor: Divisor, _ small: Int) -> Int {
    if value < small { return Int(divisor.quotient(UInt64(value) &* factor &+ (divisor.value &- 1))) }
    return wide(value, factor, divisor.value, roundsUp: true)
  }

  @inline(__always)
  private static func floor(_ value: Int, _ factor: UInt64, _ divisor: Divisor, _ small: Int) -> Int {
    if value < small { return Int(divisor.quotient(UInt64(value) &* factor)) }
    return wide(value, factor, divisor.value, roundsUp: false)
  }

  @inline(never)
  private static func wide(_ value: Int, _ factor: UInt64, _ divisor: UInt64, roundsUp: Bool) -> Int {
    guard value < Int.max else { return Int.max }
    let product = UInt64(value).multipliedFullWidth(by: factor)
    guard product.high < divisor else { return Int.max }
    let (quotient, remainder) = divisor.dividingFullWidth(product)
    return Int(clamping: quotient &+ (roundsUp && remainder > 0 ? 1 : 0))
  }
}
