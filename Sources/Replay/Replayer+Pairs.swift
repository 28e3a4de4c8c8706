import Documents
import Hardware
import Synchronization
import Workloads

extension Replayer {
  /// Replays every trace on every design; the results are by trace, then by design.
  ///
  /// They do not depend on the number of workers. All mappings are made before anything is simulated, unless one is
  /// given for each trace; what does not fit throws the findings of all pairs, each once.
  public static func run(
    traces: [Trace], designs: [Design], mappings: [SavedMapping] = [],
    options: ReplayOptions = ReplayOptions()
  ) async throws(ReplayError) -> [[RunResult]] {
    let ofPairs = traces.indices.map { place in
      designs.map { _ in mappings.indices.contains(place) ? mappings[place] : nil }
    }
    return try await run(traces: traces, designs: designs, mappingsOfPairs: ofPairs, options: options)
  }

  /// The same with a mapping for each trace and design, or none.
  public static func run(
    traces: [Trace], designs: [Design], mappingsOfPairs: [[SavedMapping?]], options: ReplayOptions
  ) async throws(ReplayError) -> [[RunResult]] {
    // All designs see the same zeros and values.
    var stores: [Result<MaskStore, ReplayError>] = []
    for trace in traces {
      let recoded = designs.reduce(into: Set<Int>()) { $0.formUnion($1.recodedTensors(of: trace)) }
      stores.append(
        await MaskStore.make(trace, seed: options.seed, workers: options.workers, recoded: recoded))
    }
    let masks = try all(stores)
    let pairs = traces.enumerated().flatMap { place, trace in
      zip(designs, mappingsOfPairs[place]).map {
        (trace: trace, masks: masks[place], design: $0, mapping: $1)
      }
    }
    // Pairs share the workers; those that are left over work inside the pairs.
    let wide = max(1, min(options.workers, pairs.count))
    let inner = max(1, options.workers / wide)
    let prepared = try all(
      await pairs.each(wide) {
        await prepare(
          trace: $0.trace, masks: $0.masks, design: $0.design, mapping: $0.mapping, workers: inner)
      })
    let counter = Counter(total: prepared.reduce(0) { $0 + $1.jobCount }, progress: options.progress)
    let mapped = zip(prepared, pairs).map { (prepared: $0, mapping: $1.mapping) }
    let results = try all(
      await mapped.each(wide) { one in
        var own = options
        own.workers = inner
        own.progress = { _, _ in counter.count() }
        return await run(one.prepared, mapping: one.mapping, options: own)
      })
    return traces.indices.map { Array(results[$0 * designs.count..<($0 + 1) * designs.count]) }
  }

  /// The values; or the findings of all failures, each once.
  private static func all<Value>(
    _ results: [Result<Value, ReplayError>]
  ) throws(ReplayError) -> [Value] {
    var values: [Value] = []
    var findings: [Finding] = []
    for result in results {
      switch result {
      case .success(let value): values.append(value)
      case .failure(.unsuitable(let found)): findings += found.filter { !findings.contains($0) }
      }
    }
    guard findings.isEmpty else { throw .unsuitable(findings) }
    return values
  }
}

/// Counts what is done over all pairs.
private final class Counter: Sendable {
  private let done = Mutex(0)
  private let total: Int
  private let progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?

  init(total: Int, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?) {
    self.total = total
    self.progress = progress
  }

  func count() {
    let now = done.withLock { done in
      done += 1
      return done
    }
    progress?(now, total)
  }
}

extension Replayer {
  /// The executions of a trace as one stream, with the place in the trace that each is of.
  public static func sequence(
    of trace: Trace, on design: Design, seed: UInt64 = 0
  ) async throws(ReplayError) -> (stream: [SequencedWork], operators: [Int]) {
    var overlapping = design
    overlapping.boundary = .overlap
    let masks = try await MaskStore.make(
      trace, seed: seed, workers: 1, recoded: design.recodedTensors(of: trace)
    ).get()
    return try await prepare(
      trace: trace, masks: masks, design: overlapping, mapping: nil, workers: 1
    ).get().sequence
  }
}
