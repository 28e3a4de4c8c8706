extension OperatorRecord {
  /// Gives every slot of every core its class: slots follow from cycles, and what no fold had of the working ones is
  /// fill and drain.
  mutating func fillSlots(cores: Int) {
    let stack = cycleStack
    let elements = positions
    slots.fillDrain =
      stack.working * elements - slots.effective - slots.ineffectual - slots.unmapped - slots.imbalance
      - slots.decode
    slots.bufferBandwidth = stack.bufferBandwidth * elements
    slots.dramBandwidth = stack.dramBandwidth * elements
    slots.dramLatency = stack.dramLatency * elements
    slots.vectorUnit = stack.vectorUnit * elements
    slots.decode += stack.decode * elements
    slots.imbalance += stack.imbalance * elements
    precondition(stack.total == cores * cycles, "the cycle stack does not sum to the cycles")
    precondition(slots.total == cores * cycles * elements, "the slot stack does not sum")
    precondition(slots.fillDrain >= 0, "a slot is counted twice")
    if slotsOfPosition > 1 {
      let all = slots
      slots = SlotStack()
      slots.add(all, times: slotsOfPosition)
      gated *= slotsOfPosition
    }
    // Records that count alike are alike.
    (positions, slotsOfPosition) = (0, 1)
  }
}
