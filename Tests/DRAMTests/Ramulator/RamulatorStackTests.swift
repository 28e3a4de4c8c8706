import Hardware
import Testing

@testable import DRAM

/// The data-bus stack, cycle by cycle from the commands of a run.
@Suite struct RamulatorStackTests {
  @Test func `Every cycle of a data bus has the class that the page gives it`() throws {
    for seed in UInt64(1000)..<1200 {
      var random = RamulatorRandom(seed: seed)
      let system = random.system()
      let requests = random.requests(on: system)
      let record = try DRAMReplay(system, recordsCommands: true).run(requests)
      for channel in 0..<system.organization.channels {
        let stacks = try SlowStack(system, channel, requests, record).stacks()
        #expect(stacks == record.channels[channel].busStacks, "seed \(seed), channel \(channel)")
      }
    }
  }
}

/// One channel's stacks, by looking through all commands for each gap.
private struct SlowStack {
  let system: DRAMSystem
  let rules: [RamulatorConstraint]
  let record: DRAMRecord
  let commands: [DRAMCommand]
  /// The cycle in which the request of each column command was accepted.
  private var accepted: [Column: Int] = [:]
  /// From when each refresh was the first demand, in the order of the refreshes.
  private var refreshes: [(command: DRAMCommand, since: Int)] = []

  private struct Column: Hashable {
    var cycle: Int
    var isWrite: Bool
    var bank: Int
  }

  init(_ system: DRAMSystem, _ channel: Int, _ requests: [DRAMRequest], _ record: DRAMRecord) throws {
    self.system = system
    self.record = record
    rules = RamulatorConstraint.all(of: system)
    commands = record.commands.filter { $0.channel == channel }
    let decoder = try AddressDecoder(system)
    for (request, completion) in zip(requests, record.completions) {
      let place = decoder.place(ofLine: decoder.line(of: request.address))
      guard place.channel == channel else { continue }
      let delay = request.isWrite ? 0 : system.timing.readLatency + system.organization.burstClocks
      let column = Column(cycle: completion.completed - delay, isWrite: request.isWrite, bank: place.bank)
      // Forwarded and merged requests have no command.
      if completion.accepted < column.cycle { accepted[column] = completion.accepted }
    }
    var free = 0
    for (number, command) in commands.filter({ $0.kind == .refresh }).enumerated() {
      refreshes.append((command, max(due(number), free)))
      free = command.cycle + 1
    }
  }

  /// When the demand of a refresh came, by its number.
  private func due(_ number: Int) -> Int {
    let organization = system.organization
    let units = organization.pseudoChannels * (organization.hasDualCommandBus ? 1 : organization.ranks)
    let interval = system.timing.refreshInterval
    let (round, unit) = number.quotientAndRemainder(dividingBy: units)
    return round * interval
      + (system.controller.refresh == .staggered ? (unit + 1) * (interval / units) : interval)
  }

  private func bank(of command: DRAMCommand) -> Int {
    let organization = system.organization
    let rank = command.pseudoChannel * organization.ranks + command.rank
    return (rank * organization.bankGroups + command.bankGroup) * organization.banks + command.bank
  }

  private func isSameUnit(_ one: DRAMCommand, _ other: DRAMCommand) -> Bool {
    one.pseudoChannel == other.pseudoChannel
      && (system.organization.hasDualCommandBus || one.rank == other.rank)
  }

  private func distance(
    _ preceding: RamulatorConstraint.Command, _ following: RamulatorConstraint.Command, window: Int = 1
  ) -> Int {
    rules.first {
      $0.preceding == preceding && $0.following == following && $0.window == window
        && (window > 1 || $0.scope == .bank)
    }?.distance ?? 0
  }

  func stacks() -> [DRAMBusStack] {
    (0..<system.organization.pseudoChannels).map { pseudoChannel in
      var stack = DRAMBusStack()
      var end = 0
      for command in commands where command.pseudoChannel == pseudoChannel {
        guard command.kind == .read || command.kind == .write else { continue }
        let isWrite = command.kind == .write
        let latency = isWrite ? system.timing.writeLatency : system.timing.readLatency
        let start = max(end, command.cycle + latency)
        if end < start {
          let classify = gapClass(command, isWrite)
          for cycle in end..<min(start, max(end, record.cycles)) {
            stack[keyPath: classify(cycle - latency)] += 1
          }
        }
        end = start + system.organization.burstClocks
        let moved = max(0, min(end, record.cycles) - min(start, record.cycles))
        if isWrite { stack.write += moved } else { stack.read += moved }
      }
      stack.noRequest += max(0, record.cycles - end)
      return stack
    }
  }

  /// The class of a cycle in which a column command would have had to be issued.
  private func gapClass(_ column: DRAMCommand, _ isWrite: Bool) -> (Int) -> WritableKeyPath<DRAMBusStack, Int>
  {
    let bank = bank(of: column)
    let accept = accepted[Column(cycle: column.cycle, isWrite: isWrite, bank: bank)] ?? -1
    let before = commands.filter { $0.cycle < column.cycle }
    let activates = before.filter { $0.kind == .activate }
    guard let activate = activates.last(where: { self.bank(of: $0) == bank }) else {
      return { _ in \.controller }
    }
    let earlier = commands.filter { $0.cycle < activate.cycle }
    let opened = earlier.last { $0.kind == .activate && self.bank(of: $0) == bank }
    let closed = earlier.first { other in
      guard let opened, other.cycle > opened.cycle else { return false }
      return (other.kind == .precharge && self.bank(of: other) == bank)
        || (other.kind == .prechargeAll && isSameUnit(other, activate))
    }
    let own = max(
      closed.map { $0.cycle + distance(.precharge, .activate) } ?? 0,
      opened.map { $0.cycle + distance(.activate, .activate) } ?? 0)
    let unit = earlier.filter { $0.kind == .activate && isSameUnit($0, activate) }
    let window = unit.count < 4 ? 0 : unit[unit.count - 4].cycle + distance(.activate, .activate, window: 4)
    let refresh = refreshes.last { $0.command.cycle < activate.cycle && isSameUnit($0.command, activate) }
    let ready = activate.cycle + distance(.activate, isWrite ? .write : .read)
    let (turn, same) = allowed(column, isWrite, before)
    return { cycle in
      if cycle <= accept { return \.noRequest }
      if cycle < activate.cycle {
        if let refresh, cycle >= refresh.since, cycle < refresh.command.cycle + system.timing.refresh {
          return \.refresh
        }
        if cycle < own { return \.rowMiss }
        return cycle < window ? \.fourActivate : \.rowMiss
      }
      if cycle < ready { return \.rowMiss }
      if cycle < max(turn, same) { return turn >= same ? \.turnaround : \.bankGroup }
      return \.controller
    }
  }

  private func allowed(_ column: DRAMCommand, _ isWrite: Bool, _ before: [DRAMCommand]) -> (
    turn: Int, same: Int
  ) {
    var (turn, same) = (0, 0)
    for rule in rules where rule.following == (isWrite ? .write : .read) && rule.scope != .channel {
      guard rule.preceding == .read || rule.preceding == .write else { continue }
      let kind: DRAMCommandKind = rule.preceding == .write ? .write : .read
      let last = before.last { other in
        guard other.kind == kind, other.pseudoChannel == column.pseudoChannel else { return false }
        if rule.isSibling { return other.rank != column.rank }
        switch rule.scope {
        case .pseudoChannel, .channel: return true
        case .rank: return other.rank == column.rank
        default: return other.rank == column.rank && other.bankGroup == column.bankGroup
        }
      }
      guard let last else { continue }
      let from = last.cycle + rule.distance
      if rule.isSibling || rule.preceding != rule.following {
        turn = max(turn, from)
      } else {
        same = max(same, from)
      }
    }
    if let start = before.last(where: { $0.kind == .synchronise }) {
      turn = max(turn, start.cycle + max(1, system.timing.clockSync - 1))
    }
    return (turn, same)
  }
}
