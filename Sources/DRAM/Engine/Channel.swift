/// One channel's controller and devices in time.
///
/// It sleeps until the next cycle in which anything can happen. All that it knows of lies in memory that it owns
/// through `ChannelOwner`, because arrays would be counted references in the innermost loops.
struct Channel {
  let rules: Rules
  let number: Int

  private(set) var banks: UnsafeMutablePointer<BankState>
  private(set) var groups: UnsafeMutablePointer<GroupState>
  private(set) var ranks: UnsafeMutablePointer<RankState>
  /// Slots of the banks' queues, oldest first.
  private(set) var queues: UnsafeMutablePointer<Int32>
  private(set) var slots: UnsafeMutablePointer<Slot>
  private(set) var freeSlots: UnsafeMutablePointer<Int32>
  /// Ends of the windows of activates, of each rank 4 and 32.
  private(set) var fourWindows: UnsafeMutablePointer<Int>
  private(set) var thirtyTwoWindows: UnsafeMutablePointer<Int>
  /// Banks whose queues have requests.
  private(set) var waiting: UnsafeMutablePointer<UInt64>
  let waitingWords: Int
  /// Banks whose queues have no room.
  private(set) var fullBanks: UnsafeMutablePointer<UInt64>
  /// Of them, where there are at most 64, those that have more to do than to move data of their open rows.
  var missing: UInt64 = 0
  /// How many requests that wait have a key of this hash.
  private(set) var readKeys: UnsafeMutablePointer<UInt16>
  private(set) var writeKeys: UnsafeMutablePointer<UInt16>
  /// The end of the last burst on each pseudo-channel's data bus.
  private(set) var busFrom: UnsafeMutablePointer<Int>
  private(set) var stacks: UnsafeMutablePointer<DRAMBusStack>
  /// On each data bus what moved last, without a gap; empty where it was taken.
  private(set) var moving: UnsafeMutablePointer<DRAMMachine.Burst>

  var reads: WaitingLine
  var writes: WaitingLine
  var freeCount: Int
  /// Requests in the banks' queues.
  var queued = 0
  /// Reads, and writes, that are accepted and whose column command is not issued.
  var openReads = 0
  var openWrites = 0
  var sequence = 0

  /// `dramsim3`: writes still to be moved in this drain. `standard`: 1 in a drain.
  var drain = 0
  /// The last tick in which a drain took the last write of the queue, where it is known that it ends in the next if none comes.
  var drainedAt = -2
  var lastQueue = 0

  /// The last cycle whose tick was made.
  var cycle = -1
  /// The next tick in which something can happen.
  var wake = 0
  var plan = Plan()
  var refreshPlan = Plan()
  var isPlanStale = true
  var transferAt = Rules.never
  var timeoutAt = Rules.never
  var rowBusFrom = 0
  var columnBusFrom = 0
  var rowCommandIssued = false

  var refreshDue: Int
  var demandsRaised = 0
  var demandsServed = 0
  var demandFirstSince = 0
  /// Banks that are closing for a refresh: none if both are equal.
  var closingLow = 0
  var closingHigh = 0

  var counts = DRAMCounts()
  var lastRead = -1
  var lastWrite = -1
  /// The greatest cycle in which a request that was served is complete.
  var lastCompletion = -1
  /// The first cycle that is not of the run, where it is known.
  var end = Rules.never

  /// Where completions go: to a stream's, by the request's number, or to a list.
  var completions: UnsafeMutablePointer<DRAMCompletion>?
  var keepsCompletions = true
  /// The list, of so many, with room for more.
  private(set) var done: UnsafeMutablePointer<DRAMMachine.Completion>
  var doneCount = 0
  private var doneRoom = 64
  var line = SentRing()
  var logsBursts = false
  var bursts: [DRAMMachine.Burst] = []
  var links: [Link] = []
  var freeLink: Int32 = -1
  var recordsCommands = false
  var commands: [DRAMCommand] = []

  /// A read that waits with another of the same line.
  struct Link {
    var request: Int
    var next: Int32
  }

  static let keyCount = 1024

  init(_ rules: Rules, number: Int) {
    self.rules = rules
    self.number = number
    banks = .allocate(capacity: rules.banks)
    for bank in 0..<rules.banks {
      (banks + bank).initialize(to: BankState(group: bank / rules.banksPerGroup, rules))
    }
    groups = .allocate(capacity: rules.groups)
    groups.initialize(repeating: GroupState(), count: rules.groups)
    ranks = .allocate(capacity: rules.ranks)
    ranks.initialize(repeating: RankState(), count: rules.ranks)
    // One more than there are, so that a queue can be read one place further.
    queues = .allocate(capacity: rules.banks * rules.bankQueue + 1)
    queues.initialize(repeating: 0, count: rules.banks * rules.bankQueue + 1)
    slots = .allocate(capacity: rules.slots)
    slots.initialize(repeating: Slot(), count: rules.slots)
    freeSlots = .allocate(capacity: rules.slots)
    for slot in 0..<rules.slots {
      (freeSlots + slot).initialize(to: Int32(truncatingIfNeeded: rules.slots - 1 - slot))
    }
    freeCount = rules.slots
    fourWindows = .allocate(capacity: 4 * rules.ranks)
    fourWindows.initialize(repeating: 0, count: 4 * rules.ranks)
    thirtyTwoWindows = .allocate(capacity: 32 * rules.ranks)
    thirtyTwoWindows.initialize(repeating: 0, count: 32 * rules.ranks)
    waitingWords = (rules.banks + 63) / 64
    waiting = .allocate(capacity: waitingWords)
    waiting.initialize(repeating: 0, count: waitingWords)
    fullBanks = .allocate(capacity: waitingWords)
    fullBanks.initialize(repeating: 0, count: waitingWords)
    readKeys = .allocate(capacity: Channel.keyCount)
    readKeys.initialize(repeating: 0, count: Channel.keyCount)
    writeKeys = .allocate(capacity: Channel.keyCount)
    writeKeys.initialize(repeating: 0, count: Channel.keyCount)
    busFrom = .allocate(capacity: rules.pseudoChannels)
    busFrom.initialize(repeating: 0, count: rules.pseudoChannels)
    stacks = .allocate(capacity: rules.pseudoChannels)
    stacks.initialize(repeating: DRAMBusStack(), count: rules.pseudoChannels)
    moving = .allocate(capacity: rules.pseudoChannels)
    moving.initialize(repeating: DRAMMachine.Burst(start: 0, end: 0), count: rules.pseudoChannels)
    done = .allocate(capacity: doneRoom)
    reads = WaitingLine(slots: rules.slots, banks: rules.banks)
    writes = WaitingLine(slots: rules.slots, banks: rules.banks)
    refreshDue = rules.refreshInterval
    // The first visit begins with queue 0, and with queue 1 in DRAMsim3.
    lastQueue = rules.isDRAMsim3 ? 0 : rules.banks - 1
  }

  /// Another channel in the same state, with memory of its own.
  init(copyOf other: Channel) {
    self = other
    banks = Channel.copy(other.banks, count: rules.banks)
    groups = Channel.copy(other.groups, count: rules.groups)
    ranks = Channel.copy(other.ranks, count: rules.ranks)
    queues = Channel.copy(other.queues, count: rules.banks * rules.bankQueue + 1)
    slots = Channel.copy(other.slots, count: rules.slots)
    freeSlots = Channel.copy(other.freeSlots, count: rules.slots)
    fourWindows = Channel.copy(other.fourWindows, count: 4 * rules.ranks)
    thirtyTwoWindows = Channel.copy(other.thirtyTwoWindows, count: 32 * rules.ranks)
    waiting = Channel.copy(other.waiting, count: waitingWords)
    fullBanks = Channel.copy(other.fullBanks, count: waitingWords)
    readKeys = Channel.copy(other.readKeys, count: Channel.keyCount)
    writeKeys = Channel.copy(other.writeKeys, count: Channel.keyCount)
    busFrom = Channel.copy(other.busFrom, count: rules.pseudoChannels)
    stacks = Channel.copy(other.stacks, count: rules.pseudoChannels)
    moving = Channel.copy(other.moving, count: rules.pseudoChannels)
    done = .allocate(capacity: doneRoom)
    done.initialize(from: other.done, count: doneCount)
    reads = WaitingLine(copyOf: other.reads)
    line = SentRing(copyOf: other.line)
    writes = WaitingLine(copyOf: other.writes)
  }

  /// Makes room for more completions.
  mutating func growDone() {
    let room: UnsafeMutablePointer<DRAMMachine.Completion> = .allocate(capacity: 2 * doneRoom)
    room.initialize(from: done, count: doneCount)
    done.deallocate()
    done = room
    doneRoom *= 2
  }

  @inline(__always)
  var isDoneFull: Bool { doneCount == doneRoom }

  private static func copy<Element>(
    _ source: UnsafeMutablePointer<Element>, count: Int
  ) -> UnsafeMutablePointer<Element> {
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: count)
    copy.initialize(from: source, count: count)
    return copy
  }

  func deallocate() {
    banks.deallocate()
    groups.deallocate()
    ranks.deallocate()
    queues.deallocate()
    slots.deallocate()
    freeSlots.deallocate()
    fourWindows.deallocate()
    thirtyTwoWindows.deallocate()
    waiting.deallocate()
    fullBanks.deallocate()
    readKeys.deallocate()
    writeKeys.deallocate()
    busFrom.deallocate()
    stacks.deallocate()
    moving.deallocate()
    done.deallocate()
    line.deallocate()
    reads.deallocate()
    writes.deallocate()
  }
}
