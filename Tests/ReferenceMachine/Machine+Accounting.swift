import Hardware
import Workloads

// Where the cycles go, and what has to hold at the end (docs/model.md, 7 to 9).
extension Machine {
  /// What a core did in a cycle, or what it waited for.
  private enum CycleClass {
    case working, bufferBandwidth, dramBandwidth, dramLatency, decode, vectorUnit, imbalance
  }

  func account(_ cycle: Int) throws {
    let operation = operatorOf(cycle)
    records[operation].cycles += 1
    for core in cores {
      switch try classify(core, operation, cycle) {
      case .working: records[operation].working += 1
      case .bufferBandwidth: records[operation].bufferBandwidth += 1
      case .dramBandwidth: records[operation].dramBandwidth += 1
      case .dramLatency: records[operation].dramLatency += 1
      case .decode: records[operation].decode += 1
      case .vectorUnit: records[operation].vectorUnit += 1
      case .imbalance: records[operation].imbalance += 1
      }
    }
    for channel in channels where channel.movedData(in: cycle) {
      channel.counts[operation].busyCycles += 1
    }
  }

  /// The operator that a cycle belongs to.
  private func operatorOf(_ cycle: Int) -> Int {
    for core in cores {
      if let pass = core.runningPass { return core.passes[pass].operation }
    }
    let oldest = cores.compactMap { core in core.oldestPass.map { core.passes[$0].operation } }
    return oldest.min() ?? stream.count - 1
  }

  private func classify(_ core: MachineCore, _ operation: Int, _ cycle: Int) throws -> CycleClass {
    if core.productPass != nil { return try advanceArray(core, cycle) }
    if isCommitted.allSatisfy(\.self) {
      observations.drainCycles += 1
      return movingDRAM(cycle).contains { $0.movedData(in: cycle) } ? .dramBandwidth : .dramLatency
    }
    guard let pass = core.oldestPass, core.passes[pass].operation <= operation else {
      let othersWork = cores.contains { $0 !== core && !$0.hasEnded(through: operation) }
      if othersWork { return .imbalance }
      let blocking = operatorStores.joined().filter { !$0.isComplete && isEligible($0) }
      try require(
        !blocking.isEmpty || !link.isIdle || cores.contains { !$0.vectorQueue.isIdle },
        "cycle \(cycle) waits for nothing")
      return waiting(for: blocking, cycle)
    }
    if pass < core.nextPass { return .vectorUnit }
    var blocking: [Transfer] = []
    for load in core.loads(of: pass) where !load.isComplete {
      let awaited = operatorsAwaited(load)
      let stores = awaited.flatMap { operatorStores[$0] }.filter { !$0.isComplete && isEligible($0) }
      if awaited.isEmpty || !stores.isEmpty { blocking.append(load) }
      if !awaited.isEmpty { observations.loadsAfterCommit += 1 }
      blocking += stores
    }
    if let store = core.storeBefore(pass), !store.isComplete, isEligible(store) { blocking.append(store) }
    if blocking.isEmpty, core.loads(of: pass).contains(where: { $0.isComplete && $0.isInDecoder }) {
      return .decode
    }
    return waiting(for: blocking, cycle)
  }

  private func waiting(for blocking: [Transfer], _ cycle: Int) -> CycleClass {
    if blocking.isEmpty { return .vectorUnit }
    let moves = blocking.contains { channels[$0.memory].movedData(in: cycle) }
    return moves ? .dramBandwidth : .dramLatency
  }

  /// A cycle of a core whose array is in a pass.
  private func advanceArray(_ core: MachineCore, _ cycle: Int) throws -> CycleClass {
    guard let pass = core.runningPass else { return .working }
    if core.cyclesLeftInStep == 0 {
      core.cyclesLeftInStep = try core.productPass!.advance(&core.ports[core.passes[pass].operation])
      lastProgress = cycle
    }
    core.cyclesLeftInStep -= 1
    if core.cyclesLeftInStep > 0 { return .bufferBandwidth }
    if core.productPass!.isDone { core.passEnd = cycle + 1 }
    return .working
  }

  /// Sums up, and checks what has to hold of any operators.
  func finish() throws {
    for operation in stream.indices {
      records[operation].dequantizations += cores.reduce(0) { $0 + $1.ports[operation].scaled }
      records[operation].memories = channels.map { $0.counts[operation] }
      for core in cores {
        observations.metadataStalls += core.ports[operation].metadataStalls
        for operand in Operand.allCases {
          let buffer = design.buffers.isShared ? 0 : operand.index
          records[operation].buffers[buffer].reads += core.ports[operation].reads[operand.index]
          records[operation].buffers[buffer].writes += core.ports[operation].writes[operand.index]
          records[operation].buffers[buffer].readAccesses += core.ports[operation].readAccesses[operand.index]
          records[operation].buffers[buffer].writeAccesses +=
            core.ports[operation].writeAccesses[operand.index]
          records[operation].buffers[buffer].metadataAccesses +=
            core.ports[operation].metadataAccesses[operand.index]
        }
      }
      let elements = design.array.elements * multiplication(operation).slots
      let record = records[operation]
      records[operation].slots["buffer_bandwidth"] = record.bufferBandwidth * elements
      records[operation].slots["dram_bandwidth"] = record.dramBandwidth * elements
      records[operation].slots["dram_latency"] = record.dramLatency * elements
      records[operation].slots["vector_unit"] = record.vectorUnit * elements
      records[operation].slots["decode"]! += record.decode * elements
      records[operation].slots["imbalance"]! += record.imbalance * elements
      try require(
        record.stackedCycles == cores.count * record.cycles, "the cycle stack does not sum")
      try require(
        records[operation].slots.values.reduce(0, +) == elements * cores.count * record.cycles,
        "the slot stack does not sum")
      switch stream[operation].work.body {
      case .product(let product, _):
        let computed = record.products.effective + record.products.ineffectual
        let skips = (cores[0].tilings[operation] as? ProductTiling)?.array.sparsity.skips == true
        let zeros = stream[operation].work.zeros
        let leavesOut = design.leavesBlocksOut && (zeros.output != nil || zeros.inputIsBlocked)
        try require(
          computed == product.denseMACs || leavesOut || (skips && computed < product.denseMACs),
          "\(computed) products of \(product.denseMACs) were computed")
        try require(
          record.products.effective == program.effectualPairs[operation],
          "\(record.products.effective) of \(program.effectualPairs[operation]) effectual pairs were computed"
        )
      case .vector:
        try require(unitsProcessed[operation].allSatisfy { $0 == 1 }, "a unit was not processed once")
      }
    }
  }

  /// The greatest bytes in a core's slots after any pass of an operator has taken its tiles.
  func countPeaks() {
    for core in cores {
      var bytes = core.slots.map { $0.map { _ in 0 } }
      for (pass, used) in zip(core.passes, core.plan.used) {
        for operand in Operand.allCases {
          guard let number = used[operand.index] else { continue }
          let transfer = core.loads[operand.index][number] ?? core.stores[number]
          bytes[operand.index][core.plan.residencies[operand.index][number].slot] = room(of: transfer).bytes
        }
        let sums = bytes.map { $0.reduce(0, +) }
        let peaks = design.buffers.isShared ? [sums.reduce(0, +)] : sums
        for (buffer, peak) in peaks.enumerated() {
          records[pass.operation].buffers[buffer].peakBytes = max(
            records[pass.operation].buffers[buffer].peakBytes, peak)
        }
      }
    }
  }
}
