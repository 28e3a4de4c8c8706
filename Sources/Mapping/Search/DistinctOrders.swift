import Workloads

/// The orders that differ where some loops have one tile only.
struct DistinctOrders {
  /// An order to try, and its place among all.
  struct Choice {
    let place: Int
    let order: [ProductMapping.Loop]
    /// The same, the innermost first, of a fixed size: it is gone through for every tiling.
    let inwards: InlineArray<4, ProductMapping.Loop>

    init(_ place: Int, _ order: [ProductMapping.Loop]) {
      self.place = place
      self.order = order
      inwards = InlineArray { order[3 - $0] }
    }
  }

  /// For each set of loops with more than one tile, a bit each, the orders to try.
  private let byLoops: [[Choice]]

  /// All 24 orders, those of the rule first.
  static let all: [[ProductMapping.Loop]] = {
    var orders = ProductMapper.orders
    func extend(_ order: [ProductMapping.Loop]) {
      if order.count == 4, !orders.contains(order) { orders.append(order) }
      for loop in ProductMapping.Loop.allCases where !order.contains(loop) { extend(order + [loop]) }
    }
    extend([])
    return orders
  }()

  init(_ orders: [[ProductMapping.Loop]]) {
    byLoops = (0..<16).map { loops in
      var seen: Set<[ProductMapping.Loop]> = []
      return orders.enumerated().compactMap { place, order in
        let moving = order.filter { loops & (1 << Self.bit($0)) != 0 }
        return seen.insert(moving).inserted ? Choice(place, order) : nil
      }
    }
  }

  private static func bit(_ loop: ProductMapping.Loop) -> Int {
    switch loop {
    case .batch: 0
    case .m: 1
    case .n: 2
    case .k: 3
    }
  }

  func distinct(_ tiles: ShareTiles) -> [Choice] {
    byLoops[
      (tiles.images *| tiles.groupTiles > 1 ? 1 : 0) | (tiles.pixelTiles > 1 ? 2 : 0)
        | (tiles.filterTiles > 1 ? 4 : 0) | (tiles.channelTiles > 1 ? 8 : 0)]
  }
}
