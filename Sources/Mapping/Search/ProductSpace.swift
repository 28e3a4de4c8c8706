import Hardware
import Quantities
import Workloads

/// The mappings of a product that a search goes through (docs/mapping.md, "The space").
struct ProductSpace {
  private let regions: [Region]

  init(
    _ product: Product, _ epilogue: [Epilogue], _ work: Work, _ design: Design,
    _ directives: MappingDirectives, effectual: Int
  ) {
    let orders = DistinctOrders(directives.order.map { [$0] } ?? DistinctOrders.all)
    let partitions: [ProductMapping.Partition?] =
      design.cores.count > 1
      ? ProductMapping.Partition.admitted(design.cores.partitions, directives.scan) : [nil]
    let spatials = directives.spatial ?? SpatialChoices.searched(product, on: design.array)
    regions = partitions.flatMap { partition in
      spatials.map { spatial in
        Region(
          ProductBound(product, epilogue, work, design, partition, spatial, effectual: effectual),
          epilogue, work, design, directives, orders,
          repeatsIm2col: spatial == .direct && spatials.contains(.im2col)
            && SpatialChoices.restingChunks(design.array) == 1)
      }
    }
  }

  /// Every candidate that fits and whose first bound is within `limit`, in no order that matters.
  func candidates(within limit: Int) -> [MappingCandidate] {
    var found: [MappingCandidate] = []
    var rank = 0
    for region in regions {
      region.addCandidates(within: limit, from: rank, to: &found)
      rank += region.size
    }
    return found
  }

  /// The bound of the mappings that are cut over the cores, and lie on the array, like one.
  func bound(of mapping: ProductMapping) -> ProductBound {
    let region = regions.first {
      $0.bound.partition == mapping.partition && $0.bound.spatial == mapping.spatial
    }
    return (region ?? regions[0]).bound
  }
}

/// The mappings with one partition and spatial assignment.
private final class Region {
  let bound: ProductBound
  private let work: Work
  private let design: Design
  /// What the core with the most to do has, and the epilogue's parameters of a filter: what has to fit.
  private let share: Product
  private let parametersPerFilter: Int
  private let kept: KeptRoom?
  private let rowSizes: [Int]
  private let columnSizes: [Int]
  private let groupCuts: [Cut]
  private let channelCuts: [Cut]
  private let filterCuts: [Cut]
  private let orders: DistinctOrders
  private let scans: [ProductMapping.Scan]
  private let fixedSlots: ProductMapping.Slots
  private let mostSlots: ProductMapping.Slots
  private let judge: TilingJudge
  /// Whether each operand's greatest tile alone tells that it does not fit, before the three are looked at together.
  private let looksAhead: Bool
  /// Of each group, channel and filter cut, whether a tile of weights may fit.
  private var weightsMayFit: [Bool] = []
  /// The side of the reduction, where tiles of whole chunks are in the space as `im2col` already.
  private let repeatedSide: Int?

  private static let scanCount = ProductMapping.Scan.allCases.count
  /// Mappings with the same sizes and slots.
  private static let mappingsOfSlots = DistinctOrders.all.count * scanCount

  /// A size of tiles, and what it makes of the shares of each class of cores.
  private struct Cut {
    let size: Int
    let parts: [Parts]
    /// Chunks that the array cuts the tiles of the greatest share into, and the tiles.
    let chunks: Int
    let tiles: Int
  }

  init(
    _ bound: ProductBound, _ epilogue: [Epilogue], _ work: Work, _ design: Design,
    _ directives: MappingDirectives, _ orders: DistinctOrders, repeatsIm2col: Bool
  ) {
    self.bound = bound
    self.work = work
    self.design = design
    self.orders = orders
    scans =
      directives.scan.map { [$0] } ?? (bound.partition == .k ? [.raster] : ProductMapping.Scan.allCases)
    fixedSlots = directives.slots
    parametersPerFilter = epilogue.reduce(0) { $0 + $1.parametersPerFilter }
    kept = KeptRoom(
      work, bound.product, design, bound.partition, parametersPerFilter: parametersPerFilter)
    mostSlots = design.boundary == .barrier ? bound.buffers.most(but: fixedSlots) : .all
    judge = TilingJudge(work, bound.product, design, mostSlots)
    let share =
      bound.partition.map { bound.product.greatestShare($0, cores: design.cores.count) } ?? bound.product
    self.share = share
    let sides = design.array.sides(bound.spatial, of: share)
    repeatedSide = repeatsIm2col ? sides.reduction : nil
    func sizes(_ fixed: Int?, _ whole: Int, side: Int, also others: [Int] = []) -> [Int] {
      if let fixed { return [min(fixed, whole)] }
      if directives.whole { return [whole] }
      return SizeLadder.sizes(whole, side: side, also: others).filter { whole / $0 <= Plan.passLimit }
    }
    func cuts(
      _ sizes: [Int], _ dimension: KeyPath<ProductCounts, Int>, chunks: (Parts) -> Int
    ) -> [Cut] {
      sizes.map { size in
        let parts = bound.classes.map { Parts($0.counts[keyPath: dimension], by: size) }
        return Cut(size: size, parts: parts, chunks: chunks(parts[0]), tiles: parts[0].count)
      }
    }
    groupCuts = cuts(
      sizes(
        directives.groups, share.groups, side: sides.groups, also: candidateSizes(share.groups, side: 1)),
      \.groups
    ) { $0.count }
    channelCuts = cuts(
      sizes(directives.channels, share.channels, side: sides.channels), \.channels
    ) { bound.array.reductionChunks($0, window: bound.window, bound.spatial) }
    filterCuts = cuts(sizes(directives.filters, share.filters, side: sides.filters), \.filters) {
      bound.array.filterChunks($0)
    }
    let isCountable = bound.rowAxis.isCountable && bound.columnAxis.isCountable
    let (height, width) = (share.outputHeight, share.outputWidth)
    let filling = SizeLadder.rowsFillingInput(
      of: share, bits: work.formats.input.bits, design.buffers, side: sides.rows)
    rowSizes = isCountable ? sizes(directives.rows, height, side: sides.rows, also: filling) : []
    columnSizes = isCountable ? sizes(directives.columns, width, side: sides.columns) : []
    looksAhead = kept == nil && !design.buffers.isShared
    weightsMayFit = mayFitWeights()
  }

  private func mayFitWeights() -> [Bool] {
    guard looksAhead, let rows = rowSizes.last, let columns = columnSizes.last else {
      return [Bool](repeating: true, count: tilings)
    }
    // Of no matter which pixels.
    let pixels = PixelTiles(
      rows: PixelTiles.Side(Axis(rowsOf: share, in: design.buffers), size: rows),
      columns: bound.columns(columns))
    var tiling = self.tiling(pixels)
    return groupCuts.flatMap { groups in
      channelCuts.flatMap { channels in
        filterCuts.map { filters in
          tiling.cut(groups: groups.size, channels: channels.size, filters: filters.size)
          return tiling.denseRoom(judge).weight.mayFit(judge.limits.weight)
        }
      }
    }
  }

  private func tiling(_ pixels: PixelTiles) -> Tiling {
    Tiling(
      share, pixels, groups: share.groups, channels: share.channels, filters: share.filters,
      parametersPerFilter: parametersPerFilter, spatial: bound.spatial, slots: mostSlots)
  }

  /// Combinations of sizes, slots, orders and scans.
  var size: Int { rowSizes.count * columnSizes.count * tilings * mappingsOfTiling }

  /// Mappings with the same sizes, at most: in a shared buffer a tiling may have several combinations of slots.
  private var mappingsOfTiling: Int {
    let slots =
      design.buffers.isShared ? bound.buffers[.input].mostTiles * bound.buffers[.weight].mostTiles : 1
    return slots * Self.mappingsOfSlots
  }

  /// Combinations of groups, channels and filters.
  private var tilings: Int { groupCuts.count * channelCuts.count * filterCuts.count }

  func addCandidates(within limit: Int, from first: Int, to found: inout [MappingCandidate]) {
    let columns = columnSizes.map { bound.columns($0) }
    let inner = tilings * mappingsOfTiling
    var rank = first - inner
    for rows in rowSizes {
      let room = PixelTiles.Side(Axis(rowsOf: share, in: design.buffers), size: rows)
      let sides = bound.rows(rows)
      for columns in columns {
        rank += inner
        let pixels = sides.map { PixelTiles(rows: $0, columns: columns) }
        guard bound.leastArrival(pixels) <= limit else { continue }
        addCandidates(
          within: limit, from: rank, pixels, room: PixelTiles(rows: room, columns: columns), to: &found)
      }
    }
  }

  /// Whether the same chunks of the same tiles are in the space with `im2col`.
  private func isRepeated(_ channels: Cut) -> Bool {
    guard let repeatedSide else { return false }
    return channels.parts.allSatisfy { $0.size % repeatedSide == 0 && $0.last % repeatedSide == 0 }
  }

  /// Adds the candidates with some tiles of pixels; `room` is what the greatest of them take.
  private func addCandidates(
    within limit: Int, from first: Int, _ pixels: [PixelTiles], room: PixelTiles,
    to found: inout [MappingCandidate]
  ) {
    let elements = zip(bound.classes, pixels).map { bound.elements($0, $1) }
    var tiling = self.tiling(room)
    var chunks = ArrayChunks(
      reduction: 0, filters: 0,
      pixels: bound.array.pixelChunks(rows: pixels[0].rows.parts, columns: pixels[0].columns.parts),
      tiles: 0, channelTiles: 0)
    let isAdmitted = judge.admitsAll && bound.spatial == .im2col
    let fewestFilterChunks = filterCuts.reduce(Int.max) { min($0, $1.chunks) }
    let step = mappingsOfTiling
    var rank = first - step
    var outputsMayFit = [Bool](repeating: true, count: filterCuts.count)
    for (groupPlace, groups) in groupCuts.enumerated() {
      if looksAhead {
        for place in filterCuts.indices {
          tiling.cut(groups: groups.size, channels: 1, filters: filterCuts[place].size)
          outputsMayFit[place] = tiling.denseRoom(judge).output.mayFit(judge.limits.output)
        }
      }
      for (channelPlace, channels) in channelCuts.enumerated() {
        tiling.cut(groups: groups.size, channels: channels.size, filters: 1)
        let inputsMayFit = !looksAhead || tiling.denseRoom(judge).input.mayFit(judge.limits.input)
        let weightPlace = (groupPlace * channelCuts.count + channelPlace) * filterCuts.count
        chunks.reduction = channels.chunks
        chunks.channelTiles = channels.tiles
        chunks.filters = fewestFilterChunks
        chunks.tiles = pixels[0].count *| channels.tiles
        guard inputsMayFit, !isRepeated(channels), bound.least(chunks) <= limit else {
          rank += filterCuts.count * step
          continue
        }
        // By their places: a cut is much to copy.
        for place in filterCuts.indices {
          rank += step
          guard outputsMayFit[place], weightsMayFit[weightPlace + place] else { continue }
          chunks.filters = filterCuts[place].chunks
          chunks.tiles = pixels[0].count *| channels.tiles *| filterCuts[place].tiles
          guard bound.least(chunks) <= limit else { continue }
          tiling.cut(groups: groups.size, channels: channels.size, filters: filterCuts[place].size)
          let dense = kept == nil ? tiling.denseRoom(judge) : nil
          guard dense?.mayFit(judge.limits) ?? true, isAdmitted || tiling.problem(on: design.array) == nil,
            let tiles = ProductTileBound(
              bound, pixels, elements, groups: groups.parts, channels: channels.parts,
              filters: filterCuts[place].parts, limit: limit),
            tiles.passes <= MappingSpace.passLimit, tiles.leastCycles(bound) <= limit
          else { continue }
          // What tiles of stored tensors take is counted in their masks, so only of those that may be fast enough.
          let room = dense ?? tiling.room(work, design, kept)
          guard room.mayFit(judge.limits) else { continue }
          var rank = rank
          room.forEachFilling(judge.limits, fixedSlots) { room in
            add(tiling, tiles, room.slots, within: limit, from: rank, to: &found)
            rank += Self.mappingsOfSlots
          }
        }
      }
    }
  }

  /// Adds the candidates with some tiles and slots.
  private func add(
    _ tiling: Tiling, _ tiles: ProductTileBound, _ slots: ProductMapping.Slots, within limit: Int,
    from rank: Int, to found: inout [MappingCandidate]
  ) {
    let used = OperandSlots(slots, of: bound.buffers)
    let choices = orders.distinct(tiles.greatest)
    for index in choices.indices {
      let stays = tiles.stays(choices[index].inwards, used)
      // Where nothing comes back, no turn saves anything.
      let comesBack = stays.greatest.comesBack
      for turn in scans.indices where scans[turn] == .raster || comesBack || scans.count == 1 {
        let scan = scans[turn]
        let cycles = tiles.cycles(bound, stays, scan)
        guard cycles <= limit else { continue }
        var mapping = tiling.mapping(choices[index].order, scan, slots)
        mapping.partition = bound.partition
        found.append(
          MappingCandidate(
            mapping: .product(mapping), bound: cycles, bytes: tiles.bytes(bound, stays, scan),
            rank: rank + choices[index].place * Self.scanCount + turn))
      }
    }
  }
}
