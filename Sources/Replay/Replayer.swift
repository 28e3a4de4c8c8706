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
  /// The result does not depend on the number of workers. Throws the findings of all operators that the design
  /// cannot run.
  public static func run(
    trace: Trace, design: Design, options: ReplayOptions = ReplayOptions()
  ) async throws(ReplayError) -> RunResult {
    let findings = Findings()
    Suitability(trace, design, findings).check()
    guard !findings.hasErrors else { throw .unsuitable(findings.sorted()) }
    guard let addresses = AddressAssignment(trace, design) else {
      if let first = trace.operators.first { findings.add(.addressesTooLarge(), at: first.position) }
      throw .unsuitable(findings.sorted())
    }
    let works = trace.operators.map { $0.work(trace, addresses) }
    let jobs = Jobs(trace, works, design)
    let results = await jobs.run(design, options)
    for (one, index) in zip(trace.operators, jobs.indices) {
      if case .failure(let failure) = results[index] { findings.add(failure.message(one, design), at: one.position) }
    }
    guard !findings.hasErrors else { throw .unsuitable(findings.sorted()) }
    let done = results.compactMap { try? $0.get() }
    do {
      return try result(trace, works, jobs.indices.map { done[$0] }, design, options)
    } catch {
      if let first = trace.operators.first {
        findings.add(.tooLarge(trace.network, reason: error.reason), at: first.position)
      }
      throw .unsuitable(findings.sorted())
    }
  }

  private static func result(
    _ trace: Trace, _ works: [Work], _ results: [JobResult], _ design: Design, _ options: ReplayOptions
  ) throws(PlanError) -> RunResult {
    var total = TotalCounts(memories: design.memories.count, buffers: design.buffers.isShared ? 1 : 3)
    var entries: [RunResult.Entry] = []
    for (one, (work, result)) in zip(trace.operators, zip(works, results)) {
      try total.add(one, result.record)
      entries.append(
        RunResult.Entry(
          name: one.name, kind: one.kind, phase: one.phase, executions: one.executions,
          groups: one.groups.map(\.name), work: work, mapping: result.mapping, record: result.record,
          figures: OperatorFigures(
            record: result.record, denseMACs: one.denseMACs, vectorOperations: one.vectorOperations,
            design: design),
          wall: result.wall))
    }
    let wall =
      options.findsMemoryWall
      ? try MemoryWallSearch(
        weighted(results, trace), cycles: total.record.cycles, design: design
      ).find() : nil
    return RunResult(
      design: design, network: trace.network, seed: options.seed,
      total: RunResult.Total(
        executions: total.executions, record: total.record,
        figures: OperatorFigures(
          record: total.record, denseMACs: total.denseMACs, vectorOperations: total.vectorOperations,
          design: design),
        wall: wall),
      operators: entries)
  }

  /// Every prepared operator once, with all its executions.
  private static func weighted(_ results: [JobResult], _ trace: Trace) -> [(PreparedOperator, Int)] {
    zip(results, trace.operators).map { ($0.prepared, $1.executions) }
  }
}

/// The distinct jobs of a trace.
private struct Jobs {
  var jobs: [Job] = []
  /// For each operator its job.
  var indices: [Int] = []

  init(_ trace: Trace, _ works: [Work], _ design: Design) {
    var known: [Job: Int] = [:]
    for (one, work) in zip(trace.operators, works) {
      let job = Job(work, one.mapping, design)
      if let index = known[job] {
        indices.append(index)
      } else {
        known[job] = jobs.count
        indices.append(jobs.count)
        jobs.append(job)
      }
    }
  }

  /// Results in the order of the jobs, whatever the order in which they finish.
  func run(_ design: Design, _ options: ReplayOptions) async -> [Result<JobResult, JobFailure>] {
    let jobs = self.jobs
    return await withTaskGroup(of: (Int, Result<JobResult, JobFailure>).self) { group in
      var results = [Result<JobResult, JobFailure>?](repeating: nil, count: jobs.count)
      var next = 0
      func start() {
        guard next < jobs.count else { return }
        let index = next
        next += 1
        group.addTask {
          (index, Result { () throws(JobFailure) in
            try jobs[index].run(on: design, findsWall: options.findsMemoryWall)
          })
        }
      }
      for _ in 0..<max(1, options.workers) { start() }
      var done = 0
      for await (index, result) in group {
        results[index] = result
        done += 1
        options.progress?(done, jobs.count)
        start()
      }
      return results.map { $0! }
    }
  }
}

extension JobFailure {
  fileprivate func message(_ one: Operator, _ design: Design) -> Finding.Message {
    switch self {
    case .doesNotMap(let failure): .doesNotMap(one.name, design: design.name, reason: "\(failure)")
    case .tooLarge(let error): .tooLarge(one.name, reason: error.reason)
    }
  }
}

extension PlanError {
  fileprivate var reason: String {
    switch self {
    case .tooManyPasses(let count, let limit):
      "its mapping makes \(count) passes, and \(limit) are admitted; use larger tiles or buffers"
    case .tooLarge: "its cycles or bytes do not fit into 62-bit arithmetic"
    }
  }
}
