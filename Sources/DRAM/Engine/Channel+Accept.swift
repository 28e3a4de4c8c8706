/// Requests come in, and their completions go out.
extension Channel {
  @inline(__always)
  static func hash(_ key: UInt64) -> Int {
    Int((key ^ (key &>> 10) ^ (key &>> 20)) & UInt64(keyCount &- 1))
  }

  /// Takes a request in the present cycle, after its tick; false where there is no room.
  ///
  /// - Parameter key: what decides which requests are of the same data.
  @inline(__always)
  mutating func accept(
    _ request: Int, place: AddressDecoder.Place, key: UInt64, isWrite: Bool
  ) -> Bool {
    if isWrite {
      return acceptWrite(request, place: place, key: key)
    }
    let isFull = reads.count >= rules.readQueue
    if rules.isDRAMsim3 && isFull { return false }
    if writeKeys[Channel.hash(key)] != 0, waitingWrite(key, bank: place.bank) != nil {
      counts.forwardedReads &+= 1
      completeAtOnce(request)
      return true
    }
    if readKeys[Channel.hash(key)] != 0, let other = waitingRead(key, bank: place.bank) {
      counts.mergedReads &+= 1
      merge(request, into: other)
      return true
    }
    if isFull { return false }
    readKeys[Channel.hash(key)] &+= 1
    openReads &+= 1
    let slot = takeSlot(request, place: place, key: key, isWrite: false)
    reads.append(slot: slot, bank: place.bank)
    // Nothing moves while no bank's queue has room, but that writes may be drained.
    let moves =
      rules.isPlain ? movesNext : reads.hasReady(fullBanks) || (!rules.isDRAMsim3 && writes.count > 0)
    if moves { transferNext() }
    return true
  }

  @inline(__always)
  private mutating func acceptWrite(_ request: Int, place: AddressDecoder.Place, key: UInt64) -> Bool {
    let isFull = writes.count >= rules.writeQueue
    if rules.isDRAMsim3 && isFull { return false }
    if writeKeys[Channel.hash(key)] != 0, waitingWrite(key, bank: place.bank) != nil {
      counts.mergedWrites &+= 1
      completeAtOnce(request)
      return true
    }
    if isFull { return false }
    // A drain whose last write was taken in this cycle is still one.
    if writes.count == 0 && drainedAt == cycle { drain = 1 }
    writeKeys[Channel.hash(key)] &+= 1
    openWrites &+= 1
    let slot = takeSlot(request, place: place, key: key, isWrite: true)
    writes.append(slot: slot, bank: place.bank)
    completeAtOnce(request)
    if !rules.isPlain || movesNext { transferNext() }
    return true
  }

  /// Lets requests move in the next tick.
  @inline(__always)
  mutating func transferNext() {
    transferAt = min(transferAt, cycle &+ 1)
    wake = min(wake, transferAt)
  }

  @inline(__always)
  mutating func takeSlot(
    _ request: Int, place: AddressDecoder.Place, key: UInt64, isWrite: Bool
  ) -> Int {
    freeCount &-= 1
    let number = Int(freeSlots[freeCount])
    let slot = slots + number
    slot.pointee.request = request
    slot.pointee.key = key
    slot.pointee.accepted = cycle
    slot.pointee.sequence = sequence
    slot.pointee.row = Int32(truncatingIfNeeded: place.row)
    slot.pointee.column = Int32(truncatingIfNeeded: place.column)
    slot.pointee.bank = Int32(truncatingIfNeeded: place.bank)
    slot.pointee.merged = -1
    slot.pointee.ordinal = -1
    slot.pointee.isWrite = isWrite
    sequence &+= 1
    return number
  }

  // MARK: Requests of the same data

  @inline(__always)
  mutating func isReadWaiting(_ key: UInt64, bank: Int) -> Bool {
    readKeys[Channel.hash(key)] != 0 && waitingRead(key, bank: bank) != nil
  }

  @inline(never)
  private mutating func waitingRead(_ key: UInt64, bank: Int) -> Int? {
    slotWaiting(key, isWrite: false, bank: bank, line: reads)
  }

  @inline(never)
  private mutating func waitingWrite(_ key: UInt64, bank: Int) -> Int? {
    slotWaiting(key, isWrite: true, bank: bank, line: writes)
  }

  @inline(__always)
  private mutating func slotWaiting(_ key: UInt64, isWrite: Bool, bank: Int, line: WaitingLine) -> Int? {
    let queue = queues + bank &* rules.bankQueue
    for place in 0..<Int((banks + bank).pointee.count) {
      let slot = Int(queue[place])
      if slots[slot].key == key && slots[slot].isWrite == isWrite { return slot }
    }
    var slot = line.first(ofBank: bank)
    while slot >= 0 {
      if slots[slot].key == key { return slot }
      slot = line.nextInBank(after: slot)
    }
    return nil
  }

  // MARK: Completions

  @inline(__always)
  mutating func complete(_ request: Int, in cycle: Int) {
    if let completions {
      completions[request].completed = cycle
    } else if keepsCompletions {
      if isDoneFull { growDone() }
      (done + doneCount).initialize(to: DRAMMachine.Completion(tag: request, cycle: cycle))
      doneCount &+= 1
    }
  }

  @inline(__always)
  mutating func completeAtOnce(_ request: Int) {
    let end = cycle &+ (rules.isDRAMsim3 ? 2 : 1)
    lastCompletion = max(lastCompletion, end)
    complete(request, in: end)
  }

  private mutating func merge(_ request: Int, into slot: Int) {
    let link = Link(request: request, next: slots[slot].merged)
    if freeLink >= 0 {
      let number = freeLink
      freeLink = links[Int(number)].next
      links[Int(number)] = link
      slots[slot].merged = number
    } else {
      slots[slot].merged = Int32(truncatingIfNeeded: links.count)
      links.append(link)
    }
  }

  /// Completes the reads that waited with one.
  mutating func completeMerged(with slot: Int, in done: Int) {
    var number = slots[slot].merged
    while number >= 0 {
      let link = links[Int(number)]
      complete(link.request, in: done)
      links[Int(number)].next = freeLink
      freeLink = number
      number = link.next
    }
  }
}
