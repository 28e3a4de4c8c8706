import Hardware
import Workloads

// What happens in a cycle, in the order of docs/model.md, 5.
extension Machine {
  func run() throws {
    record.buffers = Array(repeating: .init(), count: design.buffers.isShared ? 1 : 3)
    var cycle = 0
    while true {
      while try settle(cycle) {}
      if nextPass == hasEnded.count, runningPass == nil, vectorQueue.isIdle,
        stores.allSatisfy(\.isComplete)
      {
        break
      }
      try account(cycle)
      for (channel, number) in zip(channels, 0...) where channel.movedData(in: cycle) {
        channels[number].counts.busyCycles += 1
      }
      try require(cycle - lastProgress < 1_000_000, "nothing has moved for a million cycles")
      cycle += 1
    }
    record.cycles = cycle
    try finish()
  }

  /// Steps 1 to 4 of a cycle; returns whether they are to be repeated within it.
  func settle(_ cycle: Int) throws -> Bool {
    var repeats = false
    for channel in channels {
      for transfer in channel.complete(in: cycle) { try complete(transfer, in: cycle) }
    }
    if let pass = runningPass, passEnd == cycle { try end(pass, cycle) }
    for residency in vectorQueue.advance(to: cycle) {
      epilogueDone.insert(residency)
      lastProgress = cycle
    }
    if runningPass == nil, nextPass < hasEnded.count, try mayStart(nextPass) {
      try start(nextPass, cycle)
      repeats = passEnd == cycle
    }
    for channel in channels {
      for transfer in channel.issue(in: cycle, isEligible: isEligible) {
        try complete(transfer, in: cycle)
        repeats = true
      }
    }
    return repeats
  }

  /// The transfers that a pass waits for; nil where it waits for none of that kind.
  func loadsOf(_ pass: Int) -> [Transfer] {
    Operand.allCases.compactMap { operand in
      plan.used[pass][operand.index].flatMap { loads[operand.index][$0] }
    }
  }

  func storeBefore(_ pass: Int) -> Transfer? {
    let used = plan.used[pass][Operand.output.index]!
    let residency = plan.residencies[Operand.output.index][used]
    guard residency.firstPass == pass, let before = residency.before else { return nil }
    return stores[before]
  }

  func mayStart(_ pass: Int) throws -> Bool {
    loadsOf(pass).allSatisfy(\.isComplete) && storeBefore(pass)?.isComplete ?? true
  }

  func start(_ pass: Int, _ cycle: Int) throws {
    lastProgress = cycle
    runningPass = pass
    nextPass += 1
    passEnd = -1
    let used = plan.used[pass]
    let output = plan.residencies[Operand.output.index][used[2]!]
    if output.firstPass == pass, output.reloadedFrom == nil {
      let count = stores[used[2]!].contents.elements.count
      slots[2][output.slot].take(residency: used[2]!, count: count)
    }
    let tiles = try Operand.allCases.map { operand -> TileSlot in
      guard let number = used[operand.index] else { return TileSlot() }
      let slot = slots[operand.index][plan.residencies[operand.index][number].slot]
      try require(slot.residency == number, "pass \(pass) finds a stale \(operand) tile")
      return slot
    }
    switch work.body {
    case .product:
      guard let tiling = tiling as? ProductTiling else { return }
      let run = try ProductPass(
        tiling: tiling, plan: tiling.passes[pass], array: design.array, slots: tiles)
      record.folds += run.foldElements.count
      for used in run.foldElements {
        record.foldElements += used
        if used < design.array.elements { observations.partialFolds += 1 }
      }
      productPass = run
    case .vector(let vector):
      passEnd = cycle + (try startVectorPass(vector, pass, tiles))
    }
  }

  /// Copies are enough for a vector operator's values; returns the pass's cycles.
  func startVectorPass(_ vector: VectorWork, _ pass: Int, _ tiles: [TileSlot]) throws -> Int {
    let units = tiling.passes[pass].box.units
    for unit in units { unitsProcessed[unit] += 1 }
    for operand in [Operand.input, .weight] {
      guard let used = plan.used[pass][operand.index], let load = loads[operand.index][used] else { continue }
      for element in load.contents.elements { _ = try tiles[operand.index].value(element.place) }
    }
    for element in stores[plan.used[pass][2]!].contents.elements {
      tiles[2].set(element.place, to: element.index)
    }
    return try vector.stages.reduce(0) { total, stage in
      guard let unit = design.vectorUnit else { throw ReferenceFailure(description: "no vector unit") }
      return try total
        + unit.cycles(of: stage.function, operations: stage.operationsPerUnit * units.count)
    }
  }

  func end(_ pass: Int, _ cycle: Int) throws {
    lastProgress = cycle
    hasEnded[pass] = true
    runningPass = nil
    if let run = productPass {
      record.slots["effective"]! += run.slots.effective
      record.slots["ineffectual"]! += run.slots.ineffectual
      record.slots["unmapped"]! += run.slots.unmapped
      record.slots["fill_drain"]! += run.slots.fillDrain
      observations.accumulatingWrites += run.accumulatingWrites
      productPass = nil
    }
    guard case .product(_, let epilogue) = work.body, tiling.hasEpilogue, tiling.passes[pass].completes
    else { return }
    guard let unit = design.vectorUnit else { throw ReferenceFailure(description: "no vector unit") }
    let residency = plan.used[pass][2]!
    let operations = stores[residency].contents.elements.count
    let cycles = try epilogue.reduce(0) { try $0 + unit.cycles(of: $1.function, operations: operations) }
    vectorQueue.add(residency: residency, cycles: cycles)
  }
}
