import Hardware

extension SteppedChannel {
  /// A command that a queue, a refresh or a timeout chooses.
  struct Choice {
    var kind: Kind
    var bank: Int
    /// The row that an activate opens.
    var row = 0
    /// The place in its queue of the request of a column command.
    var position = 0
  }

  /// Whether distances, windows and the data clock allow a command in this cycle; not whether its bank is open.
  mutating func isLegal(_ kind: Kind, _ bank: Int) -> Bool {
    let pseudoChannel = bank / banksPerPseudoChannel
    let local = bank % banksPerPseudoChannel
    switch kind {
    case .synchronise: return true
    case .read, .readPrecharge, .write, .writePrecharge:
      if system.timing.clockSync > 0 {
        let clock = clocks[bank / banksPerRank]
        guard cycle >= clock.from, cycle <= clock.until else { return false }
      }
      return cycle >= histories[pseudoChannel].legalFrom(kind, local)
    case .activate:
      return cycle + system.timing.activateClocks - 1 >= histories[pseudoChannel].legalFrom(kind, local)
    case .precharge, .refresh, .refreshBank:
      return cycle >= histories[pseudoChannel].legalFrom(kind, local)
    }
  }

  /// Issues a command in this cycle.
  mutating func issue(_ choice: Choice) {
    let bank = choice.bank
    let pseudoChannel = bank / banksPerPseudoChannel
    let local = bank % banksPerPseudoChannel
    switch choice.kind {
    case .activate:
      let counted = cycle + system.timing.activateClocks - 1
      busyUntil = counted
      banks[bank].activate = DataBus.Activate(
        cycle: counted, refresh: banks[bank].refresh, own: histories[pseudoChannel].ownActivateFrom(local),
        window: histories[pseudoChannel].windowFrom(local))
      banks[bank].row = choice.row
      banks[bank].columns = 0
      banks[bank].activated = counted
      histories[pseudoChannel].note(.activate, local, at: counted)
      counts.activates += 1
      log(.activate, bank, row: choice.row)
    case .precharge:
      log(.precharge, bank, row: banks[bank].row ?? 0)
      banks[bank].row = nil
      histories[pseudoChannel].note(.precharge, local, at: cycle)
      counts.precharges += 1
    case .read, .readPrecharge, .write, .writePrecharge: issueColumn(choice)
    case .synchronise:
      let rank = bank / banksPerRank
      clocks[rank].from = cycle + system.timing.clockSync
      clocks[rank].until = Int.max
      counts.synchronisations += 1
      log(.synchronise, bank)
    case .refresh:
      for other in 0..<banksPerRank { histories[pseudoChannel].note(.refresh, local + other, at: cycle) }
      counts.refreshes += 1
      log(.refresh, bank)
    case .refreshBank:
      histories[pseudoChannel].note(.refreshBank, local, at: cycle)
      counts.bankRefreshes += 1
      log(.refreshBank, bank)
    }
  }

  private mutating func issueColumn(_ choice: Choice) {
    let bank = choice.bank
    let pseudoChannel = bank / banksPerPseudoChannel
    let local = bank % banksPerPseudoChannel
    let rank = bank / banksPerRank
    let request = queues[bank].remove(at: choice.position)
    let timing = system.timing
    let burst = system.organization.burstClocks
    let latency = timing.additiveLatency + (request.isWrite ? timing.writeLatency : timing.readLatency)
    let activated = banks[bank].activated
    buses[pseudoChannel].add(
      DataBus.Burst(
        command: cycle, data: cycle + latency, isWrite: request.isWrite, known: request.accepted + 1,
        activate: banks[bank].activate,
        row: activated + (request.isWrite ? timing.activateToWrite : timing.activateToRead),
        turn: max(
          histories[pseudoChannel].turnFrom(choice.kind, local), timing.clockSync > 0 ? clocks[rank].from : 0),
        column: histories[pseudoChannel].columnFrom(choice.kind, local)))
    if timing.clockSync > 0 { clocks[rank].until = cycle + latency + burst + timing.clockSyncLasts }

    let isHit = banks[bank].columns > 0
    if request.isWrite {
      counts.writes += 1
      counts.writeRowHits += isHit ? 1 : 0
      counts.lastWrite = cycle
      writeEnd = cycle + latency + burst
      linesToWrite.remove(request.line)
    } else {
      counts.reads += 1
      counts.readRowHits += isHit ? 1 : 0
      counts.lastRead = cycle
      linesToRead.remove(request.line)
      finish([request.number] + request.merged, at: cycle + latency + burst)
    }
    banks[bank].columns += 1
    banks[bank].lastColumn = cycle
    histories[pseudoChannel].note(choice.kind, local, at: cycle)
    log(choice.kind, bank, row: request.place.row, column: request.place.column)
    guard choice.kind == .readPrecharge || choice.kind == .writePrecharge else { return }
    banks[bank].row = nil
    if system.controller.policy != .dramsim3 {
      let ready =
        request.isWrite
        ? latency + burst + timing.writeRecovery : timing.additiveLatency + timing.readToPrecharge
      histories[pseudoChannel].noteOwnPrecharge(
        local, at: max(cycle + ready, histories[pseudoChannel].ownPrechargeFrom(local)))
    }
  }

  /// Notes a command: in the trace, and for its rank.
  private mutating func log(_ kind: Kind, _ bank: Int, row: Int = 0, column: Int = 0) {
    let organization = system.organization
    let place = bank / banksPerRank
    switch kind {
    case .activate: counts.rankCommands[place].activates += 1
    case .read, .readPrecharge: counts.rankCommands[place].reads += 1
    case .write, .writePrecharge: counts.rankCommands[place].writes += 1
    case .refresh: counts.rankCommands[place].refreshes += 1
    case .refreshBank: counts.rankCommands[place].bankRefreshes += 1
    case .precharge, .synchronise: break
    }
    let isOfRank = kind == .refresh
    commands.append(
      SteppedDRAM.Command(
        cycle: cycle, channel: number, pseudoChannel: bank / banksPerPseudoChannel, kind: kind,
        rank: bank / banksPerRank % organization.ranks,
        bankGroup: isOfRank ? 0 : bank / organization.banks % organization.bankGroups,
        bank: isOfRank ? 0 : bank % organization.banks, row: row, column: column))
  }
}
