import Hardware

/// Owns the memory of a system's channels.
final class ChannelOwner: @unchecked Sendable {
  let rules: Rules
  let decoder: AddressDecoder
  let places: PlaceTable
  let channels: UnsafeMutablePointer<Channel>
  let count: Int

  init(_ system: DRAMSystem) throws(DRAMFailure) {
    rules = try Rules(system)
    decoder = try AddressDecoder(system)
    places = PlaceTable(decoder)
    count = system.organization.channels
    channels = .allocate(capacity: count)
    for number in 0..<count { (channels + number).initialize(to: Channel(rules, number: number)) }
  }

  init(copyOf other: ChannelOwner) {
    rules = other.rules
    decoder = other.decoder
    places = PlaceTable(copyOf: other.places)
    count = other.count
    channels = .allocate(capacity: count)
    for number in 0..<count { (channels + number).initialize(to: Channel(copyOf: other.channels[number])) }
  }

  deinit {
    for number in 0..<count { channels[number].deallocate() }
    channels.deinitialize(count: count)
    channels.deallocate()
    places.deallocate()
  }

  /// What happened in the channels, in a run of so many cycles whose last tick was made.
  func records(cycles: Int) throws(DRAMFailure) -> [DRAMChannelRecord] {
    var records: [DRAMChannelRecord] = []
    for number in 0..<count { records.append(try channels[number].record(cycles: cycles)) }
    return records
  }

  /// The commands of all channels, by cycle and then channel.
  func commands() -> [DRAMCommand] {
    if count == 1 { return channels[0].commands }
    var places = [Int](repeating: 0, count: count)
    var all: [DRAMCommand] = []
    while true {
      var least = Int.max
      for number in 0..<count where places[number] < channels[number].commands.count {
        least = min(least, channels[number].commands[places[number]].cycle)
      }
      if least == Int.max { return all }
      for number in 0..<count {
        while places[number] < channels[number].commands.count {
          let command = channels[number].commands[places[number]]
          guard command.cycle == least else { break }
          all.append(command)
          places[number] += 1
        }
      }
    }
  }
}

extension Channel {
  /// The channel's account of a run of so many cycles.
  func record(cycles: Int) throws(DRAMFailure) -> DRAMChannelRecord {
    var busStacks: [DRAMBusStack] = []
    for pseudoChannel in 0..<rules.pseudoChannels {
      var stack = stacks[pseudoChannel]
      stack.noRequest += max(0, cycles - busFrom[pseudoChannel])
      guard stack.total == cycles else {
        throw .inconsistent(
          "the data-bus stack of channel \(number) sums to \(stack.total) cycles of \(cycles)")
      }
      busStacks.append(stack)
    }
    var records: [DRAMRankRecord] = []
    for number in 0..<rules.ranks {
      var rank = ranks[number]
      rank.settle(cycles)
      records.append(rank.record)
    }
    return DRAMChannelRecord(
      counts: counts, ranks: records, busStacks: busStacks, lastRead: lastRead < 0 ? nil : lastRead,
      lastWrite: lastWrite < 0 ? nil : lastWrite)
  }
}
