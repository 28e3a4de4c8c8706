import Accounting
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
    let masks = try await MaskStore.make(trace, seed: options.seed, workers: options.workers).get()
    let prepared = await prepare(
      trace: trace, masks: masks, design: design, mapping: mapping, workers: options.workers)
    switch prepared {
    case .success(let prepared): return try await run(prepared, options: options).get()
    case .failure(let error): throw error
    }
  }

  /// Maps every operator; only a search for its mapping simulates.
  static func prepare(
    trace: Trace, masks: MaskStore, design: Design, mapping: SavedMapping?, workers: Int
  ) async -> Result<PreparedReplay, ReplayError> {
    let findings = Findings()
    Suitability(trace, design, findings).check()
    let given = mapping?.entries(for: trace, findings: findings)
    guard !findings.hasErrors else { return .failure(.unsuitable(findings.sorted())) }
    let addresses: AddressAssignment
    do {
      addresses = try AddressAssignment(trace, design)
    } catch {
      findings.add(error, trace, design)
      return .failure(.unsuitable(findings.sorted()))
    }
    let works = trace.operators.map { $0.work(trace, addresses, masks) }
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
    // Whatever does not fit is known before anything is simulated.
    return succeeded(await jobs.each(workers) { $0.map(on: design) }, trace, design, jobs).map {
      PreparedReplay(
        trace: trace, masks: masks, design: design, works: works, jobs: jobs, mappings: $0.map(\.mapping),
        searches: $0.map(\.search), order: order,
        ends: addresses.ends)
    }
  }

  /// Simulates what was mapped.
  static func run(
    _ prepared: PreparedReplay, options: ReplayOptions
  ) async -> Result<RunResult, ReplayError> {
    let (trace, design, jobs) = (prepared.trace, prepared.design, prepared.jobs)
    let pairs = jobs.with(prepared.mappings)
    if let order = prepared.order { return await runStream(prepared, order, options) }
    let results = succeeded(
      await pairs.each(options.workers, progress: options.progress) {
        await $0.job.run($0.mapping, on: design, findsWall: options.findsMemoryWall)
      }, trace, design, jobs)
    switch results {
    case .failure(let error): return .failure(error)
    case .success(let done):
      return await result(prepared, done, options).mapError { tooLarge($0, trace) }
    }
  }

  /// Simulates the whole trace as one stream.
  private static func runStream(
    _ prepared: PreparedReplay, _ order: ExecutionOrder, _ options: ReplayOptions
  ) async -> Result<RunResult, ReplayError> {
    let (trace, design, jobs) = (prepared.trace, prepared.design, prepared.jobs)
    let planned = succeeded(
      await jobs.with(prepared.mappings).each(options.workers, progress: options.progress) {
        $0.job.plan($0.mapping, on: design)
      }, trace, design, jobs)
    switch planned {
    case .failure(let error): return .failure(error)
    case .success(let operators):
      let stream = StreamReplay(
        order: order, numbers: jobs.indices, operators: operators, cores: design.cores.count)
      return await result(prepared, stream, options).mapError { tooLarge($0, trace) }
    }
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
    let findings = Findings()
    for (place, index) in jobs.indices.enumerated() {
      guard case .failure(let failure) = results[index] else { continue }
      let (message, position) = failure.finding(trace.operators[place], design, jobs.given?[place])
      findings.add(message, at: position)
    }
    guard !findings.hasErrors else { return .failure(.unsuitable(findings.sorted())) }
    return .success(results.compactMap { try? $0.get() })
  }

  private static func result(
    _ prepared: PreparedReplay, _ results: [JobResult], _ options: ReplayOptions
  ) async -> Result<RunResult, PlanError> {
    let (trace, design, works, jobs) = (
      prepared.trace, prepared.design, prepared.works, prepared.jobs
    )
    var total = TotalCounts(memories: design.memories.count, buffers: design.buffers.isShared ? 1 : 3)
    var entries: [RunResult.Entry] = []
    var executions = [Int](repeating: 0, count: results.count)
    for (one, (work, job)) in zip(trace.operators, zip(works, jobs.indices)) {
      let result = results[job]
      executions[job] += one.executions
      do {
        try total.add(one, result.record, times: one.executions)
        try total.add(result.gain, times: one.executions)
      } catch { return .failure(error) }
      var entry = RunResult.Entry(
        one, work: work, mapping: result.mapping, search: prepared.searches[job], record: result.record,
        wall: result.wall, densities: prepared.masks.densities(of: one), design: design)
      entry.gain = result.gain
      entries.append(entry)
    }
    var wall: MemoryWall?
    if options.findsMemoryWall {
      let search = MemoryWallSearch(
        zip(results, executions).map { ($0.prepared, $1) }, cycles: total.record.cycles, design: design,
        workers: options.workers)
      switch await search.find() {
      case .success(let found): wall = found
      case .failure(let error): return .failure(error)
      }
    }
    let result = RunResult(
      design: design, network: trace.network, seed: options.seed,
      total: RunResult.Total(
        total, throughput: Throughput(samples: trace.samples, cycles: total.record.cycles), wall: wall,
        peakBytes: prepared.peakBytes(results.map(\.prepared)), design: design), operators: entries)
    return .success(result)
  }

  /// The result of a stream: executions of an operator whose figures differ are entries of their own.
  private static func result(
    _ prepared: PreparedReplay, _ stream: StreamReplay, _ options: ReplayOptions
  ) async -> Result<RunResult, PlanError> {
    let (trace, design) = (prepared.trace, prepared.design)
    var total = TotalCounts(memories: design.memories.count, buffers: design.buffers.isShared ? 1 : 3)
    var entries: [RunResult.Entry] = []
    var unlimited: StreamReplay.Run?
    let throughput: Throughput
    do {
      let timings = try PreparedOperator.timings(design)
      let run = try stream.run(timings)
      throughput = Throughput(
        samples: trace.samples, latencyCycles: run.cycles, steadyState: stream.steadyState(run, timings))
      if options.findsMemoryWall { unlimited = try stream.run(design.memories.map { _ in nil }) }
      for alike in stream.grouped(run, unlimited: unlimited) {
        let one = trace.operators[alike.number]
        try total.add(one, alike.record, times: alike.executions)
        let wall = alike.unlimited.map { MemoryWall(cycles: alike.record.cycles, unlimitedCycles: $0) }
        let job = prepared.jobs.indices[alike.number]
        var entry = RunResult.Entry(
          one, work: prepared.works[alike.number], mapping: prepared.mappings[job],
          search: prepared.searches[job], record: alike.record, wall: wall,
          densities: prepared.masks.densities(of: one), design: design)
        if options.findsMemoryWall, design.array.sparsity.skips {
          // An operator has no cycles of its own without zeros, as those before it would end at other times.
          entry.gain = prepared.jobs.jobs[job].exploitable(
            effectual: alike.record.slots.effective, on: design)
          try total.add(entry.gain, times: alike.executions)
        }
        (entry.executions, entry.firstExecution) = (alike.executions, alike.first)
        entries.append(entry)
      }
    } catch { return .failure(error) }
    var wall: MemoryWall?
    if let unlimited {
      var found = MemoryWall(cycles: total.record.cycles, unlimitedCycles: unlimited.cycles)
      let flat = stream.flattened()
      found.balanceBandwidth = await BalanceSearch(design: design).find(
        unlimited: unlimited.cycles, movedBytes: stream.movedBytes
      ) { timing in try? flat.run([timing]).cycles }
      wall = found
    }
    var result = RunResult(
      design: design, network: trace.network, seed: options.seed,
      total: RunResult.Total(
        total, throughput: throughput, wall: wall, peakBytes: prepared.peakBytes(stream.operators),
        design: design),
      operators: entries)
    if result.total.gain != nil {
      let jobs = prepared.jobs
      let dense = await jobs.with(prepared.mappings).each(options.workers) {
        $0.job.denseOperator($0.mapping, on: design)
      }
      let remapped = await jobs.each(options.workers) { $0.remappedDenseOperator(on: design) }
      result.total.gain?.denseCycles = stream.cycles(of: dense, on: design)
      result.total.gain?.remappedDenseCycles = stream.cycles(of: remapped, on: design)
    }
    return .success(result)
  }
}

extension RunResult.Entry {
  /// All executions of an operator.
  fileprivate init(
    _ one: Operator, work: Work, mapping: WorkMapping, search: SearchEffort?, record: OperatorRecord,
    wall: MemoryWall?, densities: [Operand: OperandDensity], design: Design
  ) {
    self.init(
      name: one.name, kind: one.kind, phase: one.phase, executions: one.executions,
      allExecutions: one.executions, firstExecution: 0, groups: one.groups, work: work, mapping: mapping,
      search: search, record: record,
      figures: OperatorFigures(
        record: record, denseMACs: one.denseMACs, vectorOperations: one.vectorOperations, design: design),
      wall: wall, densities: densities)
  }
}

extension RunResult.Total {
  fileprivate init(
    _ total: TotalCounts, throughput: Throughput, wall: MemoryWall?, peakBytes: [Int], design: Design
  ) {
    self.init(
      executions: total.executions, record: total.record,
      figures: OperatorFigures(
        record: total.record, denseMACs: total.denseMACs, vectorOperations: total.vectorOperations,
        design: design),
      throughput: throughput, peakBytes: peakBytes, wall: wall, gain: total.gain)
  }
}

/// A trace whose every operator has a mapping on a design.
struct PreparedReplay: Sendable {
  fileprivate var trace: Trace
  fileprivate var masks: MaskStore
  fileprivate var design: Design
  fileprivate var works: [Work]
  fileprivate var jobs: Jobs
  fileprivate var mappings: [WorkMapping]
  /// What the search for each of them did; nil where there was none.
  fileprivate var searches: [SearchEffort?]
  /// The executions one by one, where they are one stream.
  fileprivate var order: ExecutionOrder?
  /// By memory, the bytes up to the end of the last tensor.
  fileprivate var ends: [Int]

  /// By memory, the bytes up to the last that is ever in use, with the partial sums of prepared operators.
  fileprivate func peakBytes(_ operators: [PreparedOperator]) -> [Int] {
    var sums = [Int](repeating: 0, count: ends.count)
    for (job, one) in zip(jobs.jobs, operators) {
      let memory = job.work.addresses.partialSums.memory
      sums[memory] = max(sums[memory], job.partialSumBytes(one, design))
    }
    return zip(ends, sums).map { $0 + $1 }
  }

  /// The executions as one stream, with the place in the trace that each is of.
  var sequence: (stream: [SequencedWork], operators: [Int]) {
    let executions = order?.executions ?? []
    let stream = executions.map { one in
      SequencedWork(
        work: works[one.number], mapping: mappings[jobs.indices[one.number]], inputFollows: one.inputFollows,
        weightFollows: one.weightFollows)
    }
    return (stream, executions.map(\.number))
  }

  /// Operators that differ, each of which is simulated once.
  var jobCount: Int { jobs.jobs.count }
}

/// The distinct jobs of a trace.
private struct Jobs: Sendable {
  var jobs: [Job] = []
  /// For each operator its job.
  var indices: [Int] = []
  /// For each operator the mapping that was given for it.
  var given: [SavedMapping.Entry]?

  init(
    _ trace: Trace, _ works: [Work], _ design: Design, _ addresses: AddressAssignment,
    _ given: [SavedMapping.Entry]?
  ) {
    self.given = given
    var known: [Job: Int] = [:]
    for (place, (one, work)) in zip(trace.operators, works).enumerated() {
      let room = addresses.room(behind: work.addresses.partialSums.memory)
      let job = Job(work, one.mapping, design, given: given?[place].mapping, partialSumRoom: room)
      if let index = known[job] {
        indices.append(index)
      } else {
        known[job] = jobs.count
        indices.append(jobs.count)
        jobs.append(job)
      }
    }
  }

  /// What `body` makes of each job, in the order of the jobs whatever the order in which they finish.
  func each<Value: Sendable>(
    _ workers: Int, _ body: @escaping @Sendable (Job) async -> Value
  ) async -> [Value] {
    await jobs.each(workers, progress: nil, body)
  }

  func with(_ mappings: [WorkMapping]) -> [(job: Job, mapping: WorkMapping)] {
    zip(jobs, mappings).map { ($0, $1) }
  }
}

extension Array where Element: Sendable {
  /// What `body` makes of each element, at most `workers` at a time; in order.
  func each<Value: Sendable>(
    _ workers: Int, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil,
    _ body: @escaping @Sendable (Element) async -> Value
  ) async -> [Value] {
    await withTaskGroup(of: (Int, Value).self) { group in
      var results = [Value?](repeating: nil, count: count)
      var next = 0
      func start() {
        guard next < count else { return }
        let (index, element) = (next, self[next])
        next += 1
        group.addTask { (index, await body(element)) }
      }
      for _ in 0..<Swift.min(Swift.max(1, workers), count) { start() }
      var done = 0
      for await (index, value) in group {
        results[index] = value
        done += 1
        progress?(done, count)
        start()
      }
      return results.map { $0! }
    }
  }
}

extension JobFailure {
  /// What went wrong with an operator, and where: in the mapping that was given for it, if there was one.
  fileprivate func finding(
    _ one: Operator, _ design: Design, _ given: SavedMapping.Entry?
  ) -> (Finding.Message, SourcePosition) {
    switch self {
    case .doesNotMap(let failure):
      return (.doesNotMap(one.name, design: design.name, reason: "\(failure)"), one.position)
    case .doesNotAdmit(let problems):
      let reason = MappingFailure.text(problems)
      let position =
        switch problems.first {
        case .notAdmitted: given?.spatialPosition
        case .partitionNotAdmitted: given?.partitionPosition
        default: given?.position
        }
      return (.doesNotAdmit(one.name, design: design.name, reason: reason), position ?? one.position)
    case .tooLarge(let error):
      return (.tooLarge(one.name, reason: error.reason), given?.position ?? one.position)
    case .noRoomForPartialSums(let memory, let needed, let available):
      let message = Finding.Message.noRoomForPartialSums(
        one.name, memory: design.memories[memory].name, needed: needed, available: available)
      return (message, given?.position ?? one.position)
    }
  }
}

extension PlanError {
  fileprivate var reason: String {
    switch self {
    case .notAdmitted(let spatial, let reason):
      "the array cannot take it as '\(spatial.rawValue)': \(reason)"
    case .tooManyPasses(let count, let limit):
      "its mapping makes \(count) passes, and \(limit) are admitted; use larger tiles or buffers"
    case .noReductionLink:
      "its mapping cuts k over the cores, and the design has no 'cores.reduction' to add up their sums"
    case .tooLarge: "its cycles or bytes do not fit into 62-bit arithmetic"
    }
  }
}
