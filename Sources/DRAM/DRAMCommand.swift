/// What a controller says to its devices.
public enum DRAMCommandKind: String, CaseIterable, Hashable, Sendable {
  case activate, precharge, read, write
  /// A read and a write that close their row afterwards.
  case readPrecharge, writePrecharge
  case refresh, refreshBank
  /// The start of LPDDR5's data clock.
  case synchronise

  /// Whether it is a command for the column bus of a dual command bus.
  public var isColumn: Bool {
    switch self {
    case .read, .write, .readPrecharge, .writePrecharge, .synchronise: true
    case .activate, .precharge, .refresh, .refreshBank: false
    }
  }
}

/// One command on a channel's command bus, in the clock in which it was chosen.
public struct DRAMCommand: Hashable, Sendable {
  public var cycle: Int
  public var channel: Int
  public var pseudoChannel: Int
  public var kind: DRAMCommandKind
  public var rank: Int
  /// -1 where the command is for all of a rank.
  public var bankGroup: Int
  /// Within its bank group; -1 where the command is for all of a rank.
  public var bank: Int
  /// Of a precharge, the row that it closes; -1 where the command has none.
  public var row: Int
  /// The burst within the row; -1 where the command has none.
  public var column: Int

  public init(
    cycle: Int, channel: Int, pseudoChannel: Int, kind: DRAMCommandKind, rank: Int, bankGroup: Int = -1,
    bank: Int = -1, row: Int = -1, column: Int = -1
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
