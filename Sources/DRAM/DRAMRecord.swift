/// What happened in a run: pure counts, from which all figures follow.
public struct DRAMRecord: Hashable, Sendable {
  /// Clocks of the run.
  public var cycles: Int
  public var channels: [DRAMChannelRecord]
  /// One a request, in the stream's order.
  public var completions: [DRAMCompletion]
  /// All commands, by cycle and then channel, where they are recorded.
  public var commands: [DRAMCommand]

  public init(
    cycles: Int, channels: [DRAMChannelRecord], completions: [DRAMCompletion], commands: [DRAMCommand] = []
  ) {
    self.cycles = cycles
    self.channels = channels
    self.completions = completions
    self.commands = commands
  }

  /// The sums of the commands and requests of all channels.
  public var counts: DRAMCounts {
    channels.reduce(into: DRAMCounts()) { $0.add($1.counts) }
  }

  /// The sums of all ranks.
  public var rankSum: DRAMRankRecord {
    channels.reduce(into: DRAMRankRecord()) { sum, channel in channel.ranks.forEach { sum.add($0) } }
  }

  /// The cycles of all data buses together.
  public var busStack: DRAMBusStack {
    channels.reduce(into: DRAMBusStack()) { sum, channel in channel.busStacks.forEach { sum.add($0) } }
  }

  /// The cycle of the last read command, and of the last write command; nil where there was none.
  public var lastRead: Int? { channels.compactMap(\.lastRead).max() }
  public var lastWrite: Int? { channels.compactMap(\.lastWrite).max() }
}

/// What happened in one channel.
public struct DRAMChannelRecord: Hashable, Sendable {
  public var counts: DRAMCounts
  /// Pseudo-channel by pseudo-channel.
  public var ranks: [DRAMRankRecord]
  /// One a pseudo-channel; each sums to the cycles of the run.
  public var busStacks: [DRAMBusStack]
  /// The cycle of the last read command, and of the last write command; nil where there was none.
  public var lastRead: Int?
  public var lastWrite: Int?

  public init(
    counts: DRAMCounts, ranks: [DRAMRankRecord], busStacks: [DRAMBusStack], lastRead: Int?, lastWrite: Int?
  ) {
    self.counts = counts
    self.ranks = ranks
    self.busStacks = busStacks
    self.lastRead = lastRead
    self.lastWrite = lastWrite
  }
}

/// Commands and requests, counted.
public struct DRAMCounts: Hashable, Sendable {
  /// Read and write commands, those with a precharge included.
  public var reads = 0
  public var writes = 0
  /// Of those, commands that are not the first since the bank's activate; under `ramulator2` those of requests that
  /// needed no other.
  public var readRowHits = 0
  public var writeRowHits = 0
  /// Under `ramulator2`: requests whose first command was an activate, and those whose first was a precharge.
  public var rowMisses = 0
  public var rowConflicts = 0
  public var activates = 0
  /// Commands of their own, and those of them that a request wanted.
  public var precharges = 0
  public var demandPrecharges = 0
  /// Of whole ranks, and of banks.
  public var refreshes = 0
  public var bankRefreshes = 0
  public var synchronisations = 0
  /// Cycles with a command on each bus of a dual command bus.
  public var dualCommands = 0
  /// Reads that were served from a waiting write.
  public var forwardedReads = 0
  /// Reads that were served with another read of the line, and writes that took a waiting write's place.
  public var mergedReads = 0
  public var mergedWrites = 0

  public init() {}

  /// Adds another part's counts.
  public mutating func add(_ other: DRAMCounts, times: Int = 1) {
    reads += times * other.reads
    writes += times * other.writes
    readRowHits += times * other.readRowHits
    writeRowHits += times * other.writeRowHits
    rowMisses += times * other.rowMisses
    rowConflicts += times * other.rowConflicts
    activates += times * other.activates
    precharges += times * other.precharges
    demandPrecharges += times * other.demandPrecharges
    refreshes += times * other.refreshes
    bankRefreshes += times * other.bankRefreshes
    synchronisations += times * other.synchronisations
    dualCommands += times * other.dualCommands
    forwardedReads += times * other.forwardedReads
    mergedReads += times * other.mergedReads
    mergedWrites += times * other.mergedWrites
  }
}
