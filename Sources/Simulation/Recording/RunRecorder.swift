/// What happened in which cycle of a run, in a bounded number of slices (docs/timeline.md).
///
/// Slices of a track follow one another and do not overlap. Where there would be more than the limit, short ones are
/// merged: what the slices of a kind sum to stays exact, and where they lie is known to within `grain` cycles.
public struct RunRecorder: Sendable {
  public let tracks: RecordedTracks
  /// By track's place.
  public private(set) var slices: [[RecordedSlice]]
  /// The bytes in the slots of each core's operands, at `3 x core + operand`; empty where slots pass from operator to
  /// operator, which cannot be told.
  public private(set) var levels: [[RecordedLevel]]
  /// Slices shorter than this were merged; 0 where none was.
  public private(set) var grain = 0
  /// The cycle in which all is over, as far as it was recorded.
  public private(set) var end = 0

  private let limit: Int
  private var count = 0
  /// Of transfers that have left their queue, from when they might be issued.
  private var left: [Departure: Int] = [:]
  /// By track the end of its last slice, and bytes of tiles that took no cycle, where none before them did.
  private var ends: [Int]
  private var loose: [Int]
  /// Changes of the levels, in any order.
  private var changes: [[RecordedLevel]]

  private struct Departure: Hashable {
    var sequence: Int
    var transfer: Int32
  }

  /// An empty recording of at most `limit` slices and levels, or the few that a machine has at least.
  public init(_ tracks: RecordedTracks, limit: Int, hasLevels: Bool) {
    self.tracks = tracks
    self.limit = max(limit, 64 * tracks.count)
    slices = [[RecordedSlice]](repeating: [], count: tracks.count)
    ends = [Int](repeating: 0, count: tracks.count)
    loose = ends
    levels = hasLevels ? [[RecordedLevel]](repeating: [], count: 3 * tracks.cores) : []
    changes = levels
  }

  public subscript(track: RecordedTrack) -> [RecordedSlice] { slices[tracks.place(of: track)] }

  // MARK: Slices

  /// Adds a slice to a track that has none after its start; joins it to the one before where both are the same.
  mutating func add(_ track: RecordedTrack, _ slice: RecordedSlice, joins: Bool = false) {
    let place = tracks.place(of: track)
    var slice = slice
    end = max(end, slice.end)
    ends[place] = max(ends[place], slice.end)
    let last = slices[place].count - 1
    guard slice.cycles > 0 else {
      if last >= 0 { slices[place][last].bytes += slice.bytes } else { loose[place] += slice.bytes }
      return
    }
    if joins, last >= 0, slices[place][last].kind == slice.kind, slices[place][last].end == slice.start,
      slices[place][last].execution == slice.execution
    {
      slices[place][last].cycles += slice.cycles
      return
    }
    slice.bytes += loose[place]
    loose[place] = 0
    append(slice, to: place)
  }

  private mutating func append(_ slice: RecordedSlice, to place: Int) {
    slices[place].append(slice)
    count += 1
    if count > limit { coarsen() }
  }

  // MARK: Transfers

  /// A transfer's last request was issued; `since` is the cycle from which its first one might be.
  mutating func leave(_ transfer: Int32, in sequence: Int, since: Int) {
    left[Departure(sequence: sequence, transfer: transfer)] = since
  }

  /// A transfer of a queue is complete.
  mutating func complete(
    _ transfer: Int32, in sequence: Int, at cycle: Int, bytes: Int, _ track: RecordedTrack
  ) {
    let since = left.removeValue(forKey: Departure(sequence: sequence, transfer: transfer)) ?? cycle
    // The tile before takes the bus first.
    let start = max(since, ends[tracks.place(of: track)])
    add(
      track,
      RecordedSlice(
        kind: .transfer, start: start, cycles: max(0, cycle - start), bytes: bytes,
        execution: Int32(sequence), number: transfer))
  }

  // MARK: Levels

  /// An operand's slots hold so many bytes more, or less, from a cycle on.
  mutating func change(core: Int, operand: Int, at cycle: Int, by bytes: Int) {
    guard !changes.isEmpty, bytes != 0 else { return }
    changes[3 * core + operand].append(RecordedLevel(cycle: cycle, bytes: bytes))
  }

  /// The run is over: the changes of its levels become levels, and what is in the slots counts no more.
  mutating func finish() {
    for place in changes.indices {
      // Several of a cycle stay in their order: a peak counts even if it is over in the same cycle.
      let sorted = changes[place].enumerated().sorted {
        ($0.element.cycle, $0.offset) < ($1.element.cycle, $1.offset)
      }
      var bytes = 0
      for change in sorted {
        bytes += change.element.bytes
        add(RecordedLevel(cycle: change.element.cycle, bytes: bytes), to: place)
      }
      if bytes != 0 { add(RecordedLevel(cycle: end, bytes: 0), to: place) }
      changes[place] = []
    }
  }

  /// Adds a level; of those of one cycle each that is greater than what follows is kept.
  private mutating func add(_ level: RecordedLevel, to place: Int) {
    if let last = levels[place].last, last.cycle == level.cycle, last.bytes <= level.bytes {
      levels[place][levels[place].count - 1].bytes = level.bytes
      return
    }
    levels[place].append(level)
    count += 1
    if count > limit { coarsen() }
  }

  // MARK: Runs one after the other

  /// Adds a run that begins where this one ends; it is the `execution`-th.
  public mutating func append(_ other: RunRecorder, execution: Int32) {
    let offset = end
    end += other.end
    for place in other.slices.indices {
      for var slice in other.slices[place] {
        slice.start += offset
        slice.execution = execution
        append(slice, to: place)
      }
    }
    for place in levels.indices where place < other.levels.count {
      for level in other.levels[place] {
        add(RecordedLevel(cycle: level.cycle + offset, bytes: level.bytes), to: place)
      }
    }
    grain = max(grain, other.grain)
  }
}

// MARK: Merging

extension RunRecorder {
  /// Merges short slices and near levels, until half of the limit is free or everything is in one grain.
  private mutating func coarsen() {
    while true {
      if grain == 0 { grain = 2 }
      while grain < end / limit { grain *= 2 }
      count = 0
      for place in slices.indices {
        // Names of operators are given up last.
        if place > 0 || slices[place].count > limit / 4 { slices[place] = merged(slices[place]) }
        count += slices[place].count
      }
      for place in levels.indices {
        levels[place] = merged(levels[place])
        count += levels[place].count
      }
      // A grain longer than the run leaves a few slices of each kind.
      guard count > limit / 2, grain <= end else { return }
      grain *= 2
    }
  }

  /// Short slices that begin in one window of `grain` cycles become one of each kind, side by side.
  private func merged(_ slices: [RecordedSlice]) -> [RecordedSlice] {
    var all: [RecordedSlice] = []
    var group: [RecordedSlice] = []
    func flush() {
      guard var start = group.first?.start else { return }
      for var one in group {
        one.start = start
        start += one.cycles
        all.append(one)
      }
      group.removeAll(keepingCapacity: true)
    }
    var window = 0
    for slice in slices {
      guard slice.cycles < grain else {
        flush()
        all.append(slice)
        continue
      }
      if slice.start / grain != window { flush() }
      window = slice.start / grain
      if let same = group.firstIndex(where: { $0.kind == slice.kind }) {
        group[same].cycles += slice.cycles
        group[same].bytes += slice.bytes
        group[same].count += slice.count
        group[same].number = -1
        if group[same].execution != slice.execution { group[same].execution = -1 }
      } else {
        group.append(slice)
      }
    }
    flush()
    return all
  }

  /// Of the levels that begin in one window of `grain` cycles, the greatest and the last.
  private func merged(_ levels: [RecordedLevel]) -> [RecordedLevel] {
    var all: [RecordedLevel] = []
    var greatest: RecordedLevel?
    var last: RecordedLevel?
    func flush() {
      guard let greatest, let last else { return }
      all.append(greatest)
      if last != greatest { all.append(last) }
    }
    for level in levels {
      if let first = greatest, first.cycle / grain == level.cycle / grain {
        greatest = RecordedLevel(cycle: first.cycle, bytes: max(first.bytes, level.bytes))
        last = level
      } else {
        flush()
        (greatest, last) = (level, level)
      }
    }
    flush()
    return all
  }
}
