import Mapping

/// A memory of one bus, or an ideal one: four queues for each core, a round-robin arbiter, a window of requests under way
/// and a bus (docs/model.md, 5).
///
/// It runs ahead only as far as it is asked to, so that every eligibility that could change an issue is known.
struct BusServer {
  let timing: BusTiming?
  private(set) var heads: [QueueHead]
  /// Completions of the last requests, a ring of as many as may be under way, and the next to be replaced.
  private(set) var window: [Int]
  private(set) var oldest = 0
  private(set) var requests = 0
  /// Those of them that a skip over a steady stream served.
  private(set) var skippedRequests = 0
  private(set) var lastIssue = 0
  private(set) var busEnd = BusTime()
  private(set) var nextQueue = 0
  private var round = Round()
  var history = BusHistory()

  /// A memory that serves the given transfers, by queue and in order; `timing` is nil for an ideal one.
  ///
  /// With at most `mostRequests` in all, a window of as many never holds one up, and is left out.
  init(timing: BusTiming?, queues: [QueueHead.Segment], mostRequests: Int) {
    self.timing = timing
    heads = queues.map { QueueHead($0, request: timing?.request ?? 1) }
    let outstanding = timing?.outstanding ?? 0
    window = [Int](repeating: 0, count: outstanding < mostRequests ? outstanding : 0)
  }

  /// Looks again at the heads whose eligibility was not known.
  mutating func refresh<Ledger: TransferLedger>(_ ledger: inout Ledger) {
    heads.refresh(&ledger, isIdeal: timing == nil)
  }

  /// Puts an operator's transfers behind those that wait, by queue.
  mutating func append(_ segments: [QueueHead.Segment]) {
    for (queue, segment) in segments.enumerated() { heads[queue].append(segment) }
  }

  /// The next cycle in which a request would be issued if nothing changed; `Int.max` for none.
  var nextTime: Int {
    guard timing != nil else { return Int.max }
    var earliest = Int.max
    for head in heads { earliest = min(earliest, head.eligible) }
    return earliest == Int.max ? Int.max : max(earliest, nextIssue)
  }

  /// Issues requests in cycles before `limit` until some transfer has left its queue; returns whether one has.
  mutating func serveUntilHeadChanges<Ledger: TransferLedger>(
    _ ledger: inout Ledger, before limit: Int
  ) -> Bool {
    guard let timing else { return false }
    while true {
      var time = nextIssue
      var (active, earliest) = eligibleQueues(at: time)
      if active == 0 {
        time = earliest
        guard time < limit else { return false }
        (active, earliest) = eligibleQueues(at: time)
      }
      guard time < limit else { return false }
      earliest = min(earliest, limit)
      var (issued, nextLook) = (0, 0)
      // Until another queue becomes eligible the same ones stay active.
      repeat {
        if issued == nextLook {
          if skip(timing, active: active, until: earliest, time: time) { break }
          nextLook += min(max(1, issued), 32)
        }
        let ahead = (active >> UInt64(nextQueue)) << UInt64(nextQueue)
        let queue = (ahead == 0 ? active : ahead).trailingZeroBitCount
        let completion = issue(from: queue, at: time, timing)
        heads[queue].note(completion: completion)
        if heads[queue].isRunDone, heads[queue].finishRun() {
          let first = heads[queue].firstCompletion ?? completion
          let moved = MovedRequests(requests: heads[queue].served)
          let since = heads[queue].eligible
          let (transfer, sequence) = heads[queue].finishTransfer(at: time)
          ledger.leave(transfer, in: sequence, since: since, at: time, moved)
          ledger.complete(transfer, in: sequence, first: first, at: completion)
          return true
        }
        issued += 1
        time = nextIssue
      } while time < earliest
    }
  }

  /// The first cycle in which another request may be issued, if a queue is eligible.
  @inline(__always)
  var nextIssue: Int { window.isEmpty ? lastIssue : max(lastIssue, window[oldest]) }

  /// The queues whose head may be issued at a cycle, as bits, and the next cycle in which another's may.
  @inline(__always)
  private func eligibleQueues(at time: Int) -> (active: UInt64, earliest: Int) {
    var active: UInt64 = 0
    var earliest = Int.max
    for queue in heads.indices {
      let eligible = heads[queue].eligible
      if eligible <= time { active |= 1 << queue } else { earliest = min(earliest, eligible) }
    }
    return (active, earliest)
  }

  /// Issues one request; returns the cycle in which it completes.
  @inline(__always)
  private mutating func issue(from queue: Int, at time: Int, _ timing: BusTiming) -> Int {
    let bytes = heads[queue].takeRequest()
    let operand = min(queue & 3, 2)
    let arrival = time + timing.latency
    if arrival > busEnd.cycles { busEnd = BusTime(cycles: arrival) }
    let start = busEnd.cycles
    if bytes == timing.request {
      busEnd.add(timing.fullRequest[operand], perCycle: timing.unitsPerCycle)
    } else {
      let taken = BusTime(units: bytes * timing.unitsPerByte[operand], perCycle: timing.unitsPerCycle)
      busEnd.add(taken, perCycle: timing.unitsPerCycle)
    }
    let completion = busEnd.roundedUp
    history.add(start, completion)
    if !window.isEmpty {
      window[oldest] = completion
      oldest = oldest + 1 == window.count ? 0 : oldest + 1
    }
    requests += 1
    lastIssue = time
    nextQueue = queue + 1 == heads.count ? 0 : queue + 1
    return completion
  }
}

extension BusServer {
  /// Requests that are fewer are issued one by one.
  private static let fewest = 4

  /// Serves whole rounds at once, in which each active queue's next request comes in turn and the bus is never idle.
  ///
  /// Exact because then request i ends one round's units after request i - K (K active queues), and because of the
  /// conditions below. Returns whether it did anything.
  private mutating func skip(
    _ timing: BusTiming, active: UInt64, until earliest: Int, time: Int
  ) -> Bool {
    // The bus has not run dry. With no window all requests are issued now, and that is enough.
    guard time + timing.latency <= busEnd.cycles else { return false }
    round.clear()
    var rounds = Int.max
    for offset in heads.indices {
      let queue = nextQueue + offset < heads.count ? nextQueue + offset : nextQueue + offset - heads.count
      guard active & (1 << queue) != 0 else { continue }
      let next = heads[queue].uniformRequests()
      guard next.count > 1 else { return false }
      round.add(queue, bytes: next.bytes, units: next.bytes * timing.unitsPerByte[min(queue & 3, 2)])
      // One request is left, so that no transfer ends and no head changes within.
      rounds = min(rounds, next.count - 1)
    }
    let depth = window.count
    if depth > 0 {
      // What the first `depth` requests wait for is known; every other one waits for the one `depth` places before it, which
      // completes early enough for the bus to stay busy.
      let known = firstKept(busy: min(depth, rounds * round.count), from: time, timing)
      let isSteady =
        known == depth
        && (depth - 1) / round.count * round.units >= (timing.latency + 1) * timing.unitsPerCycle
      if !isSteady { rounds = min(rounds, known / round.count) }
      // No other queue becomes eligible before the last is issued.
      if earliest < Int.max {
        let room = (earliest - 1 - busEnd.cycles) * timing.unitsPerCycle - busEnd.units
        guard room > 0 else { return false }
        rounds = min(rounds, depth / round.count + room / round.units)
      }
    }
    guard rounds * round.count >= Self.fewest else { return false }
    carry(rounds, timing, issuedAt: time)
    for place in 0..<round.count { heads[round.queues[place]].skip(requests: rounds, of: round.bytes[place]) }
    return true
  }

  /// How many of the next `count` requests, at most as many as the window has, arrive before the bus has run dry.
  private func firstKept(busy count: Int, from time: Int, _ timing: BusTiming) -> Int {
    var end = busEnd
    var (next, place) = (oldest, 0)
    for kept in 0..<count {
      guard max(time, window[next]) + timing.latency <= end.cycles else { return kept }
      let taken = place == 0 ? round.ends[0] : round.ends[place] - round.ends[place - 1]
      end.add(BusTime(units: taken, perCycle: timing.unitsPerCycle), perCycle: timing.unitsPerCycle)
      next = next + 1 == window.count ? 0 : next + 1
      place = place + 1 == round.count ? 0 : place + 1
    }
    return count
  }

  private mutating func carry(_ rounds: Int, _ timing: BusTiming, issuedAt time: Int) {
    let count = rounds * round.count
    let begin = busEnd
    let round = self.round
    func end(of index: Int) -> BusTime {
      let units = begin.units + (index / round.count) * round.units + round.ends[index % round.count]
      var end = BusTime(units: units, perCycle: timing.unitsPerCycle)
      end.cycles += begin.cycles
      return end
    }
    for place in 0..<round.count { heads[round.queues[place]].note(completion: end(of: place).roundedUp) }
    busEnd = end(of: count - 1)
    // Whoever becomes eligible next comes before or after the last that was served, not the last before the rounds.
    let last = round.queues[round.count - 1]
    nextQueue = last + 1 == heads.count ? 0 : last + 1
    history.add(begin.cycles, busEnd.roundedUp)
    requests += count
    skippedRequests += count
    let depth = window.count
    guard depth > 0 else {
      lastIssue = time
      return
    }
    lastIssue =
      count > depth
      ? end(of: count - depth - 1).roundedUp : max(time, window[(oldest + count - 1) % depth])
    for index in max(0, count - depth)..<count { window[(oldest + index) % depth] = end(of: index).roundedUp }
    oldest = (oldest + count) % depth
  }
}

/// One request of each active queue, in the order in which they are served.
private struct Round {
  var count = 0
  var units = 0
  /// Whose requests they are, their bytes, and the units from the round's start to the end of each.
  var queues: [Int] = []
  var bytes: [Int] = []
  var ends: [Int] = []

  mutating func clear() {
    count = 0
    units = 0
    queues.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  mutating func add(_ queue: Int, bytes: Int, units: Int) {
    self.units += units
    queues.append(queue)
    self.bytes.append(bytes)
    ends.append(self.units)
    count += 1
  }
}
