/// Requests move from the read and write queues to the banks' queues, one a cycle.
extension Channel {
  @inline(__always)
  mutating func transfer() {
    if rules.isDRAMsim3 { transferAsDRAMsim3() } else { transferAsStandard() }
  }

  @inline(__always)
  private func hasRoom(_ bank: Int32) -> Bool {
    Int((banks + Int(bank)).pointee.count) < rules.bankQueue
  }

  @inline(__always)
  private mutating func transferAsDRAMsim3() {
    let before = drain
    if drain == 0 {
      if writes.count >= rules.writeQueue || (writes.count > 8 && queued == 0) { drain = writes.count }
    }
    var hasMoved = false
    if drain > 0 {
      var index = writes.blocked
      while index < writes.count {
        let place = writes[index]
        if hasRoom(place.bank) {
          if isReadWaiting(slots[Int(place.slot)].key, bank: Int(place.bank)) {
            drain = 0
            break
          }
          drain &-= 1
          writes.remove(at: index)
          enqueue(place)
          hasMoved = true
          break
        }
        index &+= 1
      }
      writes.blocked = index
    } else {
      hasMoved = moveRead()
    }
    transferAt = hasMoved || drain != before ? cycle &+ 1 : Rules.never
  }

  private mutating func transferAsStandard() {
    if drain > 0 {
      if writes.count == 0 || (writes.count <= rules.drainTo && reads.count > 0) { drain = 0 }
    }
    if drain == 0 {
      if writes.count >= rules.drainFrom || (writes.count > 0 && reads.count == 0) { drain = 1 }
    }
    let hasMoved = (drain > 0 && moveIndependentWrite()) || moveRead()
    transferAt = hasMoved ? cycle &+ 1 : Rules.never
  }

  /// Moves the first write whose bank's queue has room and whose line no read still has to read.
  private mutating func moveIndependentWrite() -> Bool {
    var index = writes.blocked
    var blocked = Int.max
    while index < writes.count {
      let place = writes[index]
      if hasRoom(place.bank) {
        if !isReadWaiting(slots[Int(place.slot)].key, bank: Int(place.bank)) {
          writes.blocked = min(blocked, index)
          writes.remove(at: index)
          enqueue(place)
          return true
        }
        blocked = min(blocked, index)
      }
      index += 1
    }
    writes.blocked = min(blocked, index)
    return false
  }

  @inline(__always)
  private mutating func moveRead() -> Bool {
    var index = reads.blocked
    while index < reads.count {
      let place = reads[index]
      if hasRoom(place.bank) {
        reads.blocked = index
        reads.remove(at: index)
        enqueue(place)
        return true
      }
      index &+= 1
    }
    reads.blocked = index
    return false
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
    queued &+= 1
    if count == 0 { waiting[bank &>> 6] |= 1 &<< UInt64(bank & 63) }
    planArrival(inBank: bank, from: cycle &+ 1)
  }
}
