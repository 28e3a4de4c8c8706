import Hardware

/// A DRAM system in time, for whoever decides on the next request by when the earlier ones are done.
///
/// In each cycle the channels tick first; then requests are offered, which are in the controllers from the next tick on.
/// A copy is a machine of its own, in the same state.
public struct DRAMMachine: Sendable {
  public let system: DRAMSystem
  /// The cycle whose tick was made last.
  public private(set) var cycle = 0
  /// One of the two, by the policy.
  private var channels: ChannelMachine?
  private var ramulator: RamulatorMachine?

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

  /// A request of neighbouring bursts that is sent into their channels' lines.
  public struct Request: BitwiseCopyable, Sendable {
    public var address: UInt64
    public var bursts: Int
    /// What its completions are known by.
    public var tag: Int
    /// The first tick in which they may be offered.
    public var from: Int
    public var isWrite: Bool

    @inlinable
    public init(address: UInt64, bursts: Int, isWrite: Bool, tag: Int, from tick: Int) {
      self.address = address
      self.bursts = bursts
      self.tag = tag
      from = tick
      self.isWrite = isWrite
    }
  }

  /// Bursts on a data bus without a gap: the cycles from their first to the one after their last.
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
    if system.controller.policy == .ramulator2 {
      ramulator = try RamulatorMachine(system, logsBursts: logsBursts, recordsCommands: recordsCommands)
    } else {
      channels = try ChannelMachine(system, logsBursts: logsBursts, recordsCommands: recordsCommands)
    }
  }

  /// Offers a request in the present cycle, after its tick; false where its channel has no room.
  public mutating func offer(_ address: UInt64, isWrite: Bool, tag: Int) -> Bool {
    channels?.offer(address, isWrite: isWrite, tag: tag)
      ?? ramulator?.offer(address, isWrite: isWrite, tag: tag) ?? false
  }

  /// Sends a request into its channel's line, from which the first is offered once in each tick, after the channel's own.
  ///
  /// - Parameter tick: The first in which it may be offered; not before the present one, and not before that of the
  ///   request that was sent last.
  public mutating func send(_ address: UInt64, isWrite: Bool, tag: Int, from tick: Int) {
    let request = Request(address: address, bursts: 1, isWrite: isWrite, tag: tag, from: tick)
    withUnsafePointer(to: request) { send(UnsafeBufferPointer(start: $0, count: 1)) }
  }

  /// Sends requests, in their order.
  public mutating func send(_ requests: UnsafeBufferPointer<Request>) {
    if channels?.send(requests) != nil { return }
    let bytes = UInt64(system.organization.requestBytes)
    for request in requests {
      for burst in 0..<UInt64(request.bursts) {
        ramulator?.send(
          request.address + burst * bytes, isWrite: request.isWrite, tag: request.tag, from: request.from)
      }
    }
  }

  /// The next cycle, after the present one, in whose tick something may change; nil where nothing does without another
  /// request, but for refreshes.
  public var nextChange: Int? { channels?.nextChange ?? ramulator?.nextChange }

  /// Whether no request is left, in lines or controllers, that a command is still to come of.
  public var isDrained: Bool { channels?.isDrained ?? ramulator?.isDrained ?? true }

  /// The cycle after the last data of the commands that were issued so far.
  public var dataEnd: Int { channels?.dataEnd ?? ramulator?.dataEnd ?? 0 }

  /// Makes all ticks up to a cycle, that one's included.
  public mutating func advance(to cycle: Int) {
    guard cycle > self.cycle else { return }
    self.cycle = cycle
    if channels?.advance(to: cycle) != nil { return }
    ramulator?.advance(to: cycle)
  }

  /// Adds the requests whose completion became known since the last call, which may lie ahead of the present cycle.
  ///
  /// A read's is known when its command is issued, a write's when it is accepted (`ramulator2`: when its command is). They
  /// are in the order of their cycles for each channel's reads, and for its other requests, but not among all.
  public mutating func takeCompletions(into completions: inout [Completion]) {
    if channels?.takeCompletions(into: &completions) != nil { return }
    ramulator?.takeCompletions(into: &completions)
  }

  /// Adds the bursts of the commands that were issued since the last call; some that follow each other are one.
  public mutating func takeBursts(into bursts: inout [Burst]) {
    channels?.takeBursts(into: &bursts)
    ramulator?.takeBursts(into: &bursts)
  }

  /// What happened, as of a run that ends after so many cycles, or with the last data that a command was issued for.
  ///
  /// Without completions. Throws `DRAMFailure.inconsistent`.
  public func record(cycles: Int) throws(DRAMFailure) -> DRAMRecord {
    let cycles = max(cycles, cycle + 1, dataEnd)
    if let ramulator { return ramulator.record(cycles: cycles) }
    return try channels?.record(cycles: cycles) ?? DRAMRecord(cycles: cycles, channels: [], completions: [])
  }
}
