import Mapping

/// The transfers of one queue of a memory, and how far the first of them has been issued.
struct QueueHead {
  private let transfers: [Int32]
  private var position = 0
  /// The cycle in which the transfer before left the queue.
  private var since = 0
  private var known: Int?
  private var isOpen = false
  /// The strip under way, its run, and the bytes of that run still to be issued.
  private var strip = 0
  private var lastStrip = 0
  private var current = Strip(start: 0, length: 0, stride: 0, count: 0)
  private var run = 0
  private var address = 0
  private var remaining = 0

  init(transfers: [Int32]) {
    self.transfers = transfers
  }

  /// The cycle from which the head may be issued; `Int.max` while that is not known or there is none.
  mutating func eligibility(_ plan: Plan, _ times: TransferTimes) -> Int {
    if let known { return known }
    guard position < transfers.count else { return Int.max }
    let transfer = plan.transfers[Int(transfers[position])]
    guard let cycle = times.eligibility(of: transfer) else { return Int.max }
    known = max(cycle, since)
    return known!
  }

  /// Completes the transfers at the head that need no request, as soon as they are eligible.
  mutating func completeEmpty(_ plan: Plan, _ times: inout TransferTimes, isIdeal: Bool) {
    while !isOpen, position < transfers.count {
      let transfer = plan.transfers[Int(transfers[position])]
      guard isIdeal || transfer.strips.isEmpty else {
        open(transfer, plan)
        return
      }
      let cycle = eligibility(plan, times)
      guard cycle < Int.max else { return }
      times.completions[Int(transfers[position])] = cycle
      leave(at: cycle)
    }
  }

  private mutating func open(_ transfer: Transfer, _ plan: Plan) {
    isOpen = true
    strip = transfer.strips.lowerBound
    lastStrip = transfer.strips.upperBound - 1
    enter(plan.strips[strip])
  }

  private mutating func enter(_ strip: Strip) {
    current = strip
    run = 0
    address = strip.start
    remaining = strip.length
  }

  private mutating func leave(at cycle: Int) {
    position += 1
    since = cycle
    known = nil
    isOpen = false
  }

  /// Takes the next request off the run under way; returns its bytes.
  mutating func takeRequest(_ request: Int) -> Int {
    let bytes = min(remaining, request - address % request)
    address += bytes
    remaining -= bytes
    return bytes
  }

  /// Goes on to the next run, strip or transfer where the request before was the last.
  mutating func finishRun(
    issuedAt time: Int, completion: Int, _ plan: Plan, _ times: inout TransferTimes
  ) {
    guard remaining == 0 else { return }
    run += 1
    if run < current.count {
      address = current.start + run * current.stride
      remaining = current.length
    } else if strip < lastStrip {
      strip += 1
      enter(plan.strips[strip])
    } else {
      times.completions[Int(transfers[position])] = completion
      leave(at: time)
    }
  }

  /// Requests of full size that the run under way still has, from its next one on.
  func fullRequests(_ request: Int) -> Int {
    address % request == 0 ? remaining / request : 0
  }

  mutating func skip(requests: Int, of request: Int) {
    address += requests * request
    remaining -= requests * request
  }
}
