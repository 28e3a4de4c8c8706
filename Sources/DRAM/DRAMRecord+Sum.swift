extension DRAMRecord {
  /// A record of as many channels in which nothing happened, in no time.
  public var empty: DRAMRecord {
    DRAMRecord(
      cycles: 0,
      channels: channels.map { channel in
        DRAMChannelRecord(
          counts: DRAMCounts(), ranks: channel.ranks.map { _ in DRAMRankRecord() },
          busStacks: channel.busStacks.map { _ in DRAMBusStack() },
          lastRead: nil, lastWrite: nil)
      }, completions: [])
  }

  /// Adds another run of the same system as often as it occurred; a sum has no completions, commands and last commands.
  public mutating func add(_ other: DRAMRecord, times: Int = 1) {
    cycles += times * other.cycles
    for (index, channel) in other.channels.enumerated() { channels[index].add(channel, times: times) }
    completions = []
    commands = []
  }

  /// The greatest of its counts: what a sum of records has to have room for.
  public var greatestCount: Int {
    channels.reduce(cycles) { greatest, channel in
      let states = channel.ranks.reduce(0) { max($0, $1.openBankCycles, $1.idleCycles) }
      return max(greatest, states, channel.counts.mergedReads, channel.counts.forwardedReads)
    }
  }
}

extension DRAMChannelRecord {
  fileprivate mutating func add(_ other: DRAMChannelRecord, times: Int) {
    counts.add(other.counts, times: times)
    for (rank, record) in other.ranks.enumerated() { ranks[rank].add(record, times: times) }
    for (bus, stack) in other.busStacks.enumerated() { busStacks[bus].add(stack, times: times) }
    (lastRead, lastWrite) = (nil, nil)
  }
}
