import Quantities

extension TechnologyTable {
  /// What a word of an SRAM takes, picojoules.
  public struct WordEnergy: Hashable, Sendable {
    public var read: Double
    public var write: Double
    /// The words of the points that it lies between.
    public var depths: ClosedRange<Double>
  }

  /// The words that the SRAM points span, and the width in bytes of the narrowest; nil without points.
  public var sramSpan: (depths: ClosedRange<Double>, narrowest: Int)? {
    let depths = sram.map(\.depth)
    guard let shallow = depths.min(), let deep = depths.max(), let narrow = sram.map(\.width).min()
    else { return nil }
    return (shallow...deep, narrow)
  }

  /// A read and a write of a word of an SRAM of `depth` words of `width` bytes; nil outside the points' span.
  ///
  /// A bit of a word takes an energy that is linear in the square root of the depth, between the points next in
  /// depth, of which those of one depth count as their mean. A word wider than any point's lies in several SRAMs
  /// side by side, as memory compilers build it, so that its bits take what theirs take.
  public func sramWord(depth: Double, width: Int) -> WordEnergy? {
    guard let span = sramSpan, span.depths.contains(depth), width >= span.narrowest,
      let below = sram.map(\.depth).filter({ $0 <= depth }).max(),
      let above = sram.map(\.depth).filter({ $0 >= depth }).min()
    else { return nil }
    let (low, high) = (bitEnergy(depth: below), bitEnergy(depth: above))
    let length = above.squareRoot() - below.squareRoot()
    let share = length > 0 ? (depth.squareRoot() - below.squareRoot()) / length : 0
    let bits = Double(8 * width)
    return WordEnergy(
      read: bits * (low.read + share * (high.read - low.read)),
      write: bits * (low.write + share * (high.write - low.write)), depths: below...above)
  }

  /// What a bit takes at a depth that points have: their mean.
  private func bitEnergy(depth: Double) -> (read: Double, write: Double) {
    let points = sram.filter { $0.depth == depth }
    let reads = points.reduce(0) { $0 + $1.read.picojoules / Double(8 * $1.width) }
    let writes = points.reduce(0) { $0 + $1.write.picojoules / Double(8 * $1.width) }
    return (reads / Double(points.count), writes / Double(points.count))
  }
}
