import DRAM
import Hardware
import Testing

/// Random systems and streams, whose commands are held against the distances one by one.
@Suite struct RamulatorTraceTests {
  @Test func `No command comes before its distances, and every request is served once`() throws {
    var coverage: [String: Int] = [:]
    for seed in UInt64(0)..<400 {
      var random = RamulatorRandom(seed: seed)
      let system = random.system()
      let requests = random.requests(on: system)
      let record = try DRAMReplay(system, recordsCommands: true).run(requests)
      let counts = record.counts
      #expect(
        counts.reads + counts.writes + counts.forwardedReads + counts.mergedWrites == requests.count,
        "seed \(seed)")
      #expect(
        zip(record.completions, requests).allSatisfy {
          $0.accepted > $1.arrival && $0.completed >= $0.accepted && $0.completed < record.cycles
        }, "seed \(seed)")
      for channel in record.channels {
        #expect(channel.busStacks.allSatisfy { $0.total == record.cycles }, "seed \(seed)")
        for rank in channel.ranks {
          #expect(rank.activeCycles >= 0, "seed \(seed)")
          #expect(rank.activeCycles + rank.idleCycles == record.cycles, "seed \(seed)")
          #expect(rank.openBankCycles >= rank.activeCycles, "seed \(seed)")
        }
      }
      Self.checkRanks(record, system, seed)
      for channel in 0..<system.organization.channels {
        var checker = DistanceChecker(system)
        for command in record.commands where command.channel == channel {
          let fault = checker.fault(of: command)
          #expect(fault == nil, "seed \(seed), cycle \(command.cycle): \(fault ?? "")")
        }
      }
      for (what, count) in [
        "\(RamulatorFamily(system))": 1, "forwarded": counts.forwardedReads, "merged": counts.mergedWrites,
        "refreshes": counts.refreshes, "conflicts": counts.rowConflicts, "dual": counts.dualCommands,
        "synchronisations": counts.synchronisations, "turnaround": record.busStack.turnaround,
        "four activates": record.busStack.fourActivate, "refresh": record.busStack.refresh,
        "bank group": record.busStack.bankGroup, "several ranks": system.organization.ranks > 1 ? 1 : 0,
        "several channels": system.organization.channels > 1 ? 1 : 0,
      ] where count > 0 {
        coverage[what, default: 0] += 1
      }
    }
    #expect(coverage.count == 16)
    for (what, cases) in coverage { #expect(cases >= 20, "\(what): \(cases) of 400") }
  }

  /// Holds what each rank counted against the commands to it; a refresh is of all ranks of its unit.
  private static func checkRanks(_ record: DRAMRecord, _ system: DRAMSystem, _ seed: UInt64) {
    let organization = system.organization
    let isOfRank = !organization.hasDualCommandBus
    for (number, channel) in record.channels.enumerated() {
      for (place, rank) in channel.ranks.enumerated() {
        let own = record.commands.filter {
          $0.channel == number && $0.pseudoChannel == place / organization.ranks
            && ($0.rank == place % organization.ranks || ($0.kind == .refresh && !isOfRank))
        }
        func count(_ kind: DRAMCommandKind) -> Int { own.count { $0.kind == kind } }
        #expect(
          [rank.activates, rank.reads, rank.writes, rank.refreshes]
            == [count(.activate), count(.read), count(.write), count(.refresh)],
          "seed \(seed), channel \(number), rank \(place)")
      }
    }
  }
}

/// All commands of one channel so far, the slow way.
private struct DistanceChecker {
  typealias Rule = RamulatorConstraint

  private let organization: DRAMOrganization
  private let rules: [Rule]
  private var cycles: [Key: [Int]] = [:]
  private var openRows: [Int: Int] = [:]

  private struct Key: Hashable {
    var command: Rule.Command
    var scope: Rule.Scope
    var part: [Int]
  }

  init(_ system: DRAMSystem) {
    organization = system.organization
    rules = Rule.all(of: system)
  }

  /// What a command has against it; nil where nothing. It counts as issued then.
  mutating func fault(of command: DRAMCommand) -> String? {
    let kind: Rule.Command
    switch command.kind {
    case .activate: kind = .activate
    case .precharge: kind = .precharge
    case .prechargeAll: kind = .prechargeAll
    case .read: kind = .read
    case .write: kind = .write
    case .refresh: kind = .refresh
    default: return nil
    }
    let parts = parts(of: command)
    for rule in rules where rule.following == kind {
      guard let part = parts[rule.scope] else { continue }
      if rule.isSibling {
        for other in 0..<organization.ranks where other != command.rank {
          let key = Key(command: rule.preceding, scope: .rank, part: [command.pseudoChannel, other])
          if let last = cycles[key]?.last, last + rule.distance > command.cycle { return "\(rule)" }
        }
      } else if let all = cycles[Key(command: rule.preceding, scope: rule.scope, part: part)],
        all.count >= rule.window, all[all.count - rule.window] + rule.distance > command.cycle
      {
        return "\(rule)"
      }
    }
    for (scope, part) in parts {
      cycles[Key(command: kind, scope: scope, part: part), default: []].append(command.cycle)
    }
    return openRowFault(of: command, kind)
  }

  private mutating func openRowFault(of command: DRAMCommand, _ kind: Rule.Command) -> String? {
    let rank = command.pseudoChannel * organization.ranks + command.rank
    let bank = (rank * organization.bankGroups + command.bankGroup) * organization.banks + command.bank
    switch kind {
    case .activate:
      guard openRows.updateValue(command.row, forKey: bank) == nil else { return "the bank is open" }
    case .precharge:
      guard openRows.removeValue(forKey: bank) == command.row else { return "the row is not open" }
    case .prechargeAll, .refresh:
      let ranks = parts(of: command)[.rank] == nil ? 0..<organization.ranks : command.rank..<command.rank + 1
      for rank in ranks {
        let first = (command.pseudoChannel * organization.ranks + rank) * organization.banksPerRank
        for bank in first..<first + organization.banksPerRank where openRows.removeValue(forKey: bank) != nil
        {
          if kind == .refresh { return "a bank is open" }
        }
      }
    default:
      guard openRows[bank] == command.row else { return "the row is not open" }
    }
    return nil
  }

  /// The parts that a command is in: those for all banks are in no bank, and HBM's in no rank.
  private func parts(of command: DRAMCommand) -> [Rule.Scope: [Int]] {
    var parts: [Rule.Scope: [Int]] = [.channel: [], .pseudoChannel: [command.pseudoChannel]]
    if command.bank < 0 && organization.hasDualCommandBus { return parts }
    parts[.rank] = [command.pseudoChannel, command.rank]
    if command.bank < 0 { return parts }
    parts[.bankGroup] = [command.pseudoChannel, command.rank, command.bankGroup]
    parts[.bank] = [command.pseudoChannel, command.rank, command.bankGroup, command.bank]
    return parts
  }
}
