import Hardware
import Workloads

extension ProductMapping.Slots {
  /// How many slots of an operand its tiles take turns in (docs/model.md, 2).
  public func used(_ operand: Operand, of buffers: Buffers) -> Int {
    min(self[operand] ?? buffers[operand].tiles, buffers[operand].mostTiles)
  }
}

extension Buffers {
  /// As many slots as a mapping may name, but for operands that `fixed` names.
  func most(but fixed: ProductMapping.Slots) -> ProductMapping.Slots {
    ProductMapping.Slots(
      input: fixed.input ?? self[.input].mostTiles, weight: fixed.weight ?? self[.weight].mostTiles,
      output: fixed.output ?? self[.output].mostTiles)
  }
}

/// How many slots the tiles of each operand take turns in.
struct OperandSlots {
  var input: Int
  var weight: Int
  var output: Int

  init(_ slots: ProductMapping.Slots, of buffers: Buffers) {
    input = slots.used(.input, of: buffers)
    weight = slots.used(.weight, of: buffers)
    output = slots.used(.output, of: buffers)
  }
}
