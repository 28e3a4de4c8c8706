import Hardware
import Workloads

/// Where the elements of a product's tiles lie in their slots (docs/model.md, 4).
struct SlotPacking {
  /// Of image, row, column, group and channel, slowest first.
  let inputOrder: [Int]
  /// Of image, row, column, group and filter, slowest first.
  let outputOrder: [Int]
  /// By group, filter and k of the tile, in this order.
  let weightPlaces: [Int]

  /// - Parameters:
  ///   - chains: On DSP chains: how they work.
  ///   - groups: Of the tile, as `filters` and `channels` are.
  ///   - taps: Of the kernel's window.
  init(
    array: ProcessingArray, chains: ChainMode?, spatial: ProductMapping.Spatial, groups: Int, filters: Int,
    channels: Int, taps: Int
  ) {
    let groupOutside = [3, 1, 2, 4]
    let channelOutside = [3, 4, 1, 2]
    let groupInside = [1, 2, 3, 4]
    var walk = WeightWalk(groups: groups, filters: filters, reduction: taps * channels)
    switch (array, spatial) {
    case (.systolic, .channelWise), (.simd, .channelWise), (.rowStationary, .channelWise):
      (inputOrder, outputOrder) = (groupInside, groupInside)
      walk.reductionOutside()
    case (.broadcast(let array), .channelWise):
      (inputOrder, outputOrder) = (groupInside, groupInside)
      walk.pairs(of: array)
    case (.systolic(let array), _):
      switch array.dataflow {
      case .weightStationary:
        (inputOrder, outputOrder) = (groupOutside, groupOutside)
        walk.filtersInside()
      case .outputStationary:
        // A group of positions that weights choose among is read together.
        inputOrder = array.sparsity.skips ? groupOutside : channelOutside
        outputOrder = groupOutside
        walk.filtersInside()
      case .inputStationary:
        inputOrder = array.sparsity.skips ? groupOutside : channelOutside
        outputOrder = channelOutside
        walk.reductionInside()
      }
    case (.broadcast(let array), _):
      inputOrder = array.window == 1 ? channelOutside : groupOutside
      outputOrder = groupOutside
      walk.blocks(
        of: array.filters,
        chunks: reductionChunks(taps: taps, channels: channels, side: array.window, spatial: spatial))
    case (.dspChain, _):
      (inputOrder, outputOrder) = (groupOutside, groupOutside)
      // Sparse weights lie as places, whose numbers are not those of their elements.
      if let chains {
        walk.blocks(
          of: chains.filters,
          chunks: reductionChunks(
            taps: taps, channels: channels, side: chains.positions, spatial: spatial))
      }
    case (.simd, _), (.rowStationary, _), (.independent, _):
      (inputOrder, outputOrder) = (groupOutside, groupOutside)
      walk.reductionInside()
    }
    weightPlaces = walk.places
  }
}

/// Gives a tile's weights their places, one after the other.
private struct WeightWalk {
  let groups: Int
  let filters: Int
  let reduction: Int
  private(set) var places: [Int]
  private var next = 0

  init(groups: Int, filters: Int, reduction: Int) {
    self.groups = groups
    self.filters = filters
    self.reduction = reduction
    places = Array(repeating: -1, count: groups * filters * reduction)
  }

  private mutating func put(_ group: Int, _ index: Int, _ filter: Int) {
    places[(group * filters + filter) * reduction + index] = next
    next += 1
  }

  mutating func filtersInside() {
    for group in 0..<groups {
      for index in 0..<reduction { for filter in 0..<filters { put(group, index, filter) } }
    }
  }

  mutating func reductionInside() {
    for group in 0..<groups {
      for filter in 0..<filters { for index in 0..<reduction { put(group, index, filter) } }
    }
  }

  mutating func reductionOutside() {
    for index in 0..<reduction {
      for group in 0..<groups { for filter in 0..<filters { put(group, index, filter) } }
    }
  }

  mutating func blocks(of side: Int, chunks: [Range<Int>]) {
    for group in 0..<groups {
      for run in cuts(of: filters, by: side) {
        for chunk in chunks {
          for index in chunk { for filter in run { put(group, index, filter) } }
        }
      }
    }
  }

  mutating func pairs(of array: BroadcastArray) {
    for run in cuts(of: groups * filters, by: array.filters) {
      for chunk in cuts(of: reduction, by: array.ownReduction) {
        for index in chunk { for pair in run { put(pair / filters, index, pair % filters) } }
      }
    }
  }
}
