import Hardware
import Workloads

// What happens in a cycle, in the order of docs/model.md, 5.
extension Machine {
  func run() throws {
    var cycle = 0
    while true {
      beginOnDRAM(cycle)
      while try settle(cycle) {}
      if isCommitted.allSatisfy(\.self), movingDRAM(cycle).isEmpty { break }
      try endOnDRAM(cycle)
      try account(cycle)
      for decoder in decoders.joined().compactMap(\.self) where decoder.step() { lastProgress = cycle }
      try require(cycle - lastProgress < 1_000_000, "nothing has moved for a million cycles")
      cycle += 1
    }
    try finish()
    try tallyDRAM(cycles: cycle)
  }

  /// Steps 1 to 4 of a cycle; returns whether anything changed, for then they are repeated.
  private func settle(_ cycle: Int) throws -> Bool {
    var changed = false
    for channel in channels {
      for transfer in channel.complete(in: cycle) {
        try complete(transfer)
        changed = true
      }
    }
    for decoder in decoders.joined().compactMap(\.self) {
      while try decoder.settle(deliver) { changed = true }
    }
    for item in link.advance(to: cycle) {
      try endReduction(item, cycle)
      changed = true
    }
    for core in cores where core.runningPass != nil && core.passEnd == cycle {
      try endOnArray(core, cycle)
      changed = true
    }
    for core in cores {
      for item in core.vectorQueue.advance(to: cycle) {
        switch item {
        case .tile(let residency): core.epilogueDone.insert(residency)
        case .pass(let pass): core.hasEnded[pass] = true
        }
        changed = true
      }
    }
    for core in cores {
      while mayIssue(core) {
        try issue(core, cycle)
        changed = true
      }
    }
    try commit()
    for channel in channels {
      let moved = try channel.issue(
        in: cycle, isEligible: isEligible, willBegin: checkReadable
      ) { transfer in
        try complete(transfer)
        try commit()
      }
      changed = changed || moved
    }
    if let failure = unreadable { throw failure }
    if changed { lastProgress = cycle }
    return changed
  }

  /// Notes which operators are committed by now, and checks what they have left in memory.
  private func commit() throws {
    for operation in stream.indices where !isCommitted[operation] {
      guard cores.allSatisfy({ $0.hasEnded(through: operation) }),
        operatorStores[operation].allSatisfy(\.isComplete)
      else { return }
      isCommitted[operation] = true
      try program.check(operation, image)
      try require(
        scaledSums[operation] == program.scaledSums[operation],
        "sums are multiplied by other scales than theirs")
    }
  }

  private func mayIssue(_ core: MachineCore) -> Bool {
    guard core.nextPass < core.passes.count else { return false }
    let pass = core.nextPass
    let operation = core.passes[pass].operation
    guard core.loads(of: pass).allSatisfy({ $0.isComplete && !$0.isInDecoder }),
      core.storeBefore(pass)?.isComplete ?? true
    else {
      return false
    }
    if case .product = stream[operation].work.body, core.runningPass != nil { return false }
    return cores.allSatisfy { other in
      other.hasIssued(through: operation - 1)
        && other.runningPass.map { other.passes[$0].operation == operation } ?? true
    }
  }

  private func issue(_ core: MachineCore, _ cycle: Int) throws {
    let pass = core.nextPass
    let operation = core.passes[pass].operation
    core.nextPass += 1
    let used = core.plan.used[pass]
    let output = core.plan.residencies[Operand.output.index][used[2]!]
    if output.firstPass == pass, output.reloadedFrom == nil {
      let count = core.stores[used[2]!].contents.elements.count
      core.slots[2][output.slot].take(residency: used[2]!, count: count)
    }
    let tiles = try Operand.allCases.map { operand -> TileSlot in
      guard let number = used[operand.index] else { return TileSlot() }
      let slot = core.slots[operand.index][core.plan.residencies[operand.index][number].slot]
      try require(slot.residency == number, "pass \(pass) finds a stale \(operand) tile")
      return slot
    }
    switch stream[operation].work.body {
    case .product: try startOnArray(core, pass, tiles, cycle)
    case .vector(let vector):
      let cycles = try computeVectors(vector, core, pass, tiles)
      core.vectorQueue.add(.pass(pass), cycles: cycles, in: cycle)
    }
  }

  private func startOnArray(
    _ core: MachineCore, _ pass: Int, _ tiles: [TileSlot], _ cycle: Int
  ) throws {
    let operation = core.passes[pass].operation
    guard let tiling = core.tilings[operation] as? ProductTiling else { return }
    let plan = core.passes[pass].plan
    let kept = try Operand.allCases.map { operand -> KeptTile? in
      guard isKept(operation, operand), let layout = layouts[operation][operand.index],
        let tensor = stream[operation].work.stored[operand]
      else { return nil }
      let elements = tiling.elements(of: operand, in: plan.box).filter { $0.tensor != .parameters }
      return try KeptTile(layout, format: tensor.format, elements: elements)
    }
    let before = core.lastProductPass.flatMap { $0.operation == operation ? $0.pass : nil }
    let run = try ProductPass(tiling: tiling, plan: plan, slots: tiles, kept: kept, after: before)
    records[operation].dequantizations += try scaleSums(
      PassTiles(tiling: tiling, plan: plan, slots: tiles, kept: kept), operation)
    records[operation].folds += run.foldElements.count
    for used in run.foldElements {
      records[operation].foldElements += used
      if used < design.array.elements { observations.partialFolds += 1 }
    }
    core.productPass = run
    core.runningPass = pass
    core.passStart = cycle
    core.passEnd = -1
  }

  /// Computes a vector operator's pass at once; returns its cycles.
  private func computeVectors(
    _ vector: VectorWork, _ core: MachineCore, _ pass: Int, _ tiles: [TileSlot]
  ) throws -> Int {
    let operation = core.passes[pass].operation
    let (units, channels) = (core.passes[pass].plan.box.units, core.passes[pass].plan.box.channels)
    let allChannels = channelCount(of: vector)
    var places: [[Int: Int]] = [[:], [:], [:]]
    for operand in Operand.allCases {
      guard let used = core.plan.used[pass][operand.index] else { continue }
      let contents = (core.loads[operand.index][used] ?? core.stores[used]).contents
      for element in contents.elements { places[operand.index][element.index] = element.place }
    }
    for unit in units {
      for channel in channels {
        unitsProcessed[operation][unit * allChannels + channel] += 1
        try computeUnit(vector, unit, channel) { operand, index in
          guard let place = places[operand.index][index] else {
            throw ReferenceFailure(description: "\(operand) \(index) is not in the tile of unit \(unit)")
          }
          return try tiles[operand.index].value(place)
        } write: { index, value in
          guard let place = places[2][index] else {
            throw ReferenceFailure(description: "output \(index) is not in the tile of unit \(unit)")
          }
          tiles[2].set(place, to: value)
        }
      }
    }
    guard let unit = design.vectorUnit else { throw ReferenceFailure(description: "no vector unit") }
    let taps = try unit.cycles(
      of: vector.stages.map { stage in
        if case .masked(let mask) = vector.input {
          let kept = vectorIndices(of: vector.input, units: units).count
          return (stage.function, (stage.operationsPerUnit * kept + mask.columns - 1) / mask.columns)
        }
        let ofAll = stage.operationsPerUnit * units.count * channels.count
        return (stage.function, (ofAll + allChannels - 1) / allChannels)
      })
    guard case .window = vector.input, let limit = unit.issueLimit else { return taps }
    return taps + (taps + limit - 1) / limit
  }

  private func endOnArray(_ core: MachineCore, _ cycle: Int) throws {
    guard let pass = core.runningPass, let run = core.productPass else { return }
    core.hasEnded[pass] = true
    core.runningPass = nil
    core.productPass = nil
    let operation = core.passes[pass].operation
    core.lastProductPass = (operation, run)
    let multiplication = multiplication(operation)
    let each = multiplication.slotsOfPosition
    // A sum that nobody needs makes none of its pairs effective, in any of its steps; of digits it is no matter.
    var unneeded = run.unneededPairs * multiplication.steps
    if case .digits = multiplication.way { unneeded = 0 }
    records[operation].slots["effective"]! += (run.slots.effective - unneeded) * each
    records[operation].slots["ineffectual"]! += (run.slots.ineffectual + unneeded) * each
    records[operation].products.effective -= run.unneededPairs
    records[operation].products.ineffectual += run.unneededPairs
    records[operation].products.unneeded += run.unneededPairs
    records[operation].slots["unmapped"]! += run.slots.unmapped * each
    records[operation].slots["fill_drain"]! += run.slots.fillDrain * each
    records[operation].slots["imbalance"]! += run.slots.imbalance * each
    records[operation].slots["decode"]! += run.slots.decode * each
    records[operation].gated += run.slots.gated * each
    records[operation].products.add(run.slots.products)
    records[operation].digits += run.slots.digits
    observations.accumulatingWrites += run.accumulatingWrites
    observations.zeroEvents.add(run.zeroEvents)
    observations.rowEvents.add(run.rowEvents)
    records[operation].work.all += run.unitWork.all
    records[operation].work.ofBusiest += run.unitWork.ofBusiest
    records[operation].chains.add(run.chainCounts)
    observations.chainEvents.add(run.chainEvents)
    for operand in 0..<2 { records[operation].registerLoads[operand] += run.registerLoads[operand] }
    let residency = core.plan.used[pass][2]!
    core.arrayCycles[residency, default: 0] += cycle - core.passStart
    guard core.passes[pass].plan.completes else { return }
    if isReduced(operation) {
      core.finals[operation].append(residency)
      joinLink(operation, cycle)
    } else {
      try beginEpilogue(core, residency, cycle)
    }
  }
}
