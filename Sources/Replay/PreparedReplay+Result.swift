import Accounting
import Hardware
import Mapping
import Simulation
import Workloads

extension PreparedReplay {
  /// Executions of one operator that counted the same, and their memory wall where that was asked for.
  struct Part {
    /// The operator's place in the trace.
    var number: Int
    var executions: Int
    /// The first of them among all of the operator.
    var first = 0
    var record: OperatorRecord
    var wall: MemoryWall?
    /// What its machine's skipping of zeros brings, where that was asked for.
    var gain: SparsityGain?
  }

  /// What follows from a job and what it counted, whichever of the operators that are this job it is of.
  private struct Derived {
    /// The first entry that it was derived for.
    var entry: Int
    var figures: OperatorFigures
    var mode: ArithmeticMode?
    var storage: [OperandStorage]
  }

  /// The result that parts come to, in the order of the trace: as of runs one after the other, and without the memory
  /// wall of the whole.
  ///
  /// - Parameter partialSumBytes: By job, those of the sums that leave the chip.
  func result(
    _ parts: [Part], partialSumBytes: [Int], seed: UInt64
  ) throws(PlanError) -> RunResult {
    var total = TotalCounts(memories: design.memories.count, buffers: design.buffers.isShared ? 1 : 3)
    var entries: [RunResult.Entry] = []
    entries.reserveCapacity(parts.count)
    var derived = [Derived?](repeating: nil, count: jobs.jobs.count)
    for part in parts {
      let (one, job) = (trace.operators[part.number], jobs.indices[part.number])
      let vectorOperations = works[part.number].vectorOperations
      try total.add(one, part.record, vectorOperations, times: part.executions)
      try total.add(part.gain, times: part.executions)
      let own: Derived
      if let known = derived[job], entries[known.entry].record == part.record {
        own = known
      } else {
        let mode = design.mode(of: works[part.number])
        own = Derived(
          entry: entries.count,
          figures: OperatorFigures(
            record: part.record, denseMACs: one.denseMACs, vectorOperations: vectorOperations,
            design: design, mode: mode),
          mode: mode, storage: works[part.number].storage(chosen[job].mapping, on: design))
        derived[job] = own
      }
      if let mode = own.mode {
        total.modes.add(
          mode, denseMACs: part.executions * one.denseMACs,
          effectiveMACs: part.executions * part.record.products.effective)
      }
      var entry = RunResult.Entry(
        name: one.name, kind: one.kind, phase: one.phase, executions: part.executions,
        allExecutions: one.executions, firstExecution: part.first, groups: one.groups,
        work: works[part.number], mapping: chosen[job].mapping, search: chosen[job].search,
        record: part.record,
        figures: own.figures, wall: part.wall, densities: masks.densities(of: one))
      entry.gain = part.gain
      entry.mode = own.mode
      entry.storage = own.storage
      entries.append(entry)
    }
    return RunResult(
      design: design, network: trace.network, seed: seed,
      total: RunResult.Total(
        executions: total.executions, record: total.record,
        figures: OperatorFigures(
          record: total.record, denseMACs: total.denseMACs, vectorOperations: total.vectorOperations,
          design: design, shares: total.modes),
        throughput: Throughput(samples: trace.samples, cycles: total.record.cycles),
        peakBytes: peakBytes(partialSumBytes), gain: total.gain),
      denseFallbacks: denseFallbacks, overflowingSums: OverflowingSums.all(trace, design),
      patternMisses: Self.patternMisses(entries, design), operators: entries)
  }

  /// Of each operator once: what its weights miss is the same for all executions with its mapping.
  private static func patternMisses(
    _ entries: [RunResult.Entry], _ design: Design
  ) -> [RunResult.NamedPatternMiss] {
    guard design.array.sparsity.pattern != nil else { return [] }
    return entries.filter { $0.firstExecution == 0 }.compactMap { entry in
      PatternMiss(entry.work, entry.mapping, on: design).map { .init(name: entry.name, miss: $0) }
    }
  }
}
