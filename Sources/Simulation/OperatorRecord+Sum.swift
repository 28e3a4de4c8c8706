import DRAM

extension OperatorRecord {
  /// The greatest of all its counts: what a sum of records has to have room for.
  public var greatestCount: Int {
    var greatest = max(slots.total, cycles, passes, folds, foldElements)
    for buffer in buffers { greatest = max(greatest, buffer.reads, buffer.writes, buffer.accesses) }
    greatest = max(greatest, products.effective, products.ineffectual, digits, dequantizations)
    greatest = max(greatest, chain.operations, chain.adjusts, chain.selections)
    greatest = max(greatest, gated, registerLoads[0], registerLoads[1], reduction.bytes, reduction.additions)
    for memory in memories {
      let (bytes, overflow) = memory.readBytes.reduce(0, +)
        .addingReportingOverflow(memory.writeBytes.reduce(0, +))
      greatest = max(greatest, overflow ? Int.max : bytes, memory.requests, memory.busyCycles)
      greatest = max(greatest, memory.bursts, memory.overfetchedBytes, memory.dram?.greatestCount ?? 0)
    }
    return greatest
  }

  /// Adds another record as often as it occurred; peaks are the greater of the two.
  public mutating func add(_ other: OperatorRecord, times: Int) {
    cycles += times * other.cycles
    cycleStack.add(other.cycleStack, times: times)
    slots.add(other.slots, times: times)
    gated += times * other.gated
    products.effective += times * other.products.effective
    products.ineffectual += times * other.products.ineffectual
    products.gated += times * other.products.gated
    products.unneeded += times * other.products.unneeded
    digits += times * other.digits
    work.add(other.work, times: times)
    chain.add(other.chain, times: times)
    dequantizations += times * other.dequantizations
    if pairProducts.isEmpty { pairProducts = other.pairProducts.map { _ in 0 } }
    for (index, count) in other.pairProducts.enumerated() { pairProducts[index] += times * count }
    passes += times * other.passes
    folds += times * other.folds
    foldElements += times * other.foldElements
    for (index, buffer) in other.buffers.enumerated() {
      buffers[index].reads += times * buffer.reads
      buffers[index].writes += times * buffer.writes
      buffers[index].readAccesses += times * buffer.readAccesses
      buffers[index].writeAccesses += times * buffer.writeAccesses
      buffers[index].metadataAccesses += times * buffer.metadataAccesses
      buffers[index].peakBytes = max(buffers[index].peakBytes, buffer.peakBytes)
    }
    for (index, memory) in other.memories.enumerated() {
      for operand in 0..<3 {
        memories[index].readBytes[operand] += times * memory.readBytes[operand]
        memories[index].writeBytes[operand] += times * memory.writeBytes[operand]
        memories[index].metadataBytes[operand] += times * memory.metadataBytes[operand]
        memories[index].pointerBytes[operand] += times * memory.pointerBytes[operand]
      }
      memories[index].requests += times * memory.requests
      memories[index].busyCycles += times * memory.busyCycles
      memories[index].bursts += times * memory.bursts
      memories[index].overfetchedBytes += times * memory.overfetchedBytes
      guard let dram = memory.dram else { continue }
      memories[index].dram = memories[index].dram ?? dram.empty
      memories[index].dram?.add(dram, times: times)
    }
    for operand in 0..<2 { registerLoads[operand] += times * other.registerLoads[operand] }
    reduction.bytes += times * other.reduction.bytes
    reduction.additions += times * other.reduction.additions
  }
}

extension CycleStack {
  mutating func add(_ other: CycleStack, times: Int) {
    working += times * other.working
    dramBandwidth += times * other.dramBandwidth
    dramLatency += times * other.dramLatency
    decode += times * other.decode
    vectorUnit += times * other.vectorUnit
    bufferBandwidth += times * other.bufferBandwidth
    imbalance += times * other.imbalance
  }
}

extension SlotStack {
  mutating func add(_ other: SlotStack, times: Int) {
    effective += times * other.effective
    ineffectual += times * other.ineffectual
    unmapped += times * other.unmapped
    fillDrain += times * other.fillDrain
    imbalance += times * other.imbalance
    decode += times * other.decode
    bufferBandwidth += times * other.bufferBandwidth
    dramBandwidth += times * other.dramBandwidth
    dramLatency += times * other.dramLatency
    vectorUnit += times * other.vectorUnit
    idle += times * other.idle
  }
}
