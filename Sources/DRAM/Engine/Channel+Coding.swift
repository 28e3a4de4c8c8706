/// A channel's state as words, and back (`StateCoder`); without what depends on the rest, and without counts.
extension Channel {
  /// Whether the state can be compared: nothing of a refresh is going on, and no read waits with another.
  var isPlain: Bool { demandsServed == demandsRaised && closingHigh == 0 }

  /// The cycle before which it does not matter when something happened: no gap of a data bus goes back so far.
  var floorOfTimes: Int {
    var floor = cycle
    let latency = max(rules.readLatency, rules.writeLatency)
    for bus in 0..<rules.pseudoChannels { floor = min(floor, busFrom[bus] - latency) }
    if rules.timeout < Rules.never { floor = min(floor, cycle - rules.timeout) }
    return floor - 1
  }

  /// Words that the state takes at most.
  var mostWords: Int {
    24 + rules.banks * 14 + rules.groups * 5 + rules.ranks * 48 + rules.pseudoChannels + 3 * rules.slots
  }

  /// Counts the ranks' states up to the present cycle, so that only their open banks are left to know.
  mutating func settleRanks() {
    for number in 0..<rules.ranks { (ranks + number).pointee.settle(cycle) }
  }

  /// Marks the banks that have requests in the channel; with a timeout also those that are open.
  mutating func markBanks(_ marks: UnsafeMutablePointer<Bool>) {
    let own = marks + number &* rules.banks
    for word in 0..<waitingWords {
      var rest = waiting[word]
      while rest != 0 {
        own[word &<< 6 &+ rest.trailingZeroBitCount] = true
        rest &= rest &- 1
      }
    }
    for bank in 0..<rules.banks where reads.first(ofBank: bank) >= 0 || writes.first(ofBank: bank) >= 0 {
      own[bank] = true
    }
    if rules.timeout < Rules.never {
      for bank in 0..<rules.banks where banks[bank].openRow >= 0 { own[bank] = true }
    }
  }

  /// The times of a bank, in either direction.
  @inline(__always)
  private mutating func codeBank(_ bank: Int, _ coder: inout StateCoder) {
    let state = banks + bank
    coder.time(&state.pointee.activateFrom)
    coder.time(&state.pointee.readFrom)
    coder.time(&state.pointee.writeFrom)
    coder.time(&state.pointee.prechargeFrom)
    coder.time(&state.pointee.refreshedFrom)
    coder.time(&state.pointee.activated)
    coder.time(&state.pointee.used)
    coder.time(&state.pointee.ownActivateFrom)
    coder.time(&state.pointee.windowFrom)
    coder.time(&state.pointee.refreshBegan)
    coder.time(&state.pointee.refreshEnded)
  }

  /// The times of what banks share, in either direction.
  @inline(__always)
  mutating func codeShared(_ coder: inout StateCoder) {
    for group in 0..<rules.groups {
      code(&(groups + group).pointee.columns, &coder)
      coder.time(&(groups + group).pointee.activateFrom)
    }
    for number in 0..<rules.ranks {
      let rank = ranks + number
      code(&rank.pointee.columns, &coder)
      coder.time(&rank.pointee.activateFrom)
      coder.time(&rank.pointee.prechargeFrom)
      coder.time(&rank.pointee.refreshFrom)
      coder.time(&rank.pointee.windowFrom)
      coder.time(&rank.pointee.clockFrom)
      coder.time(&rank.pointee.clockUntil)
      codeWindow(fourWindows + 4 &* number, places: 4, next: &rank.pointee.fourNext, &coder)
      if rules.thirtyTwoActivates > 0 {
        codeWindow(thirtyTwoWindows + 32 &* number, places: 32, next: &rank.pointee.thirtyTwoNext, &coder)
      }
    }
    for bus in 0..<rules.pseudoChannels { coder.time(&busFrom[bus]) }
    coder.time(&rowBusFrom)
    coder.time(&columnBusFrom)
    coder.time(&transferAt)
    coder.value(&drain)
    var isDrained = drainedAt == cycle ? 1 : 0
    coder.value(&isDrained)
    drainedAt = isDrained == 1 ? cycle : cycle &- 1
    coder.value(&lastQueue)
  }

  @inline(__always)
  private mutating func code(_ columns: inout ColumnBounds, _ coder: inout StateCoder) {
    coder.time(&columns.readAfterReads)
    coder.time(&columns.readAfterTurns)
    coder.time(&columns.writeAfterWrites)
    coder.time(&columns.writeAfterTurns)
  }

  /// A window of activates from its oldest on.
  @inline(__always)
  private mutating func codeWindow(
    _ window: UnsafeMutablePointer<Int>, places: Int, next: inout Int, _ coder: inout StateCoder
  ) {
    if coder.isReading { next = 0 }
    for place in 0..<places { coder.time(&window[(next &+ place) & (places &- 1)]) }
  }

  // MARK: Requests

  /// Writes the marked banks and the requests, and keeps these, in the order in which they are numbered; false where they
  /// cannot be compared.
  ///
  /// Of the other banks only matters whether one keeps its rank active.
  mutating func writeRequests(
    _ coder: inout StateCoder, marks: UnsafeMutablePointer<Bool>, rows: RowNames, kept: inout FixedList<Slot>
  ) -> Bool {
    let base = number &* rules.banks
    // More hits than these make no difference.
    let most = max(rules.missCap == .max ? 1 : rules.missCap, rules.hitCap == .max ? 1 : rules.hitCap, 1)
    countOthers(marks)
    for rank in 0..<rules.ranks { coder.append(ranks[rank].otherOpenBanks > 0 ? 1 : 0) }
    for bank in 0..<rules.banks where marks[base &+ bank] {
      let state = banks + bank
      codeBank(bank, &coder)
      let row = state.pointee.openRow
      coder.append(row < 0 ? -1 : rows.number(ofRow: row, inBank: base &+ bank, column: -1))
      coder.append(min(state.pointee.hits, most))
      coder.append(bank &<< 8 | Int(state.pointee.count))
      let queue = queues + bank &* rules.bankQueue
      for place in 0..<Int(state.pointee.count) {
        guard write(Int(queue[place]), base: base, &coder, rows: rows, kept: &kept) else { return false }
      }
    }
    guard write(reads, base: base, &coder, rows: rows, kept: &kept) else { return false }
    guard write(writes, base: base, &coder, rows: rows, kept: &kept) else { return false }
    return true
  }

  @inline(__always)
  private mutating func write(
    _ line: WaitingLine, base: Int, _ coder: inout StateCoder, rows: RowNames, kept: inout FixedList<Slot>
  ) -> Bool {
    coder.append(line.count)
    var slot = line.first
    while slot >= 0 {
      coder.append(line.bank(of: slot))
      guard write(slot, base: base, &coder, rows: rows, kept: &kept) else { return false }
      slot = line.next(after: slot)
    }
    return true
  }

  /// Counts the open banks of each rank that are not marked.
  private mutating func countOthers(_ marks: UnsafeMutablePointer<Bool>) {
    for rank in 0..<rules.ranks { ranks[rank].otherOpenBanks = ranks[rank].openBanks }
    let own = marks + number &* rules.banks
    for bank in 0..<rules.banks where own[bank] && banks[bank].openRow >= 0 {
      ranks[Int(banks[bank].rank)].otherOpenBanks &-= 1
    }
  }

  @inline(__always)
  private mutating func write(
    _ number: Int, base: Int, _ coder: inout StateCoder, rows: RowNames, kept: inout FixedList<Slot>
  ) -> Bool {
    let slot = slots + number
    guard slot.pointee.merged < 0,
      let word = rows.word(
        row: slot.pointee.row, column: slot.pointee.column, isWrite: slot.pointee.isWrite,
        inBank: base &+ Int(slot.pointee.bank))
    else { return false }
    coder.append(word)
    coder.time(&slot.pointee.accepted)
    slot.pointee.ordinal = Int32(truncatingIfNeeded: kept.count)
    kept.append(slot.pointee)
    return true
  }

  /// Writes the marked banks, with open rows by their numbers, and requests by where they came from.
  mutating func writeOutcome(
    _ coder: inout StateCoder, marks: UnsafeMutablePointer<Bool>, rows: RowNames, first: Int
  ) {
    let base = number * rules.banks
    for bank in 0..<rules.banks where marks[base + bank] {
      let state = banks + bank
      codeBank(bank, &coder)
      let row = state.pointee.openRow
      coder.append(row < 0 ? -1 : rows.number(ofRow: row, inBank: base + bank, column: -1))
      coder.value(&state.pointee.hits)
      coder.append(Int(state.pointee.count))
      for place in 0..<Int(state.pointee.count) {
        writeOrigin(Int(queues[bank * rules.bankQueue + place]), &coder, first: first)
      }
    }
    writeOrigins(of: reads, &coder, first: first)
    writeOrigins(of: writes, &coder, first: first)
  }

  private mutating func writeOrigins(of line: WaitingLine, _ coder: inout StateCoder, first: Int) {
    coder.append(line.count)
    var slot = line.first
    while slot >= 0 {
      writeOrigin(slot, &coder, first: first)
      slot = line.next(after: slot)
    }
  }

  private mutating func writeOrigin(_ number: Int, _ coder: inout StateCoder, first: Int) {
    let slot = slots + number
    let ordinal = Int(slot.pointee.ordinal)
    coder.append(ordinal >= 0 ? -1 - ordinal : slot.pointee.request - first)
    coder.time(&slot.pointee.accepted)
  }

  /// Reads back what `writeOutcome` wrote, in a channel whose state at the segment's beginning was described just now.
  mutating func readOutcome(
    _ coder: inout StateCoder, marks: UnsafeMutablePointer<Bool>, rows: RowNames, kept: FixedList<Slot>,
    upcoming: FixedList<UpcomingRequest>, first: Int
  ) {
    let base = number &* rules.banks
    forgetRequests()
    for rank in 0..<rules.ranks { ranks[rank].openBanks = ranks[rank].otherOpenBanks }
    for bank in 0..<rules.banks where marks[base &+ bank] {
      let state = banks + bank
      codeBank(bank, &coder)
      let row = coder.next()
      state.pointee.openRow = row < 0 ? -1 : rows.row(row, inBank: base &+ bank)
      if row >= 0 { ranks[Int(state.pointee.rank)].openBanks &+= 1 }
      coder.value(&state.pointee.hits)
      let count = coder.next()
      var hits: UInt64 = 0
      var writing: UInt64 = 0
      for place in 0..<count {
        let number = readOrigin(&coder, kept: kept, upcoming: upcoming, first: first)
        queues[bank &* rules.bankQueue &+ place] = Int32(truncatingIfNeeded: number)
        if slots[number].row == state.pointee.openRow { hits |= 1 &<< UInt64(place) }
        if slots[number].isWrite { writing |= 1 &<< UInt64(place) }
      }
      state.pointee.count = Int32(truncatingIfNeeded: count)
      state.pointee.hitMask = hits
      state.pointee.writeMask = writing
      noteMissing(bank)
      queued &+= count
      if count > 0 { waiting[bank &>> 6] |= 1 &<< UInt64(bank & 63) }
      if count == rules.bankQueue { fullBanks[bank &>> 6] |= 1 &<< UInt64(bank & 63) }
    }
    for _ in 0..<coder.next() {
      let number = readOrigin(&coder, kept: kept, upcoming: upcoming, first: first)
      reads.append(slot: number, bank: Int(slots[number].bank))
    }
    for _ in 0..<coder.next() {
      let number = readOrigin(&coder, kept: kept, upcoming: upcoming, first: first)
      writes.append(slot: number, bank: Int(slots[number].bank))
    }
    isPlanStale = true
    plan = Plan()
    refreshPlan = Plan()
    wake = cycle &+ 1
    timeoutAt = Rules.never
  }

  /// Empties the queues.
  private mutating func forgetRequests() {
    if queued > 0 {
      for bank in 0..<rules.banks {
        let queue = queues + bank &* rules.bankQueue
        for place in 0..<Int((banks + bank).pointee.count) { forget(Int(queue[place])) }
      }
    }
    for word in 0..<waitingWords {
      waiting[word] = 0
      fullBanks[word] = 0
    }
    missing = 0
    forget(reads)
    forget(writes)
    reads.removeAll()
    writes.removeAll()
    queued = 0
    openReads = 0
    openWrites = 0
  }

  private mutating func forget(_ line: WaitingLine) {
    var slot = line.first
    while slot >= 0 {
      forget(slot)
      slot = line.next(after: slot)
    }
  }

  @inline(__always)
  private mutating func forget(_ number: Int) {
    let hash = Channel.hash(slots[number].key)
    if slots[number].isWrite { writeKeys[hash] &-= 1 } else { readKeys[hash] &-= 1 }
    freeSlots[freeCount] = Int32(truncatingIfNeeded: number)
    freeCount &+= 1
  }

  @inline(__always)
  private mutating func readOrigin(
    _ coder: inout StateCoder, kept: FixedList<Slot>, upcoming: FixedList<UpcomingRequest>, first: Int
  ) -> Int {
    freeCount &-= 1
    let number = Int(freeSlots[freeCount])
    let slot = slots + number
    let origin = coder.next()
    if origin < 0 {
      slot.pointee = kept[-1 &- origin]
    } else {
      let request = upcoming[origin]
      slot.pointee = Slot(
        request: first &+ origin, key: request.key, row: Int32(truncatingIfNeeded: request.place.row),
        column: Int32(truncatingIfNeeded: request.place.column),
        bank: Int32(truncatingIfNeeded: request.place.bank),
        isWrite: request.isWrite)
    }
    coder.time(&slot.pointee.accepted)
    let hash = Channel.hash(slot.pointee.key)
    if slot.pointee.isWrite {
      writeKeys[hash] &+= 1
      openWrites &+= 1
    } else {
      readKeys[hash] &+= 1
      openReads &+= 1
    }
    return number
  }
}

/// A request of a stream, with where it goes.
struct UpcomingRequest {
  var place = AddressDecoder.Place(channel: 0, bank: 0, row: 0, column: 0)
  var key: UInt64 = 0
  var arrival = 0
  var isWrite = false
  /// Whether its address is that of its line.
  var isAligned = true
}
