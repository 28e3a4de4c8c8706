import Hardware
import Quantities

/// A memory with its four queues, its requests under way and its bus.
///
/// Times on the bus are exact: whole multiples of `1 / unit` of a cycle.
final class Channel {
  private struct Request {
    var transfer: Transfer
    var start: Int
    var end: Int
  }

  let isIdeal: Bool
  var counts = ReferenceRecord.MemoryCounts()
  private var queues: [[Transfer]] = [[], [], [], []]
  private var heads = [0, 0, 0, 0]
  private var served = Transfer.Queue.store.rawValue
  private var underWay: [Request] = []
  private var busEnd = 0
  private let outstanding: Int?
  private let latency: Int
  private let unit: Int
  /// Units of bus time that a byte takes, by operand.
  private let unitsPerByte: [Int]

  /// - Parameter fillBytes: By operand, the bytes its buffer takes in or gives out in a cycle.
  init(memory: Memory, clock: Frequency, fillBytes: [Int]) {
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
    }
  }

  func enqueue(_ transfer: Transfer) { queues[transfer.queue.rawValue].append(transfer) }

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

  /// Step 4: issues while it may; returns the transfers that are complete at once.
  func issue(in cycle: Int, isEligible: (Transfer) -> Bool) -> [Transfer] {
    let done = completeAtOnce(isEligible)
    guard !isIdeal else { return done }
    while underWay.count < outstanding ?? .max {
      let order = (1...4).map { (served + $0) % 4 }
      let next = order.first { queue in
        head(queue).map { !$0.contents.requests.isEmpty && isEligible($0) } ?? false
      }
      guard let queue = next, let transfer = head(queue) else { break }
      served = queue
      let bytes = transfer.contents.requests[transfer.issued].count
      let start = max((cycle + latency) * unit, busEnd)
      busEnd = start + bytes * unitsPerByte[transfer.operand.index]
      underWay.append(Request(transfer: transfer, start: start, end: busEnd))
      count(transfer, bytes: bytes)
      transfer.issued += 1
      if transfer.issued == transfer.contents.requests.count { heads[queue] += 1 }
    }
    return done
  }

  /// All of an ideal memory's eligible heads, and elsewhere those that have nothing to move.
  private func completeAtOnce(_ isEligible: (Transfer) -> Bool) -> [Transfer] {
    var done: [Transfer] = []
    for queue in 0..<4 {
      while let transfer = head(queue), isIdeal || transfer.contents.requests.isEmpty,
        isEligible(transfer)
      {
        for request in transfer.contents.requests { count(transfer, bytes: request.count) }
        heads[queue] += 1
        done.append(transfer)
      }
    }
    return done
  }

  private func count(_ transfer: Transfer, bytes: Int) {
    // An ideal memory moves bytes without requests.
    if !isIdeal { counts.requests += 1 }
    if transfer.queue == .store {
      counts.writeBytes[transfer.operand.index] += bytes
    } else {
      counts.readBytes[transfer.operand.index] += bytes
    }
  }

  /// Whether some request's time on the bus overlaps a cycle.
  func movedData(in cycle: Int) -> Bool {
    underWay.contains { $0.start < (cycle + 1) * unit && $0.end > cycle * unit }
  }
}
