import Hardware
import Workloads

// Where the cycles go, and what has to hold at the end (docs/model.md, 7).
extension Machine {
  func account(_ cycle: Int) throws {
    guard runningPass != nil else { return try accountStall(cycle) }
    guard productPass != nil else {
      record.vectorUnit += 1
      lastProgress = cycle
      return
    }
    if cyclesLeftInStep == 0 {
      cyclesLeftInStep = try productPass!.advance(&ports)
      lastProgress = cycle
    }
    cyclesLeftInStep -= 1
    if cyclesLeftInStep > 0 {
      record.bufferBandwidth += 1
    } else {
      record.working += 1
      if productPass!.isDone { passEnd = cycle + 1 }
    }
  }

  func accountStall(_ cycle: Int) throws {
    var blocking: [Transfer] = []
    if nextPass < hasEnded.count {
      blocking = loadsOf(nextPass).filter { !$0.isComplete }
      if let store = storeBefore(nextPass), !store.isComplete, isEligible(store) { blocking.append(store) }
    } else {
      blocking = stores.filter { !$0.isComplete && isEligible($0) }
    }
    if blocking.isEmpty {
      try require(!vectorQueue.isIdle, "cycle \(cycle) waits for nothing")
      record.vectorUnit += 1
    } else if blocking.contains(where: { channels[memoryOf($0)].movedData(in: cycle) }) {
      record.dramBandwidth += 1
    } else {
      record.dramLatency += 1
    }
  }

  func memoryOf(_ transfer: Transfer) -> Int {
    switch transfer.queue {
    case .input: memory(.input)
    case .weight: memory(.weight)
    case .partialSums: memory(.partialSums)
    case .store:
      memory(plan.residencies[2][transfer.residency].isFinal ? .output : .partialSums)
    }
  }

  /// Sums up, and checks what has to hold of any operator.
  func finish() throws {
    for operand in Operand.allCases {
      let buffer = design.buffers.isShared ? 0 : operand.index
      record.buffers[buffer].reads += ports.reads[operand.index]
      record.buffers[buffer].writes += ports.writes[operand.index]
      record.buffers[buffer].accesses += ports.accesses[operand.index]
    }
    countPeaks()
    record.memories = channels.map(\.counts)
    let elements = design.array.elements
    record.slots["buffer_bandwidth"] = record.bufferBandwidth * elements
    record.slots["dram_bandwidth"] = record.dramBandwidth * elements
    record.slots["dram_latency"] = record.dramLatency * elements
    record.slots["vector_unit"] = record.vectorUnit * elements
    try require(record.stackedCycles == record.cycles, "the cycle stack does not sum")
    try require(
      record.slots.values.reduce(0, +) == elements * record.cycles, "the slot stack does not sum")
    switch work.body {
    case .product(let product, _):
      let computed = record.slots["effective"]! + record.slots["ineffectual"]!
      try require(computed == product.denseMACs, "\(computed) slots computed \(product.denseMACs) MACs")
      try image.check(product)
    case .vector:
      try require(unitsProcessed.allSatisfy { $0 == 1 }, "a unit was not processed once")
      try image.checkAllStored()
    }
  }

  /// The greatest bytes in the slots after any pass has taken its tiles.
  func countPeaks() {
    var bytes = Operand.allCases.map { design.buffers[$0].tiles }.map { Array(repeating: 0, count: $0) }
    for used in plan.used {
      for operand in Operand.allCases {
        guard let number = used[operand.index] else { continue }
        let contents = loads[operand.index][number]?.contents ?? stores[number].contents
        bytes[operand.index][plan.residencies[operand.index][number].slot] =
          (contents.elements.count * chipBits(operand) + 7) / 8
      }
      let sums = bytes.map { $0.reduce(0, +) }
      if design.buffers.isShared {
        record.buffers[0].peakBytes = max(record.buffers[0].peakBytes, sums.reduce(0, +))
      } else {
        for operand in 0..<3 {
          record.buffers[operand].peakBytes = max(record.buffers[operand].peakBytes, sums[operand])
        }
      }
    }
  }
}
