import Hardware

extension SteppedDRAM {
  public enum Failure: Error, Hashable, Sendable {
    /// Nothing was accepted or became complete for long; the cycle in which that was noticed.
    case livelock(cycle: Int)
  }

  public enum CommandKind: String, CaseIterable, Hashable, Sendable {
    case activate, precharge, read, write, readPrecharge, writePrecharge, refresh, refreshBank, synchronise

    var isColumn: Bool {
      switch self {
      case .read, .write, .readPrecharge, .writePrecharge, .synchronise: true
      case .activate, .precharge, .refresh, .refreshBank: false
      }
    }
    var isRead: Bool { self == .read || self == .readPrecharge }
    var isWrite: Bool { self == .write || self == .writePrecharge }
  }

  /// A command and where it went; 0 for what its kind has not.
  public struct Command: Hashable, Sendable {
    public var cycle: Int
    public var channel: Int
    public var pseudoChannel: Int
    public var kind: CommandKind
    public var rank: Int
    public var bankGroup: Int
    public var bank: Int
    public var row: Int
    public var column: Int

    public init(
      cycle: Int, channel: Int, pseudoChannel: Int, kind: CommandKind, rank: Int, bankGroup: Int, bank: Int,
      row: Int,
      column: Int
    ) {
      self.cycle = cycle
      self.channel = channel
      self.pseudoChannel = pseudoChannel
      self.kind = kind
      self.rank = rank
      self.bankGroup = bankGroup
      self.bank = bank
      self.row = row
      self.column = column
    }
  }

  /// Where the cycles of a data bus went (docs/dram.md, 8).
  public struct BusStack: Hashable, Sendable {
    public var read = 0
    public var write = 0
    public var turnaround = 0
    public var rowMiss = 0
    public var bankGroup = 0
    public var fourActivate = 0
    public var refresh = 0
    public var controller = 0
    public var noRequest = 0

    public init() {}

    public var total: Int {
      read + write + turnaround + rowMiss + bankGroup + fourActivate + refresh + controller + noRequest
    }
  }

  /// What a channel did.
  public struct Counts: Hashable, Sendable {
    public var reads = 0
    public var writes = 0
    public var activates = 0
    public var precharges = 0
    public var demandPrecharges = 0
    public var refreshes = 0
    public var bankRefreshes = 0
    public var synchronisations = 0
    public var readRowHits = 0
    public var writeRowHits = 0
    public var dualCommands = 0
    public var forwardedReads = 0
    public var mergedReads = 0
    public var mergedWrites = 0
    /// Cycles with and without an open bank, of each rank of each pseudo-channel.
    public var activeCycles: [Int] = []
    public var idleCycles: [Int] = []
    /// The open banks of each of them, summed over the cycles.
    public var openBankCycles: [Int] = []
    /// Commands to each of these ranks.
    public var rankCommands: [RankCommands] = []
    /// Cycles of the last column commands; -1 where there was none.
    public var lastRead = -1
    public var lastWrite = -1

    public init() {}
  }

  /// Commands that take energy.
  public struct RankCommands: Hashable, Sendable {
    public var activates = 0
    public var reads = 0
    public var writes = 0
    public var refreshes = 0
    public var bankRefreshes = 0

    public init() {}
  }

  /// What happened that no engine reports, for the coverage of random cases.
  public struct Observations: Hashable, Sendable {
    /// Drains of the write queue that began.
    public var drains = 0
    /// Precharges of rows that still had hits, and hits that were held back, because of the cap.
    public var cappedRows = 0
    /// Precharges of idle banks.
    public var timeouts = 0
    /// Writes that waited in a drain for a read of their line.
    public var heldWrites = 0
    /// Second commands that were chosen and not issued.
    public var rejectedCommands = 0
    /// Offers that found no room.
    public var refusals = 0
  }

  /// All of a run.
  public struct Record: Hashable, Sendable {
    public var cycles: Int
    public var accepted: [Int]
    public var completed: [Int]
    public var counts: [Counts]
    /// Of each channel, its pseudo-channels' data buses.
    public var stacks: [[BusStack]]
    /// Of all channels, by cycle, channel, and the order of issue.
    public var commands: [Command]
    public var observations: [Observations]
  }

  func record() -> Record {
    let commands = channels.flatMap(\.commands).enumerated().sorted {
      ($0.element.cycle, $0.element.channel, $0.offset) < ($1.element.cycle, $1.element.channel, $1.offset)
    }
    return Record(
      cycles: cycle, accepted: accepted, completed: completed, counts: channels.map(\.counts),
      stacks: channels.map { channel in channel.buses.map { $0.stack(cycles: cycle) } },
      commands: commands.map(\.element), observations: channels.map(\.observations))
  }
}
