import Hardware
import Workloads

// What a final output tile goes through before its store: the link between the cores, the vector unit.
extension Machine {
  /// The tiles that have come on every core with a share join the link's queue.
  func joinLink(_ operation: Int, _ cycle: Int) {
    let sharing = sharers[operation].map { cores[$0] }
    guard let reduction = design.cores.reduction,
      sharing.allSatisfy({ !$0.finals[operation].isEmpty })
    else { return }
    let parts = sharing.map { ($0.number, $0.finals[operation].removeFirst()) }
    let bytes = (count(parts[0]) * chipBits(stream[operation].work, .output, design) + 7) / 8
    let transfer = (bytes + reduction.width - 1) / reduction.width
    link.add(
      ReductionItem(operation: operation, parts: parts),
      cycles: reduction.latency + (sharing.count - 1) * transfer, in: cycle)
    observations.reductions += 1
  }

  private func count(_ part: (core: Int, residency: Int)) -> Int {
    cores[part.core].stores[part.residency].contents.elements.count
  }

  private func slot(_ part: (core: Int, residency: Int)) throws -> TileSlot {
    let core = cores[part.core]
    let slot = core.slots[2][core.plan.residencies[2][part.residency].slot]
    try require(slot.residency == part.residency, "the link finds another tile in its slot")
    return slot
  }

  /// The senders' tiles are added to the first core's, which goes on.
  func endReduction(_ item: ReductionItem, _ cycle: Int) throws {
    let target = try slot(item.parts[0])
    let elements = count(item.parts[0])
    let buffer = design.buffers.isShared ? 0 : Operand.output.index
    let width = 8 * design.buffers[.output].width
    let bits = elements * chipBits(stream[item.operation].work, .output, design)
    let words = (bits + width - 1) / width
    for part in item.parts.dropFirst() {
      let source = try slot(part)
      try require(count(part) == elements, "two cores reduce tiles of different sizes")
      for place in 0..<elements {
        target.set(place, to: try target.value(place) + source.value(place))
        records[item.operation].linkAdditions += 1
      }
      records[item.operation].linkBytes += (bits + 7) / 8
      cores[part.core].stores[part.residency].isComplete = true
      records[item.operation].buffers[buffer].reads += 2 * elements
      records[item.operation].buffers[buffer].writes += elements
      // The sender's tile and the first core's are read, and the first core's is written.
      records[item.operation].buffers[buffer].readAccesses += 2 * words
      records[item.operation].buffers[buffer].writeAccesses += words
    }
    cores[item.parts[0].core].reduced.insert(item.parts[0].residency)
    try beginEpilogue(cores[item.parts[0].core], item.parts[0].residency, cycle)
  }

  /// A product's final tile joins the vector unit's queue, if there is an epilogue.
  func beginEpilogue(_ core: MachineCore, _ residency: Int, _ cycle: Int) throws {
    let operation = core.plan.residencies[2][residency].operation
    guard case .product(_, let epilogue) = stream[operation].work.body, !epilogue.isEmpty else { return }
    guard let unit = design.vectorUnit else { throw ReferenceFailure(description: "no vector unit") }
    let operations = core.stores[residency].contents.elements.count
    var cycles = try unit.cycles(of: epilogue.map { ($0.function, operations) })
    if let limit = unit.issueLimit {
      cycles = max(cycles, (core.arrayCycles[residency]! + cycles + limit - 1) / limit)
    }
    core.vectorQueue.add(.tile(residency: residency), cycles: cycles, in: cycle)
  }
}
