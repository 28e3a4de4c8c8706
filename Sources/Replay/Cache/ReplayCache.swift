import Mapping
import Simulation
import Synchronization
import Workloads

/// Operators that were simulated, for replays that come to equal ones.
///
/// An operator is found by a digest of all that its record depends on (docs/sweeps.md, "The cache"). Values may be shared
/// by any number of threads; results do not depend on what is in the cache. It keeps at most `capacity` operators: when it
/// is full, those go that were not asked for the longest, half of them at a time.
public final class ReplayCache: Sendable {
  /// A digest that no two different sequences of bytes share, such as SHA-256.
  public typealias Digest = @Sendable (UnsafeRawBufferPointer) -> ReplayDigest

  /// How often an operator was asked for, and how often it was there.
  public struct Counts: Hashable, Sendable {
    public var asked = 0
    public var found = 0
  }

  /// What is known of an operator.
  struct Entry: Sendable {
    var chosen: ChosenMapping
    /// What a run of it gave; nil where only the mapping is known.
    var outcome: JobOutcome?
  }

  private struct State {
    var recent: [ReplayDigest: Entry] = [:]
    var former: [ReplayDigest: Entry] = [:]
    var counts = Counts()
  }

  let digest: Digest
  private let capacity: Int
  private let state = Mutex(State())
  /// The bytes of works without places and masks: an operator of a trace comes again with every design.
  private let texts = Mutex<[Work: [UInt8]]>([:])
  /// What searches of operators that are not here found of passes.
  let traffics = SharedTraffics()

  public init(capacity: Int = 1 << 14, digest: @escaping Digest) {
    self.capacity = max(2, capacity)
    self.digest = digest
  }

  public var counts: Counts { state.withLock(\.counts) }

  /// What is known of an operator; nil where that is nothing.
  func entry(for key: ReplayDigest) -> Entry? {
    state.withLock { state in
      state.counts.asked += 1
      var entry = state.recent[key]
      if entry == nil, let former = state.former[key] {
        entry = former
        Self.insert(former, for: key, capacity, &state)
      }
      if entry != nil { state.counts.found += 1 }
      return entry
    }
  }

  /// What an operator gave, without counting the question.
  func outcome(for key: ReplayDigest) -> JobOutcome? {
    state.withLock { ($0.recent[key] ?? $0.former[key])?.outcome }
  }

  func keep(_ entry: Entry, for key: ReplayDigest) {
    state.withLock { Self.insert(entry, for: key, capacity, &$0) }
  }

  private static func insert(_ entry: Entry, for key: ReplayDigest, _ capacity: Int, _ state: inout State) {
    if state.recent.count >= capacity / 2 {
      state.former = state.recent
      state.recent = [:]
    }
    state.recent[key] = entry
  }

  /// The bytes of a work that has neither places nor masks.
  func text(of bare: Work) -> [UInt8] {
    if let known = texts.withLock({ $0[bare] }) { return known }
    var bytes = KeyBytes(digest: digest)
    bytes.add(bare)
    let text = bytes.bytes
    texts.withLock { texts in
      if texts.count >= capacity { texts = [:] }
      texts[bare] = text
    }
    return text
  }
}
