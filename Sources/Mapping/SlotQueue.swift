/// The tile slots of one operand, filled first in, first out (docs/model.md, 2).
struct SlotQueue {
  struct Slot {
    var tile = -1
    var bytes = 0
    /// The last pass so far that used the tile.
    var lastPass: Int32 = -1
  }

  private(set) var slots: [Slot]
  private var filled = 0
  private(set) var bytes = 0

  init(count: Int) {
    slots = [Slot](repeating: Slot(), count: count)
  }

  /// The slot that holds a tile, or nil.
  func slot(of tile: Int) -> Int? {
    for index in slots.indices where slots[index].tile == tile { return index }
    return nil
  }

  /// Gives a tile the next slot; returns its index and what was in it.
  mutating func replace(with tile: Int, bytes newBytes: Int) -> (index: Int, old: Slot) {
    let index = filled % slots.count
    filled += 1
    let old = slots[index]
    bytes += newBytes - old.bytes
    slots[index] = Slot(tile: tile, bytes: newBytes)
    return (index, old)
  }

  /// The slots that hold a tile, the one taken longest ago first.
  var oldestFirst: [Slot] {
    let start = filled % slots.count
    return (slots[start...] + slots[..<start]).filter { $0.tile >= 0 }
  }

  /// How many tiles took a slot so far.
  var taken: Int { filled }

  mutating func use(_ slot: Int, pass: Int32) {
    slots[slot].lastPass = pass
  }
}
