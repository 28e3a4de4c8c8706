/// The cycles in which transfers of each memory, or decoders, hold something up.
struct WaitIntervals {
  private var byMemory: [[(start: Int, end: Int)]]
  private var inDecoders: [(start: Int, end: Int)] = []

  init(memories: Int) {
    byMemory = [[(start: Int, end: Int)]](repeating: [], count: memories)
  }

  mutating func add(memory: Int, from start: Int, to end: Int) {
    guard end > start else { return }
    byMemory[memory].append((start, end))
  }

  /// The memories that block at some time, as bits.
  var memories: UInt64 {
    byMemory.indices.reduce(0) { $0 | (byMemory[$1].isEmpty ? 0 : 1 << UInt64($1)) }
  }

  /// A load that is complete has not left its decoder.
  mutating func addDecoding(from start: Int, to end: Int) {
    if end > start { inDecoders.append((start, end)) }
  }

  /// Forgets all, but not the room for as many.
  mutating func removeAll() {
    for memory in byMemory.indices where !byMemory[memory].isEmpty {
      byMemory[memory].removeAll(keepingCapacity: true)
    }
    if !inDecoders.isEmpty { inDecoders.removeAll(keepingCapacity: true) }
  }

  /// The only memory that blocks; nil where several do, or none.
  private var onlyMemory: Int? {
    let memories = self.memories
    return memories.nonzeroBitCount == 1 ? memories.trailingZeroBitCount : nil
  }

  /// Cycles in which any transfer blocks.
  mutating func cycles() -> Int {
    guard let memory = onlyMemory else { return Self.length(byMemory.flatMap { $0 }) }
    Self.join(&byMemory[memory])
    return Self.sum(byMemory[memory])
  }

  /// Cycles in which something is in a decoder and no transfer blocks.
  func decodingCycles() -> Int {
    guard !inDecoders.isEmpty else { return 0 }
    let transfers = byMemory.flatMap { $0 }
    return Self.length(transfers + inDecoders) - Self.length(transfers)
  }

  /// Those of them in which a memory that blocks moved data.
  mutating func movingCycles(_ servers: inout [MemoryServer]) -> Int {
    if let memory = onlyMemory {
      // Neither waits nor what a bus did overlap.
      var cycles = 0
      Self.join(&byMemory[memory])
      for wait in byMemory[memory] {
        servers[memory].forEachBusy(from: wait.start, to: wait.end) { cycles += $1 - $0 }
      }
      return cycles
    }
    var moving: [(start: Int, end: Int)] = []
    for memory in byMemory.indices {
      for wait in Self.union(byMemory[memory]) {
        servers[memory].forEachBusy(from: wait.start, to: wait.end) { moving.append(($0, $1)) }
      }
    }
    return Self.length(moving)
  }

  private static func length(_ intervals: [(start: Int, end: Int)]) -> Int { sum(union(intervals)) }

  private static func sum(_ intervals: [(start: Int, end: Int)]) -> Int {
    intervals.reduce(0) { $0 + $1.end - $1.start }
  }

  /// The cycles that are in any of some intervals, in order.
  static func union(_ intervals: [(start: Int, end: Int)]) -> [(start: Int, end: Int)] {
    var joined = intervals
    join(&joined)
    return joined
  }

  /// Puts intervals in order, and makes one of those that touch.
  private static func join(_ intervals: inout [(start: Int, end: Int)]) {
    guard intervals.count > 1 else { return }
    intervals.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    var last = 0
    for index in 1..<intervals.count {
      if intervals[index].start <= intervals[last].end {
        intervals[last].end = max(intervals[last].end, intervals[index].end)
      } else {
        last += 1
        intervals[last] = intervals[index]
      }
    }
    intervals.removeLast(intervals.count - 1 - last)
  }
}
