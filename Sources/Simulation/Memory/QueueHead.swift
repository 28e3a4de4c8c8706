import Mapping

/// The transfers of one queue of a memory, and how far the first of them has been issued.
struct QueueHead {
  private let transfers: [Int32]
  private let request: Int
  private var position = 0
  /// The cycle in which the transfer before left the queue.
  private var since = 0
  private var isOpen = false
  /// The cycle from which the head may be issued; `Int.max` while that is not known or there is none.
  private(set) var eligible = Int.max
  /// The strip under way, its run, and the bytes of that run still to be issued.
  private var strip = 0
  private var lastStrip = 0
  private var current = Strip(start: 0, length: 0, stride: 0, count: 0)
  private var run = 0
  private var address = 0
  private var remaining = 0
  /// Bytes to the next multiple of the request.
  private var toBoundary = 0

  init(transfers: [Int32], request: Int) {
    self.transfers = transfers
    self.request = request
  }

  /// Looks again whether the head may be issued, and completes those that need no request.
  mutating func refresh(_ plan: Plan, _ times: inout TransferTimes, isIdeal: Bool) {
    while eligible == Int.max, position < transfers.count {
      let transfer = plan.transfers[Int(transfers[position])]
      guard let cycle = times.eligibility(of: transfer) else { return }
      eligible = max(cycle, since)
      guard isIdeal || transfer.strips.isEmpty else {
        open(transfer, plan)
        return
      }
      times.completions[Int(transfers[position])] = eligible
      leave(at: eligible)
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
    stand(at: strip.start, remaining: strip.length)
  }

  private mutating func stand(at address: Int, remaining: Int) {
    self.address = address
    self.remaining = remaining
    toBoundary = request - address % request
  }

  private mutating func leave(at cycle: Int) {
    position += 1
    since = cycle
    eligible = Int.max
    isOpen = false
  }

  /// Takes the next request off the run under way; returns its bytes.
  @inline(__always)
  mutating func takeRequest() -> Int {
    let bytes = min(remaining, toBoundary)
    address += bytes
    remaining -= bytes
    toBoundary = request
    return bytes
  }

  /// Whether the run under way has been issued.
  var isRunDone: Bool { remaining == 0 }

  /// Goes on to the next run, strip or transfer; returns whether the transfer is done.
  mutating func finishRun(
    issuedAt time: Int, completion: Int, _ plan: Plan, _ times: inout TransferTimes
  ) -> Bool {
    run += 1
    if run < current.count {
      stand(at: current.start + run * current.stride, remaining: current.length)
      return false
    }
    if strip < lastStrip {
      strip += 1
      enter(plan.strips[strip])
      return false
    }
    times.completions[Int(transfers[position])] = completion
    leave(at: time)
    return true
  }
}

// MARK: Requests of one size

extension QueueHead {
  /// The bytes of the next requests and how many of them have that size, within the strip under way.
  func uniformRequests() -> (bytes: Int, count: Int) {
    if current.stride % request == 0 || current.count == 1 {
      let runsAfter = current.count - run - 1
      if current.length % request == 0, address % request == 0, current.start % request == 0 {
        return (request, remaining / request + runsAfter * (current.length / request))
      }
      if remaining == current.length, address % request + remaining <= request {
        return (remaining, 1 + runsAfter)
      }
    }
    return address % request == 0 ? (request, remaining / request) : (0, 0)
  }

  /// Goes on by requests of one size, fewer than `uniformRequests` says there are.
  mutating func skip(requests: Int, of bytes: Int) {
    let moved = (current.length - remaining) + requests * bytes
    let runs = moved / current.length
    run += runs
    let within = moved - runs * current.length
    stand(at: current.start + run * current.stride + within, remaining: current.length - within)
  }
}
