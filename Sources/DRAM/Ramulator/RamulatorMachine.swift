import Hardware

/// A system under the policy `ramulator2`, in time (docs/dram-ramulator.md): ticks begin with 1.
struct RamulatorMachine: Sendable {
  private(set) var cycle = 0
  private(set) var channels: [RamulatorChannel]
  /// The next tick of each channel in which something can happen.
  private var wakes: [Int]
  private var nextWake: Int
  private let decoder: AddressDecoder

  init(_ system: DRAMSystem, recordsCommands: Bool = false) throws(DRAMFailure) {
    try Self.check(system)
    decoder = try AddressDecoder(system)
    channels = (0..<system.organization.channels).map {
      RamulatorChannel(system, index: $0, recordsCommands: recordsCommands)
    }
    wakes = Array(repeating: 1, count: channels.count)
    nextWake = 1
  }

  /// The next cycle in whose tick something changes; nil where nothing ever does without another request.
  var nextTick: Int? { nextWake == .max ? nil : nextWake }

  func place(of address: UInt64) -> AddressDecoder.Place {
    decoder.place(ofLine: decoder.line(of: address))
  }

  /// Makes all ticks up to a cycle, that one's included.
  mutating func advance(to target: Int) {
    while nextWake <= target {
      let clock = nextWake
      var next = Int.max
      for index in channels.indices {
        if wakes[index] <= clock { wakes[index] = channels[index].tick(clock) }
        next = min(next, wakes[index])
      }
      nextWake = next
    }
    cycle = max(cycle, target)
  }

  /// Offers a request after the tick of the present cycle; false where its channel has no room.
  mutating func offer(_ place: AddressDecoder.Place, address: UInt64, isWrite: Bool, tag: Int) -> Bool {
    let channel = place.channel
    guard channels[channel].offer(place, address, isWrite: isWrite, tag: tag, clock: cycle) else { return false }
    wakes[channel] = min(wakes[channel], cycle + 1)
    nextWake = min(nextWake, cycle + 1)
    return true
  }

  /// Hands over what became known to be done, with its cycle.
  mutating func takeCompletions(_ body: (DRAMMachine.Completion) -> Void) {
    for index in channels.indices where !channels[index].completions.isEmpty {
      channels[index].completions.forEach(body)
      channels[index].completions.removeAll(keepingCapacity: true)
    }
  }

  /// What happened so far, in a run of so many cycles; without completions.
  mutating func record(cycles: Int) -> DRAMRecord {
    var record = DRAMRecord(cycles: cycles, channels: [], completions: [])
    for index in channels.indices {
      record.channels.append(channels[index].record(cycles))
      record.commands += channels[index].trace.commands
    }
    record.commands.sort { ($0.cycle, $0.channel) < ($1.cycle, $1.channel) }
    return record
  }

  private static func check(_ system: DRAMSystem) throws(DRAMFailure) {
    let controller = system.controller
    if controller.rowPolicy != .open {
      throw .unsupported("the policy ramulator2 keeps rows open; row_policy must be 'open'")
    }
    if controller.scheduler == .inOrder {
      throw .unsupported("the policy ramulator2 has only the scheduler that takes what is ready first")
    }
    if controller.refresh == .perBank {
      throw .unsupported("the policy ramulator2 refreshes all banks of a rank at once; refresh 'per_bank' is not")
    }
  }
}
