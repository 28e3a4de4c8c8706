/// The tensors that lie in memories; partial sums and parameters have their own bases.
enum Tensor: Hashable {
  case input, weight, parameters, output, partialSums
}

/// One element of a tile: where it lies in memory, and where in the tile's slot.
struct TileElement {
  var tensor: Tensor
  /// Its number in the tensor, by the layout.
  var index: Int
  /// Its number in the slot, by the packing of section 4.
  var place: Int
}

/// The elements of a tile that is a box of coordinates in a tensor.
struct TileShape {
  var tensor: Tensor
  /// For each of the tensor's dimensions the coordinates that are in the tile, ascending.
  var coordinates: [[Int]]
  /// The sizes of the whole tensor's dimensions.
  var sizes: [Int]
  /// The dimensions, slowest first, as they lie in memory.
  var memoryOrder: [Int]
  var packing: Packing

  /// How the elements lie in the slot.
  enum Packing {
    /// By dimensions, slowest first.
    case order([Int])
    /// At the place listed for each, in the order of the coordinates.
    case places([Int])
  }

  var count: Int { coordinates.reduce(1) { $0 * $1.count } }

  /// Every element, one by one, in memory order.
  func elements() -> [TileElement] {
    guard count > 0 else { return [] }
    var elements: [TileElement] = []
    elements.reserveCapacity(count)
    var position = coordinates.map { _ in 0 }
    repeat {
      var index = 0
      for dimension in memoryOrder {
        index = index * sizes[dimension] + coordinates[dimension][position[dimension]]
      }
      elements.append(TileElement(tensor: tensor, index: index, place: place(position)))
    } while advance(&position)
    return elements
  }

  private func place(_ position: [Int]) -> Int {
    func number(_ order: [Int]) -> Int {
      order.reduce(0) { $0 * coordinates[$1].count + position[$1] }
    }
    return switch packing {
    case .order(let order): number(order)
    case .places(let places): places[number(Array(coordinates.indices))]
    }
  }

  /// Counts like an odometer whose last wheel is the memory's fastest dimension.
  private func advance(_ position: inout [Int]) -> Bool {
    for dimension in memoryOrder.reversed() {
      position[dimension] += 1
      if position[dimension] < coordinates[dimension].count { return true }
      position[dimension] = 0
    }
    return false
  }
}
