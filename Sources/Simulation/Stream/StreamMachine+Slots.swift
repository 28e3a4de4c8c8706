import Mapping

extension StreamMachine {
  /// Hands the slots on to an operator: what it leaves in them, and the bytes that they hold at most while its passes
  /// take their tiles.
  mutating func takeSlots(_ one: inout LiveOperator, _ sequence: Int) {
    var peaks = [0, 0, 0]
    var together = 0
    for core in cores.indices {
      var rings = cores[core].slots
      var bytes = rings.map { $0.reduce(0) { $0 + $1.bytes } }
      let plan = one.prepared.plan
      func take(_ operand: Int, _ taken: Int) {
        if rings[operand].count == one.prepared.slots[operand] {
          bytes[operand] -= rings[operand].removeFirst().bytes
        }
        // Who holds it is known from the plan, below.
        rings[operand].append(SlotHolder(sequence: sequence, index: -1, bytes: taken))
        bytes[operand] += taken
      }
      for number in plan.cores[core].passes {
        let pass = plan.passes[number]
        if pass.inputLoad >= 0 { take(0, plan.transfers[Int(pass.inputLoad)].bufferBytes) }
        if pass.weightLoad >= 0 { take(1, plan.transfers[Int(pass.weightLoad)].bufferBytes) }
        if pass.outputResidency >= 0 { take(2, pass.outputBytes) }
        for operand in 0..<3 { peaks[operand] = max(peaks[operand], bytes[operand]) }
        together = max(together, bytes[0] + bytes[1] + bytes[2])
      }
      for operand in 0..<3 {
        let residents = plan.cores[core].residents[operand]
        let start = rings[operand].count - residents.count
        for (place, index) in residents.enumerated() { rings[operand][start + place].index = index }
      }
      cores[core].slots = rings
    }
    if one.record.buffers.count == 1 {
      one.record.buffers[0].peakBytes = together
    } else {
      for operand in 0..<3 { one.record.buffers[operand].peakBytes = peaks[operand] }
    }
  }
}
