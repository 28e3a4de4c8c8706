import Quantities
import Workloads

/// How often the tiles of an operand come into its slots, of which a tile takes the one that was not needed for longest.
///
/// In raster order the tiles come in the same order in every turn of a loop, so a loop that the operand does not depend
/// on finds all of them still there, or, with more tiles inside it than slots, none. In serpentine order it finds those
/// that were used last, as many as there are slots.
struct TileResidency {
  private let slots: Int
  private var tilesInside = 1
  /// Stays of each tile in raster order.
  private(set) var times = 1
  /// Stays of all tiles in serpentine order.
  private var stays = 1

  init(slots: Int) { self.slots = slots }

  /// Stays of all tiles that the turns of serpentine order save.
  var saved: Int { tilesInside *| times - stays }

  /// Goes through a loop that brings other tiles.
  @inline(__always)
  mutating func advance(_ count: Int) {
    tilesInside = tilesInside *| count
    stays = stays *| count
  }

  /// Goes through a loop that brings back the same tiles.
  @inline(__always)
  mutating func repeatTiles(_ count: Int) {
    guard tilesInside > slots else { return }
    times = times *| count
    stays = stays +| (count - 1) *| max(0, stays - slots)
  }
}

/// Stays of each input, weight and output tile under an order of loops.
struct TileStays {
  private(set) var input: TileResidency
  private(set) var weight: TileResidency
  private(set) var output: TileResidency

  /// - Parameter inwards: The loops, the innermost first.
  init(
    _ inwards: InlineArray<4, ProductMapping.Loop>, images: Int, groupTiles: Int, pixelTiles: Int,
    channelTiles: Int,
    filterTiles: Int, slots: OperandSlots
  ) {
    input = TileResidency(slots: slots.input)
    weight = TileResidency(slots: slots.weight)
    output = TileResidency(slots: slots.output)
    for depth in 0..<4 {
      switch inwards[depth] {
      case .batch:
        input.advance(images *| groupTiles)
        output.advance(images *| groupTiles)
        weight.advance(groupTiles)
        weight.repeatTiles(images)
      case .m:
        input.advance(pixelTiles)
        output.advance(pixelTiles)
        weight.repeatTiles(pixelTiles)
      case .n:
        weight.advance(filterTiles)
        output.advance(filterTiles)
        input.repeatTiles(filterTiles)
      case .k:
        input.advance(channelTiles)
        weight.advance(channelTiles)
        output.repeatTiles(channelTiles)
      }
    }
  }

  /// Whether some tile comes more than once.
  var comesBack: Bool { max(input.times, weight.times, output.times) > 1 }
}
