import Hardware
import Quantities
import Workloads

/// Goes through the candidate tilings of one product and keeps the one of the least estimate.
struct ProductMapper {
  /// What the core with the most to do has of the product, and the dimension that was cut for it.
  private let product: Product
  private let partition: ProductMapping.Partition?
  private let work: Work
  private let design: Design
  private let directives: MappingDirectives
  private let judge: TilingJudge
  private let parametersPerFilter: Int
  private let kept: KeptRoom?
  /// Whether there is one; to ask it itself would copy it.
  private let keepsTiles: Bool

  init(
    _ product: Product, _ epilogue: [Epilogue], _ work: Work, _ design: Design,
    _ directives: MappingDirectives
  ) {
    partition = design.cores.count > 1 ? product.evenestPartition(design.cores, directives.scan) : nil
    self.product = partition.map { product.greatestShare($0, cores: design.cores.count) } ?? product
    self.work = work
    self.design = design
    self.directives = directives
    judge = TilingJudge(work, self.product, design, directives.slots)
    parametersPerFilter = epilogue.reduce(0) { $0 + $1.parametersPerFilter }
    kept = KeptRoom(work, product, design, partition, parametersPerFilter: parametersPerFilter)
    keepsTiles = kept != nil
  }

  /// Why the channels are not cut over cores whose loops turn round.
  static let noTurns =
    "with 'scan: serpentine' the sums of a tile would not come from all cores in one order"

  /// Loop orders that the rule tries: sums are finished before their tile leaves.
  static let orders: [[ProductMapping.Loop]] = [
    [.batch, .m, .n, .k], [.batch, .n, .m, .k], [.n, .batch, .m, .k],
  ]

  func best() throws(MappingFailure) -> ProductMapping {
    if design.cores.count > 1, partition == nil {
      throw .partitionNotAdmitted(.k, reason: Self.noTurns)
    }
    var candidates = Candidates<Choice>()
    // Of those that may be too large, which only a look at their tiles tells.
    var unsure: [(choice: Choice, estimate: Estimate, place: Int)] = []
    var place = 0
    var misfit: Choice?
    var refused: MappingFailure?
    let groups = sizes(directives.groups, product.groups, side: 1)
    let orders = directives.order.map { [$0] } ?? Self.orders
    for spatial in directives.spatial ?? SpatialChoices.candidates(product, on: design.array) {
      let sides = design.array.sides(spatial, of: product)
      let channels = sizes(directives.channels, product.channels, side: sides.channels)
      let filters = sizes(directives.filters, product.filters, side: sides.filters)
      for pixels in pixelTiles(sides) {
        // One for all sizes of the other dimensions: it is large, and a copy of it for each would take a tenth of the time.
        var tiling = Tiling(
          product, pixels, groups: product.groups, channels: product.channels, filters: product.filters,
          parametersPerFilter: parametersPerFilter, spatial: spatial, slots: directives.slots)
        for group in groups {
          for channel in channels {
            for filter in filters {
              tiling.cut(groups: group, channels: channel, filters: filter)
              if spatial != .im2col || !judge.admitsAll, let reason = tiling.problem(on: design.array) {
                refused = .notAdmitted(spatial, reason: reason)
                continue
              }
              // What is too slow needs no look at its room: something that fits is faster.
              let busy = tiling.busy(judge)
              guard candidates.mayAdd(cycles: busy) else { continue }
              let fits =
                keepsTiles
                ? tiling.fits(work, design, kept, judge) : tiling.denseRoom(judge).fits(judge.limits)
              if fits != true {
                misfit = Choice(
                  spatial: spatial, pixels: pixels, groups: group, channels: channel, filters: filter,
                  order: 0)
              }
              guard fits != false else { continue }
              for (index, order) in orders.enumerated() {
                place += 1
                guard directives.order != nil || tiling.differs(inOrder: index) else { continue }
                let estimate = tiling.estimate(order, busy: busy, judge)
                guard candidates.mayAdd(cycles: estimate.cycles) else { continue }
                let choice = Choice(
                  spatial: spatial, pixels: pixels, groups: group, channels: channel, filters: filter,
                  order: index)
                if fits == true {
                  candidates.add(choice, estimate, place: place)
                } else {
                  unsure.append((choice, estimate, place))
                }
              }
            }
          }
        }
      }
    }
    addFitting(&unsure, to: &candidates)
    guard let best = candidates.best else {
      // The last candidate is the smallest.
      throw misfit.flatMap { self.tiling($0).failure(work, design, kept) } ?? refused ?? .tooLarge
    }
    let tiling = self.tiling(best)
    var mapping = tiling.mapping(
      orders[best.order], directives.scan ?? .raster, tiling.room(work, design, nil).slots)
    mapping.partition = partition
    return mapping
  }

  /// What tells a candidate from others.
  private struct Choice {
    var spatial: ProductMapping.Spatial
    var pixels: PixelTiles
    var groups: Int
    var channels: Int
    var filters: Int
    /// Of the loop orders that are tried.
    var order: Int
  }

  private func tiling(_ choice: Choice) -> Tiling {
    Tiling(
      product, choice.pixels, groups: choice.groups, channels: choice.channels, filters: choice.filters,
      parametersPerFilter: parametersPerFilter, spatial: choice.spatial, slots: directives.slots)
  }

  /// Adds those that fit, the quickest first: what takes longer than any that fits needs no look at its tiles.
  private func addFitting(
    _ unsure: inout [(choice: Choice, estimate: Estimate, place: Int)],
    to candidates: inout Candidates<Choice>
  ) {
    unsure.sort { ($0.estimate.cycles, $0.place) < ($1.estimate.cycles, $1.place) }
    for one in unsure {
      guard candidates.mayAdd(cycles: one.estimate.cycles) else { return }
      guard tiling(one.choice).fitsExactly(work, design, kept) else { continue }
      candidates.add(one.choice, one.estimate, place: one.place)
    }
  }

  private func sizes(_ fixed: Int?, _ whole: Int, side: Int) -> [Int] {
    if let fixed { return [min(fixed, whole)] }
    if directives.whole { return [whole] }
    return candidateSizes(whole, side: side)
  }

  /// Whole output rows, halved down to one; then parts of one row.
  private func pixelTiles(_ sides: TileSides) -> [PixelTiles] {
    let (height, width) = (product.outputHeight, product.outputWidth)
    let rowAxis = Axis(rowsOf: product, in: design.buffers)
    let columnAxis = Axis(columnsOf: product, in: design.buffers)
    func admitted(_ sizes: [Int], of whole: Int) -> [Int] {
      // Tiles of which there would be more than passes may be are none to try.
      sizes.filter { whole / $0 <= Plan.passLimit }
    }
    let rows = admitted(sizes(directives.rows, height, side: sides.rows), of: height)
    let columns = admitted(sizes(directives.columns, width, side: sides.columns), of: width)
    guard rowAxis.isCountable, columnAxis.isCountable, !columns.isEmpty else { return [] }
    let wholeWidth = PixelTiles.Side(columnAxis, size: columns[0])
    var tiles = rows.map { PixelTiles(rows: PixelTiles.Side(rowAxis, size: $0), columns: wholeWidth) }
    if let last = tiles.last {
      for size in columns.dropFirst() {
        tiles.append(PixelTiles(rows: last.rows, columns: PixelTiles.Side(columnAxis, size: size)))
      }
    }
    return tiles
  }
}

/// The output pixels cut into tiles, and the input that each side of them touches.
struct PixelTiles {
  struct Side {
    var size: Int
    var count: Int
    /// Outputs in all.
    var outputs: Int
    /// Inputs of the greatest tile, and of all tiles together: overlaps count again.
    var mostInputs: Int
    var allInputs: Int
    /// Inputs of the first tile.
    var firstInputs: Int
    /// The tiles by size.
    var parts: Parts { Parts(outputs, by: size) }

    init(_ axis: Axis, size: Int) {
      self.init(axis, size: size, in: [Segment(start: 0, count: axis.output)])
    }

    /// Equally long parts of an axis, each cut into tiles: `allInputs` are those of all parts, `firstInputs` the
    /// fewest of a part.
    init(_ axis: Axis, size: Int, in parts: [Segment]) {
      self.size = size
      outputs = parts[0].count
      count = ceilingDivision(outputs, by: size)
      mostInputs = 0
      allInputs = 0
      firstInputs = Int.max
      for part in parts {
        for (tile, inputs) in axis.inputCounts(of: size, in: part).enumerated() {
          if tile == 0 { firstInputs = min(firstInputs, inputs) }
          mostInputs = max(mostInputs, inputs)
          allInputs += inputs
        }
      }
    }
  }

  var rows: Side
  var columns: Side

  var count: Int { rows.count *| columns.count }
  var size: Int { rows.size * columns.size }
}
