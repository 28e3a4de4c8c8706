import Hardware
import Mapping
import Workloads

/// Every mapping of the space of docs/mapping.md that fits, in its order, found by trying each combination.
struct MappingEnumeration {
  private(set) var mappings: [WorkMapping] = []

  /// Nil where the space is large, or the rule finds nothing in it.
  init?(_ one: SearchCase) {
    guard (try? Mapper.map(one.work, on: one.design, directives: one.directives)) != nil else { return nil }
    switch one.work.body {
    case .vector(let vector): add(one, vector)
    case .product(let product, let epilogue):
      let parameters = epilogue.reduce(0) { $0 + $1.parametersPerFilter }
      let partitions: [ProductMapping.Partition?] =
        one.design.cores.count > 1 ? one.design.cores.partitions : [nil]
      for partition in partitions {
        for spatial in ProductMapping.Spatial.allCases where Self.isSearched(spatial, product, one) {
          guard add(one, product, parameters, partition, spatial) else { return nil }
        }
      }
    }
  }

  private mutating func add(
    _ one: SearchCase, _ product: Product, _ parametersPerFilter: Int, _ partition: ProductMapping.Partition?,
    _ spatial: ProductMapping.Spatial
  ) -> Bool {
    let share = partition.map { product.greatestShare($0, cores: one.design.cores.count) } ?? product
    let window = product.kernelHeight * product.kernelWidth
    let sides = one.design.array.sides(spatial, of: share)
    let (height, width) = (share.outputHeight, share.outputWidth)
    let rows =
      one.directives.rows.map { [min($0, height)] }
      ?? Self.sizes(height, side: sides.rows, and: Self.rowsFillingInput(one, share, side: sides.rows))
    let groups = Self.sizes(
      share.groups, side: sides.groups, and: Self.halves(share.groups))
    let rowAxis = Axis(rowsOf: share, in: one.design.buffers)
    let columnAxis = Axis(columnsOf: product, in: one.design.buffers)
    let orders = one.directives.order.map { [$0] } ?? Self.orders
    for row in rows {
      for column in Self.sizes(width, side: sides.columns) {
        let inputs = Self.mostInputs(rowAxis, row) * Self.mostInputs(columnAxis, column)
        for group in groups {
          for channel in Self.sizes(share.channels, side: sides.channels) {
            for filter in Self.sizes(share.filters, side: sides.filters) {
              let size = PassSize(
                groups: group, rows: row, columns: column, window: window, channels: channel, filters: filter)
              guard SpatialChoices.problem(spatial, size, of: product, on: one.design.array) == nil else {
                continue
              }
              let room = TileRoom(one, share, size, inputs: inputs, parametersPerFilter)
              for slots in room.slots(of: one) {
                for order in orders {
                  var mapping = ProductMapping(
                    groups: group, rows: row, columns: column, channels: channel, filters: filter,
                    order: order, slots: slots, spatial: spatial, partition: partition)
                  for scan in Self.scans(mapping, share, one) {
                    mapping.scan = scan
                    mappings.append(.product(mapping))
                  }
                }
              }
              if mappings.count > 4000 { return false }
            }
          }
        }
      }
    }
    return true
  }

  /// The sizes of units, and only where none fits with all channels those of a pooling's channels.
  private mutating func add(_ one: SearchCase, _ vector: VectorWork) {
    let lanes = one.design.vectorUnit?.lanes ?? 1
    let most = (vector.units + one.design.cores.count - 1) / one.design.cores.count
    func mappings(_ channels: [Int?]) -> [WorkMapping] {
      Self.sizes(most, side: lanes).flatMap { units in
        channels.map { WorkMapping.vector(units: units, channels: $0) }
      }.filter { Mapper.problems($0, of: one.work, on: one.design).isEmpty }
    }
    self.mappings = mappings([nil])
    guard self.mappings.isEmpty else { return }
    self.mappings = mappings(Self.sizes(vector.channels, side: lanes).filter { $0 < vector.channels })
  }

  /// Whether the space has the assignment, if the array admits it.
  private static func isSearched(
    _ spatial: ProductMapping.Spatial, _ product: Product, _ one: SearchCase
  ) -> Bool {
    let window = product.kernelHeight * product.kernelWidth
    switch spatial {
    case .im2col, .direct: return true
    case .partKernel:
      guard case .broadcast(let array) = one.design.array else { return false }
      return window > 1 && array.restingChunks > 1
    case .channelWise: return product.groups > 1
    }
  }

  private static func mostInputs(_ axis: Axis, _ size: Int) -> Int {
    axis.tiles(of: size).map(\.inputCount).max() ?? 0
  }

  /// Raster, and serpentine where in raster order some tile of the share takes a slot more than once.
  private static func scans(
    _ mapping: ProductMapping, _ share: Product, _ one: SearchCase
  ) -> [ProductMapping.Scan] {
    // In serpentine order the cores' sums would not come in one order.
    let isCut = mapping.partition == .k
    if let fixed = one.directives.scan { return isCut && fixed == .serpentine ? [] : [fixed] }
    if isCut { return [.raster] }
    func tiles(_ whole: Int, _ size: Int) -> Int { (whole + size - 1) / size }
    let counts: [ProductMapping.Loop: Int] = [
      .batch: share.images * tiles(share.groups, mapping.groups),
      .m: tiles(share.outputHeight, mapping.rows) * tiles(share.outputWidth, mapping.columns),
      .n: tiles(share.filters, mapping.filters), .k: tiles(share.channels, mapping.channels),
    ]
    let groups = tiles(share.groups, mapping.groups)
    var slots: [[[Int]]] = [[], [], []]
    var seen: [Set<[Int]>] = [[], [], []]
    var comesBack = false
    func visit(_ at: [ProductMapping.Loop: Int]) {
      let (batch, m, n, k) = (at[.batch]!, at[.m]!, at[.n]!, at[.k]!)
      for (operand, tile) in zip(Operand.allCases, [[batch, m, k], [batch % groups, n, k], [batch, m, n]])
      where !slots[operand.index].contains(tile) {
        if !seen[operand.index].insert(tile).inserted { comesBack = true }
        slots[operand.index].append(tile)
        let buffer = one.design.buffers[operand]
        let count = min(mapping.slots[operand] ?? buffer.tiles, buffer.mostTiles)
        if slots[operand.index].count > count { slots[operand.index].removeFirst() }
      }
    }
    func nest(_ depth: Int, _ at: [ProductMapping.Loop: Int]) {
      guard !comesBack else { return }
      guard depth < 4 else { return visit(at) }
      var at = at
      for tile in 0..<counts[mapping.order[depth]]! {
        at[mapping.order[depth]] = tile
        nest(depth + 1, at)
      }
    }
    nest(0, [:])
    return comesBack ? [.raster, .serpentine] : [.raster]
  }

  private static func halves(_ whole: Int) -> [Int] {
    whole > 1 ? [(whole + 1) / 2] + halves((whole + 1) / 2) : []
  }

  /// The most rows of a matrix product with which one to four tiles of all channels fit the input buffer.
  private static func rowsFillingInput(_ one: SearchCase, _ share: Product, side: Int) -> [Int] {
    let buffer = one.design.buffers[.input]
    let isMatrix =
      share.kernelHeight * share.kernelWidth == 1 && share.inputWidth == 1 && share.outputWidth == 1
      && share.strideHeight == 1 && share.inputHeight == share.outputHeight && share.padTop == 0
    guard isMatrix, !one.design.buffers.isShared, let capacity = buffer.capacity?.count else { return [] }
    return (1...min(4, buffer.mostTiles)).compactMap { tiles in
      let bits = tiles * one.work.formats.input.bits * share.channels
      guard share.outputHeight * bits > 8 * capacity else { return nil }
      return (1...share.outputHeight).filter { rows in
        rows * bits <= 8 * capacity && (rows <= side || rows % side == 0)
      }.max()
    }
  }

  /// The rule's sizes, those that cut a dimension evenly, and some others.
  private static func sizes(_ whole: Int, side: Int, and others: [Int] = []) -> [Int] {
    var sizes = Set([whole] + others.filter { $0 < whole })
    func add(_ size: Int) {
      let rounded = size > side ? (size + side - 1) / side * side : size
      if rounded < whole { sizes.insert(rounded) }
    }
    var half = whole
    while half > 1 {
      half = (half + 1) / 2
      add(half)
    }
    var double = side
    while double > 1, double < whole {
      sizes.insert(double)
      double *= 2
    }
    for count in Array(1...8) + [10, 12, 14, 16, 20, 24, 28] where count < whole {
      add((whole + count - 1) / count)
    }
    return sizes.sorted(by: >)
  }

  /// The rule's three, then the others in the order of batch, m, n, k.
  private static let orders: [[ProductMapping.Loop]] = {
    var orders: [[ProductMapping.Loop]] = [
      [.batch, .m, .n, .k], [.batch, .n, .m, .k], [.n, .batch, .m, .k],
    ]
    let loops: [ProductMapping.Loop] = [.batch, .m, .n, .k]
    for first in loops {
      for second in loops {
        for third in loops {
          for fourth in loops where Set([first, second, third, fourth]).count == 4 {
            let order = [first, second, third, fourth]
            if !orders.contains(order) { orders.append(order) }
          }
        }
      }
    }
    return orders
  }()
}
