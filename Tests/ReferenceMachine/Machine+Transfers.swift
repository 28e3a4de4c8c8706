import Hardware
import Workloads

// What is moved: the queues, when a transfer may go, and what it leaves (docs/model.md, 2, 5, 8 and 9).
extension Machine {
  /// Where a tensor's first element lies, for a core, and the bits of an element.
  func place(_ tensor: Tensor, _ operation: Int, core: Int) -> TensorPlace {
    let work = stream[operation].work
    let sums = design.array.accumulatorFormat.bits
    var place =
      switch tensor {
      case .input: TensorPlace(.input, of: work, layouts[operation], encodings[operation])
      case .weight: TensorPlace(.weight, of: work, layouts[operation], encodings[operation])
      case .parameters: TensorPlace(at: work.addresses.parameters, bits: work.formats.weight.bits)
      case .output: TensorPlace(.output, of: work, layouts[operation], encodings[operation])
      case .partialSums: TensorPlace(at: work.addresses.partialSums, bits: sums)
      }
    if tensor == .partialSums, case .product(let product, _) = work.body,
      case .product(let mapping) = stream[operation].mapping, mapping.partition == .k
    {
      place.at.address += core * ((product.outputElements * sums + 7) / 8)
    }
    return place
  }

  private func contents(_ residency: Residency, tensor: Tensor, core: Int) throws -> TransferContents {
    let operation = residency.operation
    let key: [AnyHashable] = [operation, core, tensor, residency.tile]
    if let known = contentsCache[key] { return known }
    let box = cores[core].passes[residency.firstPass].plan.box
    var elements = cores[core].tilings[operation].elements(of: residency.operand, in: box)
    if tensor == .partialSums { for at in elements.indices { elements[at].tensor = .partialSums } }
    let memory = place(tensor, operation, core: core).at.memory
    for element in elements where place(element.tensor, operation, core: core).at.memory != memory {
      throw ReferenceFailure(description: "a tile lies in two memories")
    }
    let contents = try TransferContents(
      elements: elements, rows: gatheredRows(residency), isStore: residency.operand == .output,
      request: design.memories[memory].request
    ) {
      self.place($0, operation, core: core)
    }
    contentsCache[key] = contents
    return contents
  }

  /// Elements of each row that a gather fetches by itself; nil of any other load.
  private func gatheredRows(_ residency: Residency) -> Int? {
    guard residency.operand == .input, case .vector(let vector) = stream[residency.operation].work.body,
      case .gather(_, let elements) = vector.input
    else { return nil }
    return elements
  }

  private func transfer(
    _ queue: Transfer.Queue, of residency: Residency, ends: [(core: Int, residency: Int)], tensor: Tensor
  ) throws -> Transfer {
    let core = ends[0].core
    let contents = try contents(residency, tensor: tensor, core: core)
    if contents.requests.isEmpty { observations.emptyTransfers += 1 }
    return Transfer(
      operation: residency.operation, queue: queue, operand: residency.operand,
      memory: place(tensor, residency.operation, core: core).at.memory, ends: ends, contents: contents)
  }

  /// Every transfer of an operator goes into its queue, loads by first pass and stores by last pass.
  func enqueueTransfers(_ operation: Int) throws {
    if sharers[operation].count < cores.count { observations.idleShares += 1 }
    try enqueueLoads(operation, .input, .input, .input)
    try enqueueLoads(operation, .weight, .weight, .weight)
    for core in cores { try enqueueOutputs(operation, core) }
  }

  private func enqueueLoads(
    _ operation: Int, _ operand: Operand, _ queue: Transfer.Queue, _ tensor: Tensor
  ) throws {
    let lists = cores.map { core in
      core.plan.residencies[operand.index].indices.filter {
        core.plan.residencies[operand.index][$0].operation == operation
      }
    }
    func tiles(_ core: Int) -> [TileName] {
      lists[core].map { cores[core].plan.residencies[operand.index][$0].tile }
    }
    var isServed = cores.map { _ in false }
    for leader in cores.indices where !isServed[leader] {
      var members = [leader]
      if isShared(operation, operand) {
        members += cores.indices.filter { $0 > leader && !isServed[$0] && tiles($0) == tiles(leader) }
      }
      for member in members { isServed[member] = true }
      for (order, number) in lists[leader].enumerated() {
        let load = try transfer(
          queue, of: cores[leader].plan.residencies[operand.index][number],
          ends: members.map { ($0, lists[$0][order]) }, tensor: tensor)
        if isDecoded(operation, operand) { decoders[leader][operand.index]?.enqueue(load) }
        for member in members { cores[member].loads[operand.index].append(load) }
        channels[load.memory].enqueue(load)
        operatorLoads[operation].append(load)
        observations.loads += 1
        if members.count > 1 { observations.sharedLoads += 1 }
      }
    }
  }

  /// Whether cores with the same loads of an operand get them together.
  private func isShared(_ operation: Int, _ operand: Operand) -> Bool {
    guard design.cores.delivery == .multicast else { return false }
    switch (stream[operation].work.body, stream[operation].mapping) {
    case (.product, .product(let mapping)):
      switch mapping.partition {
      case .n: return operand == .input
      case .m, .batch: return operand == .weight
      case .k, .head, nil: return false
      }
    case (.vector(let work), _):
      if operand == .weight, case .constant = work.weight { return true }
      return false
    default: return false
    }
  }

  private func enqueueOutputs(_ operation: Int, _ core: MachineCore) throws {
    var stores: [(transfer: Transfer, lastPass: Int)] = []
    for (number, residency) in core.plan.residencies[2].enumerated()
    where residency.operation == operation {
      let ends = [(core.number, number)]
      var reload: Transfer?
      if residency.reloadedFrom != nil {
        let transfer = try transfer(.partialSums, of: residency, ends: ends, tensor: .partialSums)
        reload = transfer
        channels[transfer.memory].enqueue(transfer)
        observations.reloads += 1
      }
      core.loads[2].append(reload)
      let store = try transfer(
        .store, of: residency, ends: ends, tensor: residency.isFinal ? .output : .partialSums)
      core.stores.append(store)
      operatorStores[operation].append(store)
      if residency.isFinal { observations.finalStores += 1 } else { observations.partialStores += 1 }
      // The final tiles of all but the first core go over the link.
      if residency.isFinal, isReduced(operation), core.number != sharers[operation][0] { continue }
      stores.append((store, residency.lastPass))
    }
    for store in stores.sorted(by: { $0.lastPass < $1.lastPass }) {
      channels[store.transfer.memory].enqueue(store.transfer)
    }
  }

  /// Whether a transfer may be issued once it is the head of its queue.
  func isEligible(_ transfer: Transfer) -> Bool {
    let operand = transfer.operand.index
    switch transfer.queue {
    case .input, .weight:
      let slotsAreFree = transfer.ends.allSatisfy { end in
        let core = cores[end.core]
        let before = core.plan.residencies[operand][end.residency].before
        return before.map { core.hasEnded[core.plan.residencies[operand][$0].lastPass] } ?? true
      }
      return slotsAreFree && operatorsAwaited(transfer).isEmpty
        && (transfer.operation == 0 || operatorLoads[transfer.operation - 1].allSatisfy(\.hasLeft))
    case .partialSums:
      let core = cores[transfer.ends[0].core]
      let residency = core.plan.residencies[operand][transfer.ends[0].residency]
      return (residency.before.map { core.stores[$0].isComplete } ?? true)
        && core.stores[residency.reloadedFrom!].isComplete
    case .store:
      let (number, own) = transfer.ends[0]
      let core = cores[number]
      let residency = core.plan.residencies[operand][own]
      guard core.hasEnded[residency.lastPass] else { return false }
      guard residency.isFinal else { return true }
      if isReduced(transfer.operation) {
        guard number == sharers[transfer.operation][0], core.reduced.contains(own) else { return false }
      }
      return !core.tilings[transfer.operation].hasEpilogue || core.epilogueDone.contains(own)
    }
  }

  /// The operators that have to be committed before a load may go, and are not yet.
  func operatorsAwaited(_ transfer: Transfer) -> [Int] {
    guard transfer.queue == .input || transfer.queue == .weight else { return [] }
    let item = stream[transfer.operation]
    let follows = transfer.queue == .input ? item.inputFollows : item.weightFollows
    return [transfer.operation - 2, transfer.operation - (follows ? 1 : 2)].filter {
      $0 >= 0 && !isCommitted[$0]
    }
  }

  /// When a load or reload begins, all that it reads has to be in memory, as the operators in order leave it.
  func checkReadable(_ transfer: Transfer) {
    guard transfer.queue != .store else { return }
    if transfer.operation > 0, transfer.queue != .partialSums {
      if !cores.allSatisfy({ $0.hasEnded(through: transfer.operation - 1) }) {
        observations.prefetches += 1
      }
    }
    for element in transfer.contents.elements {
      guard let key = key(transfer, element) else { continue }
      let value = image[key]
      let expected = element.tensor == .partialSums ? value : program.reads[transfer.operation][key]
      if value == nil || value != expected, unreadable == nil {
        unreadable = ReferenceFailure(
          description: "operator \(transfer.operation) reads \(element.tensor) \(element.index), "
            + "which holds \(value.map(String.init) ?? "nothing")")
      }
    }
  }

  private func key(_ transfer: Transfer, _ element: TileElement) -> MemoryImage.Key? {
    place(element.tensor, transfer.operation, core: transfer.ends[0].core).key(element.index)
  }

  /// What a store leaves of a final value: what is said to be there, and else the value, converted.
  private func stored(
    _ value: Int, _ index: Int, _ key: MemoryImage.Key, _ transfer: Transfer
  ) throws -> Int {
    guard let known = given[key] else { return converted(value) }
    // Nothing in memory would show that the sum is wrong.
    let sums = program.sums[transfer.operation]
    try require(sums.isEmpty || sums[index] == value, "output \(index) is \(value), not \(sums[index])")
    return known
  }

  /// Moves the values of a transfer whose last request is complete, and counts the buffers' side of it.
  func complete(_ transfer: Transfer) throws {
    transfer.isComplete = true
    let operand = transfer.operand
    let elements = transfer.contents.elements
    let room = room(of: transfer)
    let buffer = design.buffers.isShared ? 0 : operand.index
    for end in transfer.ends {
      let core = cores[end.core]
      let slot = core.slots[operand.index][core.plan.residencies[operand.index][end.residency].slot]
      if transfer.queue == .store {
        records[transfer.operation].buffers[buffer].reads += elements.count
        records[transfer.operation].buffers[buffer].readAccesses += room.words
        try require(slot.residency == end.residency, "a store finds another tile in its slot")
        for element in elements {
          let value = try slot.value(element.place)
          guard let key = key(transfer, element) else { continue }
          image[key] = element.tensor == .output ? try stored(value, element.index, key, transfer) : value
        }
      } else {
        records[transfer.operation].buffers[buffer].writes += room.elements
        records[transfer.operation].buffers[buffer].writeAccesses += room.words
        records[transfer.operation].buffers[buffer].metadataAccesses += room.metadataWords
        if isKept(transfer.operation, operand) { observations.keptOperands.insert(operand) }
        slot.make(roomFor: end.residency, count: elements.count)
        // The others are the decoder's to put there.
        for element in elements where !transfer.isInDecoder || element.tensor == .parameters {
          slot.set(element.place, to: try value(transfer, element))
        }
        slot.codes = try codes(transfer)
      }
    }
  }

  /// What a load brings of an element; 0 where nothing lies in memory.
  private func value(_ transfer: Transfer, _ element: TileElement) throws -> Int {
    guard let key = key(transfer, element) else { return 0 }
    guard let value = image[key] else {
      throw ReferenceFailure(description: "\(element.tensor) \(element.index) is loaded unwritten")
    }
    return value
  }

  /// Puts an element that comes out of a decoder where it belongs.
  func deliver(_ transfer: Transfer, _ element: TileElement) throws {
    for end in transfer.ends {
      let core = cores[end.core]
      let slot = core.slots[transfer.operand.index][
        core.plan.residencies[transfer.operand.index][end.residency].slot]
      slot.make(roomFor: end.residency, count: transfer.contents.elements.count)
      slot.set(element.place, to: try value(transfer, element))
    }
    observations.codes.decoded += 1
    if !transfer.isComplete { observations.codes.decodedEarly += 1 }
  }

  /// What a load of a product's factor brings beside elements; nil of any other.
  private func codes(_ transfer: Transfer) throws -> TileCodes? {
    let work = stream[transfer.operation].work
    guard transfer.queue == .input || transfer.queue == .weight, case .product = work.body,
      let layout = encodings[transfer.operation][transfer.operand.index]
    else { return nil }
    let codes = try TileCodes(
      transfer, layout, hasOwnValues: work.values[transfer.operand] != nil, image)
    if codes.hasTable { observations.codes.tables += 1 }
    if codes.isPartial { observations.codes.partialTiles += 1 }
    if codes.hasScales, multiplications[transfer.operation].scalesElements {
      observations.codes.scaledTiles += 1
    }
    return codes
  }
}
