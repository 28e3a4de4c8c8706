extension Sweep {
  /// The axis that changes the trace.
  public var traceAxis: Int? { axes.firstIndex { $0.name == "trace" } }

  /// The axis of repeats over seeds, which is the last one.
  public var seedAxis: Int? {
    axes.lastIndex { axis in
      axis.options.first?.settings.contains { if case .seed = $0.target { true } else { false } } ?? false
    }
  }

  /// Points in a row that differ in their seeds alone: a configuration.
  public var repeats: Int { seedAxis.map { axes[$0].options.count } ?? 1 }
}

/// What counts of a row with figures.
enum RowScore {
  case objectives([Double])
  case infeasible
  /// All constraints hold, and of the objectives some have no value.
  case withoutValue([Double?])
}

extension Sweep {
  /// A row's objectives; nil where it failed.
  func score(_ row: StoreRow) -> RowScore? {
    guard case .figures(let figures) = row.outcome else { return nil }
    let evaluation = Evaluation(sweep: self, options: space.options(of: row.point), figures: figures)
    guard (try? evaluation.isFeasible(withFigures: true)) == true else { return .infeasible }
    let values = objectives.map { objective -> Double? in
      guard let number = (try? evaluation.value(objective.expression))?.number, number.value.isFinite else {
        return nil
      }
      return number.value
    }
    let known = values.compactMap(\.self)
    return known.count == values.count ? .objectives(known) : .withoutValue(values)
  }

  /// Objectives of which each is to be small.
  func turned(_ values: [Double]) -> [Double] {
    zip(objectives, values).map { $0.direction == .minimum ? $1 : -$1 }
  }
}

/// The rows of points that differ in their seeds alone, and what counts of each.
struct Configuration {
  /// At least one, by rising point.
  var rows: [StoreRow]
  /// Of each row; nil of one that failed.
  var scores: [RowScore?]

  init(_ sweep: Sweep, _ rows: [StoreRow]) {
    self.rows = rows
    scores = rows.map(sweep.score)
  }

  /// All seeds as one, with the means of those objectives that have a value with each; nil unless each has a result that holds
  /// all constraints.
  func scored(of repeats: Int) -> SweepAnalysis.PartlyScored? {
    let known = scores.compactMap { score -> [Double?]? in
      switch score {
      case .objectives(let values): values
      case .withoutValue(let values): values
      case .infeasible, nil: nil
      }
    }
    guard known.count == repeats, let first = known.first else { return nil }
    guard repeats > 1 else { return SweepAnalysis.PartlyScored(row: rows[0], objectives: first) }
    var scored = SweepAnalysis.PartlyScored(row: rows[0], objectives: [], spreads: [])
    for place in first.indices {
      let values = known.compactMap { $0[place] }
      guard values.count == repeats, let least = values.min(), let greatest = values.max() else {
        scored.objectives.append(nil)
        scored.spreads.append(nil)
        continue
      }
      // Of the differences from one of them, so that the mean of equal values is that value.
      scored.objectives.append(least + values.reduce(0) { $0 + ($1 - least) } / Double(repeats))
      scored.spreads.append(least...greatest)
    }
    return scored
  }
}

extension CollectedRows {
  /// Calls with each configuration of which there is a row, by rising point.
  func eachConfiguration<Failure: Error>(
    _ sweep: Sweep, _ body: (Configuration) throws(Failure) -> Void
  ) throws(Failure) {
    let repeats = sweep.repeats
    var open: [StoreRow] = []
    for index in 0..<count {
      let row = self[index]
      if let first = open.first, first.point / repeats != row.point / repeats {
        try body(Configuration(sweep, open))
        open.removeAll(keepingCapacity: true)
      }
      open.append(row)
    }
    if !open.isEmpty { try body(Configuration(sweep, open)) }
  }
}
