/// A stream of requests in the order in which they are offered.
///
/// A channel's doings depend on nothing but when its own requests are accepted, so each channel is advanced only when the
/// stream's first request needs it, and the others stay behind.
struct StreamRun {
  let owner: ChannelOwner
  /// Where each request's cycles go; nil where nobody wants them.
  let completions: UnsafeMutablePointer<DRAMCompletion>?
  let watchdog: Int
  /// The cycle in which the next request is offered, and how many were accepted in it.
  var now = 0
  var acceptedNow = 0
  var lastAccept = 0

  /// The segment's requests.
  var upcoming: FixedList<UpcomingRequest>
  var recall: Recall
  private let recalls: Bool
  /// Told from time to time how many requests were served.
  var progress: ((Int) -> Void)?

  init(
    _ owner: ChannelOwner, completions: UnsafeMutablePointer<DRAMCompletion>?, watchdog: Int,
    isStepping: Bool, segment: Int, recordsCommands: Bool
  ) {
    self.owner = owner
    self.completions = completions
    self.watchdog = watchdog
    recalls = !isStepping && !recordsCommands && !owner.rules.isInOrder
    recall = Recall(owner, length: segment)
    upcoming = FixedList(capacity: segment, of: UpcomingRequest())
    for number in 0..<owner.count {
      owner.channels[number].completions = completions
      owner.channels[number].keepsCompletions = false
      owner.channels[number].recordsCommands = recordsCommands
    }
  }

  func deallocate() {
    recall.deallocate()
    upcoming.deallocate()
  }

  /// Serves all requests, and makes the ticks to the end of the run; gives its cycles.
  mutating func serve(_ requests: UnsafeBufferPointer<DRAMRequest>) throws(DRAMFailure) -> Int {
    guard !requests.isEmpty else { return 0 }
    var hasWrites = false
    var first = 0
    var toTell = DRAMReplay.progressStep
    while first < requests.count {
      let end = min(first &+ recall.length, requests.count)
      upcoming.count = 0
      for index in first..<end {
        hasWrites = hasWrites || requests[index].isWrite
        upcoming.append(decode(requests[index]))
      }
      try serveUpcoming(first: first)
      first = end
      if first >= toTell {
        progress?(first)
        toTell += DRAMReplay.progressStep
      }
    }
    return try finish(hasWrites: hasWrites)
  }

  /// Serves sequences, and makes the ticks to the end of the run; gives its cycles.
  mutating func serve(_ sequences: [DRAMSequence]) throws(DRAMFailure) -> Int {
    guard sequences.contains(where: { $0.count > 0 }) else { return 0 }
    var first = 0
    for sequence in sequences {
      var request = DRAMRequest(
        address: sequence.address, arrival: sequence.arrival, isWrite: sequence.isWrite)
      var left = sequence.count
      while left > 0 {
        upcoming.count = 0
        for _ in 0..<min(left, recall.length) {
          upcoming.append(decode(request))
          request.address &+= sequence.stride
        }
        try serveUpcoming(first: first)
        first += upcoming.count
        left -= upcoming.count
      }
    }
    return try finish(hasWrites: sequences.contains { $0.isWrite && $0.count > 0 })
  }

  @inline(__always)
  private func decode(_ request: DRAMRequest) -> UpcomingRequest {
    let line = owner.decoder.line(of: request.address)
    let isAligned = owner.decoder.address(ofLine: line) == request.address
    return UpcomingRequest(
      place: owner.decoder.place(ofLine: line), key: owner.rules.isDRAMsim3 ? request.address : line,
      arrival: request.arrival, isWrite: request.isWrite, isAligned: isAligned)
  }

  @inline(__always)
  private mutating func serveUpcoming(first: Int) throws(DRAMFailure) {
    if recalls {
      try serveSegment(first: first)
    } else {
      for index in 0..<upcoming.count { try offer(upcoming.elements + index, index: first &+ index) }
    }
  }

  @inline(__always)
  mutating func offer(
    _ request: UnsafeMutablePointer<UpcomingRequest>, index: Int
  ) throws(DRAMFailure) {
    if request.pointee.arrival > now {
      now = request.pointee.arrival
      acceptedNow = 0
    }
    let channel = owner.channels + request.pointee.place.channel
    channel.pointee.advance(to: now)
    while !channel.pointee.accept(
      index, place: request.pointee.place, key: request.pointee.key, isWrite: request.pointee.isWrite)
    {
      let next = channel.pointee.wake
      if next &- lastAccept >= watchdog { try checkProgress(until: next) }
      now = next
      acceptedNow = 0
      channel.pointee.advance(to: now)
    }
    if let completions { completions[index].accepted = now }
    lastAccept = now
    acceptedNow &+= 1
    if acceptedNow == owner.count {
      acceptedNow = 0
      now &+= 1
    }
  }

  /// Throws if nothing is accepted or completed for the watchdog's time, up to a cycle before which nothing is accepted.
  private func checkProgress(until next: Int) throws(DRAMFailure) {
    while true {
      var progress = lastAccept
      for number in 0..<owner.count { progress = max(progress, owner.channels[number].lastCompletion) }
      let deadline = progress + watchdog
      if next < deadline { return }
      for number in 0..<owner.count where owner.channels[number].cycle < deadline {
        owner.channels[number].advance(to: deadline)
      }
      var later = progress
      for number in 0..<owner.count { later = max(later, owner.channels[number].lastCompletion) }
      if later == progress { throw .livelock(cycle: deadline) }
    }
  }

  private mutating func finish(hasWrites: Bool) throws(DRAMFailure) -> Int {
    let rules = owner.rules
    for number in 0..<owner.count {
      let channel = owner.channels + number
      while channel.pointee.openReads > 0 || (channel.pointee.openWrites > 0 && !rules.isDRAMsim3) {
        let next = channel.pointee.wake
        if next - lastAccept >= watchdog { try checkProgress(until: next) }
        channel.pointee.advance(to: next)
      }
    }
    var last = lastAccept
    for number in 0..<owner.count {
      let channel = owner.channels[number]
      last = max(last, channel.lastCompletion)
      if channel.lastWrite >= 0 && !rules.isDRAMsim3 {
        last = max(last, channel.lastWrite + rules.writeLatency + rules.burst)
      }
    }
    let cycles = last + 1 + (rules.isDRAMsim3 && hasWrites ? 1000 : 0)
    for number in 0..<owner.count {
      owner.channels[number].end = cycles
      owner.channels[number].advance(to: cycles - 1)
    }
    return cycles
  }
}
