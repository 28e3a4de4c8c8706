import Mapping

/// When the transfers of an operator became possible and were complete, as far as that is known.
struct TransferTimes {
  /// The cycle each pass ended in; -1 while it is not known.
  var passEnds: [Int]
  /// The cycle from which each pass's store may be issued; -1 while it is not known.
  var storeReady: [Int]
  /// The cycle each transfer completed in; -1 while it is not known.
  var completions: [Int]

  init(_ plan: Plan) {
    passEnds = [Int](repeating: -1, count: plan.passes.count)
    storeReady = passEnds
    completions = [Int](repeating: -1, count: plan.transfers.count)
  }

  /// The cycle from which a transfer may be issued; nil while it is not known.
  func eligibility(of transfer: Transfer) -> Int? {
    switch transfer.queue {
    case .input, .weight:
      return transfer.afterPass < 0 ? 0 : known(passEnds[Int(transfer.afterPass)])
    case .store:
      return known(storeReady[Int(transfer.afterPass)])
    case .partialSums:
      var cycle = 0
      for store in [transfer.afterSlotStore, transfer.afterOwnStore] where store >= 0 {
        guard let complete = known(completions[Int(store)]) else { return nil }
        cycle = max(cycle, complete)
      }
      return cycle
    }
  }

  private func known(_ cycle: Int) -> Int? { cycle < 0 ? nil : cycle }
}

/// One memory: four queues, a round-robin arbiter, a window of requests under way and a bus (docs/model.md, 5).
///
/// It runs ahead only as far as it is asked to, so that every eligibility that could change an issue is known.
struct MemoryServer {
  private let timing: MemoryTiming?
  private var heads: InlineArray<4, QueueHead>
  /// Completions of the last requests, a ring of as many as may be under way, and the next to be replaced.
  private var window: [Int]
  private var oldest = 0
  private(set) var requests = 0
  /// Those of them that a skip over a steady stream served.
  private(set) var skippedRequests = 0
  private var lastIssue = 0
  private var busEnd = BusTime()
  private var nextQueue = 0
  private var stream = SteadyStream()
  var history = BusHistory()

  /// A memory that serves the given transfers, by queue and in order; `timing` is nil for an ideal one.
  ///
  /// With at most `mostRequests` in all, a window of as many never holds one up, and is left out.
  init(timing: MemoryTiming?, queues: [[Int32]], mostRequests: Int) {
    self.timing = timing
    heads = InlineArray { QueueHead(transfers: queues[$0], request: timing?.request ?? 1) }
    let outstanding = timing?.outstanding ?? 0
    window = [Int](repeating: 0, count: outstanding < mostRequests ? outstanding : 0)
  }

  /// Serves until the completion of `transfer` is known.
  mutating func serve(_ transfer: Int, plan: Plan, times: inout TransferTimes) {
    repeat {
      refresh(plan, &times)
      guard times.completions[transfer] < 0 else { return }
      // An ideal memory has nothing but what a refresh completes; another one may resolve another's wait.
      if let timing { serveUntilHeadChanges(timing, plan, &times) }
    } while times.completions[transfer] < 0
  }

  private mutating func refresh(_ plan: Plan, _ times: inout TransferTimes) {
    for queue in 0..<4 { heads[queue].refresh(plan, &times, isIdeal: timing == nil) }
  }

  /// Issues requests until some transfer has left its queue.
  private mutating func serveUntilHeadChanges(
    _ timing: MemoryTiming, _ plan: Plan, _ times: inout TransferTimes
  ) {
    while true {
      var time = nextIssue
      var (active, earliest) = eligibleQueues(at: time)
      if active == 0 {
        precondition(earliest < Int.max, "a memory is asked for a transfer that nothing makes eligible")
        time = earliest
        (active, earliest) = eligibleQueues(at: time)
      }
      if stream.isSteady(active, window: window.count) {
        if skip(timing, active: active, until: earliest, time: time) { continue }
        stream.wait()
      }
      // Until another queue becomes eligible the same ones stay active.
      repeat {
        var queue = nextQueue
        while active & (1 << queue) == 0 { queue = (queue + 1) & 3 }
        let completion = issue(from: queue, at: time, active: active, timing)
        if heads[queue].isRunDone,
          heads[queue].finishRun(issuedAt: time, completion: completion, plan, &times)
        {
          return
        }
        time = nextIssue
      } while time < earliest && !stream.isSteady(active, window: window.count)
    }
  }

  /// The first cycle in which another request may be issued, if a queue is eligible.
  @inline(__always)
  private var nextIssue: Int { window.isEmpty ? lastIssue : max(lastIssue, window[oldest]) }

  /// The queues whose head may be issued at a cycle, as bits, and the next cycle in which another's may.
  @inline(__always)
  private func eligibleQueues(at time: Int) -> (active: Int, earliest: Int) {
    var active = 0
    var earliest = Int.max
    for queue in 0..<4 {
      let eligible = heads[queue].eligible
      if eligible <= time { active |= 1 << queue } else { earliest = min(earliest, eligible) }
    }
    return (active, earliest)
  }

  /// Issues one request; returns the cycle in which it completes.
  @inline(__always)
  private mutating func issue(from queue: Int, at time: Int, active: Int, _ timing: MemoryTiming) -> Int {
    let bytes = heads[queue].takeRequest()
    let operand = min(queue, 2)
    let arrival = time + timing.latency
    let isContinuous = arrival <= busEnd.cycles
    if !isContinuous { busEnd = BusTime(cycles: arrival) }
    let start = busEnd.cycles
    stream.note(active: active, queue: queue, bytes: bytes, isContinuous: isContinuous)
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
    nextQueue = (queue + 1) & 3
    return completion
  }
}

/// How long the bus has carried requests of the same queues and sizes without a gap.
private struct SteadyStream {
  private var active = 0
  private var sizes: InlineArray<4, Int> = [0, 0, 0, 0]
  private var length = 0
  private var patience = 4

  @inline(__always)
  mutating func note(active: Int, queue: Int, bytes: Int, isContinuous: Bool) {
    if isContinuous, active == self.active, sizes[queue] == bytes {
      length += 1
    } else {
      length = 0
      patience = 4
      sizes[queue] = bytes
      self.active = active
    }
  }

  /// Whether all requests under way belong to the stream, and it is time to look whether it can be skipped.
  @inline(__always)
  func isSteady(_ active: Int, window: Int) -> Bool {
    length > window + patience && active == self.active
  }

  /// Puts off the next look, after one that was in vain.
  mutating func wait() { patience = length + 32 }

  func size(_ queue: Int) -> Int { sizes[queue] }
}

extension MemoryServer {
  /// Serves whole rounds of a steady stream at once: each active queue's next request in turn, bus never idle.
  ///
  /// Exact because then request i ends one round's units after request i - K (K active queues), and because of the
  /// conditions below. Returns whether it did anything.
  private mutating func skip(
    _ timing: MemoryTiming, active: Int, until earliest: Int, time: Int
  ) -> Bool {
    var round = Round()
    var rounds = Int.max
    for offset in 0..<4 {
      let queue = (nextQueue + offset) & 3
      guard active & (1 << queue) != 0 else { continue }
      let next = heads[queue].uniformRequests()
      guard next.bytes == stream.size(queue) else { return false }
      round.add(queue: queue, units: next.bytes * timing.unitsPerByte[min(queue, 2)])
      // One request is left, so that no transfer ends and no head changes within.
      rounds = min(rounds, next.count - 1)
    }
    let units = timing.unitsPerCycle
    // The bus has not run dry. With no window all requests are issued now, and that is enough.
    guard rounds > 0, time + timing.latency <= busEnd.cycles else { return false }
    let depth = window.count
    if depth > 0 {
      // The request `window` places earlier completes early enough for the bus to stay busy ...
      guard (depth - 1) / round.count * round.units >= (timing.latency + 1) * units else { return false }
      // ... and no other queue becomes eligible before the last is issued.
      if earliest < Int.max {
        let room = (earliest - 1 - busEnd.cycles) * units - busEnd.units
        guard room > 0 else { return false }
        rounds = min(rounds, depth / round.count + room / round.units)
      }
      guard rounds * round.count > depth else { return false }
    }
    carry(rounds, of: round, timing, issuedAt: time)
    for queue in 0..<4 where active & (1 << queue) != 0 {
      heads[queue].skip(requests: rounds, of: stream.size(queue))
    }
    return true
  }

  private mutating func carry(_ rounds: Int, of round: Round, _ timing: MemoryTiming, issuedAt time: Int) {
    let count = rounds * round.count
    let begin = busEnd
    func end(of index: Int) -> BusTime {
      let units = begin.units + (index / round.count) * round.units + round.ends[index % round.count]
      var end = BusTime(units: units, perCycle: timing.unitsPerCycle)
      end.cycles += begin.cycles
      return end
    }
    busEnd = end(of: count - 1)
    history.add(begin.cycles, busEnd.roundedUp)
    requests += count
    skippedRequests += count
    let depth = window.count
    guard depth > 0 else {
      lastIssue = time
      return
    }
    lastIssue = end(of: count - depth - 1).roundedUp
    oldest = (oldest + count) % depth
    for place in 0..<depth {
      window[(oldest + place) % depth] = end(of: count - depth + place).roundedUp
    }
  }
}

/// One request of each active queue, in the order in which they are served.
private struct Round {
  var count = 0
  var units = 0
  /// Units from the round's start to the end of each request.
  var ends: InlineArray<4, Int> = [0, 0, 0, 0]

  mutating func add(queue: Int, units: Int) {
    self.units += units
    ends[count] = self.units
    count += 1
  }
}
