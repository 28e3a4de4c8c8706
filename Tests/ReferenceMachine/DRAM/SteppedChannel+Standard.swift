import Hardware

/// Docs/dram.md, 5.
extension SteppedChannel {
  /// The buses on which a command may still be issued in a cycle.
  private struct FreeBuses {
    var row: Bool
    var column: Bool

    func allow(_ kind: Kind) -> Bool { kind.isColumn ? column : row }
  }

  mutating func stepStandard() {
    let isDual = system.organization.hasDualCommandBus
    let isFree = cycle > busyUntil
    var buses = FreeBuses(row: isFree, column: isFree || isDual)
    let before = commands.count
    let closing = closingBanks()
    if buses.row, refreshStep(closing) {
      take(.precharge, from: &buses)
    } else {
      visitQueues(closing, &buses)
    }
    if isDual, commands.count > before {
      visitQueues(closing, &buses)
      if commands.count > before + 1 { counts.dualCommands += 1 }
    }
    if buses.row { closeIdleBank(closing) }
    countStates()
    transferStandard()
  }

  private func take(_ kind: Kind, from buses: inout FreeBuses) {
    if system.organization.hasDualCommandBus {
      if kind.isColumn { buses.column = false } else { buses.row = false }
    } else {
      buses = FreeBuses(row: false, column: false)
    }
  }

  /// Step 4: visits the queues once round, until one issues a command that a free bus takes.
  private mutating func visitQueues(_ closing: Range<Int>, _ buses: inout FreeBuses) {
    let first = lastQueue + 1
    let only = onlyRequest()
    for offset in queues.indices {
      let queue = (first + offset) % queues.count
      if closing.contains(queue) || queues[queue].isEmpty { continue }
      guard let choice = choose(queue, only: only, buses) else { continue }
      issue(choice)
      if choice.kind == .precharge { counts.demandPrecharges += 1 }
      take(choice.kind, from: &buses)
      lastQueue = queue
      return
    }
  }

  /// With `in_order` the one request that may issue.
  private func onlyRequest() -> Int? {
    guard case .inOrder = system.controller.scheduler else { return nil }
    return queues.joined().map(\.number).min()
  }

  private mutating func choose(_ queue: Int, only: Int?, _ buses: FreeBuses) -> Choice? {
    var positions = Array(queues[queue].indices)
    if case .inOrder = system.controller.scheduler {
      positions = positions.filter { queues[queue][$0].number == only }
    }
    for (age, position) in positions.enumerated() {
      let request = queues[queue][position]
      guard let open = banks[queue].row else {
        guard buses.allow(.activate), isLegal(.activate, queue) else { return nil }
        return Choice(kind: .activate, bank: queue, row: request.place.row)
      }
      if request.place.row == open {
        let isAllowed = age == 0 || banks[queue].columns < cap
        if !isAllowed { observations.cappedRows += 1 }
        let kind = columnKind(queue, position)
        if isAllowed, buses.allow(kind), isLegal(kind, queue) {
          return Choice(kind: kind, bank: queue, position: position)
        }
      } else if age == 0 {
        let hits = positions.contains { queues[queue][$0].place.row == open }
        let isAllowed = !hits || banks[queue].columns >= cap
        if isAllowed, buses.allow(.precharge), isLegal(.precharge, queue) {
          return Choice(kind: .precharge, bank: queue)
        }
      }
    }
    return nil
  }

  private var cap: Int {
    switch system.controller.scheduler {
    case .firstReady(let cap): cap
    case .inOrder: Int.max
    }
  }

  /// What the request of an open row needs.
  private func columnKind(_ queue: Int, _ position: Int) -> Kind {
    if system.timing.clockSync > 0, cycle > clocks[queue / banksPerRank].until { return .synchronise }
    let request = queues[queue][position]
    let closes: Bool
    if case .closed = system.controller.rowPolicy {
      closes = !queues[queue].contains { $0.number != request.number && $0.place.row == request.place.row }
    } else {
      closes = false
    }
    if request.isWrite { return closes ? .writePrecharge : .write }
    return closes ? .readPrecharge : .read
  }

  /// Step 6: with the row policy `timeout`, closes a bank that has long been idle.
  private mutating func closeIdleBank(_ closing: Range<Int>) {
    guard case .timeout(let clocks) = system.controller.rowPolicy else { return }
    for bank in banks.indices where banks[bank].row != nil && !closing.contains(bank) && queues[bank].isEmpty
    {
      let touched = banks[bank].columns > 0 ? banks[bank].lastColumn : banks[bank].activated
      if cycle - touched >= clocks, isLegal(.precharge, bank) {
        issue(Choice(kind: .precharge, bank: bank))
        observations.timeouts += 1
        return
      }
    }
  }

  /// Step 8: at most one request moves to its bank's queue.
  private mutating func transferStandard() {
    let controller = system.controller
    if isDraining, writes.isEmpty || (writes.count <= controller.drainTo && !reads.isEmpty) {
      isDraining = false
    }
    if !isDraining, writes.count >= controller.drainFrom || (!writes.isEmpty && reads.isEmpty) {
      isDraining = true
      observations.drains += 1
    }
    if isDraining {
      let position = writes.indices.first { hasRoom(writes[$0]) && !linesToRead.contains(writes[$0].line) }
      if writes.contains(where: { hasRoom($0) && linesToRead.contains($0.line) }) {
        observations.heldWrites += 1
      }
      if let position {
        let request = writes.remove(at: position)
        queues[bank(of: request.place)].append(request)
        return
      }
    }
    if let position = reads.indices.first(where: { hasRoom(reads[$0]) }) {
      let request = reads.remove(at: position)
      queues[bank(of: request.place)].append(request)
    }
  }

  func hasRoom(_ request: WaitingRequest) -> Bool {
    queues[bank(of: request.place)].count < system.controller.bankQueue
  }
}
