import Hardware
import Workloads

/// What a tile takes of its buffer.
struct TileRoom {
  var bytes = 0
  /// Elements that filling or emptying its slot counts, and words that it accesses.
  var elements = 0
  var words = 0
  /// Of the words those of metadata and pointers.
  var metadataWords = 0
}

// What tiles take on the chip (docs/model.md, 2, 4 and 11).
extension Machine {
  func room(of transfer: Transfer) -> TileRoom {
    let (operation, operand, contents) = (transfer.operation, transfer.operand, transfer.contents)
    let elementBits = chipBits(stream[operation].work, operand, design)
    let width = 8 * design.buffers[operand].width
    var room = TileRoom()
    func add(bits: Int, isMetadata: Bool = false) {
      room.bytes += (bits + 7) / 8
      room.words += (bits + width - 1) / width
      if isMetadata { room.metadataWords += (bits + width - 1) / width }
    }
    guard isKept(operation, operand) else {
      room.elements = contents.elements.count
      add(bits: contents.elements.count * elementBits)
      if transfer.queue != .store {
        for bits in contents.metadataBits { add(bits: bits, isMetadata: true) }
      }
      return room
    }
    let parameters = contents.elements.count { $0.tensor == .parameters }
    room.elements = contents.storedElements + parameters
    add(bits: contents.movedBits[.data] ?? 0)
    add(bits: contents.movedBits[.metadata] ?? 0, isMetadata: true)
    add(bits: contents.movedBits[.pointers] ?? 0, isMetadata: true)
    add(bits: parameters * elementBits)
    return room
  }
}
