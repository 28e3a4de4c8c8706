import Documents
import Hardware
import Mapping
import Simulation
import Workloads

/// Runs a trace on a design.
public enum Replayer {
  /// Simulates every operator of the trace; equal operators once.
  ///
  /// With a mapping that was saved, exactly that one is replayed, and none is chosen. The result does not depend on
  /// the number of workers. Throws the findings of all operators that the design cannot run.
  public static func run(
    trace: Trace, design: Design, mapping: SavedMapping? = nil, options: ReplayOptions = ReplayOptions()
  ) async throws(ReplayError) -> RunResult {
    let masks = try await MaskStore.make(
      trace, seed: options.seed, workers: options.workers, recoded: design.recodedTensors(of: trace)
    ).get()
    return try await run(trace: trace, masks: masks, design: design, mapping: mapping, options: options)
  }

  /// The same with masks that were made before, by the options' seed and with the values that the design recodes.
  public static func run(
    trace: Trace, masks: MaskStore, design: Design, mapping: SavedMapping? = nil, options: ReplayOptions
  ) async throws(ReplayError) -> RunResult {
    let prepared = try await prepare(
      trace: trace, masks: masks, design: design, mapping: mapping, workers: options.workers,
      cache: options.cache
    ).get()
    var result = try await run(prepared, mapping: mapping, options: options).get()
    if options.findsWhatIfs { result.total.whatIfs = await WhatIfSearch(prepared, options).find() }
    if options.records { result.recording = try prepared.record(result) }
    if !options.requestLogs.isEmpty { try prepared.logRequests(options.requestLogs) }
    return result
  }

  /// Maps every operator; only a search for its mapping simulates.
  static func prepare(
    trace: Trace, masks: MaskStore, design: Design, mapping: SavedMapping?, workers: Int,
    cache: ReplayCache? = nil
  ) async -> Result<PreparedReplay, ReplayError> {
    let findings = Findings(limit: .max)
    Suitability(trace, design, findings).check()
    let given = mapping?.entries(for: trace, findings: findings)
    guard !findings.hasErrors else { return .failure(.unsuitable(findings.sorted())) }
    let stored = StoredTensors(trace, masks, design, findings)
    guard !findings.hasErrors else { return .failure(.unsuitable(findings.sorted())) }
    let addresses: AddressAssignment
    do {
      addresses = try AddressAssignment(trace, design, stored)
    } catch {
      findings.add(error, trace, design)
      return .failure(.unsuitable(findings.sorted()))
    }
    var works = trace.operators.map { $0.work(trace, addresses, masks, stored, design) }
    works.noteModeSwitches(on: design)
    let jobs = Jobs(trace, works, design, addresses, given)
    var order: ExecutionOrder?
    if design.boundary == .overlap {
      order = ExecutionOrder(trace)
      guard order != nil else {
        if let first = trace.operators.first {
          findings.add(.tooManyExecutions(trace.network), at: first.position)
        }
        return .failure(.unsuitable(findings.sorted()))
      }
    }
    let known = cache.map { KnownJobs(jobs.jobs, design, $0) }
    let traffics = SharedTraffics()
    // Whatever does not fit is known before anything is simulated.
    let mapped = succeeded(
      await jobs.eachLongestFirst(workers, progress: nil) { index in
        known.map { $0.mapped(index, jobs.jobs[index], design) }
          ?? jobs.jobs[index].map(on: design, reusing: traffics)
      }, trace, design, jobs)
    switch mapped {
    case .failure(let error): return .failure(error)
    case .success(let chosen):
      return .success(
        await PreparedReplay(
          trace: trace, masks: masks, design: design, denseFallbacks: stored.fallbacks, works: works,
          jobs: jobs, known: known, chosen: chosen, order: order, ends: addresses.ends
        ).withFasterMappings(workers))
    }
  }

  /// Simulates what was mapped, by the mapping that was given for it, if there was one.
  static func run(
    _ prepared: PreparedReplay, mapping: SavedMapping?, options: ReplayOptions
  ) async -> Result<RunResult, ReplayError> {
    guard let order = prepared.order else { return await runAtBarrier(prepared, options) }
    let result = await runStream(prepared, order, options)
    // A shared buffer's tiles pay for the overlap in every run; slots that have to be wholly a tile's, rarely.
    guard prepared.design.buffers.isShared || options.findsMemoryWall, case .success(var run) = result else {
      return result
    }
    run.total.barrierCycles = await barrierCycles(prepared, mapping, options)
    return .success(run)
  }

  /// Cycles of the trace where every operator may fill the buffers; nil where they cannot be told.
  private static func barrierCycles(
    _ prepared: PreparedReplay, _ mapping: SavedMapping?, _ options: ReplayOptions
  ) async -> Int? {
    var (design, options) = (prepared.design, options)
    design.boundary = .barrier
    options.findsMemoryWall = false
    options.progress = nil
    let other = await prepare(
      trace: prepared.trace, masks: prepared.masks, design: design, mapping: mapping, workers: options.workers
    )
    guard case .success(let other) = other, case .success(let run) = await runAtBarrier(other, options)
    else { return nil }
    return run.total.record.cycles
  }

  /// Simulates every job once.
  private static func runAtBarrier(
    _ prepared: PreparedReplay, _ options: ReplayOptions
  ) async -> Result<RunResult, ReplayError> {
    let (trace, design, jobs) = (prepared.trace, prepared.design, prepared.jobs)
    let known = options.findsMemoryWall ? nil : prepared.known
    let simulated = succeeded(
      await jobs.eachLongestFirst(options.workers, progress: options.progress) { index in
        let (job, chosen) = (jobs.jobs[index], prepared.chosen[index])
        if let known { return await known.result(index, job, chosen, design) }
        return await job.run(chosen, on: design, findsWall: options.findsMemoryWall)
      }, trace, design, jobs)
    let results: [JobResult]
    switch simulated {
    case .failure(let error): return .failure(error)
    case .success(let done): results = done
    }
    var executions = [Int](repeating: 0, count: results.count)
    var parts: [PreparedReplay.Part] = []
    parts.reserveCapacity(trace.operators.count)
    for (number, job) in jobs.indices.enumerated() {
      let times = trace.operators[number].executions
      executions[job] += times
      parts.append(
        PreparedReplay.Part(
          number: number, executions: times, record: results[job].record, wall: results[job].wall,
          gain: results[job].gain))
    }
    do {
      var result = try prepared.result(
        parts, partialSumBytes: results.map(\.partialSumBytes), seed: options.seed)
      if options.findsMemoryWall {
        result.total.wall = try await MemoryWallSearch(
          zip(results, executions).compactMap { result, times in result.prepared.map { ($0, times) } },
          cycles: result.total.record.cycles,
          design: design, workers: options.workers
        ).find().get()
      }
      return .success(result)
    } catch { return .failure(tooLarge(error, trace)) }
  }

  /// Simulates the whole trace as one stream; executions of an operator whose figures differ are entries of their own.
  private static func runStream(
    _ prepared: PreparedReplay, _ order: ExecutionOrder, _ options: ReplayOptions
  ) async -> Result<RunResult, ReplayError> {
    let (trace, design, jobs) = (prepared.trace, prepared.design, prepared.jobs)
    let planned = succeeded(
      await jobs.with(prepared.chosen).each(options.workers, progress: options.progress) {
        $0.job.plan($0.chosen.mapping, on: design)
      }, trace, design, jobs)
    let stream: StreamReplay
    switch planned {
    case .failure(let error): return .failure(error)
    case .success(let operators):
      stream = StreamReplay(
        order: order, numbers: jobs.indices, operators: operators, cores: design.cores.count)
    }
    do {
      let found = try await stream.simulated(
        design, findsWall: options.findsMemoryWall, workers: options.workers
      ).get()
      let findsGain = options.findsMemoryWall && design.array.sparsity.skips
      let parts = stream.grouped(found.run, unlimited: found.unlimited).map { alike in
        PreparedReplay.Part(
          number: alike.number, executions: alike.executions, first: alike.first, record: alike.record,
          wall: alike.unlimited.map { MemoryWall(cycles: alike.record.cycles, unlimitedCycles: $0) },
          gain: findsGain
            // An operator has no cycles of its own without zeros, as those before it would end at other times.
            ? jobs.jobs[jobs.indices[alike.number]].exploitable(
              effectual: alike.record.products.effective, on: design) : nil)
      }
      let sums = zip(jobs.jobs, stream.operators).map { $0.partialSumBytes($1, design) }
      var result = try prepared.result(parts, partialSumBytes: sums, seed: options.seed)
      result.total.overlapChoice = prepared.overlapChoice
      result.total.throughput = Throughput(
        samples: trace.samples, latencyCycles: found.run.cycles, steadyState: found.steadyState)
      if let unlimited = found.unlimited {
        var wall = MemoryWall(cycles: result.total.record.cycles, unlimitedCycles: unlimited.cycles)
        wall.balanceBandwidth = found.balanceBandwidth
        result.total.wall = wall
      }
      if findsGain {
        let dense = await jobs.with(prepared.chosen).each(options.workers) {
          $0.job.denseOperator($0.chosen.mapping, on: design)
        }
        let remapped = await jobs.each(options.workers) { $0.remappedDenseOperator(on: design) }
        result.total.gain?.denseCycles = stream.cycles(of: dense, on: design)
        result.total.gain?.remappedDenseCycles = stream.cycles(of: remapped, on: design)
      }
      return .success(result)
    } catch { return .failure(tooLarge(error, trace)) }
  }

  private static func tooLarge(_ error: PlanError, _ trace: Trace) -> ReplayError {
    let findings = Findings()
    if let first = trace.operators.first {
      findings.add(.tooLargeTogether(trace.network, reason: error.reason), at: first.position)
    }
    return .unsuitable(findings.sorted())
  }

  /// The values of all jobs; or a finding for every operator whose job failed.
  private static func succeeded<Success>(
    _ results: [Result<Success, JobFailure>], _ trace: Trace, _ design: Design, _ jobs: Jobs
  ) -> Result<[Success], ReplayError> {
    let findings = Findings(limit: .max)
    for (place, index) in jobs.indices.enumerated() {
      guard case .failure(let failure) = results[index] else { continue }
      let (message, position) = failure.finding(trace.operators[place], design, jobs.given?[place])
      findings.add(message, at: position)
    }
    guard !findings.hasErrors else { return .failure(.unsuitable(findings.sorted())) }
    return .success(results.compactMap { try? $0.get() })
  }
}
