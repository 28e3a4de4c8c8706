import Hardware

extension RamulatorChannel {
  /// Issues what was chosen from a queue.
  mutating func issue(_ choice: Choice, fromWrites isWrite: Bool, _ clock: Int) {
    switch choice.command {
    case .activate: activate(choice.bank, fromWrites: isWrite, clock)
    case .precharge: precharge(choice.bank, fromWrites: isWrite, clock)
    default: issueColumn(.hit(bank: choice.bank, isWrite: isWrite), clock)
    }
  }

  /// A read or a write, after which its request is out of the controller.
  mutating func issueColumn(_ source: Source, _ clock: Int) {
    let (entry, bank, isWrite): (RamulatorQueue.Entry, Int, Bool)
    switch source {
    case .active(let place):
      let request = active.remove(at: place)
      (entry, bank, isWrite) = (request.entry, request.bank, request.isWrite)
      isReserved[bank] = false
      reservedBanks[bank / unitBanks] -= 1
    case .hit(let hitBank, let isWriteHit):
      (bank, isWrite) = (hitBank, isWriteHit)
      entry = isWrite ? writes.removeFirstHit(bank: bank) : reads.removeFirstHit(bank: bank)
    }
    let command = isWrite ? Command.write : .read
    let data = account.column(isWrite: isWrite, bank: bank, accepted: entry.accepted, clock: clock)
    if logsBursts { bursts.append(data) }
    timing.issue(command, bank: bank, cycle: clock)
    trace.record(clock, isWrite ? .write : .read, bank: bank, row: entry.row, column: entry.column)
    if isWrite {
      counts.writes += 1
      ranks[bank / banksPerRank].commands.writes += 1
      if !entry.isCounted { counts.writeRowHits += 1 }
      lastWrite = clock
    } else {
      counts.reads += 1
      ranks[bank / banksPerRank].commands.reads += 1
      if !entry.isCounted { counts.readRowHits += 1 }
      lastRead = clock
    }
    completions.append(
      DRAMMachine.Completion(tag: entry.request, cycle: isWrite ? clock : clock + readDelay))
  }

  /// Opens a row for the queue's first miss of a bank, which is active from then on.
  private mutating func activate(_ bank: Int, fromWrites isWrite: Bool, _ clock: Int) {
    var entry = isWrite ? writes.removeFirstMiss(bank: bank) : reads.removeFirstMiss(bank: bank)
    if !entry.isCounted { counts.rowMisses += 1 }
    entry.isCounted = true
    account.activate(bank: bank, clock: clock)
    timing.issue(.activate, bank: bank, cycle: clock)
    trace.record(clock, .activate, bank: bank, row: entry.row)
    counts.activates += 1
    openBanks[bank / unitBanks] += 1
    ranks[bank / banksPerRank].opens(clock)
    let request = Active(entry: entry, bank: bank, isWrite: isWrite)
    if family == .lpddr5 {
      rows[bank] = Self.opening
      activating = Activating(active: request, deadline: clock + Self.splitActivateLimit)
    } else {
      open(request)
    }
  }

  /// The second half of a split activate.
  mutating func endActivate() {
    guard let split = activating else { return }
    activating = nil
    open(split.active)
  }

  private mutating func open(_ request: Active) {
    let (bank, row) = (request.bank, request.entry.row)
    rows[bank] = row
    isReserved[bank] = true
    reservedBanks[bank / unitBanks] += 1
    reads.open(bank: bank, row: row)
    writes.open(bank: bank, row: row)
    active.append(request)
  }

  private mutating func precharge(_ bank: Int, fromWrites isWrite: Bool, _ clock: Int) {
    let isNew = isWrite ? writes.countFirstMiss(bank: bank) : reads.countFirstMiss(bank: bank)
    if isNew { counts.rowConflicts += 1 }
    account.precharge(bank: bank, clock: clock)
    timing.issue(.precharge, bank: bank, cycle: clock)
    trace.record(clock, .precharge, bank: bank, row: rows[bank])
    counts.precharges += 1
    counts.demandPrecharges += 1
    close(bank, clock)
  }

  /// What the first demand needs.
  mutating func issueDemand(_ command: Command, _ clock: Int) {
    guard let unit = demands.first else { return }
    let first = unit * unitBanks
    timing.issue(command, bank: first, cycle: clock)
    if command == .refresh {
      demands.removeFirst()
      counts.refreshes += 1
      // Of all ranks of the unit.
      for rank in first / banksPerRank..<(first + unitBanks) / banksPerRank {
        ranks[rank].commands.refreshes += 1
      }
      account.refresh(unit: unit, clock: clock)
    } else {
      counts.precharges += 1
      for bank in first..<first + unitBanks where rows[bank] != Self.closed {
        account.precharge(bank: bank, clock: clock)
        close(bank, clock)
      }
    }
    trace.record(clock, command == .refresh ? .refresh : .prechargeAll, bank: first)
  }

  private mutating func close(_ bank: Int, _ clock: Int) {
    rows[bank] = Self.closed
    openBanks[bank / unitBanks] -= 1
    ranks[bank / banksPerRank].closes(clock)
    reads.close(bank: bank)
    writes.close(bank: bank)
  }
}
