import DRAM
import Hardware
import ReferenceMachine

/// What a controller did, in the stepped one's terms: what both report.
struct MemoryOutcome: Equatable {
  var cycles: Int
  var accepted: [Int]
  var completed: [Int]
  var counts: [SteppedDRAM.Counts]
  var stacks: [[SteppedDRAM.BusStack]]
  var commands: [SteppedDRAM.Command]

  /// What of two outcomes is not the same; empty where they are.
  func differences(from other: MemoryOutcome) -> [String] {
    var differences: [String] = []
    func compare<Value: Equatable>(_ name: String, _ path: KeyPath<MemoryOutcome, [Value]>) {
      let (ours, theirs) = (self[keyPath: path], other[keyPath: path])
      if ours.count != theirs.count { differences.append("\(name): \(ours.count), not \(theirs.count)") }
      if let index = zip(ours, theirs).map({ $0 == $1 }).firstIndex(of: false) {
        differences.append("\(name) \(index): \(ours[index]), not \(theirs[index])")
      }
    }
    if cycles != other.cycles { differences.append("cycles: \(cycles), not \(other.cycles)") }
    compare("command", \.commands)
    compare("accept", \.accepted)
    compare("completion", \.completed)
    compare("counts", \.counts)
    compare("stacks", \.stacks)
    return differences
  }
}

extension MemoryOutcome {
  init(_ record: SteppedDRAM.Record) {
    self.init(
      cycles: record.cycles, accepted: record.accepted, completed: record.completed, counts: record.counts,
      stacks: record.stacks, commands: record.commands.map(\.comparable))
  }

  init(_ record: DRAMRecord) {
    self.init(
      cycles: record.cycles, accepted: record.completions.map(\.accepted),
      completed: record.completions.map(\.completed), counts: record.channels.map { SteppedDRAM.Counts($0) },
      stacks: record.channels.map { $0.busStacks.map { SteppedDRAM.BusStack($0) } },
      commands: record.commands.compactMap { SteppedDRAM.Command($0)?.comparable })
  }

  /// A run of the fast controllers.
  static func fast(
    _ requests: [SteppedDRAM.Request], on system: DRAMSystem, watchdog: Int = 300_000,
    isStepping: Bool = false,
    recordsCommands: Bool = true, segment: Int = 128
  ) -> Result<MemoryOutcome, DRAMFailure> {
    var replay = DRAMReplay(
      system, watchdog: watchdog, isStepping: isStepping, recordsCommands: recordsCommands)
    replay.segment = segment
    do throws(DRAMFailure) {
      return .success(MemoryOutcome(try replay.run(requests.map { DRAMRequest($0) })))
    } catch {
      return .failure(error)
    }
  }
}

extension DRAMRequest {
  init(_ request: SteppedDRAM.Request) {
    self.init(address: request.address, arrival: request.arrival, isWrite: request.isWrite)
  }
}

extension SteppedDRAM.Counts {
  init(_ record: DRAMChannelRecord) {
    self.init()
    reads = record.counts.reads
    writes = record.counts.writes
    activates = record.counts.activates
    precharges = record.counts.precharges
    demandPrecharges = record.counts.demandPrecharges
    refreshes = record.counts.refreshes
    bankRefreshes = record.counts.bankRefreshes
    synchronisations = record.counts.synchronisations
    readRowHits = record.counts.readRowHits
    writeRowHits = record.counts.writeRowHits
    dualCommands = record.counts.dualCommands
    forwardedReads = record.counts.forwardedReads
    mergedReads = record.counts.mergedReads
    mergedWrites = record.counts.mergedWrites
    activeCycles = record.ranks.map(\.activeCycles)
    idleCycles = record.ranks.map(\.idleCycles)
    openBankCycles = record.ranks.map(\.openBankCycles)
    rankCommands = record.ranks.map { SteppedDRAM.RankCommands($0) }
    lastRead = record.lastRead ?? -1
    lastWrite = record.lastWrite ?? -1
  }
}

extension SteppedDRAM.RankCommands {
  init(_ record: DRAMRankRecord) {
    self.init()
    activates = record.activates
    reads = record.reads
    writes = record.writes
    refreshes = record.refreshes
    bankRefreshes = record.bankRefreshes
  }
}

extension SteppedDRAM.BusStack {
  init(_ stack: DRAMBusStack) {
    self.init()
    read = stack.read
    write = stack.write
    turnaround = stack.turnaround
    rowMiss = stack.rowMiss
    bankGroup = stack.bankGroup
    fourActivate = stack.fourActivate
    refresh = stack.refresh
    controller = stack.controller
    noRequest = stack.noRequest
  }
}

extension SteppedDRAM.Command {
  /// Nil where the policies that are compared have no such command.
  init?(_ command: DRAMCommand) {
    guard let kind = SteppedDRAM.CommandKind(rawValue: command.kind.rawValue) else { return nil }
    self.init(
      cycle: command.cycle, channel: command.channel, pseudoChannel: command.pseudoChannel, kind: kind,
      rank: command.rank, bankGroup: max(0, command.bankGroup), bank: max(0, command.bank), row: command.row,
      column: command.column)
  }

  /// Without what its kind has no use for.
  var comparable: SteppedDRAM.Command {
    var command = self
    switch kind {
    case .read, .write, .readPrecharge, .writePrecharge: break
    case .activate: command.column = 0
    case .precharge, .refreshBank:
      command.row = 0
      command.column = 0
    case .refresh, .synchronise:
      // Of a rank.
      command.bankGroup = 0
      command.bank = 0
      command.row = 0
      command.column = 0
    }
    return command
  }
}
