/// The tile slots of one operand, of which a tile takes the one that was not needed for longest (docs/model.md, 2).
struct SlotQueue {
  struct Slot {
    var tile = -1
    var bytes = 0
    /// The last pass so far that used the tile.
    var lastPass: Int32 = -1
  }

  private var slots: [Slot]
  /// How many tiles took a slot so far.
  private(set) var taken = 0
  private(set) var bytes = 0

  init(count: Int) {
    slots = [Slot](repeating: Slot(), count: count)
  }

  /// The slot that holds a tile, or nil.
  func slot(of tile: Int) -> Int? {
    for index in slots.indices where slots[index].tile == tile { return index }
    return nil
  }

  /// Gives a tile a slot; returns its index and what was in it.
  mutating func replace(with tile: Int, bytes newBytes: Int) -> (index: Int, old: Slot) {
    // An unused slot has the least pass.
    var index = 0
    for other in slots.indices where slots[other].lastPass < slots[index].lastPass { index = other }
    taken += 1
    let old = slots[index]
    bytes += newBytes - old.bytes
    slots[index] = Slot(tile: tile, bytes: newBytes)
    return (index, old)
  }

  /// How many slots hold a tile.
  var held: Int { min(taken, slots.count) }

  /// The slots that hold a tile, the one last used longest ago first.
  var oldestFirst: [Slot] {
    slots.filter { $0.tile >= 0 }.sorted { $0.lastPass < $1.lastPass }
  }

  mutating func use(_ slot: Int, pass: Int32) {
    slots[slot].lastPass = pass
  }
}
