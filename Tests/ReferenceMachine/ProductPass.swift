import Hardware
import Workloads

/// A product's pass: the array steps through its folds over the tiles in three slots.
struct ProductPass {
  private var array: any ArraySteps
  /// Pairs without a zero whose sum nobody needs.
  let unneededPairs: Int

  /// - Parameter before: The operator's pass before, on the same core.
  init(
    tiling: ProductTiling, plan: PassPlan, slots: [TileSlot], kept: [KeptTile?], after before: ProductPass?
  ) throws {
    let tiles = PassTiles(tiling: tiling, plan: plan, slots: slots, kept: kept)
    let (product, box) = (tiling.product, plan.box)
    unneededPairs =
      tiling.zeros.output.map { needed in
        tiles.unneededPairs { group, pixel, filter in
          let (row, column) = pixel.quotientAndRemainder(dividingBy: box.columns.count)
          let at =
            (box.image * product.outputHeight + box.rows.lowerBound + row) * product.outputWidth
            + box.columns.lowerBound + column
          return needed[at * product.groups + box.groups.lowerBound + group, box.filters.lowerBound + filter]
        }
      } ?? 0
    self.array =
      switch tiling.array {
      case .systolic(let array): try SystolicSteps(tiles: tiles, array: array, spatial: tiling.spatial)
      case .broadcast(let array): try BroadcastSteps(tiles: tiles, array: array, spatial: tiling.spatial)
      case .simd(let cluster): try SIMDSteps(tiles: tiles, cluster: cluster, spatial: tiling.spatial)
      case .rowStationary(let array):
        try RowSteps(
          tiles: tiles, array: array, spatial: tiling.spatial, after: before?.array as? RowSteps)
      case .dspChain(let array):
        try ChainSteps(
          tiles: tiles, mode: try tiling.chainMode, sparsity: array.sparsity, spatial: tiling.spatial,
          switchesMode: tiling.switchesMode && before == nil)
      case .independent(let array): try IndependentSteps(tiles: tiles, array: array, spatial: tiling.spatial)
      }
  }

  /// For each fold the multipliers that it uses.
  var foldElements: [Int] { array.foldElements }
  var isDone: Bool { array.isDone }
  var slots: ComputeSlots { array.slots }
  var accumulatingWrites: Int { array.accumulatingWrites }
  var registerLoads: [Int] { array.registerLoads }
  var zeroEvents: ZeroEvents { array.zeroEvents }
  var unitWork: UnitWork { array.unitWork }
  var rowEvents: RowEvents { array.rowEvents }
  var chainCounts: ChainCounts { array.chainCounts }
  var chainEvents: ChainEvents { array.chainEvents }

  /// One advance of the array; returns the cycles that the buffers need for it.
  mutating func advance(_ ports: inout BufferPorts) throws -> Int {
    ports.beginStep()
    try array.advance(&ports)
    return ports.cycles()
  }
}
