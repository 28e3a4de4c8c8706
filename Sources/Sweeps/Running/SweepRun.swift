import Documents
import Replay
import Synchronization

/// One process's run of a sweep, or of its part.
public struct SweepRun: Sendable {
  public var runner: PointRunner
  public var store: SweepStore
  public var shard: SweepStore.Shard
  public var workers: Int
  /// Asked before each point: whether to stop.
  public var stops: @Sendable () -> Bool
  /// Told after each point, in any order, and now and then while none is found; from any thread.
  public var progress: @Sendable (SweepProgress) -> Void
  /// Counts of the whole run, over all its batches.
  private let tally = Tally()

  public init(
    runner: PointRunner, store: SweepStore, shard: SweepStore.Shard = .all, workers: Int,
    stops: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (SweepProgress) -> Void = { _ in }
  ) {
    self.runner = runner
    self.store = store
    self.shard = shard
    self.workers = workers
    self.stops = stops
    self.progress = progress
  }

  /// What a run did.
  public struct Outcome: Hashable, Sendable {
    public var ran = 0
    public var failed = 0
    public var isComplete = true
    /// Of a search that came to its end.
    public var search: SearchSummary?
  }

  /// Runs all points that the store does not have.
  public func run() async -> Result<Outcome, StoreError> {
    let queue = GridQueue(
      runner.sweep, shard, isDone: { [store] in store.contains($0) },
      passes: { progress(at: $0) })
    return await run(queue)
  }

  /// Runs the points of a source; the rows are in the store afterwards, in no order.
  func run(
    _ source: any PointSource, note: @escaping @Sendable (StoreRow) -> Void = { _ in }
  ) async -> Result<Outcome, StoreError> {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<max(1, workers) { group.addTask { await work(source, note) } }
    }
    store.synchronize()
    return tally.result
  }

  /// Says where it looks for points, while there is none to run.
  func progress(at place: Int) { progress(tally.progress(at: place)) }

  /// What was done until it was told to end.
  func stopped() -> Result<Outcome, StoreError> {
    tally.stop()
    return tally.result
  }

  private func work(_ source: any PointSource, _ note: @Sendable (StoreRow) -> Void) async {
    while !tally.isBroken {
      if stops() {
        tally.stop()
        return
      }
      guard let point = source.next(unless: stops) else {
        if stops() { tally.stop() }
        return
      }
      let row = await runner.run(point)
      do throws(StoreError) { try store.append(row) } catch {
        tally.fail(error)
        return
      }
      note(row)
      progress(tally.count(row))
    }
  }
}

/// How far a run is.
public struct SweepProgress: Hashable, Sendable {
  public var done: Int
  public var failed: Int
  /// Where it looks for points that constraints leave in, while it finds none.
  public var place: Int? = nil
}

/// Counts what threads did.
private final class Tally: Sendable {
  private struct State {
    var outcome = SweepRun.Outcome()
    var error: StoreError?
  }

  private let state = Mutex(State())

  var isBroken: Bool { state.withLock { $0.error != nil } }
  var result: Result<SweepRun.Outcome, StoreError> {
    state.withLock { state in state.error.map { .failure($0) } ?? .success(state.outcome) }
  }

  func stop() { state.withLock { $0.outcome.isComplete = false } }
  func fail(_ error: StoreError) { state.withLock { $0.error = error } }

  func progress(at place: Int) -> SweepProgress {
    state.withLock {
      SweepProgress(done: $0.outcome.ran, failed: $0.outcome.failed, place: place)
    }
  }

  func count(_ row: StoreRow) -> SweepProgress {
    state.withLock { state in
      state.outcome.ran += 1
      if row.isFailed { state.outcome.failed += 1 }
      return SweepProgress(done: state.outcome.ran, failed: state.outcome.failed)
    }
  }
}
