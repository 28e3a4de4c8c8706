/// A bank: its row, its queue, and the cycles from which its own commands allow the next.
struct BankState {
  /// -1 where it is closed.
  var openRow: Int32 = -1
  /// Requests in its queue.
  var count: Int32 = 0
  /// Its bank group and rank, of the channel's.
  var group: Int32
  var rank: Int32
  /// Its pseudo-channel, whose data bus it moves data on.
  let bus: Int32
  /// The banks of its bank group, where the channel has at most 64.
  let groupBanks: UInt64
  /// Column commands since the activate.
  var hits = 0
  /// Places of the queue whose requests hit the open row, and those that write; bit 0 is the oldest.
  var hitMask: UInt64 = 0
  var writeMask: UInt64 = 0

  /// Cycles from which the bank's own commands allow another.
  var activateFrom = 0
  var readFrom = 0
  var writeFrom = 0
  var prechargeFrom = 0
  /// The cycle from which refreshes of single banks allow an activate.
  var refreshedFrom = 0

  /// The last clock of the last activate.
  var activated = 0
  /// The last column command or activate.
  var used = 0
  /// What the bank's own distances, and the rank's windows, would have allowed for the last activate.
  var ownActivateFrom = 0
  var windowFrom = 0
  /// When the last refresh of the bank was first of the demands, and its last cycle.
  var refreshBegan = 0
  var refreshEnded = -1

  init(group: Int, _ rules: Rules) {
    let rank = group / rules.groupsPerRank
    self.group = Int32(truncatingIfNeeded: group)
    self.rank = Int32(truncatingIfNeeded: rank)
    bus = Int32(truncatingIfNeeded: rank / rules.ranksPerPseudoChannel)
    // The bits of the group's banks from the first on; with more than 64 banks nobody asks.
    groupBanks = ((1 << UInt64(rules.banksPerGroup)) &- 1) << UInt64(group * rules.banksPerGroup)
  }
}

/// Cycles from which earlier column commands allow another: those of the same direction, and turns and other ranks.
struct ColumnBounds {
  var readAfterReads = 0
  var readAfterTurns = 0
  var writeAfterWrites = 0
  var writeAfterTurns = 0
}

/// A bank group: the cycles from which its commands allow others of it.
struct GroupState {
  var columns = ColumnBounds()
  var activateFrom = 0
}

/// A rank of a pseudo-channel: the cycles from which its commands, and those of the others, allow one of any bank of it.
struct RankState {
  var columns = ColumnBounds()
  var activateFrom = 0
  var prechargeFrom = 0
  var refreshFrom = 0
  /// The cycle from which the windows of activates allow one.
  var windowFrom = 0
  /// Places of the windows that hold the oldest activate.
  var fourNext = 0
  var thirtyTwoNext = 0
  var openBanks = 0
  /// Open banks that the present segment of the stream has nothing to do with.
  var otherOpenBanks = 0
  /// The cycle up to which its states are counted.
  var since = 0
  /// What it did so far; its states until the last change.
  var record = DRAMRankRecord()
  /// LPDDR5's data clock runs in these cycles.
  var clockFrom = 0
  var clockUntil = -1

  /// Counts its states up to a cycle, from which on they may be others.
  @inline(__always)
  mutating func settle(_ cycle: Int) {
    let passed = cycle &- since
    if openBanks > 0 {
      record.activeCycles &+= passed
      record.openBankCycles &+= passed &* openBanks
    } else {
      record.idleCycles &+= passed
    }
    since = cycle
  }
}

/// A request in a controller.
struct Slot {
  /// What it is known by: its place in the stream, or a caller's tag.
  var request = 0
  var key: UInt64 = 0
  var accepted = 0
  /// The stream's order within the channel.
  var sequence = 0
  var row: Int32 = 0
  var column: Int32 = 0
  var bank: Int32 = 0
  /// The first of the reads that wait with this one, in the channel's links; -1 where none does.
  var merged: Int32 = -1
  /// Its place among the requests that waited when the present segment of the stream began; -1 where it came later.
  var ordinal: Int32 = -1
  var isWrite = false
}

/// The command that comes next, if nothing new comes.
struct Plan {
  enum Kind { case none, activate, precharge, column, synchronise }

  var cycle = Rules.never
  var bank = 0
  /// In the bank's queue.
  var place = 0
  var kind = Kind.none
}
