/// A stream of requests in the order in which they are offered.
///
/// A channel's doings depend on nothing but when its own requests are accepted, so each channel is advanced only when the
/// stream's first request needs it, and the others stay behind.
struct StreamRun {
  let owner: ChannelOwner
  let completions: UnsafeMutablePointer<DRAMCompletion>
  let watchdog: Int
  /// The cycle in which the next request is offered, and how many were accepted in it.
  var now = 0
  var acceptedNow = 0
  var lastAccept = 0

  init(
    _ owner: ChannelOwner, completions: UnsafeMutablePointer<DRAMCompletion>, watchdog: Int, recordsCommands: Bool
  ) {
    self.owner = owner
    self.completions = completions
    self.watchdog = watchdog
    for number in 0..<owner.count {
      owner.channels[number].completions = completions
      owner.channels[number].recordsCommands = recordsCommands
    }
  }

  /// Serves all requests, and makes the ticks to the end of the run; gives its cycles.
  mutating func serve(_ requests: UnsafeBufferPointer<DRAMRequest>) throws(DRAMFailure) -> Int {
    guard !requests.isEmpty else { return 0 }
    var hasWrites = false
    for index in 0..<requests.count {
      let request = requests[index]
      hasWrites = hasWrites || request.isWrite
      try offer(request, index: index)
    }
    return try finish(hasWrites: hasWrites)
  }

  @inline(__always)
  private mutating func offer(_ request: DRAMRequest, index: Int) throws(DRAMFailure) {
    if request.arrival > now {
      now = request.arrival
      acceptedNow = 0
    }
    let line = owner.decoder.line(of: request.address)
    let place = owner.decoder.place(ofLine: line)
    let key = owner.rules.isDRAMsim3 ? request.address : line
    let channel = owner.channels + place.channel
    channel.pointee.advance(to: now)
    while !channel.pointee.accept(index, place: place, key: key, isWrite: request.isWrite) {
      let next = channel.pointee.wake
      if next &- lastAccept >= watchdog { try checkProgress(until: next) }
      now = next
      acceptedNow = 0
      channel.pointee.advance(to: now)
    }
    completions[index].accepted = now
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
