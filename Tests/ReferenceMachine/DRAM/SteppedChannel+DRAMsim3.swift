import Hardware

/// Docs/dram.md, 6.
extension SteppedChannel {
  mutating func stepDRAMsim3() {
    let closing = closingBanks()
    let before = commands.count
    if !refreshStep(closing), let choice = chooseDRAMsim3(closing) { issue(choice) }
    if system.organization.hasDualCommandBus, commands.count > before {
      let isColumn = commands[before].kind.isColumn
      // Banks that a refresh of this very cycle closed are free for the second choice.
      let stillClosing = commands[before].kind == .refresh ? 0..<0 : closing
      if let choice = chooseDRAMsim3(stillClosing) {
        if choice.kind.isColumn != isColumn {
          issue(choice)
          counts.dualCommands += 1
        } else {
          observations.rejectedCommands += 1
        }
      }
    }
    countStates()
    transferDRAMsim3()
  }

  /// The first command that a queue allows; where the next visit begins moves with it.
  private mutating func chooseDRAMsim3(_ closing: Range<Int>) -> Choice? {
    let first = lastQueue + 1
    for offset in queues.indices {
      let queue = (first + offset) % queues.count
      if closing.contains(queue) { continue }
      if let choice = chooseDRAMsim3(queue: queue) {
        lastQueue = queue
        return choice
      }
    }
    return nil
  }

  private mutating func chooseDRAMsim3(queue: Int) -> Choice? {
    for (position, request) in queues[queue].enumerated() {
      guard let open = banks[queue].row else {
        guard isLegal(.activate, queue) else { continue }
        return Choice(kind: .activate, bank: queue, row: request.place.row)
      }
      if request.place.row == open {
        let kind = columnKindDRAMsim3(request)
        guard isLegal(kind, queue) else { continue }
        let isBehindRead = queues[queue][..<position].contains {
          !$0.isWrite && $0.place.row == request.place.row && $0.place.column == request.place.column
        }
        if request.isWrite, isBehindRead { continue }
        return Choice(kind: kind, bank: queue, position: position)
      }
      guard position == 0, isLegal(.precharge, queue) else { continue }
      let hits = queues[queue].contains { $0.place.row == open }
      if hits && banks[queue].columns < 4 { continue }
      if hits { observations.cappedRows += 1 }
      counts.demandPrecharges += 1
      return Choice(kind: .precharge, bank: queue)
    }
    return nil
  }

  private func columnKindDRAMsim3(_ request: WaitingRequest) -> Kind {
    if case .closed = system.controller.rowPolicy {
      return request.isWrite ? .writePrecharge : .readPrecharge
    }
    return request.isWrite ? .write : .read
  }

  private mutating func transferDRAMsim3() {
    if drain == 0,
      writes.count >= system.controller.writeQueue || (writes.count > 8 && queues.allSatisfy(\.isEmpty))
    {
      drain = writes.count
      observations.drains += 1
    }
    guard drain > 0 else {
      guard let position = reads.indices.first(where: { hasRoom(reads[$0]) }) else { return }
      let request = reads.remove(at: position)
      queues[bank(of: request.place)].append(request)
      return
    }
    guard let position = writes.indices.first(where: { hasRoom(writes[$0]) }) else { return }
    if linesToRead.contains(writes[position].line) {
      drain = 0
      observations.heldWrites += 1
      return
    }
    drain -= 1
    let request = writes.remove(at: position)
    queues[bank(of: request.place)].append(request)
  }
}
