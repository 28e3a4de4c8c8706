import Hardware
import Workloads

/// A product's passes and tiles (docs/model.md, 1 and 2).
struct ProductTiling: Tiling {
  let product: Product
  /// Where the factors of the operator are zero.
  let zeros: ProductZeros
  /// The array as its multipliers' mode makes it.
  let array: ProcessingArray
  let multiplication: Multiplication
  /// Whether an array of several modes is in another one before the product.
  let switchesMode: Bool
  let spatial: ProductMapping.Spatial
  let parametersPerFilter: Int
  let hasEpilogue: Bool
  let share: Share
  /// Whether pixels that no window touches come along, between the first and the last that one does.
  let skippedPixels: Buffer.SkippedPixels
  let passes: [PassPlan]

  init(
    product: Product, zeros: ProductZeros, mapping: ProductMapping, epilogue: [Epilogue], design: Design,
    array: ProcessingArray, multiplication: Multiplication, switchesMode: Bool, share: Share
  ) {
    self.multiplication = multiplication
    self.switchesMode = switchesMode
    self.product = product
    self.zeros = zeros
    self.share = share
    self.array = array
    switch design.buffers {
    case .shared(let buffer): skippedPixels = buffer.skippedPixels
    case .perOperand(let input, _, _): skippedPixels = input.skippedPixels
    }
    spatial = mapping.spatial
    parametersPerFilter = epilogue.reduce(0) { $0 + $1.parametersPerFilter }
    hasEpilogue = !epilogue.isEmpty
    let needed = NeededBlocks(
      product, zeros, mapping, parametersPerFilter: parametersPerFilter, isLeftOut: design.leavesBlocksOut)
    passes = Self.passes(of: product, share: share, mapping: mapping, needed)
  }

  private static func passes(
    of product: Product, share: Share, mapping: ProductMapping, _ needed: NeededBlocks?
  ) -> [PassPlan] {
    let groups = cuts(of: share.groups, by: mapping.groups)
    let rows = cuts(of: share.rows, by: mapping.rows)
    let columns = cuts(of: 0..<product.outputWidth, by: mapping.columns)
    let channels = cuts(of: share.channels, by: mapping.channels)
    let filters = cuts(of: share.filters, by: mapping.filters)
    var passes: [PassPlan] = []
    func add(image: Int, group: Int, row: Int, column: Int, channel: Int, filter: Int) {
      let output = TileName(numbers: [image, group, row, column, filter])
      passes.append(
        PassPlan(
          tiles: [
            TileName(numbers: [image, group, row, column, channel]),
            TileName(numbers: [group, filter, channel]), output,
          ],
          box: PassBox(
            image: share.images.lowerBound + image, groups: groups[group], rows: rows[row],
            columns: columns[column],
            channels: channels[channel], filters: filters[filter])))
    }
    let extents: [ProductMapping.Loop: (outer: Int, inner: Int)] = [
      .batch: (share.images.count, groups.count), .m: (rows.count, columns.count), .n: (filters.count, 1),
      .k: (channels.count, 1),
    ]
    var at: [ProductMapping.Loop: (outer: Int, inner: Int)] = [:]
    var runs: [ProductMapping.Loop: Int] = [:]
    func nest(_ depth: Int) {
      guard depth < mapping.order.count else {
        return add(
          image: at[.batch]!.outer, group: at[.batch]!.inner, row: at[.m]!.outer, column: at[.m]!.inner,
          channel: at[.k]!.outer, filter: at[.n]!.outer)
      }
      let loop = mapping.order[depth]
      var tiles: [(outer: Int, inner: Int)] = []
      for outer in 0..<extents[loop]!.outer {
        for inner in 0..<extents[loop]!.inner { tiles.append((outer, inner)) }
      }
      // It turned round after every run of it.
      if mapping.scan == .serpentine, runs[loop, default: 0] % 2 == 1 { tiles.reverse() }
      runs[loop, default: 0] += 1
      for tile in tiles {
        at[loop] = tile
        nest(depth + 1)
      }
    }
    nest(0)
    if let needed {
      passes = needed.running(
        passes, box: \.box, output: { $0.tiles[2] }, lastChannel: share.channels.upperBound)
    }
    var visits: [TileName?: Int] = [:]
    var all: [TileName?: Int] = [:]
    for pass in passes { all[pass.tiles[2], default: 0] += 1 }
    for number in passes.indices {
      let output = passes[number].tiles[2]
      visits[output, default: 0] += 1
      passes[number].accumulates = visits[output]! > 1
      passes[number].completes = visits[output] == all[output]
    }
    return passes
  }

  /// How DSP chains work on the product.
  var chainMode: ChainMode {
    get throws {
      guard let mode = multiplication.chains else { throw ReferenceFailure(description: "no chains") }
      return mode
    }
  }

  func elements(of operand: Operand, in box: PassBox) -> [TileElement] {
    switch operand {
    case .input: inputShape(box).elements()
    case .weight: weightShape(box).elements() + parameters(box)
    case .output: outputShape(box).elements()
    }
  }

  /// Where the elements of a pass's tiles lie in their slots.
  func packing(_ box: PassBox) -> SlotPacking {
    SlotPacking(
      array: array, chains: multiplication.chains, spatial: spatial, groups: box.groups.count,
      filters: box.filters.count,
      channels: box.channels.count, taps: product.kernelHeight * product.kernelWidth)
  }

  /// The input rows inside the image that the windows of some output rows touch, each once, and those that they skip, if
  /// these come with the tile.
  func inputRows(_ rows: Range<Int>) -> [Int] {
    let windows = rows.map { row in
      (0..<product.kernelHeight).map { tap in
        row * product.strideHeight + tap * product.dilationHeight - product.padTop
      }
    }
    return withSkipped(windows, stride: product.strideHeight).filter((0..<product.inputHeight).contains)
  }

  /// The input columns, likewise.
  func inputColumns(_ columns: Range<Int>) -> [Int] {
    let windows = columns.map { column in
      (0..<product.kernelWidth).map { tap in
        column * product.strideWidth + tap * product.dilationWidth - product.padLeft
      }
    }
    return withSkipped(windows, stride: product.strideWidth).filter((0..<product.inputWidth).contains)
  }

  /// What windows touch, each in its order, and what of the indices that they skip comes with it.
  private func withSkipped(_ windows: [[Int]], stride: Int) -> [Int] {
    var touched: Set<Int> = []
    for window in windows { touched.formUnion(window) }
    switch skippedPixels {
    case .leftOut: break
    case .between: touched.formUnion(windows.first![0]...windows.last!.last!)
    case .loaded:
      // A window has no holes then, and reaches to where the next one begins.
      for window in windows {
        touched.formUnion(window[0]...window.last!)
        touched.formUnion(window[0]..<window[0] + stride)
      }
    }
    return touched.sorted()
  }

  /// Dimensions: image, row, column, group, channel.
  private func inputShape(_ box: PassBox) -> TileShape {
    TileShape(
      tensor: .input,
      coordinates: [
        [box.image], inputRows(box.rows), inputColumns(box.columns), Array(box.groups),
        Array(box.channels),
      ],
      sizes: [
        product.images, product.inputHeight, product.inputWidth, product.groups, product.channels,
      ],
      memoryOrder: Self.activationOrder(product.layout.input),
      packing: .order(packing(box).inputOrder))
  }

  /// Dimensions: group, filter, kernel row, kernel column, channel.
  private func weightShape(_ box: PassBox) -> TileShape {
    let memoryOrder =
      switch product.layout.weight {
      case .filtersOutside: [0, 1, 2, 3, 4]
      case .filtersInside: [0, 2, 3, 4, 1]
      case .filtersThenGroups: [1, 0, 2, 3, 4]
      case .channelsThenGroups: [2, 3, 4, 0, 1]
      }
    return TileShape(
      tensor: .weight,
      coordinates: [
        Array(box.groups), Array(box.filters), Array(0..<product.kernelHeight),
        Array(0..<product.kernelWidth), Array(box.channels),
      ],
      sizes: [
        product.groups, product.filters, product.kernelHeight, product.kernelWidth, product.channels,
      ],
      memoryOrder: memoryOrder,
      packing: .places(packing(box).weightPlaces))
  }

  /// The epilogue's parameters come with the weights of the last channel tile, behind them in the slot.
  private func parameters(_ box: PassBox) -> [TileElement] {
    guard share.loadsParameters, box.channels.upperBound == share.channels.upperBound else { return [] }
    var place = weightShape(box).count
    var elements: [TileElement] = []
    for group in box.groups {
      for filter in box.filters {
        for parameter in 0..<parametersPerFilter {
          let index = (group * product.filters + filter) * parametersPerFilter + parameter
          elements.append(TileElement(tensor: .parameters, index: index, place: place))
          place += 1
        }
      }
    }
    return elements
  }

  /// Dimensions: image, row, column, group, filter.
  private func outputShape(_ box: PassBox) -> TileShape {
    TileShape(
      tensor: .output,
      coordinates: [
        [box.image], Array(box.rows), Array(box.columns), Array(box.groups), Array(box.filters),
      ],
      sizes: [
        product.images, product.outputHeight, product.outputWidth, product.groups, product.filters,
      ],
      memoryOrder: Self.activationOrder(product.layout.output),
      packing: .order(packing(box).outputOrder))
  }

  private static func activationOrder(_ layout: ProductLayout.Activation) -> [Int] {
    switch layout {
    case .groupsInside: [0, 1, 2, 3, 4]
    case .groupsOutside: [0, 3, 1, 2, 4]
    }
  }
}
