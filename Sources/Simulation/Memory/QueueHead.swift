import Mapping

/// The transfers of one queue of a memory, and how far the first of them has been issued.
struct QueueHead {
  /// The transfers of one operator in the queue, of those in `transfers`, whose bytes are in `strips`.
  struct Segment {
    var sequence: Int
    var queue: [Int32]
    var transfers: [Transfer]
    var strips: [Strip]
  }

  private let request: Int
  private let byRequest: Divisor
  /// The operator under way, and those behind it.
  private(set) var segment: Segment
  private(set) var following: [Segment] = []
  private(set) var position = 0
  /// The cycle in which the transfer before left the queue.
  private(set) var since = 0
  private(set) var isOpen = false
  /// The cycle from which the head may be issued; `Int.max` while that is not known or there is none.
  private(set) var eligible = Int.max
  /// The strip under way, its run, and the bytes of that run still to be issued.
  private(set) var strip = 0
  private var lastStrip = 0
  private var current = Strip(start: 0, length: 0, stride: 0, count: 0)
  private(set) var run = 0
  private var address = 0
  private(set) var remaining = 0
  /// Requests of the head so far.
  private(set) var served = 0
  /// When the first of them is complete; nil before there is one, and where that is not known at once.
  private(set) var firstCompletion: Int?
  /// Bytes to the next multiple of the request.
  private var toBoundary = 0

  init(_ segment: Segment, request: Int) {
    self.segment = segment
    self.request = request
    byRequest = Divisor(UInt64(max(1, request)))
  }

  /// Puts an operator's transfers behind those that wait.
  mutating func append(_ next: Segment) {
    if next.queue.isEmpty { return }
    following.append(next)
  }

  /// The head's number among its operator's transfers; nil where none waits.
  var head: Int32? { position < segment.queue.count ? segment.queue[position] : nil }

  /// Looks again whether the head may be issued, and completes those that need no request; returns whether there were any.
  mutating func refresh<Ledger: TransferLedger>(_ ledger: inout Ledger, isIdeal: Bool) -> Bool {
    var hasCompleted = false
    while eligible == Int.max {
      guard position < segment.queue.count else {
        guard !following.isEmpty else { return hasCompleted }
        segment = following.removeFirst()
        position = 0
        continue
      }
      let index = segment.queue[position]
      guard let cycle = ledger.eligibility(of: index, in: segment.sequence) else { return hasCompleted }
      eligible = max(cycle, since)
      let strips = segment.transfers[Int(index)].strips
      guard isIdeal || strips.isEmpty else {
        open(strips)
        return hasCompleted
      }
      let at = eligible
      leave(at: at)
      ledger.leave(index, in: segment.sequence, since: at, at: at, MovedRequests())
      ledger.complete(index, in: segment.sequence, first: at, at: at)
      hasCompleted = true
    }
    return hasCompleted
  }

  private mutating func open(_ strips: Range<Int>) {
    isOpen = true
    served = 0
    strip = strips.lowerBound
    lastStrip = strips.upperBound - 1
    enter(segment.strips[strip])
  }

  private mutating func enter(_ strip: Strip) {
    current = strip
    run = 0
    stand(at: strip.start, remaining: strip.length)
  }

  private mutating func stand(at address: Int, remaining: Int) {
    self.address = address
    self.remaining = remaining
    toBoundary = request - Int(byRequest.remainder(UInt64(address)))
  }

  private mutating func leave(at cycle: Int) {
    position += 1
    since = cycle
    eligible = Int.max
    isOpen = false
    firstCompletion = nil
  }

  /// Notes when a request is complete that is, or will be, the first one.
  @inline(__always)
  mutating func note(completion: Int) {
    if firstCompletion == nil { firstCompletion = completion }
  }

  /// Takes the next request off the run under way; returns its bytes.
  @inline(__always)
  mutating func takeRequest() -> Int {
    let bytes = min(remaining, toBoundary)
    address += bytes
    remaining -= bytes
    toBoundary = request
    served += 1
    return bytes
  }

  /// Notes when the request that was taken last is complete; returns whether it was the transfer's last one.
  @inline(__always)
  mutating func finishRequest(completion: Int) -> Bool {
    note(completion: completion)
    return isRunDone && finishRun()
  }

  /// Takes all that is left of the run under way.
  mutating func takeRun() -> RequestRun {
    let run = RequestRun(address: address, remaining: remaining, toBoundary: toBoundary)
    remaining = 0
    return run
  }

  /// Whether the run under way has been issued.
  @inline(__always)
  var isRunDone: Bool { remaining == 0 }

  /// Goes on to the next run or strip; returns whether there is none, and the transfer's last request was issued.
  mutating func finishRun() -> Bool {
    run += 1
    if run < current.count {
      stand(at: current.start + run * current.stride, remaining: current.length)
      return false
    }
    if strip < lastStrip {
      strip += 1
      enter(segment.strips[strip])
      return false
    }
    return true
  }

  /// The head leaves its queue, since its last request was issued; returns which transfer it was.
  mutating func finishTransfer(at cycle: Int) -> (transfer: Int32, sequence: Int) {
    let index = segment.queue[position]
    leave(at: cycle)
    return (index, segment.sequence)
  }
}

/// Bytes in a row that are cut into requests, from the next one on.
struct RequestRun: BitwiseCopyable {
  private(set) var address = 0
  private(set) var remaining = 0
  /// Bytes to the next multiple of the request.
  private var toBoundary = 0

  init() {}

  init(address: Int, remaining: Int, toBoundary: Int) {
    self.address = address
    self.remaining = remaining
    self.toBoundary = toBoundary
  }

  /// Takes the next request; returns its bytes.
  @inline(__always)
  mutating func take(request: Int) -> Int {
    let bytes = min(remaining, toBoundary)
    address += bytes
    remaining -= bytes
    toBoundary = request
    return bytes
  }
}

// MARK: Requests of one size

extension QueueHead {
  /// Strips beyond the one under way that are looked at for more requests of the same size.
  private static let strips = 64

  /// The bytes of the next requests and how many of them in a row have that size.
  func uniformRequests() -> (bytes: Int, count: Int) {
    var (bytes, count) = uniformRequestsOfStrip
    // What is left of the strip may be more than they are.
    guard count > 0, isLastOfStrip(bytes: bytes, count: count) else { return (bytes, count) }
    var next = strip + 1
    while next <= min(lastStrip, strip + Self.strips) {
      let further = requests(of: bytes, in: segment.strips[next])
      guard further > 0 else { break }
      count += further
      next += 1
    }
    return (bytes, count)
  }

  /// The same within the strip under way.
  private var uniformRequestsOfStrip: (bytes: Int, count: Int) {
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

  /// Whether the strip under way has no bytes beyond the next requests.
  private func isLastOfStrip(bytes: Int, count: Int) -> Bool {
    bytes * count == remaining + (current.count - run - 1) * current.length
  }

  /// How many requests a strip is, if all of them have so many bytes; else none.
  private func requests(of bytes: Int, in strip: Strip) -> Int {
    guard strip.stride % request == 0 || strip.count == 1 else { return 0 }
    if bytes == request, strip.length % request == 0, strip.start % request == 0 {
      return strip.length / request * strip.count
    }
    return strip.length == bytes && strip.start % request + bytes <= request ? strip.count : 0
  }

  /// Goes on by requests of one size, fewer than `uniformRequests` says there are.
  mutating func skip(requests: Int, of bytes: Int) {
    served += requests
    var left = requests * bytes
    while true {
      let here = remaining + (current.count - run - 1) * current.length
      if left < here { break }
      left -= here
      strip += 1
      enter(segment.strips[strip])
    }
    let moved = (current.length - remaining) + left
    let runs = moved / current.length
    run += runs
    let within = moved - runs * current.length
    stand(at: current.start + run * current.stride + within, remaining: current.length - within)
  }
}
