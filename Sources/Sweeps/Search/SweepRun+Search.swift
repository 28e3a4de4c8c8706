import Synchronization

extension SweepRun {
  /// Runs the points that a search chooses, each configuration with all its seeds.
  ///
  /// Points that `known` has are not run again, but count as if they were: so a search that was stopped goes on as if it
  /// had not been. Every batch is told in the order in which it was chosen.
  public func search(_ plan: SearchPlan, known: KnownRows) async -> Result<Outcome, StoreError> {
    let sweep = runner.sweep
    let scope = SearchScope(sweep, plan)
    let repeats = scope.repeats
    var engine = scope.engine
    var last = Outcome()
    var looked = 0
    while let batch = engine.batch() {
      if batch.isEmpty {
        looked += SearchScope.mostLooked
        progress(at: looked)
      }
      var (open, seen): ([Int], Set<Int>) = ([], [])
      for configuration in batch where seen.insert(configuration).inserted {
        open += (configuration * repeats..<(configuration + 1) * repeats).filter { !store.contains($0) }
      }
      if !open.isEmpty {
        switch await run(PointList(open), note: { known.note($0) }) {
        case .failure(let error): return .failure(error)
        case .success(let outcome): last = outcome
        }
        guard last.isComplete else { return .success(last) }
      } else if stops() {
        return stopped()
      }
      engine.tell(
        batch.map { configuration in
          let rows = (configuration * repeats..<(configuration + 1) * repeats).compactMap { known.row($0) }
          guard !rows.isEmpty else { return nil }
          return Configuration(sweep, rows).scored(of: repeats)?.whole.map { sweep.turned($0.objectives) }
        })
    }
    last.search = SearchSummary(
      points: engine.used * repeats, budget: plan.budget, repeats: repeats, end: engine.end)
    return .success(last)
  }
}

/// Rows by their points: those of a store as it was, and new ones.
public final class KnownRows: Sendable {
  private let rows: Mutex<[Int: StoreRow]>

  /// Rows of a store that was run before.
  public init(_ collected: CollectedRows?) {
    var rows: [Int: StoreRow] = [:]
    if let collected {
      for index in 0..<collected.count {
        let row = collected[index]
        rows[row.point] = row
      }
    }
    self.rows = Mutex(rows)
  }

  public func row(_ point: Int) -> StoreRow? { rows.withLock { $0[point] } }
  public func note(_ row: StoreRow) { rows.withLock { $0[row.point] = row } }
}
