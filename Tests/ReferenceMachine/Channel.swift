import Hardware
import Quantities

/// A memory with its four queues for each core, its requests under way and its bus.
///
/// Times on the bus are exact: whole multiples of `1 / unit` of a cycle.
final class Channel {
  private struct Request {
    var transfer: Transfer
    var start: Int
    var end: Int
  }

  let isIdeal: Bool
  /// By operator.
  var counts: [ReferenceRecord.MemoryCounts]
  private var queues: [[Transfer]]
  private var heads: [Int]
  private var served: Int
  private var underWay: [Request] = []
  private var busEnd = 0
  private let outstanding: Int?
  private let latency: Int
  private let unit: Int
  /// Units of bus time that a byte takes, by operand.
  private let unitsPerByte: [Int]

  /// - Parameter fillBytes: By operand, the bytes its buffer takes in or gives out in a cycle.
  init(memory: Memory, clock: Frequency, cores: Int, operators: Int, fillBytes: [Int]) {
    counts = Array(repeating: .init(), count: operators)
    queues = Array(repeating: [], count: 4 * cores)
    heads = queues.map { _ in 0 }
    served = queues.count - 1
    switch memory.kind {
    case .ideal:
      (isIdeal, outstanding, latency, unit, unitsPerByte) = (true, nil, 0, 1, [0, 0, 0])
    case .bandwidth(let memory):
      isIdeal = false
      outstanding = memory.outstanding
      latency = ceilingDivision(memory.latency.picoseconds * clock.hertz, by: 1_000_000_000_000)
      let rate = Ratio(memory.bandwidth.bytesPerSecond, clock.hertz)
      // A byte takes q / p or 1 / F of a cycle: both are whole in units of the common multiple.
      let unit = ([rate.numerator] + fillBytes).reduce(1) { $0 / greatestCommonDivisor($0, $1) * $1 }
      self.unit = unit
      unitsPerByte = fillBytes.map { max(rate.denominator * (unit / rate.numerator), unit / $0) }
    case .dram: preconditionFailure("a DMA of DRAM is not stepped here")
    }
  }

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
    while let request = underWay.first, ceilingDivision(request.end, by: unit) <= cycle {
      underWay.removeFirst()
      request.transfer.completed += 1
      if request.transfer.completed == request.transfer.contents.requests.count {
        done.append(request.transfer)
      }
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
      guard !isIdeal, underWay.count < outstanding ?? .max else { return moved }
      let order = (1...queues.count).map { (served + $0) % queues.count }
      let next = order.first { queue in
        head(queue).map { !$0.contents.requests.isEmpty && isEligible($0) } ?? false
      }
      guard let queue = next, let transfer = head(queue) else { return moved }
      if transfer.issued == 0 { willBegin(transfer) }
      served = queue
      moved = true
      let bytes = transfer.contents.requests[transfer.issued].count
      let start = max((cycle + latency) * unit, busEnd)
      busEnd = start + bytes * unitsPerByte[transfer.operand.index]
      underWay.append(Request(transfer: transfer, start: start, end: busEnd))
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
      while let transfer = head(queue), isIdeal || transfer.contents.requests.isEmpty,
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
    let bytes = transfer.contents.requests[request].count
    // An ideal memory moves bytes without requests.
    if !isIdeal { counts[transfer.operation].requests += 1 }
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

  /// Whether some request's time on the bus overlaps a cycle.
  func movedData(in cycle: Int) -> Bool {
    underWay.contains { $0.start < (cycle + 1) * unit && $0.end > cycle * unit }
  }
}
