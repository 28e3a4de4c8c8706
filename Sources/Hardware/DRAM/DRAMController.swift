/// How a channel's controller orders requests and commands (docs/dram.md, 4 to 6).
public struct DRAMController: Hashable, Sendable {
  /// Whose rules the controller follows.
  public enum Policy: String, CaseIterable, Hashable, Sendable {
    case standard, dramsim3, ramulator2
  }

  public enum RowPolicy: Hashable, Sendable {
    case open
    /// A column command closes its row where no other request that waits for the bank hits it.
    case closed
    /// An idle bank is closed so many clocks after its last column command.
    case timeout(Int)
  }

  public enum Scheduler: Hashable, Sendable {
    /// Requests of an open row overtake older ones, at most `cap` after an activate once an older one waits.
    case firstReady(cap: Int)
    /// In the order of acceptance.
    case inOrder
  }

  public enum Refresh: String, CaseIterable, Hashable, Sendable {
    /// One rank after the other, each once in tREFI.
    case staggered
    /// All ranks together.
    case allRanks = "all_ranks"
    /// One bank after the other, each once in tREFI.
    case perBank = "per_bank"
    case off
  }

  public var policy: Policy
  public var rowPolicy: RowPolicy
  public var scheduler: Scheduler
  public var refresh: Refresh
  /// Reads that wait for a bank's queue.
  public var readQueue: Int
  /// Writes that do.
  public var writeQueue: Int
  /// Requests of a bank whose commands may be issued.
  public var bankQueue: Int
  /// Writes at which a drain of them begins, and those that it leaves where reads wait.
  public var drainFrom: Int
  public var drainTo: Int

  public init(
    policy: Policy = .standard, rowPolicy: RowPolicy = .open, scheduler: Scheduler = .firstReady(cap: 4),
    refresh: Refresh = .staggered, readQueue: Int = 32, writeQueue: Int = 32, bankQueue: Int = 8,
    drainFrom: Int = 24, drainTo: Int = 8
  ) {
    self.policy = policy
    self.rowPolicy = rowPolicy
    self.scheduler = scheduler
    self.refresh = refresh
    self.readQueue = readQueue
    self.writeQueue = writeQueue
    self.bankQueue = bankQueue
    self.drainFrom = drainFrom
    self.drainTo = drainTo
  }
}
