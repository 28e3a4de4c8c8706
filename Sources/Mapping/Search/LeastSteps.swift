import Quantities
import Workloads

/// Into how many pieces the tiles of a product fall on an array: of each dimension the sum over its tiles of their
/// chunks, and the tiles.
struct ArrayChunks {
  var reduction: Int
  var filters: Int
  var pixels: Int
  /// Channel tiles x filter tiles x pixel tiles.
  var tiles: Int
  var channelTiles: Int
}

extension PassSteps {
  /// Steps of all passes over a product, at least, however its groups are cut (docs/mapping.md, "The bound").
  func least(
    _ counts: ProductCounts, window: Int, _ spatial: ProductMapping.Spatial, _ chunks: ArrayChunks
  ) -> Int {
    let (groups, pixels) = (counts.groups, counts.rows *| counts.columns)
    let perImage: Int
    switch self {
    case .systolic(let array):
      let vectors: Int
      if spatial == .channelWise {
        // A fold has at most as many groups as its rows and its columns have room for.
        vectors =
          pixels
          *| max(
            ceilingDivision(groups *| window *| counts.channels, by: array.rows),
            ceilingDivision(groups *| counts.filters, by: array.columns))
      } else {
        switch array.dataflow {
        case .weightStationary: vectors = groups *| chunks.reduction *| chunks.filters *| pixels
        case .inputStationary: vectors = groups *| chunks.reduction *| chunks.pixels *| counts.filters
        case .outputStationary:
          vectors =
            groups *| chunks.pixels *| chunks.filters
            *| ceilingDivision(array.leastPlaces(window *| counts.channels), by: array.products)
        }
      }
      // Vectors of resting sums are counted by their steps.
      let streamed = array.dataflow == .outputStationary ? vectors : vectors *| array.stepsOfVector
      perImage = streamed +| chunks.tiles *| array.skew
    case .broadcast(let array):
      let filters =
        spatial == .channelWise
        ? ceilingDivision(groups *| counts.filters, by: array.filters) : groups *| chunks.filters
      perImage =
        filters *| chunks.reduction *| chunks.pixels *| array.stepsOfVector
        +| chunks.tiles *| (array.pipeline - 1)
    case .simd(let cluster):
      perImage =
        groups *| pixels *| counts.filters
        *| (chunks.reduction *| cluster.stepsOfProduct +| chunks.channelTiles)
    case .rowStationary(let array): perImage = array.least(counts, chunks)
    case .independent(let array):
      // However many of its zeros are skipped, all of k is looked through for every pixel.
      let positions = groups *| pixels *| window *| counts.channels
      perImage =
        chunks.filters *| ceilingDivision(positions, by: array.scan) +| chunks.tiles *| array.pipeline
    case .dspChain(let array):
      // A vector may take no step, but not all of a fold.
      let vectors = array.skips ? chunks.channelTiles : chunks.reduction
      perImage =
        groups *| chunks.filters *| vectors *| chunks.pixels +| chunks.tiles *| (array.vectors.pipeline - 1)
    }
    return counts.images *| perImage
  }

  /// Chunks of the reduction over tiles of channels; where several rest together, as many as whole runs have.
  func reductionChunks(_ channels: Parts, window: Int, _ spatial: ProductMapping.Spatial) -> Int {
    let (side, depth) =
      switch self {
      case .systolic(let array): (array.reductionSide, 1)
      case .broadcast(let array):
        (spatial == .channelWise ? array.ownReduction : array.reduction, array.restingChunks)
      case .simd(let cluster): (cluster.lanes, 1)
      case .dspChain(let array): (array.vectors.reduction, 1)
      case .rowStationary, .independent: (1, 1)
      }
    return channels.sum {
      var size = PassSize(groups: 1, rows: 1, columns: 1, window: window, channels: $0, filters: 1)
      if case .systolic(let array) = self { size = array.inPlaces(size, spatial) }
      return size.reductionRuns(side: side, depth: depth, spatial)
    } *| depth
  }

  /// Chunks of the filters over their tiles.
  func filterChunks(_ filters: Parts) -> Int {
    switch self {
    case .systolic(let array): filters.sum { ceilingDivision($0, by: array.columns) }
    case .broadcast(let array): filters.sum { ceilingDivision($0, by: array.filters) }
    case .dspChain(let array): filters.sum { ceilingDivision($0, by: array.vectors.filters) }
    case .simd, .rowStationary, .independent: filters.count
    }
  }

  /// Chunks of the pixels over tiles of rows and columns; where sums rest in a systolic array, the steps that a vector of
  /// each chunk takes.
  func pixelChunks(rows: Parts, columns: Parts) -> Int {
    rows.sum { row in
      columns.sum { column in
        switch self {
        case .systolic(let array):
          array.dataflow == .outputStationary
            ? array.stepsOfVectors(pixels: row *| column)
            : ceilingDivision(row *| column, by: array.columns)
        case .broadcast(let array):
          array.pixelsAreFlattened
            ? ceilingDivision(row *| column, by: array.pixels)
            : ceilingDivision(row, by: array.pixelRows) *| ceilingDivision(column, by: array.pixelColumns)
        case .dspChain(let array): ceilingDivision(row *| column, by: array.vectors.pixels)
        case .simd, .rowStationary, .independent: 1
        }
      }
    }
  }
}
