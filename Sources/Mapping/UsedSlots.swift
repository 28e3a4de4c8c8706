import Hardware
import Workloads

extension ProductMapping.Slots {
  /// How many slots of an operand its tiles take turns in (docs/model.md, 2).
  func used(_ operand: Operand, of buffers: Buffers) -> Int {
    min(self[operand] ?? Int.max, buffers[operand].tiles)
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
