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
  private var heads: [QueueHead]
  /// Completions of the last requests, a ring of as many as may be under way.
  private var window: [Int]
  private var issued = 0
  private var lastIssue = 0
  private var busEnd = 0
  private var nextQueue = 0
  private var stream = SteadyStream()
  var history = BusHistory()
  var requests: Int { issued }

  /// A memory that serves the given transfers, by queue and in order; `timing` is nil for an ideal one.
  init(timing: MemoryTiming?, queues: [[Int32]]) {
    self.timing = timing
    heads = queues.map { QueueHead(transfers: $0) }
    window = [Int](repeating: 0, count: timing?.outstanding ?? 0)
  }

  /// Serves until the completion of `transfer` is known.
  mutating func serve(_ transfer: Int, plan: Plan, times: inout TransferTimes) {
    if let timing {
      while times.completions[transfer] < 0 { step(timing, plan, &times) }
    } else {
      while times.completions[transfer] < 0 {
        for queue in heads.indices { heads[queue].completeEmpty(plan, &times, isIdeal: true) }
      }
    }
  }

  private mutating func step(_ timing: MemoryTiming, _ plan: Plan, _ times: inout TransferTimes) {
    var time = lastIssue
    if !window.isEmpty { time = max(time, window[issued % window.count]) }
    var active = 0
    var earliest = Int.max
    for queue in 0..<4 {
      heads[queue].completeEmpty(plan, &times, isIdeal: false)
      let eligible = heads[queue].eligibility(plan, times)
      if eligible <= time { active |= 1 << queue } else { earliest = min(earliest, eligible) }
    }
    if active == 0 {
      // Nothing to issue before the next head becomes eligible. None can only be a reload that waits for its
      // own memory, which the caller's transfer does not.
      precondition(earliest < Int.max, "a memory is asked for a transfer that nothing makes eligible")
      time = earliest
      earliest = Int.max
      for queue in 0..<4 {
        let eligible = heads[queue].eligibility(plan, times)
        if eligible <= time { active |= 1 << queue } else { earliest = min(earliest, eligible) }
      }
    }
    if stream.isSteady(active, window: window.count),
      skip(timing, active: active, until: earliest, time: time, plan)
    {
      return
    }
    var queue = nextQueue
    while active & (1 << queue) == 0 { queue = (queue + 1) & 3 }
    issue(from: queue, at: time, active: active, timing, plan, &times)
  }

  private mutating func issue(
    from queue: Int, at time: Int, active: Int, _ timing: MemoryTiming, _ plan: Plan,
    _ times: inout TransferTimes
  ) {
    let operand = queue < 2 ? queue : 2
    let bytes = heads[queue].takeRequest(timing.request)
    let arrival = (time + timing.latency) * timing.unitsPerCycle
    let start = max(arrival, busEnd)
    stream.note(
      active: active, isUniform: bytes == timing.request && start == busEnd)
    busEnd = start + bytes * timing.unitsPerByte[operand]
    let completion = (busEnd + timing.unitsPerCycle - 1) / timing.unitsPerCycle
    history.add(start / timing.unitsPerCycle, completion)
    if !window.isEmpty { window[issued % window.count] = completion }
    issued += 1
    lastIssue = time
    nextQueue = (queue + 1) & 3
    heads[queue].finishRun(issuedAt: time, completion: completion, plan, &times)
  }
}

/// How long the bus has carried full requests of the same queues without a gap.
private struct SteadyStream {
  private var active = 0
  private var length = 0

  mutating func note(active: Int, isUniform: Bool) {
    length = isUniform && active == self.active ? length + 1 : 0
    self.active = active
  }

  /// Whether all requests under way belong to the stream.
  func isSteady(_ active: Int, window: Int) -> Bool { active == self.active && length > window }
}

extension MemoryServer {
  /// Serves whole rounds of a steady stream at once: each active queue's full requests in turn, bus never idle.
  ///
  /// Exact because then request i ends one round's units after request i - K (K active queues), and because of the
  /// conditions below. Returns whether it did anything.
  private mutating func skip(
    _ timing: MemoryTiming, active: Int, until earliest: Int, time: Int, _ plan: Plan
  ) -> Bool {
    var order: [Int] = []
    var roundUnits = 0
    var rounds = Int.max
    for offset in 0..<4 {
      let queue = (nextQueue + offset) & 3
      guard active & (1 << queue) != 0 else { continue }
      order.append(queue)
      roundUnits += timing.request * timing.unitsPerByte[queue < 2 ? queue : 2]
      // One request is left, so that no transfer ends and no head changes within.
      rounds = min(rounds, heads[queue].fullRequests(timing.request) - 1)
    }
    let units = timing.unitsPerCycle
    // The bus has not run dry. With no window all requests are issued now, and that is enough.
    guard (time + timing.latency) * units <= busEnd else { return false }
    if !window.isEmpty {
      // The request `window` places earlier completes early enough for the bus to stay busy ...
      let depth = window.count
      guard (depth - 1) / order.count * roundUnits >= (timing.latency + 1) * units else { return false }
      // ... and no other queue becomes eligible before the last is issued.
      if earliest < Int.max {
        let room = (earliest - 1) * units - busEnd
        guard room > 0 else { return false }
        rounds = min(rounds, depth / order.count + room / roundUnits)
      }
      guard rounds > 0, rounds >= (depth + order.count) / order.count else { return false }
    }
    guard rounds > 0 else { return false }

    let begin = busEnd
    let count = rounds * order.count
    busEnd += rounds * roundUnits
    history.add(begin / units, (busEnd + units - 1) / units)
    if !window.isEmpty {
      let depth = window.count
      lastIssue = completion(of: count - depth - 1, order, roundUnits, begin, timing)
      for index in (count - depth)..<count {
        window[(issued + index) % depth] = completion(of: index, order, roundUnits, begin, timing)
      }
    } else {
      lastIssue = time
    }
    issued += count
    for queue in order { heads[queue].skip(requests: rounds, of: timing.request) }
    return true
  }

  /// The cycle in which the stream's request `index` completes.
  private func completion(
    of index: Int, _ order: [Int], _ roundUnits: Int, _ begin: Int, _ timing: MemoryTiming
  ) -> Int {
    var end = begin + (index / order.count) * roundUnits
    for place in 0...(index % order.count) {
      let queue = order[place]
      end += timing.request * timing.unitsPerByte[queue < 2 ? queue : 2]
    }
    return (end + timing.unitsPerCycle - 1) / timing.unitsPerCycle
  }
}
