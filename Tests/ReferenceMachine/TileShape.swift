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
  /// The dimensions, slowest first, as they lie in the slot.
  var slotOrder: [Int]

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
      var place = 0
      for dimension in slotOrder {
        place = place * coordinates[dimension].count + position[dimension]
      }
      elements.append(TileElement(tensor: tensor, index: index, place: place))
    } while advance(&position)
    return elements
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
