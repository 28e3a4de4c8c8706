import Hardware
import Quantities

/// A memory with its four queues for each core.
final class Channel {
  /// What carries requests; nil of an ideal memory.
  private let path: (any RequestPath)?
  /// By operator.
  var counts: [ReferenceRecord.MemoryCounts]
  private var queues: [[Transfer]]
  private var heads: [Int]
  private var served: Int
  private let outstanding: Int?

  /// - Parameter fillBytes: By operand, the bytes its buffer takes in or gives out in a cycle.
  init(memory: Memory, clock: Frequency, cores: Int, operators: Int, fillBytes: [Int]) {
    counts = Array(repeating: .init(), count: operators)
    queues = Array(repeating: [], count: 4 * cores)
    heads = queues.map { _ in 0 }
    served = queues.count - 1
    switch memory.kind {
    case .ideal: (path, outstanding) = (nil, nil)
    case .bandwidth(let memory):
      path = FlatPath(memory, clock: clock, fillBytes: fillBytes)
      outstanding = memory.outstanding
    case .dram(let memory):
      path = DRAMPath(memory, clock: clock, cores: cores, fillBytes: fillBytes)
      outstanding = memory.outstanding
    }
  }

  var dram: DRAMPath? { path as? DRAMPath }

  /// Puts a transfer behind the others of its kind and its lowest core.
  func enqueue(_ transfer: Transfer) {
    queues[4 * transfer.ends[0].core + transfer.queue.rawValue].append(transfer)
  }

  private func head(_ queue: Int) -> Transfer? {
    heads[queue] < queues[queue].count ? queues[queue][heads[queue]] : nil
  }

  /// Step 1: the transfers whose last request completes in a cycle.
  func complete(in cycle: Int) -> [Transfer] {
    var done: [Transfer] = []
    for transfer in path?.complete(in: cycle) ?? [] {
      transfer.comesInOrder = path is FlatPath
      transfer.completed += 1
      if transfer.completed == transfer.contents.requests.count { done.append(transfer) }
    }
    return done
  }

  /// Step 4: before each request the heads that are complete at once are; says whether anything moved.
  func issue(
    in cycle: Int, isEligible: (Transfer) -> Bool, willBegin: (Transfer) -> Void,
    complete: (Transfer) throws -> Void
  ) rethrows -> Bool {
    var moved = false
    while true {
      if try completeAtOnce(isEligible, willBegin, complete) {
        moved = true
        continue
      }
      guard let path, path.underWay < outstanding ?? .max else { return moved }
      let order = (1...queues.count).map { (served + $0) % queues.count }
      let next = order.first { queue in
        head(queue).map { !$0.contents.requests.isEmpty && isEligible($0) } ?? false
      }
      guard let queue = next, let transfer = head(queue) else { return moved }
      if transfer.issued == 0 { willBegin(transfer) }
      served = queue
      moved = true
      path.issue(transfer, request: transfer.issued, in: cycle)
      count(transfer, transfer.issued)
      transfer.issued += 1
      if transfer.issued == transfer.contents.requests.count { leave(queue) }
    }
  }

  /// All of an ideal memory's eligible heads, and elsewhere those that have nothing to move.
  private func completeAtOnce(
    _ isEligible: (Transfer) -> Bool, _ willBegin: (Transfer) -> Void, _ complete: (Transfer) throws -> Void
  ) rethrows -> Bool {
    var isAny = false
    for queue in queues.indices {
      while let transfer = head(queue), path == nil || transfer.contents.requests.isEmpty,
        isEligible(transfer)
      {
        willBegin(transfer)
        for request in transfer.contents.requests.indices { count(transfer, request) }
        leave(queue)
        // Complete before the next request: a reload may have waited for a store without requests.
        try complete(transfer)
        isAny = true
      }
    }
    return isAny
  }

  private func leave(_ queue: Int) {
    queues[queue][heads[queue]].hasLeft = true
    heads[queue] += 1
  }

  private func count(_ transfer: Transfer, _ request: Int) {
    let range = transfer.contents.requests[request]
    let bytes = range.count
    // An ideal memory moves bytes without requests.
    if path != nil { counts[transfer.operation].requests += 1 }
    if let dram {
      counts[transfer.operation].bursts += dram.bursts(of: range).count
      counts[transfer.operation].overfetchedBytes += dram.overfetchedBytes(of: range)
    }
    if transfer.queue == .store {
      counts[transfer.operation].writeBytes[transfer.operand.index] += bytes
    } else {
      counts[transfer.operation].readBytes[transfer.operand.index] += bytes
    }
    switch transfer.contents.regions[request] {
    case .data: break
    case .metadata: counts[transfer.operation].metadataBytes[transfer.operand.index] += bytes
    case .pointers: counts[transfer.operation].pointerBytes[transfer.operand.index] += bytes
    }
  }

  /// Whether the memory's bus moved data in a cycle.
  func movedData(in cycle: Int) -> Bool { path?.movedData(in: cycle) ?? false }
}

extension Memory {
  /// Bytes at whose multiples transfers are cut into requests; nil where they are not.
  var request: Int? {
    switch kind {
    case .ideal: nil
    case .bandwidth(let memory): memory.request
    case .dram(let memory): memory.request
    }
  }
}
