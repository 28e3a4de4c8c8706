import Hardware
import Workloads

/// What an operator's greatest tiles take of the buffers, and whether there is room (docs/mapping.md, "What fits").
struct BufferRoom {
  /// One operand's greatest tile, and how many slots its tiles use.
  struct Need {
    var tileBytes: Int
    var slots: Int

    var bytes: Int { slots *| tileBytes }
  }

  var input: Need
  var weight: Need
  var output: Need

  private var needs: [Need] { [input, weight, output] }

  func fits(_ design: Design) -> Bool { misfits(design) { "" }.isEmpty }

  /// The buffers that are too small, with the bytes.
  func misfits(_ design: Design, tile: () -> String) -> [MappingFailure] {
    if design.buffers.isShared {
      guard let capacity = design.buffers[.input].capacity?.count else { return [] }
      let needed = input.bytes +| weight.bytes +| output.bytes
      switch design.boundary {
      case .barrier where needed > capacity:
        return [.doesNotFit(buffer: "shared", needed: needed, available: capacity, tile: tile())]
      // Tiles of two operators are there at once.
      case .overlap where needed > capacity / 2:
        return [.doesNotFitHalf(needed: needed, available: capacity / 2, tile: tile())]
      default: return []
      }
    }
    return zip(Operand.allCases, needs).compactMap { operand, need in
      let buffer = design.buffers[operand]
      guard let capacity = buffer.capacity?.count else { return nil }
      switch design.boundary {
      case .barrier where need.bytes > capacity:
        return .doesNotFit(buffer: operand.rawValue, needed: need.bytes, available: capacity, tile: tile())
      // Slots go on from operator to operator, so all are of one size.
      case .overlap where need.tileBytes > capacity / buffer.tiles:
        return .doesNotFitSlot(
          buffer: operand.rawValue, needed: need.tileBytes, available: capacity / buffer.tiles, tile: tile())
      default: return nil
      }
    }
  }
}
