import Hardware
import Mapping

/// One pass of a product on a broadcast array, as the folds see it (docs/model.md, 3.2).
struct BroadcastPass {
  let array: BroadcastArray
  let pass: ProductPass
  let sets: PixelSets
  let reductionChunks: Chunks
  /// The filters of a group; with `channel_wise` the pairs of group and filter of the tile.
  let filterChunks: Chunks
  /// Groups that are gone through one after the other: with `channel_wise` all are in the pairs.
  let groups: Int
  let isChannelWise: Bool

  init(array: BroadcastArray, pass: ProductPass) {
    self.array = array
    self.pass = pass
    isChannelWise = pass.spatial == .channelWise
    groups = isChannelWise ? 1 : pass.groups
    sets =
      array.pixelsAreFlattened
      ? PixelSets(pass, consecutive: array.pixels)
      : PixelSets(pass, blockRows: array.pixelRows, blockColumns: array.pixelColumns)
    reductionChunks = pass.reductionChunks(side: isChannelWise ? array.ownReduction : array.reduction)
    filterChunks = Chunks(
      isChannelWise ? pass.groups * pass.filters : pass.filters, side: array.filters)
  }

  var folds: (count: Int, vectors: Int) {
    switch array.dataflow {
    case .weightStationary: (groups * filterChunks.count * reductionChunks.count, sets.count)
    case .outputStationary: (groups * filterChunks.count * sets.count, reductionChunks.count)
    case .inputStationary: (groups * sets.count * reductionChunks.count, filterChunks.count)
    }
  }

  /// Whether an operand rests in the multipliers; if not, the sums do.
  var hasRestingOperand: Bool { array.dataflow != .outputStationary }

  /// Times that each result is written in a pass.
  var writesOfResult: Int { hasRestingOperand ? reductionChunks.count : 1 }

  var gather: InputGather {
    InputGather(pass, sets, channelsInside: array.reduction > 1 || isChannelWise)
  }

  /// The groups whose inputs a chunk of filters takes: its own, or those of its pairs.
  func groupRange(group: Int, filterChunk: Int) -> Range<Int> {
    guard isChannelWise else { return group..<(group + 1) }
    let pairs = filterChunks[filterChunk]
    return (pairs.lowerBound / pass.filters)..<((pairs.upperBound - 1) / pass.filters + 1)
  }

  /// The first element of a block of weights, which lie in the order of use.
  func weightOffset(group: Int, filterChunk: Int, reductionChunk: Int) -> Int {
    let filters = filterChunks[filterChunk]
    return (group * filterChunks.whole + filters.lowerBound) * pass.reduction
      + reductionChunks[reductionChunk].lowerBound * filters.count
  }

  func weightCount(filterChunk: Int, reductionChunk: Int) -> Int {
    filterChunks[filterChunk].count * reductionChunks[reductionChunk].count
  }
}
