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
  private var round: Round
  var history = BusHistory()

  /// A memory that serves the given transfers, by queue and in order; `timing` is nil for an ideal one.
  ///
  /// With at most `mostRequests` in all, a window of as many never holds one up, and is left out.
  init(timing: BusTiming?, queues: [QueueHead.Segment], mostRequests: Int) {
    self.timing = timing
    heads = queues.map { QueueHead($0, request: timing?.request ?? 1) }
    round = Round(queues: queues.count)
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
        if heads[queue].finishRequest(completion: completion) {
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
    busEnd.add(timing.time(of: bytes, operand), perCycle: timing.unitsPerCycle)
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
    var left = active
    while left != 0 {
      // Those from the next one on, then those before it.
      let ahead = (left >> UInt64(nextQueue)) << UInt64(nextQueue)
      let queue = (ahead == 0 ? left : ahead).trailingZeroBitCount
      left &= ~(1 << UInt64(queue))
      let next = heads[queue].uniformRequests()
      guard next.count > 1 else { return false }
      round.add(queue, bytes: next.bytes, timing)
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
    for place in 0..<round.count { heads[round[place].queue].skip(requests: rounds, of: round[place].bytes) }
    return true
  }

  /// How many of the next `count` requests, at most as many as the window has, arrive before the bus has run dry.
  private func firstKept(busy count: Int, from time: Int, _ timing: BusTiming) -> Int {
    let perCycle = timing.unitsPerCycle
    let several = BusTime(units: Self.several * round.units, perCycle: perCycle)
    let isSimple = round.count == 1
    var end = busEnd
    var (next, place, kept) = (oldest, 0, 0)
    while kept < count {
      // Completions ascend: when the last of several has come by the time of the first, all have.
      if isSimple, kept + Self.several <= count, next + Self.several <= window.count,
        max(time, window[next + Self.several - 1]) + timing.latency <= end.cycles
      {
        end.add(several, perCycle: perCycle)
        next = next + Self.several == window.count ? 0 : next + Self.several
        kept += Self.several
        continue
      }
      guard max(time, window[next]) + timing.latency <= end.cycles else { return kept }
      end.add(round[place].time, perCycle: perCycle)
      next = next + 1 == window.count ? 0 : next + 1
      place = place + 1 == round.count ? 0 : place + 1
      kept += 1
    }
    return count
  }

  /// Requests that `firstKept` looks at together.
  private static var several: Int { 8 }

  private mutating func carry(_ rounds: Int, _ timing: BusTiming, issuedAt time: Int) {
    let count = rounds * round.count
    let begin = busEnd
    let perCycle = timing.unitsPerCycle
    /// When the bus is done with the first `index` requests.
    func end(before index: Int) -> BusTime {
      let (whole, rest) = index.quotientAndRemainder(dividingBy: round.count)
      var end = BusTime(units: begin.units + whole * round.units, perCycle: perCycle)
      end.cycles += begin.cycles
      for place in 0..<rest { end.add(round[place].time, perCycle: perCycle) }
      return end
    }
    var first = begin
    for place in 0..<round.count {
      first.add(round[place].time, perCycle: perCycle)
      heads[round[place].queue].note(completion: first.roundedUp)
    }
    busEnd = end(before: count)
    // Whoever becomes eligible next comes before or after the last that was served, not the last before the rounds.
    let last = round[round.count - 1].queue
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
      ? end(before: count - depth).roundedUp : max(time, window[(oldest + count - 1) % depth])
    let kept = max(0, count - depth)
    var (moved, place, slot) = (end(before: kept), kept % round.count, (oldest + kept) % depth)
    for _ in kept..<count {
      moved.add(round[place].time, perCycle: perCycle)
      window[slot] = moved.roundedUp
      place = place + 1 == round.count ? 0 : place + 1
      slot = slot + 1 == depth ? 0 : slot + 1
    }
    oldest = (oldest + count) % depth
  }
}

/// One request of each active queue, in the order in which they are served.
private struct Round {
  /// Whose request it is, its bytes, and what it holds the bus.
  struct Request: BitwiseCopyable {
    var queue = 0
    var bytes = 0
    var time = BusTime()
  }

  private(set) var count = 0
  /// Units of all of them.
  private(set) var units = 0
  private var requests: [Request]

  init(queues: Int) { requests = [Request](repeating: Request(), count: queues) }

  subscript(place: Int) -> Request { requests[place] }

  mutating func clear() {
    count = 0
    units = 0
  }

  mutating func add(_ queue: Int, bytes: Int, _ timing: BusTiming) {
    let operand = min(queue & 3, 2)
    units += bytes * timing.unitsPerByte[operand]
    requests[count] = Request(queue: queue, bytes: bytes, time: timing.time(of: bytes, operand))
    count += 1
  }
}
