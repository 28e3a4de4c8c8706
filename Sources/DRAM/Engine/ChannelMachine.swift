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

  private func sent(_ address: UInt64, isWrite: Bool, tag: Int, from tick: Int) -> (
    channel: Int, burst: SentBurst
  ) {
    let line = owner.decoder.line(of: address)
    let place = owner.decoder.place(ofLine: line)
    let key = owner.rules.isDRAMsim3 ? address : line
    return (place.channel, SentBurst(place: place, key: key, tag: tag, from: tick, isWrite: isWrite))
  }

  mutating func offer(_ address: UInt64, isWrite: Bool, tag: Int) -> Bool {
    makeUnique()
    let (channel, burst) = sent(address, isWrite: isWrite, tag: tag, from: cycle)
    return owner.channels[channel].accept(
      tag, place: burst.place(inChannel: channel), key: burst.key, isWrite: isWrite)
  }

  /// Sends requests of neighbouring lines.
  mutating func send(_ address: UInt64, bursts: Int, isWrite: Bool, tag: Int, from tick: Int) {
    makeUnique()
    let bytes = UInt64(owner.rules.requestBytes)
    for burst in 0..<UInt64(bursts) {
      let (channel, sent) = sent(address + burst * bytes, isWrite: isWrite, tag: tag, from: tick)
      (owner.channels + channel).pointee.send(sent)
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
