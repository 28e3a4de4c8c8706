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

  /// Cycles in which any transfer blocks.
  func cycles() -> Int { Self.length(byMemory.flatMap { $0 }) }

  /// Cycles in which something is in a decoder and no transfer blocks.
  func decodingCycles() -> Int {
    guard !inDecoders.isEmpty else { return 0 }
    let transfers = byMemory.flatMap { $0 }
    return Self.length(transfers + inDecoders) - Self.length(transfers)
  }

  /// Those of them in which a memory that blocks moved data.
  func movingCycles(_ servers: inout [MemoryServer]) -> Int {
    var moving: [(start: Int, end: Int)] = []
    for memory in byMemory.indices {
      for wait in Self.union(byMemory[memory]) {
        servers[memory].forEachBusy(from: wait.start, to: wait.end) { moving.append(($0, $1)) }
      }
    }
    return Self.union(moving).reduce(0) { $0 + $1.end - $1.start }
  }

  private static func length(_ intervals: [(start: Int, end: Int)]) -> Int {
    union(intervals).reduce(0) { $0 + $1.end - $1.start }
  }

  /// The cycles that are in any of some intervals, in order.
  static func union(_ intervals: [(start: Int, end: Int)]) -> [(start: Int, end: Int)] {
    guard intervals.count > 1 else { return intervals }
    var joined: [(start: Int, end: Int)] = []
    for interval in intervals.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
      if let last = joined.last, interval.start <= last.end {
        joined[joined.count - 1].end = max(last.end, interval.end)
      } else {
        joined.append(interval)
      }
    }
    return joined
  }
}
