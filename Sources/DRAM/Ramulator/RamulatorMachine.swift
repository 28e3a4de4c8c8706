import Hardware

/// A system under the policy `ramulator2`, in time (docs/dram-ramulator.md): ticks begin with 1.
struct RamulatorMachine: Sendable {
  private(set) var channels: [RamulatorChannel]
  private let decoder: AddressDecoder

  init(_ system: DRAMSystem, logsBursts: Bool = false, recordsCommands: Bool = false) throws(DRAMFailure) {
    try Self.check(system)
    decoder = try AddressDecoder(system)
    channels = (0..<system.organization.channels).map {
      RamulatorChannel(system, index: $0, logsBursts: logsBursts, recordsCommands: recordsCommands)
    }
  }

  /// The next cycle in whose tick something changes, refreshes included, if there is no other request.
  var nextTick: Int { channels.reduce(.max) { min($0, $1.wake) } }

  /// The next cycle in whose tick, or offer after it, something may change for a request; nil if there is none.
  var nextChange: Int? {
    channels.reduce(nil) { $1.isDrained ? $0 : min($0 ?? .max, max($1.nextChange, $1.cycle + 1)) }
  }

  var isDrained: Bool { channels.allSatisfy(\.isDrained) }

  var dataEnd: Int { channels.reduce(0) { max($0, $1.account.dataEnd) } }

  func place(of address: UInt64) -> AddressDecoder.Place { decoder.place(ofLine: decoder.line(of: address)) }

  /// Makes all ticks up to a cycle, that one's included, and the lines' offers in them.
  mutating func advance(to cycle: Int) {
    for index in channels.indices { channels[index].advanceWithLine(to: cycle) }
  }

  /// Offers a request after the tick of the present cycle; false where its channel has no room.
  mutating func offer(_ place: AddressDecoder.Place, address: UInt64, isWrite: Bool, tag: Int) -> Bool {
    channels[place.channel].offer(place, address, isWrite: isWrite, tag: tag)
  }

  mutating func offer(_ address: UInt64, isWrite: Bool, tag: Int) -> Bool {
    offer(place(of: address), address: address, isWrite: isWrite, tag: tag)
  }

  /// Sends a request into its channel's line.
  mutating func send(_ address: UInt64, isWrite: Bool, tag: Int, from tick: Int) {
    let place = place(of: address)
    channels[place.channel].send(
      SentBurst(place: place, key: address, tag: tag, from: tick, isWrite: isWrite))
  }

  /// Adds what became known to be done since the last call, with its cycle.
  mutating func takeCompletions(into completions: inout [DRAMMachine.Completion]) {
    for index in channels.indices where !channels[index].completions.isEmpty {
      completions += channels[index].completions
      channels[index].completions.removeAll(keepingCapacity: true)
    }
  }

  /// Adds the bursts of the commands that were issued since the last call.
  mutating func takeBursts(into bursts: inout [DRAMMachine.Burst]) {
    for index in channels.indices where !channels[index].bursts.isEmpty {
      bursts += channels[index].bursts
      channels[index].bursts.removeAll(keepingCapacity: true)
    }
  }

  /// What happened so far, in a run of so many cycles; without completions.
  func record(cycles: Int) -> DRAMRecord {
    var record = DRAMRecord(cycles: cycles, channels: channels.map { $0.record(cycles) }, completions: [])
    for channel in channels { record.commands += channel.trace.commands }
    if channels.count > 1 { record.commands.sort { ($0.cycle, $0.channel) < ($1.cycle, $1.channel) } }
    return record
  }

  private static func check(_ system: DRAMSystem) throws(DRAMFailure) {
    let controller = system.controller
    if controller.rowPolicy != .open {
      throw .unsupported("the policy ramulator2 keeps rows open; it has no other row policy")
    }
    if controller.scheduler == .inOrder {
      throw .unsupported("the policy ramulator2 takes what is ready first; it has no other scheduler")
    }
    if controller.refresh == .perBank {
      throw .unsupported("the policy ramulator2 refreshes all banks of a rank at once, and not bank by bank")
    }
  }
}
