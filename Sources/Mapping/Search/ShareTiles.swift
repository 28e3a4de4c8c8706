import Quantities
import Workloads

/// What a class of cores does and moves with tiles of some sizes, whatever the order.
struct ShareTiles {
  let images: Int
  let groupTiles: Int
  let pixelTiles: Int
  let channelTiles: Int
  let filterTiles: Int
  /// Of one core.
  let passes: Int
  let elements: ProductElements
  /// Requests of each operand's tiles, each once, at least.
  let requests: (input: Int, weight: Int, output: Int)
  /// Elements of each operand's greatest tile, of all cores of the class.
  let mostElements: (input: Int, weight: Int, output: Int)
  /// Cycles of the last pass at least, and from its end to the operator's.
  let lastPass: Int
  let tail: Int
  /// Cycles of a core that no order is faster than: of its first tiles' arrival, its passes and the tail, and of its
  /// vector unit.
  let alone: Int

  /// Nil where a core takes more than `limit` cycles whatever the memories do.
  init?(
    _ bound: ProductBound, _ share: ShareClass, _ pixels: PixelTiles, _ elements: ProductElements,
    groups: Parts, channels: Parts, filters: Parts, limit: Int
  ) {
    let counts = share.counts
    let (rows, columns) = (pixels.rows.parts, pixels.columns.parts)
    func cycles(_ group: Int, _ row: Int, _ column: Int, _ channel: Int, _ filter: Int) -> Int {
      let size = PassSize(
        groups: group, rows: row, columns: column, window: bound.window, channels: channel, filters: filter)
      return bound.array.leastSteps(size, bound.spatial)
    }
    let tiling = PassTiles(
      groups: groups, rows: rows, columns: columns, window: bound.window, channels: channels, filters: filters
    )
    let busy = counts.images *| bound.array.leastSteps(tiling, bound.spatial)
    // The pairs that have to be multiplied only rule out: nearly as many steps for all mappings would say nothing of their order.
    let multiplying = bound.leastBusy(filters: filters.size)
    guard max(busy, multiplying) <= limit else { return nil }
    images = counts.images
    groupTiles = groups.count
    pixelTiles = pixels.count
    channelTiles = channels.count
    filterTiles = filters.count
    passes = images *| groups.count *| pixels.count *| channels.count *| filters.count
    self.elements = elements
    lastPass = cycles(groups.last, rows.last, columns.last, channels.last, filters.last)
    let parameters = channels.count == 1 ? bound.parametersPerFilter : 0
    let arrival = Self.arrival(
      bound.paths,
      groups.size *| pixels.rows.firstInputs *| pixels.columns.firstInputs *| channels.size,
      groups.size *| filters.size *| (bound.window *| channels.size +| parameters))
    let lastOutput = groups.last *| rows.last *| columns.last *| filters.last
    let tiles = images *| groups.count *| pixels.count *| filters.count
    var alone = 0
    if let link = bound.link {
      // Whose tile goes on to the vector unit and to memory is the first core's, so that is left out.
      tail = link.cycles(lastOutput)
      let first = cycles(groups.size, rows.size, columns.size, channels.size, filters.size)
      // No tile is greater than the first, so all take at least as long as the whole in as few as there are.
      alone = arrival +| first +| link.least(tiles: tiles, elements: counts.outputs)
    } else {
      let store = bound.paths.output.cycles(lastOutput)
      tail = bound.epilogue.cycles(lastOutput) +| store
      if bound.hasEpilogue {
        let first = cycles(groups.size, rows.size, columns.size, channels.size, filters.size)
        alone = arrival +| first +| bound.epilogue.cycles(tiles: tiles, units: counts.outputs) +| store
      }
    }
    self.alone = max(alone, arrival +| busy +| tail)
    guard max(self.alone, arrival +| multiplying +| tail) <= limit else { return nil }
    mostElements = bound.mostElements(
      share, pixels, groups: groups.size, channels: channels.size, filters: filters.size)
    requests = bound.requests(
      elements, pixels, groups: groups.size, channels: channels.size, filters: filters.size)
  }

  /// Cycles until the tiles of the first pass are there, at least.
  private static func arrival(_ paths: OperandPaths, _ input: Int, _ weight: Int) -> Int {
    let apart = max(paths.input.cycles(input), paths.weight.cycles(weight))
    guard paths.input.memory == paths.weight.memory, let rate = paths.input.rate, input > 0 else {
      return apart
    }
    return max(apart, rate.latency +| rate.cycles(paths.input.units(input) +| paths.weight.units(weight)))
  }

  func stays(_ inwards: InlineArray<4, ProductMapping.Loop>, _ slots: OperandSlots) -> TileStays {
    TileStays(
      inwards, images: images, groupTiles: groupTiles, pixelTiles: pixelTiles, channelTiles: channelTiles,
      filterTiles: filterTiles, slots: slots)
  }
}
