import Hardware
import Workloads

// What is moved: the queues, when a transfer may go, and what it leaves (docs/model.md, 2 and 5).
extension Machine {
  /// Bits of an element on the chip: a product's outputs have the accumulator's.
  func chipBits(_ operand: Operand) -> Int {
    if case .product = work.body, operand == .output { return design.array.accumulatorFormat.bits }
    return work.formats[operand].bits
  }

  func place(_ tensor: Tensor) -> (address: Int, bits: Int) {
    let addresses = work.addresses
    return switch tensor {
    case .input: (addresses.input.address, work.formats.input.bits)
    case .weight: (addresses.weight.address, work.formats.weight.bits)
    case .parameters: (addresses.parameters.address, work.formats.weight.bits)
    case .output: (addresses.output.address, work.formats.output.bits)
    case .partialSums: (addresses.partialSums.address, design.array.accumulatorFormat.bits)
    }
  }

  func memory(_ tensor: Tensor) -> Int {
    switch tensor {
    case .input: work.addresses.input.memory
    case .weight: work.addresses.weight.memory
    case .parameters: work.addresses.parameters.memory
    case .output: work.addresses.output.memory
    case .partialSums: work.addresses.partialSums.memory
    }
  }

  func contents(_ residency: Residency, tensor: Tensor) throws -> TransferContents {
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

  func transfer(
    _ queue: Transfer.Queue, _ number: Int, of residency: Residency, tensor: Tensor
  ) throws -> Transfer {
    let contents = try contents(residency, tensor: tensor)
    if contents.requests.isEmpty { observations.emptyTransfers += 1 }
    return Transfer(queue: queue, operand: residency.operand, residency: number, contents: contents)
  }

  /// Every transfer goes into the queue of its memory, loads by first pass and stores by last pass.
  func enqueueTransfers() throws {
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

  func lastPass(_ store: Transfer) -> Int {
    plan.residencies[Operand.output.index][store.residency].lastPass
  }

  func isEligible(_ transfer: Transfer) -> Bool {
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
  func complete(_ transfer: Transfer, in cycle: Int) throws {
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
}
