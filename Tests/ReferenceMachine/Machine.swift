import Hardware
import Workloads

/// The state of the machine, stepped cycle by cycle.
final class Machine {
  let design: Design
  let work: Work
  let tiling: any Tiling
  let plan: ResidencyPlan
  let channels: [Channel]
  var image: MemoryImage
  var record = ReferenceRecord()
  var observations = Observations()

  /// By operand, by slot.
  private var slots: [[TileSlot]]
  /// By operand, by residency: the load (or reload), and the store.
  private var loads: [[Transfer?]]
  private var stores: [Transfer]
  private var contentsCache: [[AnyHashable]: TransferContents] = [:]
  private var hasEnded: [Bool]
  private var epilogueDone: Set<Int> = []
  private var ports: BufferPorts
  private var vectorQueue = VectorQueue()
  private var unitsProcessed: [Int]

  private var nextPass = 0
  private var runningPass: Int?
  private var productPass: ProductPass?
  private var cyclesLeftInStep = 0
  private var passEnd = 0
  private var lastProgress = 0

  init(design: Design, work: Work, mapping: WorkMapping) throws {
    self.design = design
    self.work = work
    switch (work.body, mapping) {
    case (.product(let product, let epilogue), .product(let mapping)):
      tiling = ProductTiling(
        product: product, mapping: mapping, epilogue: epilogue, dataflow: design.array.dataflow)
      unitsProcessed = []
    case (.vector(let vector), .vector(let units)):
      tiling = VectorTiling(work: vector, unitsPerTile: units)
      unitsProcessed = Array(repeating: 0, count: vector.units)
    default: throw ReferenceFailure(description: "the mapping is not of the work's kind")
    }
    let buffers = design.buffers
    plan = ResidencyPlan(passes: tiling.passes, slots: Operand.allCases.map { buffers[$0].tiles })
    channels = design.memories.map { memory in
      Channel(
        memory: memory, clock: design.clock,
        fillBytes: Operand.allCases.map { buffers[$0].banks * buffers[$0].width })
    }
    slots = Operand.allCases.map { operand in (0..<buffers[operand].tiles).map { _ in TileSlot() } }
    image = MemoryImage(work: work)
    hasEnded = Array(repeating: false, count: tiling.passes.count)
    (loads, stores) = ([[], [], []], [])
    ports = BufferPorts(buffers: buffers, bits: [])
    ports = BufferPorts(buffers: buffers, bits: Operand.allCases.map { chipBits($0) })
    record.passes = tiling.passes.count
    try enqueueTransfers()
  }

  // MARK: What is moved

  /// Bits of an element on the chip: a product's outputs have the accumulator's.
  private func chipBits(_ operand: Operand) -> Int {
    if case .product = work.body, operand == .output { return design.array.accumulatorFormat.bits }
    return work.formats[operand].bits
  }

  private func place(_ tensor: Tensor) -> (address: Int, bits: Int) {
    let addresses = work.addresses
    return switch tensor {
    case .input: (addresses.input.address, work.formats.input.bits)
    case .weight: (addresses.weight.address, work.formats.weight.bits)
    case .parameters: (addresses.parameters.address, work.formats.weight.bits)
    case .output: (addresses.output.address, work.formats.output.bits)
    case .partialSums: (addresses.partialSums.address, design.array.accumulatorFormat.bits)
    }
  }

  private func memory(_ tensor: Tensor) -> Int {
    switch tensor {
    case .input: work.addresses.input.memory
    case .weight: work.addresses.weight.memory
    case .parameters: work.addresses.parameters.memory
    case .output: work.addresses.output.memory
    case .partialSums: work.addresses.partialSums.memory
    }
  }

  private func contents(_ residency: Residency, tensor: Tensor) throws -> TransferContents {
    let key: [AnyHashable] = [tensor, residency.tile]
    if let known = contentsCache[key] { return known }
    var elements = tiling.elements(of: residency.operand, in: tiling.passes[residency.firstPass].box)
    if tensor == .partialSums { for at in elements.indices { elements[at].tensor = .partialSums } }
    for element in elements where memory(element.tensor) != memory(tensor) {
      throw ReferenceFailure(description: "a tile lies in two memories")
    }
    var request: Int?
    if case .bandwidth(let memory) = design.memories[memory(tensor)].kind { request = memory.request }
    let contents = try TransferContents(elements: elements, request: request) { self.place($0) }
    contentsCache[key] = contents
    return contents
  }

  private func transfer(
    _ queue: Transfer.Queue, _ number: Int, of residency: Residency, tensor: Tensor
  ) throws -> Transfer {
    let contents = try contents(residency, tensor: tensor)
    if contents.requests.isEmpty { observations.emptyTransfers += 1 }
    return Transfer(queue: queue, operand: residency.operand, residency: number, contents: contents)
  }

  /// Every transfer goes into the queue of its memory, loads by first pass and stores by last pass.
  private func enqueueTransfers() throws {
    for (operand, queue, tensor) in [
      (Operand.input, Transfer.Queue.input, Tensor.input), (.weight, .weight, .weight),
    ] {
      for (number, residency) in plan.residencies[operand.index].enumerated() {
        let load = try transfer(queue, number, of: residency, tensor: tensor)
        loads[operand.index].append(load)
        channels[memory(tensor)].enqueue(load)
        observations.loads += 1
      }
    }
    for (number, residency) in plan.residencies[Operand.output.index].enumerated() {
      var reload: Transfer?
      if residency.reloadedFrom != nil {
        reload = try transfer(.partialSums, number, of: residency, tensor: .partialSums)
        channels[memory(.partialSums)].enqueue(reload!)
        observations.reloads += 1
      }
      loads[Operand.output.index].append(reload)
      let tensor: Tensor = residency.isFinal ? .output : .partialSums
      stores.append(try transfer(.store, number, of: residency, tensor: tensor))
      if residency.isFinal { observations.finalStores += 1 } else { observations.partialStores += 1 }
    }
    for store in stores.sorted(by: { lastPass($0) < lastPass($1) }) {
      let isFinal = plan.residencies[Operand.output.index][store.residency].isFinal
      channels[memory(isFinal ? .output : .partialSums)].enqueue(store)
    }
    observations.slotHits = plan.slotHits
  }

  private func lastPass(_ store: Transfer) -> Int {
    plan.residencies[Operand.output.index][store.residency].lastPass
  }

  private func isEligible(_ transfer: Transfer) -> Bool {
    let residency = plan.residencies[transfer.operand.index][transfer.residency]
    switch transfer.queue {
    case .input, .weight:
      return residency.before.map {
        hasEnded[plan.residencies[transfer.operand.index][$0].lastPass]
      } ?? true
    case .partialSums:
      return (residency.before.map { stores[$0].isComplete } ?? true)
        && stores[residency.reloadedFrom!].isComplete
    case .store:
      guard hasEnded[residency.lastPass] else { return false }
      return !(residency.isFinal && tiling.hasEpilogue) || epilogueDone.contains(transfer.residency)
    }
  }

  /// Moves the values of a transfer whose last request is complete, and counts the buffer's side of it.
  private func complete(_ transfer: Transfer, in cycle: Int) throws {
    lastProgress = cycle
    transfer.isComplete = true
    let operand = transfer.operand.index
    let residency = plan.residencies[operand][transfer.residency]
    let slot = slots[operand][residency.slot]
    let count = transfer.contents.elements.count
    let width = 8 * design.buffers[transfer.operand].width
    let buffer = design.buffers.isShared ? 0 : operand
    record.buffers[buffer].accesses += (count * chipBits(transfer.operand) + width - 1) / width
    if transfer.queue == .store {
      record.buffers[buffer].reads += count
      try require(slot.residency == transfer.residency, "a store finds another tile in its slot")
      for element in transfer.contents.elements {
        image.write(try slot.value(element.place), to: element.tensor, element.index)
      }
    } else {
      record.buffers[buffer].writes += count
      slot.take(residency: transfer.residency, count: count)
      for element in transfer.contents.elements {
        guard let value = image[element.tensor, element.index] else {
          throw ReferenceFailure(description: "\(element.tensor) \(element.index) is loaded unwritten")
        }
        slot.set(element.place, to: value)
      }
    }
  }

  // MARK: The cycle

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
  private func settle(_ cycle: Int) throws -> Bool {
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
  private func loadsOf(_ pass: Int) -> [Transfer] {
    Operand.allCases.compactMap { operand in
      plan.used[pass][operand.index].flatMap { loads[operand.index][$0] }
    }
  }

  private func storeBefore(_ pass: Int) -> Transfer? {
    let used = plan.used[pass][Operand.output.index]!
    let residency = plan.residencies[Operand.output.index][used]
    guard residency.firstPass == pass, let before = residency.before else { return nil }
    return stores[before]
  }

  private func mayStart(_ pass: Int) throws -> Bool {
    loadsOf(pass).allSatisfy(\.isComplete) && storeBefore(pass)?.isComplete ?? true
  }

  private func start(_ pass: Int, _ cycle: Int) throws {
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
      let run = ProductPass(tiling: tiling, plan: tiling.passes[pass], array: design.array, slots: tiles)
      record.folds += run.folds.count
      for fold in run.folds {
        let used = fold.usedRows * fold.usedColumns
        record.foldElements += used
        if used < design.array.elements { observations.partialFolds += 1 }
      }
      productPass = run
    case .vector(let vector):
      passEnd = cycle + (try startVectorPass(vector, pass, tiles))
    }
  }

  /// Copies are enough for a vector operator's values; returns the pass's cycles.
  private func startVectorPass(_ vector: VectorWork, _ pass: Int, _ tiles: [TileSlot]) throws -> Int {
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

  private func end(_ pass: Int, _ cycle: Int) throws {
    lastProgress = cycle
    hasEnded[pass] = true
    runningPass = nil
    if let run = productPass {
      record.slots["effective"]! += run.effective
      record.slots["ineffectual"]! += run.ineffectual
      record.slots["unmapped"]! += run.unmapped
      record.slots["fill_drain"]! += run.fillDrain
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

  // MARK: Accounting

  private func account(_ cycle: Int) throws {
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

  private func accountStall(_ cycle: Int) throws {
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

  private func memoryOf(_ transfer: Transfer) -> Int {
    switch transfer.queue {
    case .input: memory(.input)
    case .weight: memory(.weight)
    case .partialSums: memory(.partialSums)
    case .store:
      memory(plan.residencies[2][transfer.residency].isFinal ? .output : .partialSums)
    }
  }

  /// Sums up, and checks what has to hold of any operator.
  private func finish() throws {
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
  private func countPeaks() {
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
