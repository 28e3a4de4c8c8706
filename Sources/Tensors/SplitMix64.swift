/// The random numbers of masks and token ids: SplitMix64, the same on every machine.
///
/// Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
/// doi:10.1145/2660193.2660195.
public struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// The generator of one tensor of a run: every design that replays a trace draws the same for it.
  public init(seed: UInt64, name: String) { self.init(seed: StableHash.of(name, seed: seed)) }

  /// What a draw adds to the state.
  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Passes over that many draws at once, so that parts of a long sequence can be drawn side by side.
  public mutating func skip(_ draws: Int) { state &+= UInt64(draws) &* Self.step }

  /// The generator of part `index` of whatever this one draws; its seed is the draw of that number, from 0.
  ///
  /// What one part draws does not depend on how much the others do.
  public func part(_ index: Int) -> SplitMix64 {
    var chooser = self
    chooser.skip(index)
    return SplitMix64(seed: chooser.next())
  }

  public mutating func next() -> UInt64 {
    state &+= Self.step
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 to `bound - 1`, for a bound above zero: the high word of `next() x bound`.
  ///
  /// One draw a number, so that the tenth number does not depend on the bounds of the nine before. The
  /// bias is below `bound / 2^64`.
  public mutating func next(below bound: Int) -> Int {
    precondition(bound > 0, "a number can only be drawn below a bound above zero")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
