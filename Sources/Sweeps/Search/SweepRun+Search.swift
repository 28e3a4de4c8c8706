import Synchronization

extension SweepRun {
  /// Runs the points that a search chooses.
  ///
  /// Points that `known` has are not run again, but count as if they were: so a search that was stopped goes on as if it
  /// had not been. Every batch is told in the order in which it was chosen.
  public func search(_ plan: SearchPlan, known: KnownRows) async -> Result<Outcome, StoreError> {
    let sweep = runner.sweep
    var engine = SearchScope(sweep, plan).engine
    var last: Result<Outcome, StoreError> = .success(Outcome())
    var looked = 0
    while true {
      guard let batch = engine.batch() else { return last }
      if batch.isEmpty {
        looked += SearchScope.mostLooked
        progress(at: looked)
      }
      var open: [Int] = []
      for point in batch where !store.contains(point) && !open.contains(point) { open.append(point) }
      if !open.isEmpty {
        last = await run(PointList(open)) { known.note($0) }
        guard case .success(let outcome) = last, outcome.isComplete else { return last }
      } else if stops() {
        return stopped()
      }
      engine.tell(
        batch.map { point in
          known.row(point).flatMap { sweep.scored($0) }.map { sweep.turned($0.objectives) }
        })
    }
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
