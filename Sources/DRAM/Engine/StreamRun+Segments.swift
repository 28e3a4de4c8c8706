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
    var kept: [Slot] = []
    /// Segments whose beginning was new since the last that was known, and those that are not looked at at all.
    var misses = 0
    var skipped = 0
    var toSkip = 0
    /// Segments that were taken over, for tests.
    var known = 0

    init(_ owner: ChannelOwner) {
      capacity = owner.count * owner.channels[0].mostWords + 4 * SegmentMemory.length + 8
      words = .allocate(capacity: capacity)
      words.initialize(repeating: 0, count: capacity)
      outcome = .allocate(capacity: capacity)
      outcome.initialize(repeating: 0, count: capacity)
      rows = RowNames(banks: owner.count * owner.rules.banks)
    }

    func deallocate() {
      words.deallocate()
      outcome.deallocate()
      rows.deallocate()
    }
  }

  /// Misses after which only some segments are looked at.
  private static let patience = 160

  /// Serves the segment of the requests that were decoded.
  mutating func serveSegment(first: Int) throws(DRAMFailure) {
    guard recall.toSkip == 0, upcoming.count == SegmentMemory.length else {
      recall.toSkip = max(0, recall.toSkip - 1)
      try step(first: first)
      return
    }
    guard let count = describe() else {
      noteMiss()
      try step(first: first)
      return
    }
    switch recall.memory.find(recall.words, count: count) {
    case .segment(let number):
      let segment = recall.memory.segment(number)
      if canTakeOver(segment) {
        takeOver(segment, first: first)
        recall.misses = 0
        recall.skipped = 0
        recall.known += 1
      } else {
        try step(first: first)
      }
    case .seen(let place):
      try stepAndRemember(first: first, words: count, place: place)
    case .new:
      noteMiss()
      try step(first: first)
    }
  }

  private mutating func noteMiss() {
    recall.misses += 1
    if recall.misses >= StreamRun.patience {
      recall.skipped = min(1024, 2 * recall.skipped + 16)
      recall.toSkip = recall.skipped
      recall.misses = StreamRun.patience - 4
    }
  }

  private mutating func step(first: Int) throws(DRAMFailure) {
    for index in 0..<upcoming.count { try offer(upcoming[index], index: first &+ index) }
  }

  /// Writes the present state and the segment's requests; nil where they cannot be compared.
  private mutating func describe() -> Int? {
    var floor = now
    for number in 0..<owner.count {
      let channel = owner.channels + number
      channel.pointee.advance(to: now)
      guard channel.pointee.isPlain else { return nil }
      channel.pointee.settleRanks()
      floor = min(floor, channel.pointee.floorOfTimes)
    }
    guard now - floor < 1 << 24 else { return nil }
    recall.rows.removeAll()
    recall.kept.removeAll(keepingCapacity: true)
    var coder = StateCoder(recall.words, capacity: recall.capacity, isReading: false, now: now, floor: floor)
    coder.append(acceptedNow)
    for number in 0..<owner.count {
      let channel = owner.channels + number
      channel.pointee.code(&coder)
      guard channel.pointee.writeRequests(&coder, rows: recall.rows, kept: &recall.kept) else { return nil }
    }
    let banks = owner.rules.banks
    for request in upcoming {
      let bank = request.place.channel &* banks &+ request.place.bank
      let wait = max(0, request.arrival &- now)
      guard request.isAligned, wait < 1 << 24,
        let word = recall.rows.word(
          row: Int32(truncatingIfNeeded: request.place.row), column: Int32(truncatingIfNeeded: request.place.column),
          isWrite: request.isWrite, inBank: bank)
      else { return nil }
      coder.append(word)
      coder.append(bank)
      coder.append(wait)
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
      for index in 0..<SegmentMemory.length {
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
    lastAccept = start &+ Int(segment.accepted[SegmentMemory.length - 1])
    segment.outcome.withUnsafeBufferPointer { outcome in
      guard let base = outcome.baseAddress else { return }
      var coder = StateCoder(
        UnsafeMutablePointer(mutating: base), capacity: outcome.count, isReading: true, now: now, floor: now)
      for number in 0..<owner.count {
        let channel = owner.channels + number
        channel.pointee.cycle = now
        channel.pointee.code(&coder)
        channel.pointee.readOutcome(
          &coder, rows: recall.rows, kept: recall.kept, upcoming: upcoming, first: first)
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
    guard now - floor < 1 << 24 else { return }
    var coder = StateCoder(recall.outcome, capacity: recall.capacity, isReading: false, now: now, floor: floor)
    for number in 0..<owner.count {
      owner.channels[number].code(&coder)
      owner.channels[number].writeOutcome(&coder, rows: recall.rows, first: first)
    }
    var segment = Segment(
      key: key, outcome: Array(UnsafeBufferPointer(start: recall.outcome, count: coder.count)),
      duration: now - start, acceptedNow: acceptedNow, accepted: [], completed: [], keptCompleted: [], growth: [])
    for number in 0..<owner.count {
      segment.growth.append(owner.channels[number].growthSoFar(from: start).since(before[number]))
    }
    noteCycles(of: &segment, start: start, first: first)
    recall.memory.remember(segment, at: place)
  }

  /// Notes when the requests were accepted, and the cycles of those that are complete, or will be.
  private func noteCycles(of segment: inout Segment, start: Int, first: Int) {
    var isWaiting = [Bool](repeating: false, count: SegmentMemory.length)
    var isKept = [Bool](repeating: false, count: recall.kept.count)
    for number in 0..<owner.count {
      (owner.channels + number).pointee.forEachWaitingRead { slot in
        if slot.ordinal >= 0 { isKept[Int(slot.ordinal)] = true } else { isWaiting[slot.request - first] = true }
      }
    }
    guard let completions else {
      segment.accepted = Array(repeating: Int32(lastAccept - start), count: SegmentMemory.length)
      return
    }
    for index in 0..<SegmentMemory.length {
      let completion = completions[first + index]
      segment.accepted.append(Int32(truncatingIfNeeded: completion.accepted - start))
      segment.completed.append(isWaiting[index] ? -1 : Int32(truncatingIfNeeded: completion.completed - start))
    }
    for (ordinal, slot) in recall.kept.enumerated() where !slot.isWrite && !isKept[ordinal] {
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
      activeCycles: (0..<rules.ranks).map { ranks[$0].activeCycles },
      idleCycles: (0..<rules.ranks).map { ranks[$0].idleCycles }, lastRead: lastRead - start,
      lastWrite: lastWrite - start, lastCompletion: lastCompletion - start)
  }

  mutating func add(_ growth: ChannelGrowth, from start: Int) {
    counts.add(growth.counts)
    for bus in 0..<rules.pseudoChannels { stacks[bus].add(growth.stacks[bus]) }
    for number in 0..<rules.ranks {
      ranks[number].activeCycles += growth.activeCycles[number]
      ranks[number].idleCycles += growth.idleCycles[number]
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
    for index in 0..<reads.count { body(slots[Int(reads[index].slot)]) }
  }
}

extension ChannelGrowth {
  /// What came after an earlier state of the counts.
  func since(_ before: ChannelGrowth) -> ChannelGrowth {
    var growth = self
    growth.counts.add(before.counts, times: -1)
    for bus in stacks.indices { growth.stacks[bus].add(before.stacks[bus], times: -1) }
    for rank in activeCycles.indices {
      growth.activeCycles[rank] -= before.activeCycles[rank]
      growth.idleCycles[rank] -= before.idleCycles[rank]
    }
    if growth.lastRead == before.lastRead { growth.lastRead = nil }
    if growth.lastWrite == before.lastWrite { growth.lastWrite = nil }
    if growth.lastCompletion == before.lastCompletion { growth.lastCompletion = nil }
    return growth
  }
}
