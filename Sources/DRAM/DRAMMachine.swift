import Hardware

/// A DRAM system in time, for whoever decides on the next request by when the earlier ones are done.
///
/// In each cycle the channels tick first; then requests are offered, which are in the controllers from the next tick on.
/// A copy is a machine of its own, in the same state.
public struct DRAMMachine: Sendable {
  public let system: DRAMSystem
  /// The cycle whose tick was made last.
  public private(set) var cycle = 0
  private var owner: ChannelOwner

  /// A request that is done, or will be.
  public struct Completion: Hashable, Sendable {
    /// Which: as it was given with the request.
    public var tag: Int
    public var cycle: Int

    @inlinable
    public init(tag: Int, cycle: Int) {
      self.tag = tag
      self.cycle = cycle
    }
  }

  /// A burst on a data bus: the cycles from its first to the one after its last.
  public struct Burst: Hashable, Sendable {
    public var start: Int
    public var end: Int

    @inlinable
    public init(start: Int, end: Int) {
      self.start = start
      self.end = end
    }
  }

  /// A system in which tick 0 was made, without requests. Throws `DRAMFailure.unsupported`.
  ///
  /// - Parameter logsBursts: Whether `takeBursts` is to give anything.
  public init(
    _ system: DRAMSystem, logsBursts: Bool = false, recordsCommands: Bool = false
  ) throws(DRAMFailure) {
    self.system = system
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

  /// Offers a request in the present cycle, after its tick; false where its channel has no room.
  public mutating func offer(_ address: UInt64, isWrite: Bool, tag: Int) -> Bool {
    makeUnique()
    let (channel, burst) = sent(address, isWrite: isWrite, tag: tag, from: cycle)
    return owner.channels[channel].accept(tag, place: burst.place, key: burst.key, isWrite: isWrite)
  }

  /// Sends a request into its channel's line, from which the first is offered once in each tick, after the channel's own.
  ///
  /// - Parameter tick: The first in which it may be offered; not before the present one, and not before that of the
  ///   request that was sent last.
  public mutating func send(_ address: UInt64, isWrite: Bool, tag: Int, from tick: Int) {
    makeUnique()
    let (channel, burst) = sent(address, isWrite: isWrite, tag: tag, from: tick)
    owner.channels[channel].send(burst)
  }

  /// The next cycle, after the present one, in whose tick something may change; nil where nothing does without another
  /// request, but for refreshes.
  public var nextChange: Int? {
    var next = Rules.never
    for number in 0..<owner.count where !(owner.channels + number).pointee.isDrained {
      next = min(next, (owner.channels + number).pointee.nextChange)
    }
    return next < Rules.never ? max(next, cycle + 1) : nil
  }

  /// Whether no request is left, in lines or controllers, that a command is still to come of.
  public var isDrained: Bool {
    for number in 0..<owner.count where !(owner.channels + number).pointee.isDrained { return false }
    return true
  }

  /// The cycle after the last data of the commands that were issued so far.
  public var dataEnd: Int {
    var end = 0
    for number in 0..<owner.count {
      for bus in 0..<owner.rules.pseudoChannels {
        end = max(end, (owner.channels + number).pointee.busFrom[bus])
      }
    }
    return end
  }

  /// Makes all ticks up to a cycle, that one's included.
  public mutating func advance(to cycle: Int) {
    guard cycle > self.cycle else { return }
    makeUnique()
    for number in 0..<owner.count { (owner.channels + number).pointee.advanceWithLine(to: cycle) }
    self.cycle = cycle
  }

  /// Adds the requests whose completion became known since the last call, which may lie ahead of the present cycle.
  ///
  /// A read's is known when its command is issued, a write's when it is accepted. They are in the order of their cycles
  /// for each channel's reads, and for its other requests, but not among all.
  public mutating func takeCompletions(into completions: inout [Completion]) {
    makeUnique()
    for number in 0..<owner.count { (owner.channels + number).pointee.takeCompletions(into: &completions) }
  }

  /// Adds the bursts of the commands that were issued since the last call.
  public mutating func takeBursts(into bursts: inout [Burst]) {
    makeUnique()
    for number in 0..<owner.count { (owner.channels + number).pointee.takeBursts(into: &bursts) }
  }

  /// What happened, as of a run that ends after so many cycles, or with the last data that a command was issued for.
  ///
  /// Without completions. Throws `DRAMFailure.inconsistent`.
  public func record(cycles: Int) throws(DRAMFailure) -> DRAMRecord {
    let cycles = max(cycles, cycle + 1, dataEnd)
    return DRAMRecord(
      cycles: cycles, channels: try owner.records(cycles: cycles), completions: [], commands: owner.commands()
    )
  }
}
