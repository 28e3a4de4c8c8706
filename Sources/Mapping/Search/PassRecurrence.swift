/// The recurrence over passes on buses that are as fast as any order of requests could make them: a lower bound of
/// the cycles of a run (docs/mapping.md, "The bound").
struct PassRecurrence {
  /// One relaxed bus for each memory that is not ideal.
  private var buses: [RelaxedBus?]
  /// The end of the passes so far, and of the vector unit's work.
  private(set) var now = 0
  private var vectorFree = 0
  /// When the next pass can start at the earliest.
  private var start = 0

  /// With more passes than this the first bound has to do.
  static let passLimit = 1 << 15

  /// Whether a walk's times stay within its integers, if the operator's first bound is `cycles`.
  static func canCount(_ memories: [BusRate?], cycles: Int, passes: Int) -> Bool {
    guard cycles < 1 << 58 else { return false }
    return memories.allSatisfy { rate in
      // What the walk adds to its times is in that bound, on each of a few memories, but for latencies.
      guard let rate else { return true }
      return (cycles +| rate.latency *| (passes + 2)) *| 16 *| rate.perCycle < Int.max
    }
  }

  init(_ memories: [BusRate?]) { buses = memories.map { $0.map(RelaxedBus.init) } }

  /// What the next pass needs: a transfer that may be issued from `release` on.
  ///
  /// When this one is complete is not known, only when all are that passes so far need.
  @inline(__always)
  mutating func need(_ memory: Int, release: Int, units: Int) {
    start = max(start, buses[memory]?.add(release: release, units: units) ?? release)
  }

  /// Runs the next pass; returns its end.
  @inline(__always)
  mutating func run(_ cycles: Int) -> Int {
    now = max(now, start) + cycles
    return now
  }

  /// A finished tile that goes through the vector unit; returns when it comes out.
  @inline(__always)
  mutating func process(_ cycles: Int) -> Int {
    vectorFree = max(vectorFree, now) + cycles
    return vectorFree
  }

  /// The end, once all stores are added.
  func finish() -> Int { max(now, vectorFree, start) }
}
