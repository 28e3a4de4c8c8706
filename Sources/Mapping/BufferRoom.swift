import Hardware
import Workloads

/// What an operator's greatest tiles take of the buffers, and whether there is room (docs/mapping.md, "What fits").
struct BufferRoom {
  /// One operand's greatest tile, how many slots its tiles use, and how many they use where none are named.
  struct Need {
    var tileBytes: Int
    var slots: Int
    let unnamedSlots: Int

    var bytes: Int { slots *| tileBytes }
  }

  var input: Need
  var weight: Need
  var output: Need

  func fits(_ design: Design) -> Bool { fits(BufferLimits(design)) }

  /// As `misfits` below, without a list of them.
  func fits(_ limits: BufferLimits) -> Bool {
    guard limits.isShared else {
      return limits.input.fits(input) && limits.weight.fits(weight) && limits.output.fits(output)
    }
    guard let capacity = limits.input.capacity else { return true }
    let needed = input.bytes +| weight.bytes +| output.bytes
    return needed <= (limits.input.overlaps ? capacity / 2 : capacity)
  }

  /// The buffers that are too small, with the bytes.
  func misfits(_ design: Design, tile: () -> String) -> [MappingFailure] {
    if design.buffers.isShared { return sharedMisfit(design, tile).map { [$0] } ?? [] }
    return [
      misfit(.input, input, design, tile), misfit(.weight, weight, design, tile),
      misfit(.output, output, design, tile),
    ].compactMap { $0 }
  }

  private func sharedMisfit(_ design: Design, _ tile: () -> String) -> MappingFailure? {
    guard let capacity = design.buffers[.input].capacity?.count else { return nil }
    let needed = input.bytes +| weight.bytes +| output.bytes
    switch design.boundary {
    case .barrier where needed > capacity:
      return .doesNotFit(buffer: "shared", needed: needed, available: capacity, tile: tile())
    // Tiles of two operators are there at once.
    case .overlap where needed > capacity / 2:
      return .doesNotFitHalf(needed: needed, available: capacity / 2, tile: tile())
    default: return nil
    }
  }

  private func misfit(
    _ operand: Operand, _ need: Need, _ design: Design, _ tile: () -> String
  ) -> MappingFailure? {
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

extension BufferRoom {
  /// The slots that a mapping has to name.
  var slots: ProductMapping.Slots {
    func named(_ need: Need) -> Int? { need.slots == need.unnamedSlots ? nil : need.slots }
    return ProductMapping.Slots(input: named(input), weight: named(weight), output: named(output))
  }

  /// Whether one slot of each operand fits, before anything else is looked at.
  func mayFit(_ limits: BufferLimits) -> Bool {
    BufferRoom(input: input.one, weight: weight.one, output: output.one).fits(limits)
  }

  /// Calls `body` with as many slots for each operand as there is room for, from as many as these are down.
  ///
  /// In a shared buffer that is a choice: every combination of which no operand can have one slot more is given, the
  /// one with the most for the input first, then with the most for the weight. Operands that `fixed` names keep theirs.
  func forEachFilling(_ limits: BufferLimits, _ fixed: ProductMapping.Slots, _ body: (BufferRoom) -> Void) {
    if fits(limits) { return body(self) }
    // With overlapping operators slots are of one size, however many are used.
    guard !limits.input.overlaps else { return }
    guard limits.isShared else {
      var room = self
      guard room.input.fill(limits.input, isFixed: fixed.input != nil),
        room.weight.fill(limits.weight, isFixed: fixed.weight != nil),
        room.output.fill(limits.output, isFixed: fixed.output != nil)
      else { return }
      return body(room)
    }
    guard let capacity = limits.input.capacity else { return body(self) }
    var room = self
    func hasRoom(input: Int, weight: Int) -> Bool {
      input *| self.input.tileBytes +| weight *| self.weight.tileBytes +| room.output.bytes <= capacity
    }
    let least = (
      input: fixed.input == nil ? 1 : input.slots, weight: fixed.weight == nil ? 1 : weight.slots,
      output: fixed.output == nil ? 1 : output.slots
    )
    for inputs in (least.input...input.slots).reversed() {
      for weights in (least.weight...weight.slots).reversed() {
        room.input.slots = inputs
        room.weight.slots = weights
        let left = capacity - min(capacity, room.input.bytes +| room.weight.bytes)
        room.output.slots = min(output.slots, left / max(1, output.tileBytes))
        guard room.output.slots >= least.output,
          inputs == input.slots || !hasRoom(input: inputs + 1, weight: weights),
          weights == weight.slots || !hasRoom(input: inputs, weight: weights + 1)
        else { continue }
        body(room)
      }
    }
  }
}

extension BufferRoom.Need {
  /// One slot of such tiles.
  fileprivate var one: Self { Self(tileBytes: tileBytes, slots: 1, unnamedSlots: 1) }

  /// Whether one slot fits a buffer that no other operand has a part of.
  func mayFit(_ limit: BufferLimits.Limit) -> Bool { limit.fits(one) }

  /// What a tile may take at most for its slots to fit, were it alone in its buffer; nil where there is no limit.
  func mostTileBytes(_ operand: Operand, _ design: Design) -> Int? {
    let buffer = design.buffers[operand]
    guard let capacity = buffer.capacity?.count else { return nil }
    return switch (design.boundary, design.buffers.isShared) {
    case (.barrier, _): capacity / max(1, slots)
    case (.overlap, false): capacity / buffer.tiles
    case (.overlap, true): capacity / 2 / max(1, slots)
    }
  }

  /// Takes away the slots for which a buffer has no room; false where that leaves none, or may not be.
  fileprivate mutating func fill(_ limit: BufferLimits.Limit, isFixed: Bool) -> Bool {
    guard let capacity = limit.capacity, bytes > capacity else { return true }
    slots = capacity / max(1, tileBytes)
    return slots > 0 && !isFixed
  }
}

/// What fits into a design's buffers.
struct BufferLimits {
  struct Limit {
    let capacity: Int?
    let tiles: Int
    let overlaps: Bool

    func fits(_ need: BufferRoom.Need) -> Bool {
      guard let capacity else { return true }
      return overlaps ? need.tileBytes <= capacity / tiles : need.bytes <= capacity
    }
  }

  let input: Limit
  let weight: Limit
  let output: Limit
  let isShared: Bool

  init(_ design: Design) {
    func limit(_ operand: Operand) -> Limit {
      let buffer = design.buffers[operand]
      return Limit(
        capacity: buffer.capacity?.count, tiles: buffer.tiles, overlaps: design.boundary == .overlap)
    }
    (input, weight, output) = (limit(.input), limit(.weight), limit(.output))
    isShared = design.buffers.isShared
  }
}
