import Hardware
import Workloads

/// The jobs of a replay in a cache.
struct KnownJobs: Sendable {
  private let cache: ReplayCache
  let keys: [ReplayDigest]

  init(_ jobs: [Job], _ design: Design, _ cache: ReplayCache) {
    self.cache = cache
    keys = cache.keys(of: jobs, on: design)
  }

  /// The mapping of a job, chosen before or now.
  func mapped(_ index: Int, _ job: Job, _ design: Design) -> Result<ChosenMapping, JobFailure> {
    if let entry = cache.entry(for: keys[index]) { return .success(entry.chosen) }
    let chosen = job.map(on: design, reusing: cache.traffics)
    if case .success(let chosen) = chosen {
      cache.keep(ReplayCache.Entry(chosen: chosen, outcome: chosen.outcome), for: keys[index])
    }
    return chosen
  }

  /// What a job gave before, or gives now without a look for its memory wall.
  func result(
    _ index: Int, _ job: Job, _ chosen: ChosenMapping, _ design: Design
  ) async -> Result<JobResult, JobFailure> {
    if let outcome = cache.outcome(for: keys[index]) {
      return .success(JobResult(chosen, outcome))
    }
    let result = await job.run(chosen, on: design, findsWall: false)
    if case .success(let found) = result {
      let outcome = JobOutcome(record: found.record, partialSumBytes: found.partialSumBytes)
      cache.keep(ReplayCache.Entry(chosen: chosen, outcome: outcome), for: keys[index])
    }
    return result
  }
}

extension Replayer {
  /// The keys of a trace's distinct operators on a design, for tests.
  package static func cacheKeys(
    trace: Trace, design: Design, seed: UInt64, cache: ReplayCache
  ) async throws(ReplayError) -> [ReplayDigest] {
    let masks = try await MaskStore.make(
      trace, seed: seed, workers: 1, recoded: design.recodedTensors(of: trace)
    ).get()
    let prepared = try await prepare(
      trace: trace, masks: masks, design: design, mapping: nil, workers: 1, cache: cache
    ).get()
    return prepared.known?.keys ?? []
  }
}
