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
      let slot = writes.firstReady(fullBanks)
      if slot >= 0 {
        if isReadWaiting(slots[slot].key, bank: writes.bank(of: slot)) {
          drain = 0
          mayGoOn = before != 0
        } else {
          drain &-= 1
          writes.remove(slot)
          enqueue(slot)
          mayGoOn = drain == 0 || writes.hasReady(fullBanks)
        }
      }
    } else if moveRead() {
      mayGoOn = reads.hasReady(fullBanks)
    }
    transferAt = mayGoOn ? cycle &+ 1 : Rules.never
  }

  @inline(__always)
  private mutating func transferAsStandard() {
    if writes.count == 0 {
      drain = 0
      transferAt = moveRead() && reads.hasReady(fullBanks) ? cycle &+ 1 : Rules.never
    } else {
      transferWithWrites()
    }
  }

  private mutating func transferWithWrites() {
    drain = drainNext
    let hasMoved = (drain > 0 && moveIndependentWrite()) || moveRead()
    let mayGoOn = hasMoved && !(writes.count == 0 && drain == 0 && !reads.hasReady(fullBanks))
    transferAt = mayGoOn ? cycle &+ 1 : Rules.never
  }

  /// Whether a drain goes on, or begins, where writes wait; by the requests that wait.
  @inline(__always)
  private var drainNext: Int {
    mutating get {
      if writes.count >= rules.drainFrom || reads.count == 0 { return 1 }
      return writes.count <= rules.drainTo ? 0 : drain
    }
  }

  /// The same for a plain controller of at most 64 banks; it is not made again where nothing would move.
  @inline(__always)
  mutating func transferPlain() {
    transferAt = Rules.never
    if writes.count == 0 {
      drain = 0
      if moveReadOfFew() && reads.hasReady(fullBanks.pointee) { transferAt = cycle &+ 1 }
      return
    }
    drain = drainNext
    let mayWrite = drain > 0 && writes.hasReady(fullBanks.pointee)
    guard (mayWrite && moveIndependentWrite()) || moveReadOfFew() else { return }
    if writes.count == 0 { endDrain() }
    if movesNext { transferAt = cycle &+ 1 }
  }

  /// Ends the drain that has taken the last write, as the next tick would if no other comes.
  @inline(__always)
  mutating func endDrain() {
    if drain > 0 { drainedAt = cycle }
    drain = 0
  }

  /// Whether something would move in another tick, or a drain begin or end, with at most 64 banks.
  @inline(__always)
  var movesNext: Bool {
    mutating get {
      let next = writes.count == 0 ? 0 : drainNext
      return next != drain || reads.hasReady(fullBanks.pointee)
        || (next > 0 && writes.hasReady(fullBanks.pointee))
    }
  }

  @inline(__always)
  private mutating func moveReadOfFew() -> Bool {
    let slot = reads.firstReady(fullBanks.pointee)
    if slot < 0 { return false }
    reads.remove(slot)
    enqueue(slot)
    return true
  }

  /// Moves the first write whose bank's queue has room and whose line no read still has to read.
  private mutating func moveIndependentWrite() -> Bool {
    let line = writes
    var best = (slot: line.firstReady(fullBanks), before: -1)
    if best.slot < 0 { return false }
    if isReadWaiting(slots[best.slot].key, bank: line.bank(of: best.slot)) {
      best.slot = -1
      line.forEachReadyBank(fullBanks) { bank in
        var (slot, before) = (line.first(ofBank: bank), -1)
        while slot >= 0, best.slot < 0 || line.isOlder(slot, than: best.slot) {
          if !isReadWaiting(slots[slot].key, bank: bank) {
            best = (slot, before)
            break
          }
          (slot, before) = (line.nextInBank(after: slot), slot)
        }
      }
      if best.slot < 0 { return false }
    }
    writes.remove(best.slot, after: best.before)
    enqueue(best.slot)
    return true
  }

  @inline(__always)
  private mutating func moveRead() -> Bool {
    let slot = reads.firstReady(fullBanks)
    if slot < 0 { return false }
    reads.remove(slot)
    enqueue(slot)
    return true
  }

  @inline(__always)
  mutating func enqueue(_ number: Int) {
    let slot = slots + number
    let bank = Int(slot.pointee.bank)
    let state = banks + bank
    let count = Int(state.pointee.count)
    (queues + bank &* rules.bankQueue)[count] = Int32(truncatingIfNeeded: number)
    let bit: UInt64 = 1 &<< UInt64(count)
    let hits = state.pointee.hitMask
    if state.pointee.openRow == slot.pointee.row { state.pointee.hitMask |= bit }
    if slot.pointee.isWrite { state.pointee.writeMask |= bit }
    state.pointee.count = Int32(truncatingIfNeeded: count &+ 1)
    noteMissing(bank)
    queued &+= 1
    if count == 0 { waiting[bank &>> 6] |= 1 &<< UInt64(bank & 63) }
    if count &+ 1 == rules.bankQueue { fullBanks[bank &>> 6] |= 1 &<< UInt64(bank & 63) }
    if isPlanStale { return }
    // Behind a hit that comes first in its queue, another one of its direction or a miss makes no difference to what is planned.
    if hits & 1 != 0 && rules.isPlain {
      let isHit = state.pointee.hitMask & bit != 0
      if !isHit || (state.pointee.writeMask & 1 != 0) == slot.pointee.isWrite { return }
    }
    planArrival(inBank: bank, from: cycle &+ 1)
  }
}
