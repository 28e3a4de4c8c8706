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
  ///
  /// Of a kind of blocks that the table has points of, these alone count; of a bank that is shallower than all, or deeper, one block is accessed.
  public func sramWord(depth: Double, width: Int, block: Board.Resource? = nil) -> WordEnergy? {
    let points = points(of: block)
    let depths = points.map(\.depth)
    guard let shallow = depths.min(), let deep = depths.max(), let narrow = points.map(\.width).min() else {
      return nil
    }
    let isOfBlocks = points.contains { $0.block != nil && $0.block == block }
    let depth = isOfBlocks ? min(max(depth, shallow), deep) : depth
    guard (shallow...deep).contains(depth), width >= narrow,
      let below = depths.filter({ $0 <= depth }).max(), let above = depths.filter({ $0 >= depth }).min()
    else { return nil }
    let (low, high) = (Self.bitEnergy(points, depth: below), Self.bitEnergy(points, depth: above))
    let length = above.squareRoot() - below.squareRoot()
    let share = length > 0 ? (depth.squareRoot() - below.squareRoot()) / length : 0
    let bits = Double(8 * width)
    return WordEnergy(
      read: bits * (low.read + share * (high.read - low.read)),
      write: bits * (low.write + share * (high.write - low.write)), depths: below...above)
  }

  /// The points of a kind of blocks, or all where there are none of it.
  func points(of block: Board.Resource?) -> [SRAMPoint] {
    let own = sram.filter { $0.block != nil && $0.block == block }
    return own.isEmpty ? sram : own
  }

  /// What a bit takes at a depth that points have: their mean.
  private static func bitEnergy(_ all: [SRAMPoint], depth: Double) -> (read: Double, write: Double) {
    let points = all.filter { $0.depth == depth }
    let reads = points.reduce(0) { $0 + $1.read.picojoules / Double(8 * $1.width) }
    let writes = points.reduce(0) { $0 + $1.write.picojoules / Double(8 * $1.width) }
    return (reads / Double(points.count), writes / Double(points.count))
  }
}
