import Hardware

/// How two banks of a pseudo-channel lie to each other; each pair is of one scope.
enum BankScope: Int, CaseIterable {
  case sameBank, sameBankGroup, sameRank, otherRank
}

/// What an issued command counts as: its kind, or the precharge that follows it by itself.
enum IssuedKind: Hashable, CaseIterable {
  case command(SteppedDRAM.CommandKind)
  /// The precharge that RDA and WRA bring, in the cycle in which it starts.
  case ownPrecharge

  static let allCases = SteppedDRAM.CommandKind.allCases.map(IssuedKind.command) + [.ownPrecharge]
}

/// The least distances between commands (docs/dram.md, 2 and 6).
struct CommandDistances {
  typealias Kind = SteppedDRAM.CommandKind

  struct Pair: Hashable {
    var issued: IssuedKind
    var next: Kind
    var scope: BankScope
  }

  private(set) var clocks: [Pair: Int] = [:]

  init(_ system: DRAMSystem) {
    switch system.controller.policy {
    case .dramsim3: setDRAMsim3(system)
    case .standard: setStandard(system)
    case .ramulator2: preconditionFailure("the policy ramulator2 is not stepped")
    }
  }

  private mutating func set(_ issued: [IssuedKind], _ next: [Kind], _ scopes: [BankScope], _ distance: Int) {
    for issued in issued {
      for next in next {
        for scope in scopes { clocks[Pair(issued: issued, next: next, scope: scope)] = max(1, distance) }
      }
    }
  }

  private static let reads: [Kind] = [.read, .readPrecharge]
  private static let writes: [Kind] = [.write, .writePrecharge]
  private static let issuedReads: [IssuedKind] = reads.map(IssuedKind.command)
  private static let issuedWrites: [IssuedKind] = writes.map(IssuedKind.command)
  private static let withinRank: [BankScope] = [.sameBank, .sameBankGroup, .sameRank]
  private static let otherBanks: [BankScope] = [.sameBankGroup, .sameRank]

  private mutating func setStandard(_ system: DRAMSystem) {
    let timing = system.timing
    let hasGroups = system.organization.bankGroups > 1
    let burst = system.organization.burstClocks
    let read = timing.additiveLatency + timing.readLatency
    let write = timing.additiveLatency + timing.writeLatency
    let columnSame = hasGroups ? timing.columnSame : timing.columnOther
    // tCCD_L_WR, which is tCCD_L where a device has none of its own.
    let writeSame = hasGroups && timing.writeSame > 0 ? timing.writeSame : columnSame
    let turnSame = hasGroups ? timing.writeToReadSame : timing.writeToReadOther
    let activateSame = hasGroups ? timing.activateSame : timing.activateOther

    set(Self.issuedReads, Self.reads, [.sameBank, .sameBankGroup], max(burst, columnSame))
    set(Self.issuedWrites, Self.writes, [.sameBank, .sameBankGroup], max(burst, writeSame))
    for (issued, next) in [(Self.issuedReads, Self.reads), (Self.issuedWrites, Self.writes)] {
      set(issued, next, [.sameRank], max(burst, timing.columnOther))
      set(issued, next, [.otherRank], burst + timing.rankSwitch)
    }
    set(Self.issuedReads, Self.writes, Self.withinRank, read + burst + timing.readToWriteGap - write)
    set(Self.issuedReads, Self.writes, [.otherRank], read + burst + timing.rankSwitch - write)
    set(Self.issuedWrites, Self.reads, [.sameBank, .sameBankGroup], write + burst + turnSame)
    set(Self.issuedWrites, Self.reads, [.sameRank], write + burst + timing.writeToReadOther)
    set(Self.issuedWrites, Self.reads, [.otherRank], write + burst + timing.rankSwitch - read)

    set([.command(.read)], [.precharge], [.sameBank], timing.additiveLatency + timing.readToPrecharge)
    set([.command(.write)], [.precharge], [.sameBank], write + burst + timing.writeRecovery)
    for issued in [IssuedKind.command(.precharge), .ownPrecharge] {
      set([issued], [.activate, .refreshBank], [.sameBank], timing.precharge)
      set([issued], [.refresh], Self.withinRank, timing.precharge)
    }
    set([.command(.precharge)], [.precharge], Self.otherBanks, timing.prechargeToPrecharge)

    set([.command(.activate)], [.activate, .refreshBank], [.sameBank], timing.activateToActivate)
    set([.command(.activate)], [.activate, .refreshBank], [.sameBankGroup], activateSame)
    set([.command(.activate)], [.activate, .refreshBank], [.sameRank], timing.activateOther)
    set([.command(.activate)], Self.reads, [.sameBank], timing.activateToRead)
    set([.command(.activate)], Self.writes, [.sameBank], timing.activateToWrite)
    set([.command(.activate)], [.precharge], [.sameBank], timing.activateToPrecharge)
    set([.command(.activate)], [.refresh], Self.withinRank, timing.activateToActivate)

    set([.command(.refresh)], [.activate, .refresh], Self.withinRank, timing.refresh)
    set([.command(.refreshBank)], [.activate, .refreshBank], [.sameBank], timing.bankRefresh)
    set([.command(.refreshBank)], [.activate, .refreshBank], Self.otherBanks, timing.bankRefreshToOther)
  }

  private mutating func setDRAMsim3(_ system: DRAMSystem) {
    let timing = system.timing
    let hasGroups = system.organization.bankGroups > 1
    let burst = system.organization.burstClocks
    let read = timing.additiveLatency + timing.readLatency
    let write = timing.additiveLatency + timing.writeLatency
    let columnSame = hasGroups ? timing.columnSame : timing.columnOther
    let turnSame = hasGroups ? timing.writeToReadSame : timing.writeToReadOther
    let activateSame = hasGroups ? timing.activateSame : timing.activateOther
    let gap = timing.rankSwitch

    for (issued, next) in [(Self.issuedReads, Self.reads), (Self.issuedWrites, Self.writes)] {
      // Nothing in the same bank after RDA and WRA, which close it.
      set([issued[0]], next, [.sameBank], max(burst, columnSame))
      set(issued, next, [.sameBankGroup], max(burst, columnSame))
      set(issued, next, [.sameRank], max(burst, timing.columnOther))
    }
    set(Self.issuedReads, Self.reads, [.otherRank], burst + gap)
    set(Self.issuedWrites, Self.writes, [.otherRank], burst)
    set([.command(.read)], Self.writes, [.sameBank], read + burst - write + gap)
    set(Self.issuedReads, Self.writes, Self.otherBanks, read + burst - write + gap)
    set(Self.issuedReads, Self.writes, [.otherRank], read + 2 * burst + gap - (write + burst))
    set([.command(.write)], Self.reads, [.sameBank], write + burst + turnSame)
    set(Self.issuedWrites, Self.reads, [.sameBankGroup], write + burst + turnSame)
    set(Self.issuedWrites, Self.reads, [.sameRank], write + burst + timing.writeToReadOther)
    set(Self.issuedWrites, Self.reads, [.otherRank], write + 2 * burst + gap - (read + burst))

    set([.command(.read)], [.precharge], [.sameBank], timing.additiveLatency + timing.readToPrecharge)
    set([.command(.write)], [.precharge], [.sameBank], write + burst + timing.writeRecovery)
    let afterRead = timing.additiveLatency + timing.readToPrecharge + timing.precharge
    let afterWrite = write + burst + timing.writeRecovery + timing.precharge
    set([.command(.readPrecharge)], [.activate], [.sameBank], burst + afterRead)
    set([.command(.readPrecharge)], [.refresh], Self.withinRank, afterRead)
    set([.command(.writePrecharge)], [.activate], [.sameBank], afterWrite)
    set([.command(.writePrecharge)], [.refresh], Self.withinRank, afterWrite)

    set([.command(.activate)], [.activate], [.sameBank], timing.activateToPrecharge + timing.precharge)
    set([.command(.activate)], [.activate], [.sameBankGroup], activateSame)
    set([.command(.activate)], [.activate], [.sameRank], timing.activateOther)
    set([.command(.activate)], Self.reads, [.sameBank], timing.activateToRead)
    set([.command(.activate)], Self.writes, [.sameBank], timing.activateToWrite)
    set([.command(.activate)], [.precharge], [.sameBank], timing.activateToPrecharge)

    set([.command(.precharge)], [.activate], [.sameBank], timing.precharge)
    set([.command(.precharge)], [.refresh], Self.withinRank, timing.precharge)
    if timing.prechargeToPrecharge > 0 {
      set([.command(.precharge)], [.precharge], Self.otherBanks, timing.prechargeToPrecharge)
    }
    set([.command(.refresh)], [.activate, .refresh], Self.withinRank, timing.refresh)
  }
}
