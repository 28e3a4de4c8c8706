import Hardware
import Simulation
import Workloads

/// A trace whose every operator has a mapping on a design.
struct PreparedReplay: Sendable {
  var trace: Trace
  var masks: MaskStore
  var design: Design
  /// Tensors that lie dense because their format cannot hold them.
  var denseFallbacks: [RunResult.DenseFallback] = []
  var works: [Work]
  var jobs: Jobs
  /// The jobs in the cache; nil where there is none.
  var known: KnownJobs?
  /// What each job runs with.
  var chosen: [ChosenMapping]
  /// The executions one by one, where they are one stream.
  var order: ExecutionOrder?
  /// By memory, the bytes up to the end of the last tensor.
  var ends: [Int]
  /// Nil unless operators overlap and their mappings were searched for.
  var overlapChoice: OverlapChoice?

  /// By memory, the bytes up to the last that is ever in use, with the partial sums of each job.
  func peakBytes(_ partialSumBytes: [Int]) -> [Int] {
    var sums = [Int](repeating: 0, count: ends.count)
    for (job, bytes) in zip(jobs.jobs, partialSumBytes) {
      let memory = job.work.addresses.partialSums.memory
      sums[memory] = max(sums[memory], bytes)
    }
    return zip(ends, sums).map { $0 + $1 }
  }

  /// The executions as one stream, with the place in the trace that each is of.
  var sequence: (stream: [SequencedWork], operators: [Int]) {
    let executions = order?.executions ?? []
    let stream = executions.map { one in
      SequencedWork(
        work: works[one.number], mapping: chosen[jobs.indices[one.number]].mapping,
        inputFollows: one.inputFollows,
        weightFollows: one.weightFollows)
    }
    return (stream, executions.map(\.number))
  }

  /// Operators that differ, each of which is simulated once.
  var jobCount: Int { jobs.jobs.count }
}
