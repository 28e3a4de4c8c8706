/// Requests move from the read and write queues to the banks' queues, one a cycle.
extension Channel {
  @inline(__always)
  mutating func transfer() {
    if rules.isDRAMsim3 { transferAsDRAMsim3() } else { transferAsStandard() }
  }

  @inline(__always)
  private mutating func transferAsDRAMsim3() {
    let before = drain
    if drain == 0 {
      if writes.count >= rules.writeQueue || (writes.count > 8 && queued == 0) { drain = writes.count }
    }
    // Where all that are left have no room, nothing changes in the next tick.
    var mayGoOn = drain != before
    if drain > 0 {
      let index = writes.firstWithRoom(banks, capacity: rules.bankQueue)
      if index < writes.count {
        let place = writes[index]
        if isReadWaiting(slots[Int(place.slot)].key, bank: Int(place.bank)) {
          drain = 0
          mayGoOn = before != 0
        } else {
          drain &-= 1
          writes.remove(at: index)
          enqueue(place)
          mayGoOn = drain == 0 || !writes.isBlocked
        }
      }
    } else if moveRead() {
      mayGoOn = !reads.isBlocked
    }
    transferAt = mayGoOn ? cycle &+ 1 : Rules.never
  }

  @inline(__always)
  private mutating func transferAsStandard() {
    if writes.count == 0 {
      drain = 0
      transferAt = moveRead() && !reads.isBlocked ? cycle &+ 1 : Rules.never
    } else {
      transferWithWrites()
    }
  }

  private mutating func transferWithWrites() {
    if drain > 0 && writes.count <= rules.drainTo && reads.count > 0 { drain = 0 }
    if drain == 0 && (writes.count >= rules.drainFrom || reads.count == 0) { drain = 1 }
    let hasMoved = (drain > 0 && moveIndependentWrite()) || moveRead()
    let mayGoOn = hasMoved && !(writes.count == 0 && drain == 0 && reads.isBlocked)
    transferAt = mayGoOn ? cycle &+ 1 : Rules.never
  }

  /// Moves the first write whose bank's queue has room and whose line no read still has to read.
  @inline(__always)
  private mutating func moveIndependentWrite() -> Bool {
    if writes.freed >= 0 { return moveIndependentWrite(toBank: writes.freed) }
    var index = writes.firstWithRoom(banks, capacity: rules.bankQueue)
    while index < writes.count {
      let place = writes[index]
      let hasRoom = Int((banks + Int(place.bank)).pointee.count) < rules.bankQueue
      if hasRoom && !isReadWaiting(slots[Int(place.slot)].key, bank: Int(place.bank)) {
        writes.remove(at: index)
        enqueue(place)
        return true
      }
      index += 1
    }
    return false
  }

  /// The same, where all other banks' queues are known to have no room for any.
  @inline(__always)
  private mutating func moveIndependentWrite(toBank bank: Int) -> Bool {
    var mayBecome = false
    if Int((banks + bank).pointee.count) < rules.bankQueue {
      for index in 0..<writes.count {
        let place = writes[index]
        guard Int(place.bank) == bank else { continue }
        guard !isReadWaiting(slots[Int(place.slot)].key, bank: bank) else {
          mayBecome = true
          continue
        }
        writes.remove(at: index)
        enqueue(place)
        return true
      }
    }
    if !mayBecome { writes.freed = -1 }
    return false
  }

  @inline(__always)
  private mutating func moveRead() -> Bool {
    let index = reads.firstWithRoom(banks, capacity: rules.bankQueue)
    if index == reads.count { return false }
    let place = reads[index]
    reads.remove(at: index)
    enqueue(place)
    return true
  }

  @inline(__always)
  private mutating func enqueue(_ place: WaitingLine.Place) {
    let bank = Int(place.bank)
    let state = banks + bank
    let slot = slots + Int(place.slot)
    let count = Int(state.pointee.count)
    (queues + bank &* rules.bankQueue)[count] = place.slot
    let bit: UInt64 = 1 &<< UInt64(count)
    if state.pointee.openRow == slot.pointee.row { state.pointee.hitMask |= bit }
    if slot.pointee.isWrite { state.pointee.writeMask |= bit }
    state.pointee.count = Int32(truncatingIfNeeded: count &+ 1)
    noteMissing(bank)
    queued &+= 1
    if count == 0 { waiting[bank &>> 6] |= 1 &<< UInt64(bank & 63) }
    if count &+ 1 == rules.bankQueue {
      if reads.freed == bank { reads.freed = -1 }
      if writes.freed == bank { writes.freed = -1 }
    }
    planArrival(inBank: bank, from: cycle &+ 1)
  }
}
