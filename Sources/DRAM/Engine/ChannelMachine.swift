import Hardware

/// A system under `standard` or `dramsim3`, in time: what `DRAMMachine` says, method by method.
struct ChannelMachine: Sendable {
  /// The cycle whose tick was made last.
  private var cycle = 0
  private var owner: ChannelOwner

  init(
    _ system: DRAMSystem, logsBursts: Bool, recordsCommands: Bool
  ) throws(DRAMFailure) {
    owner = try ChannelOwner(system)
    for number in 0..<owner.count {
      owner.channels[number].logsBursts = logsBursts
      owner.channels[number].recordsCommands = recordsCommands
      owner.channels[number].advance(to: 0)
    }
  }

  private mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&owner) { owner = ChannelOwner(copyOf: owner) }
  }

  mutating func offer(_ address: UInt64, isWrite: Bool, tag: Int) -> Bool {
    makeUnique()
    let line = owner.decoder.line(of: address)
    let place = owner.decoder.place(ofLine: line)
    return owner.channels[place.channel].accept(
      tag, place: place, key: owner.rules.isDRAMsim3 ? address : line, isWrite: isWrite)
  }

  /// Sends requests, one after the other.
  mutating func send(_ requests: UnsafeBufferPointer<DRAMMachine.Request>) {
    makeUnique()
    let (channels, places, last) = (owner.channels, owner.places, owner.decoder.capacityMask)
    let (bytes, isDRAMsim3) = (UInt64(owner.rules.requestBytes), owner.rules.isDRAMsim3)
    for request in requests {
      let first = owner.decoder.line(of: request.address)
      for burst in 0..<UInt64(request.bursts) {
        let line = (first &+ burst) & last
        let place = places.place(ofLine: line)
        let key = isDRAMsim3 ? request.address &+ burst &* bytes : line
        (channels + place.channel).pointee.send(
          SentBurst(place: place, key: key, tag: request.tag, from: request.from, isWrite: request.isWrite))
      }
    }
  }

  var nextChange: Int? {
    var next = Rules.never
    for number in 0..<owner.count where !(owner.channels + number).pointee.isDrained {
      next = min(next, (owner.channels + number).pointee.nextChange)
    }
    return next < Rules.never ? max(next, cycle + 1) : nil
  }

  var isDrained: Bool {
    for number in 0..<owner.count where !(owner.channels + number).pointee.isDrained { return false }
    return true
  }

  var dataEnd: Int {
    var end = 0
    for number in 0..<owner.count {
      for bus in 0..<owner.rules.pseudoChannels {
        end = max(end, (owner.channels + number).pointee.busFrom[bus])
      }
    }
    return end
  }

  mutating func advance(to cycle: Int) {
    guard cycle > self.cycle else { return }
    makeUnique()
    for number in 0..<owner.count { (owner.channels + number).pointee.advanceWithLine(to: cycle) }
    self.cycle = cycle
  }

  mutating func takeCompletions(into completions: inout [DRAMMachine.Completion]) {
    makeUnique()
    for number in 0..<owner.count where (owner.channels + number).pointee.doneCount > 0 {
      (owner.channels + number).pointee.takeCompletions(into: &completions)
    }
  }

  mutating func takeBursts(into bursts: inout [DRAMMachine.Burst]) {
    makeUnique()
    for number in 0..<owner.count { (owner.channels + number).pointee.takeBursts(into: &bursts) }
  }

  func record(cycles: Int) throws(DRAMFailure) -> DRAMRecord {
    let cycles = max(cycles, cycle + 1, dataEnd)
    return DRAMRecord(
      cycles: cycles, channels: try owner.records(cycles: cycles), completions: [], commands: owner.commands()
    )
  }
}
