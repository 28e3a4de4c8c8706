/// A stream's requests in segments, of which those that begin in a state that is known are not simulated again.
///
/// States are equal up to when they are and which rows and columns they are about, with all requests that wait, those of the
/// segment, and their arrivals (`StateCoder`, `RowNames`). Equal states go the same way until a refresh falls due, so a
/// segment is taken over only if it ends before that.
extension StreamRun {
  /// What a run needs to tell states apart.
  struct Recall {
    var memory = SegmentMemory()
    let words: UnsafeMutablePointer<Int32>
    let outcome: UnsafeMutablePointer<Int32>
    let capacity: Int
    let rows: RowNames
    var kept: FixedList<Slot>
    /// Banks that the segment has to do with, of all channels.
    let marks: UnsafeMutablePointer<Bool>
    let banks: Int
    /// Requests of a segment.
    let length: Int
    /// What looking at segments has gained, less what it has cost, in quarters of a segment that is simulated.
    var credit = 400
    /// Segments that are not looked at any more, and as how many those were at last.
    var toSkip = 0
    var skipped = 16
    /// Segments that were taken over.
    var known = 0

    init(_ owner: ChannelOwner, length: Int) {
      self.length = length
      capacity = owner.count * owner.channels[0].mostWords + 4 * length + 8
      words = .allocate(capacity: capacity)
      words.initialize(repeating: 0, count: capacity)
      outcome = .allocate(capacity: capacity)
      outcome.initialize(repeating: 0, count: capacity)
      banks = owner.count * owner.rules.banks
      rows = RowNames(banks: banks)
      kept = FixedList(capacity: owner.count * owner.rules.slots, of: Slot())
      marks = .allocate(capacity: banks)
      marks.initialize(repeating: false, count: banks)
    }

    func deallocate() {
      words.deallocate()
      outcome.deallocate()
      rows.deallocate()
      kept.deallocate()
      marks.deallocate()
    }
  }

  /// Serves the segment of the requests that were decoded.
  mutating func serveSegment(first: Int) throws(DRAMFailure) {
    guard recall.toSkip == 0, upcoming.count == recall.length else {
      recall.toSkip = max(0, recall.toSkip - 1)
      try step(first: first)
      return
    }
    guard let count = describe() else {
      pay(1)
      try step(first: first)
      return
    }
    switch recall.memory.find(recall.words, count: count) {
    case .segment(let number):
      let segment = recall.memory.segment(number)
      if canTakeOver(segment) {
        takeOver(segment, first: first)
        recall.known += 1
        recall.credit = min(800, recall.credit + 4)
        recall.skipped = 16
      } else {
        pay(1)
        try step(first: first)
      }
    case .seen(let place):
      pay(4)
      try stepAndRemember(first: first, words: count, place: place)
    case .new:
      pay(1)
      try step(first: first)
    }
  }

  /// Where it costs more than it gains, most segments are not looked at.
  private mutating func pay(_ price: Int) {
    recall.credit -= price
    if recall.credit <= 0 {
      recall.skipped = min(2048, 4 * recall.skipped)
      recall.toSkip = recall.skipped
      recall.credit = 40
    }
  }

  private mutating func step(first: Int) throws(DRAMFailure) {
    for index in 0..<upcoming.count { try offer(upcoming.elements + index, index: first &+ index) }
  }

  /// Writes the present state and the segment's requests; nil where they cannot be compared.
  private mutating func describe() -> Int? {
    recall.marks.update(repeating: false, count: recall.banks)
    let banks = owner.rules.banks
    for index in 0..<upcoming.count {
      let place = upcoming.elements[index].place
      recall.marks[place.channel &* banks &+ place.bank] = true
    }
    var floor = now
    for number in 0..<owner.count {
      let channel = owner.channels + number
      channel.pointee.advance(to: now)
      guard channel.pointee.isPlain else { return nil }
      channel.pointee.settleRanks()
      channel.pointee.markBanks(recall.marks)
      floor = min(floor, channel.pointee.floorOfTimes)
    }
    guard now - floor < 1 << 20 else { return nil }
    recall.rows.removeAll()
    recall.kept.count = 0
    var coder = StateCoder(recall.words, isReading: false, now: now, floor: floor)
    coder.append(acceptedNow)
    for number in 0..<owner.count {
      let channel = owner.channels + number
      channel.pointee.codeShared(&coder)
      guard
        channel.pointee.writeRequests(&coder, marks: recall.marks, rows: recall.rows, kept: &recall.kept)
      else { return nil }
    }
    for index in 0..<upcoming.count {
      let request = upcoming.elements + index
      let bank = request.pointee.place.channel &* banks &+ request.pointee.place.bank
      let wait = max(0, request.pointee.arrival &- now)
      guard request.pointee.isAligned, wait < 1 << 16,
        let word = recall.rows.word(
          row: Int32(truncatingIfNeeded: request.pointee.place.row),
          column: Int32(truncatingIfNeeded: request.pointee.place.column), isWrite: request.pointee.isWrite,
          inBank: bank)
      else { return nil }
      coder.append(word)
      coder.append(wait &<< 14 | bank)
    }
    return coder.count
  }

  private func canTakeOver(_ segment: Segment) -> Bool {
    for number in 0..<owner.count
    where (owner.channels + number).pointee.refreshDue <= now &+ segment.duration { return false }
    return true
  }

  private mutating func takeOver(_ segment: Segment, first: Int) {
    let start = now
    if let completions {
      for index in 0..<recall.length {
        completions[first &+ index].accepted = start &+ Int(segment.accepted[index])
        if segment.completed[index] >= 0 {
          completions[first &+ index].completed = start &+ Int(segment.completed[index])
        }
      }
      for (ordinal, cycle) in segment.keptCompleted {
        completions[recall.kept[Int(ordinal)].request].completed = start &+ Int(cycle)
      }
    }
    now = start &+ segment.duration
    acceptedNow = segment.acceptedNow
    lastAccept = start &+ Int(segment.accepted[recall.length - 1])
    segment.outcome.withUnsafeBufferPointer { outcome in
      guard let base = outcome.baseAddress else { return }
      var coder = StateCoder(
        UnsafeMutablePointer(mutating: base), isReading: true, now: now, floor: now)
      for number in 0..<owner.count {
        let channel = owner.channels + number
        channel.pointee.cycle = now
        channel.pointee.codeShared(&coder)
        channel.pointee.readOutcome(
          &coder, marks: recall.marks, rows: recall.rows, kept: recall.kept, upcoming: upcoming, first: first)
        channel.pointee.add(segment.growth[number], from: start)
      }
    }
  }

  private mutating func stepAndRemember(first: Int, words: Int, place: Int) throws(DRAMFailure) {
    let start = now
    let key = Array(UnsafeBufferPointer(start: recall.words, count: words))
    let before = (0..<owner.count).map { owner.channels[$0].growthSoFar(from: start) }
    let demands = (0..<owner.count).map { owner.channels[$0].demandsRaised }
    try step(first: first)
    var floor = now
    for number in 0..<owner.count {
      let channel = owner.channels + number
      channel.pointee.advance(to: now)
      guard channel.pointee.isPlain, channel.pointee.demandsRaised == demands[number],
        channel.pointee.counts.mergedReads == before[number].counts.mergedReads
      else { return }
      channel.pointee.settleRanks()
      floor = min(floor, channel.pointee.floorOfTimes)
    }
    guard now - floor < 1 << 20 else { return }
    var coder = StateCoder(recall.outcome, isReading: false, now: now, floor: floor)
    for number in 0..<owner.count {
      owner.channels[number].codeShared(&coder)
      owner.channels[number].writeOutcome(&coder, marks: recall.marks, rows: recall.rows, first: first)
    }
    var segment = Segment(
      key: key, outcome: Array(UnsafeBufferPointer(start: recall.outcome, count: coder.count)),
      duration: now - start, acceptedNow: acceptedNow, accepted: [], completed: [], keptCompleted: [],
      growth: [])
    for number in 0..<owner.count {
      var growth = owner.channels[number].growthSoFar(from: start).since(before[number])
      // Of the banks that the segment has to do with alone: how many others are open may differ the next time.
      for rank in growth.ranks.indices {
        growth.ranks[rank].openBankCycles -=
          owner.channels[number].ranks[rank].otherOpenBanks * segment.duration
      }
      segment.growth.append(growth)
    }
    noteCycles(of: &segment, start: start, first: first)
    recall.memory.remember(segment, at: place)
  }

  /// Notes when the requests were accepted, and the cycles of those that are complete, or will be.
  private func noteCycles(of segment: inout Segment, start: Int, first: Int) {
    var isWaiting = [Bool](repeating: false, count: recall.length)
    var isKept = [Bool](repeating: false, count: recall.kept.count)
    for number in 0..<owner.count {
      (owner.channels + number).pointee.forEachWaitingRead { slot in
        if slot.ordinal >= 0 {
          isKept[Int(slot.ordinal)] = true
        } else {
          isWaiting[slot.request - first] = true
        }
      }
    }
    guard let completions else {
      segment.accepted = Array(repeating: Int32(lastAccept - start), count: recall.length)
      return
    }
    for index in 0..<recall.length {
      let completion = completions[first + index]
      segment.accepted.append(Int32(truncatingIfNeeded: completion.accepted - start))
      segment.completed.append(
        isWaiting[index] ? -1 : Int32(truncatingIfNeeded: completion.completed - start))
    }
    for ordinal in 0..<recall.kept.count where !recall.kept[ordinal].isWrite && !isKept[ordinal] {
      let slot = recall.kept[ordinal]
      let cycle = completions[slot.request].completed - start
      segment.keptCompleted.append((Int32(truncatingIfNeeded: ordinal), Int32(truncatingIfNeeded: cycle)))
    }
  }
}

extension Channel {
  /// The counts so far; cycles from a beginning.
  func growthSoFar(from start: Int) -> ChannelGrowth {
    ChannelGrowth(
      counts: counts, stacks: (0..<rules.pseudoChannels).map { stacks[$0] },
      ranks: (0..<rules.ranks).map { ranks[$0].record }, lastRead: lastRead - start,
      lastWrite: lastWrite - start, lastCompletion: lastCompletion - start)
  }

  mutating func add(_ growth: ChannelGrowth, from start: Int) {
    counts.add(growth.counts)
    for bus in 0..<rules.pseudoChannels { stacks[bus].add(growth.stacks[bus]) }
    for number in 0..<rules.ranks {
      ranks[number].record.add(growth.ranks[number])
      ranks[number].record.openBankCycles += ranks[number].otherOpenBanks * (cycle - start)
      ranks[number].since = cycle
    }
    if let read = growth.lastRead { lastRead = start + read }
    if let write = growth.lastWrite { lastWrite = start + write }
    if let completion = growth.lastCompletion { lastCompletion = max(lastCompletion, start + completion) }
  }

  func forEachWaitingRead(_ body: (Slot) -> Void) {
    for bank in 0..<rules.banks {
      for place in 0..<Int(banks[bank].count) {
        let slot = slots[Int(queues[bank * rules.bankQueue + place])]
        if !slot.isWrite { body(slot) }
      }
    }
    var slot = reads.first
    while slot >= 0 {
      body(slots[slot])
      slot = reads.next(after: slot)
    }
  }
}

extension ChannelGrowth {
  /// What came after an earlier state of the counts.
  func since(_ before: ChannelGrowth) -> ChannelGrowth {
    var growth = self
    growth.counts.add(before.counts, times: -1)
    for bus in stacks.indices { growth.stacks[bus].add(before.stacks[bus], times: -1) }
    for rank in ranks.indices { growth.ranks[rank].add(before.ranks[rank], times: -1) }
    if growth.lastRead == before.lastRead { growth.lastRead = nil }
    if growth.lastWrite == before.lastWrite { growth.lastWrite = nil }
    if growth.lastCompletion == before.lastCompletion { growth.lastCompletion = nil }
    return growth
  }
}
