import Documents
import Hardware
import Mapping
import Simulation

extension PreparedReplay {
  /// Runs all executions once more, in their order, for when everything in them happens.
  ///
  /// At a barrier equal operators run once. Each gets a part of the limit in proportion to its passes, so that what is
  /// kept of a run at one time is bounded, and does not depend on the order.
  func record(_ result: RunResult, limit: Int = RunRecording.limit) throws(ReplayError) -> RunRecording {
    guard let order = order ?? ExecutionOrder(trace) else {
      throw unsuitable(trace.operators.indices.first, .tooManyExecutions(trace.network))
    }
    let tracks = RecordedTracks(cores: design.cores.count, memories: design.memories.count)
    var recording = RunRecording(
      recorder: RunRecorder(tracks, limit: limit, hasLevels: design.boundary == .barrier),
      executions: order.executions.map(\.number),
      operators: trace.operators.map { ($0.name, $0.executions) })
    var place = trace.operators.indices.first
    do throws(PlanError) {
      let timings = try PreparedOperator.timings(design)
      if design.boundary == .overlap {
        var operators: [PreparedOperator] = []
        for number in works.indices {
          place = number
          operators.append(try prepared(number))
        }
        let stream = StreamReplay(
          order: order, numbers: Array(works.indices), operators: operators, cores: design.cores.count)
        let recorded = try stream.run(timings, recorder: recording.recorder)
        recording.recorder = recorded.recorder ?? recording.recorder
      } else {
        let shares = shares(result, limit)
        var known: [Int: RunRecorder] = [:]
        for (execution, one) in order.executions.enumerated() {
          place = one.number
          let job = jobs.indices[one.number]
          let run: RunRecorder
          if let before = known[job] {
            run = before
          } else {
            run = try prepared(one.number).record(timings, limit: shares[one.number]).recorder
            known[job] = run
          }
          recording.recorder.append(run, execution: Int32(execution))
        }
      }
    } catch {
      throw unsuitable(place, .tooLargeTogether(trace.network, reason: error.reason))
    }
    precondition(recording.recorder.end == result.total.record.cycles, "a recording is of another run")
    return recording
  }

  /// Of each operator of the trace how many slices of one execution may be kept.
  private func shares(_ result: RunResult, _ limit: Int) -> [Int] {
    // Loads of two operands, a store, the pass and what comes before and after it.
    let slices = result.operators.map { 8.0 * Double($0.record.passes) }
    let all = zip(slices, result.operators).reduce(0.0) { $0 + $1.0 * Double($1.1.executions) }
    let part = min(1, Double(limit) / max(1, all))
    return slices.map { max(256, Int($0 * part)) }
  }
}
