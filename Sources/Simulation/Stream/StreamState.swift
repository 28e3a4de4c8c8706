import Mapping

/// All that what happens from now on depends on, and nothing of how it came about: numbers relative to the present
/// cycle and to the operator that comes next (docs/model.md, 9, "State").
///
/// Two machines of equal states that are handed the same operators do the same.
public struct StreamState: Sendable {
  private(set) var words: [Int] = []
  /// Where which part begins; nil where nobody asks.
  private var marks: [(word: Int, part: StreamStatePart)]?

  init(isMarked: Bool) { marks = isMarked ? [] : nil }

  /// What a tile's slot is free from now on says in the place of who holds it.
  static let free = 1

  /// What is added from here on is of this part.
  mutating func begin(_ part: StreamStatePart) { marks?.append((words.count, part)) }

  /// The words of a marked state, but for those of one part.
  package func words(without left: StreamStatePart?) -> [Int] {
    guard let marks else { return words }
    var rest: [Int] = []
    for (place, mark) in marks.enumerated() where mark.part != left {
      let end = place + 1 < marks.count ? marks[place + 1].word : words.count
      rest += words[mark.word..<end]
    }
    return rest
  }

  mutating func add(_ word: Int) { words.append(word) }

  mutating func add(_ flags: [Bool]) {
    var word = 0
    for (place, flag) in flags.enumerated() {
      if flag { word |= 1 << (place & 31) }
      guard place & 31 == 31 else { continue }
      words.append(word)
      word = 0
    }
    words.append(word)
  }

  /// A time that matters only as far as it is still to come.
  mutating func add(time: Int, after now: Int) { words.append(max(0, time - now)) }
}

extension StreamState: Hashable {
  public static func == (one: Self, other: Self) -> Bool { one.words == other.words }

  public func hash(into hasher: inout Hasher) { hasher.combine(words) }
}

/// The parts of a state, so that tests can ask what would follow without one of them.
package enum StreamStatePart: CaseIterable, Sendable {
  case operators, follows, passes, stores, transfers, arrivals, holdersBefore
  case issue, array, vectorUnit, holders, bytes, link, end, events
  case queues, turn, bus, requests, busCycles
}

extension StreamMachine {
  /// The state in which it waits for the next operator.
  mutating func state(isMarked: Bool = false) -> StreamState {
    dropCommitted()
    var state = StreamState(isMarked: isMarked)
    state.begin(.operators)
    state.add(ledger.operators.count)
    for one in ledger.operators { add(one, to: &state) }
    for core in cores { add(core, to: &state) }
    state.begin(.link)
    state.add(time: linkFree, after: ledger.now)
    state.begin(.end)
    state.add(brokenOffAt ?? -1)
    state.begin(.events)
    let events = ledger.events.sorted
    state.add(events.count)
    for event in events {
      state.add(event.time - ledger.now)
      state.add(Int(event.kind.rawValue))
      state.add(event.sequence - ledger.next)
      state.add(Int(event.index))
    }
    if ledger.hasDecoders { addDecoders(to: &state) }
    for server in servers { server.bus?.add(to: &state, now: ledger.now, next: ledger.next) }
    return state
  }

  private func add(_ one: LiveOperator, to state: inout StreamState) {
    state.begin(.operators)
    state.add(one.fixed.identity)
    state.begin(.follows)
    state.add([one.fixed.inputFollows, one.fixed.weightFollows])
    state.begin(.passes)
    state.add(one.passEnded)
    state.begin(.stores)
    state.add(one.storeReady)
    state.begin(.transfers)
    state.add(one.completed)
    if !one.decoded.isEmpty { state.add(one.decoded) }
    state.begin(.arrivals)
    for count in one.arrivals { state.add(Int(count)) }
    state.begin(.holdersBefore)
    for ring in one.fixed.before {
      for operand in 0..<3 {
        state.add(ring[operand].count)
        for holder in ring[operand] { add(holder, operand, to: &state) }
      }
    }
  }

  private func add(_ core: Core, to state: inout StreamState) {
    state.begin(.issue)
    for place in [core.issue, core.oldest] {
      state.add(place.sequence - ledger.next)
      state.add(place.pass)
    }
    state.begin(.array)
    state.add(core.arraySequence < 0 ? StreamState.free : core.arraySequence - ledger.next)
    state.begin(.vectorUnit)
    state.add(time: core.vectorFree, after: ledger.now)
    for operand in 0..<3 {
      state.begin(.holders)
      state.add(core.slots[operand].count)
      for holder in core.slots[operand] {
        state.begin(.holders)
        add(holder, operand, to: &state)
        // Of what is over, its bytes are still there.
        state.begin(.bytes)
        state.add(holder.bytes)
      }
    }
  }

  private func add(_ holder: SlotHolder, _ operand: Int, to state: inout StreamState) {
    let isFree = ledger.isFree(holder, operand: operand)
    state.add(isFree ? StreamState.free : holder.sequence - ledger.next)
    state.add(isFree ? 0 : Int(holder.index))
  }
}

extension BusServer {
  fileprivate func add(to state: inout StreamState, now: Int, next: Int) {
    state.begin(.queues)
    for head in heads { head.add(to: &state, now: now, next: next) }
    guard let timing else { return }
    state.begin(.turn)
    state.add(nextQueue)
    state.begin(.bus)
    // The bus matters if it may still be busy when the next request's bytes could come.
    let ahead = busEnd.cycles - now - timing.latency
    let isAhead = ahead > 0 || (ahead == 0 && busEnd.units > 0)
    state.add(isAhead ? busEnd.cycles - now : 0)
    state.add(isAhead ? busEnd.units : 0)
    let underWay = (window[oldest...] + window[..<oldest]).filter { $0 > now }
    state.begin(.requests)
    state.add(underWay.count)
    for completion in underWay { state.add(completion - now) }
    let busy = history.intervals(after: now)
    state.begin(.busCycles)
    state.add(busy.count)
    for interval in busy {
      state.add(interval.start - now)
      state.add(interval.end - now)
    }
  }
}

extension QueueHead {
  fileprivate func add(to state: inout StreamState, now: Int, next: Int) {
    let waits = head != nil
    state.add((waits ? 1 : 0) + following.count)
    if waits {
      state.add(segment.sequence - next)
      state.add(position)
      state.add(eligible == Int.max ? -1 : max(0, eligible - now))
      if isOpen { for word in [strip, run, remaining, served] { state.add(word) } }
    }
    for (place, segment) in following.enumerated() {
      state.add(segment.sequence - next)
      // One that is about to become the head waits as that one would.
      guard place == 0, !waits else { continue }
      state.add(0)
      state.add(-1)
    }
  }
}
