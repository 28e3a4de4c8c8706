import Mapping

extension StreamMachine {
  /// Hands the slots on to an operator: what it leaves in them, and the bytes that they hold at most while its passes
  /// take their tiles.
  mutating func takeSlots(_ one: inout LiveOperator, _ sequence: Int) {
    var peaks = [0, 0, 0]
    var together = 0
    for core in cores.indices {
      let plan = one.fixed.prepared.plan.cores[core]
      let rings = cores[core].slots
      // Slots that nobody has used are taken first, then those that were not needed for longest.
      func left(_ operand: Int, held: Int) -> ArraySlice<SlotHolder> {
        rings[operand].suffix(one.fixed.prepared.slots[operand] - held)
      }
      for filling in plan.fillings {
        var others = 0
        for operand in 0..<3 {
          let left = left(operand, held: filling.held[operand]).reduce(0) { $0 + $1.bytes }
          peaks[operand] = max(peaks[operand], left + filling.peakBytes[operand])
          others += left
        }
        together = max(together, others + filling.peakBytesTogether)
      }
      for operand in 0..<3 {
        let residents = plan.residents[operand]
        cores[core].slots[operand] =
          left(operand, held: residents.count)
          + residents.map { SlotHolder(sequence: sequence, index: $0.index, bytes: $0.bytes) }
      }
    }
    if one.record.buffers.count == 1 {
      one.record.buffers[0].peakBytes = together
    } else {
      for operand in 0..<3 { one.record.buffers[operand].peakBytes = peaks[operand] }
    }
  }
}
