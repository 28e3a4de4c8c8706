import DRAM
import Mapping

/// One memory, of whichever kind: what it serves, and when.
struct MemoryServer {
  /// One of them is there.
  private(set) var bus: BusServer?
  private(set) var dram: DRAMServer?

  /// A memory that serves the given transfers, by queue and in order; `timing` is nil for an ideal one.
  ///
  /// With at most `mostRequests` in all, a window of as many never holds one up, and may be left out.
  init(timing: MemoryTiming?, queues: [QueueHead.Segment], mostRequests: Int) {
    if let coupling = timing?.dram {
      dram = DRAMServer(coupling, queues: queues)
    } else {
      bus = BusServer(timing: timing?.bus, queues: queues, mostRequests: mostRequests)
    }
  }

  /// Cycles from when a store of so many bytes may be issued until it is complete, at least.
  func leastCycles(ofStore bytes: Int) -> Int {
    guard bytes > 0, let timing = bus?.timing else { return 0 }
    let units = BusTime(units: bytes * timing.unitsPerByte[2], perCycle: timing.unitsPerCycle)
    return timing.latency + units.roundedUp
  }

  /// Serves until the completion of `transfer` is known.
  mutating func serve(_ transfer: Int, times: inout TransferTimes) {
    repeat {
      refresh(&times)
      guard times.completions[transfer] < 0 else { return }
      // An ideal memory has nothing but what a refresh completes; another one may resolve another's wait.
      if !isIdeal {
        let isServing = serve(&times, before: Int.max, open: Int.max)
        precondition(isServing, "a memory is asked for a transfer that nothing makes eligible")
      }
    } while times.completions[transfer] < 0
  }

  private var isIdeal: Bool { bus.map { $0.timing == nil } ?? false }

  /// Looks again at the heads whose eligibility was not known.
  mutating func refresh<Ledger: TransferLedger>(_ ledger: inout Ledger) {
    bus?.refresh(&ledger)
    dram?.refresh(&ledger)
  }

  /// Puts an operator's transfers behind those that wait, by queue.
  mutating func append(_ segments: [QueueHead.Segment]) {
    bus?.append(segments)
    dram?.append(segments)
  }

  /// Issues requests in cycles before `limit` until some transfer has left its queue, or is known to complete; returns
  /// whether one has.
  ///
  /// Where none has, all that completes through `limit` is known, or as much as requests that are issued from `open` on
  /// cannot change.
  mutating func serve<Ledger: TransferLedger>(
    _ ledger: inout Ledger, before limit: Int, open: Int
  ) -> Bool {
    if let served = bus?.serveUntilHeadChanges(&ledger, before: limit) { return served }
    return dram?.serve(&ledger, before: limit, open: open) ?? false
  }

  /// Issues what it may in the present cycle; returns whether some transfer has left its queue.
  mutating func serve<Ledger: TransferLedger>(_ ledger: inout Ledger, in now: Int) -> Bool {
    if let served = bus?.serveUntilHeadChanges(&ledger, before: now + 1) { return served }
    return dram?.serve(&ledger, in: now) ?? false
  }

  // MARK: Order

  /// Where the next that it does stands in time: what is complete in a cycle comes before what is issued in it.
  var nextKey: Int {
    if let dram { return dram.nextKey }
    return Self.key(issuedIn: bus?.nextTime ?? Int.max)
  }

  static func key(completeIn cycle: Int) -> Int { cycle < Int.max / 2 ? 2 * cycle : Int.max }
  static func key(issuedIn cycle: Int) -> Int { cycle < Int.max / 2 ? 2 * cycle + 1 : Int.max }

  // MARK: Counts

  var requests: Int { bus?.requests ?? dram?.requests ?? 0 }
  var skippedRequests: Int { bus?.skippedRequests ?? 0 }
  var busyCycles: Int { bus?.history.busyCycles ?? dram?.busyCycles ?? 0 }

  /// Words that a copy of it takes, about.
  var weight: Int { bus?.window.count ?? 0 }

  /// Makes known in which cycles before `end` the bus moves data; nothing is issued before it any more.
  mutating func completeHistory<Ledger: TransferLedger>(until end: Int, _ ledger: inout Ledger) {
    dram?.completeHistory(until: end, &ledger)
  }

  /// Calls `body` for each busy interval within `[start, end)`; later calls must not start earlier.
  mutating func forEachBusy(from start: Int, to end: Int, _ body: (Int, Int) -> Void) {
    bus?.history.forEach(from: start, to: end, body)
    dram?.forEachBusy(from: start, to: end, body)
  }

  /// Serves all that is issued before a cycle before which nothing else happens.
  mutating func reach<Ledger: TransferLedger>(_ cycle: Int, _ ledger: inout Ledger) {
    guard dram != nil else { return }
    repeat { refresh(&ledger) } while serve(&ledger, before: cycle, open: cycle)
    completeHistory(until: cycle, &ledger)
  }

  /// Lets a memory of DRAM end what it has; returns the cycle in which its last data have moved.
  mutating func drain<Ledger: TransferLedger>(_ ledger: inout Ledger) -> Int { dram?.drain(&ledger) ?? 0 }

  /// What devices did until a cycle in which everything is over; nil of a memory that has none.
  mutating func dramRecord(until end: Int) -> DRAMRecord? { dram?.record(until: end) }

  /// Why the simulation of it was given up.
  var failure: PlanError? { dram?.failure }
}

extension [QueueHead] {
  /// Looks again at the heads whose eligibility was not known.
  mutating func refresh<Ledger: TransferLedger>(_ ledger: inout Ledger, isIdeal: Bool) {
    var hasCompleted: Bool
    repeat {
      hasCompleted = false
      for queue in indices where self[queue].eligible == Int.max {
        // A reload may wait for a store without requests, which is complete at once.
        if self[queue].refresh(&ledger, isIdeal: isIdeal) { hasCompleted = true }
      }
    } while hasCompleted
  }
}
