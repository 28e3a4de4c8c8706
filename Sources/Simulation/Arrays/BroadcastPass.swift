import Hardware
import Mapping

/// One pass of a product on a broadcast array, as the folds see it (docs/model.md, 3.2).
struct BroadcastPass {
  let array: BroadcastArray
  let pass: ProductPass
  let sets: PixelSets
  let reductionChunks: Chunks
  /// The chunks of the reduction whose weights rest together.
  let runs: ChunkRuns
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
    runs = reductionChunks.runs(of: array.restingChunks)
    filterChunks = Chunks(
      isChannelWise ? pass.groups * pass.filters : pass.filters, side: array.filters)
  }

  var folds: (count: Int, vectors: Int) {
    switch array.dataflow {
    case .weightStationary: (groups * filterChunks.count * runs.count, sets.count * runs.depth)
    case .outputStationary: (groups * filterChunks.count * sets.count, reductionChunks.count)
    case .inputStationary: (groups * sets.count * runs.count, filterChunks.count)
    }
  }

  /// Multipliers of a lane that the positions of all chunks of the reduction take, each chunk for itself.
  var usedMultipliers: Int { reductionChunks.pieces(of: array.products) }

  /// Whether an operand rests in the multipliers; if not, the sums do.
  var hasRestingOperand: Bool { array.dataflow != .outputStationary }

  /// Times that each result is written in a pass.
  var writesOfResult: Int { hasRestingOperand ? runs.count : 1 }

  var gather: InputGather {
    InputGather(pass, sets, channelsInside: array.reduction > 1 || isChannelWise)
  }

  /// The groups whose inputs a chunk of filters takes: its own, or those of its pairs.
  func groupRange(group: Int, filterChunk: Int) -> Range<Int> {
    guard isChannelWise else { return group..<(group + 1) }
    let pairs = filterChunks[filterChunk]
    return (pairs.lowerBound / pass.filters)..<((pairs.upperBound - 1) / pass.filters + 1)
  }

  /// The weights of consecutive chunks of the reduction, which lie in the order of use.
  func weights(group: Int, filterChunk: Int, reductionChunks chunks: Range<Int>) -> Range<Int> {
    let filters = filterChunks[filterChunk]
    let start = (group * filterChunks.whole + filters.lowerBound) * pass.reduction
    let last = chunks.upperBound - 1
    let end = reductionChunks.elements(before: last) + reductionChunks[last].count
    return start + reductionChunks.elements(before: chunks.lowerBound) * filters.count..<start + end
      * filters.count
  }

  /// Of the resting weights those that one of the steps that bring them in reads.
  func restingWeights(group: Int, filterChunk: Int, run: Int, part: Int) -> Range<Int> {
    let all = weights(group: group, filterChunk: filterChunk, reductionChunks: runs[run])
    guard let rate = array.preloadRate else { return all }
    let first = min(all.lowerBound + part * rate, all.upperBound)
    return first..<min(first + rate, all.upperBound)
  }
}
