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
  /// All constraints hold, and an objective has no value.
  case withoutValue
}

extension Sweep {
  /// A row's objectives; nil where it failed.
  func score(_ row: StoreRow) -> RowScore? {
    guard case .figures(let figures) = row.outcome else { return nil }
    let evaluation = Evaluation(sweep: self, options: space.options(of: row.point), figures: figures)
    guard (try? evaluation.isFeasible(withFigures: true)) == true else { return .infeasible }
    var values: [Double] = []
    for objective in objectives {
      guard let number = (try? evaluation.value(objective.expression))?.number, number.value.isFinite else {
        return .withoutValue
      }
      values.append(number.value)
    }
    return .objectives(values)
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

  /// All seeds as one, with the means of their objectives; nil unless each has a result that counts.
  func scored(of repeats: Int) -> SweepAnalysis.Scored? {
    let known = scores.compactMap { score -> [Double]? in
      if case .objectives(let values) = score { values } else { nil }
    }
    guard known.count == repeats, let first = known.first else { return nil }
    var scored = SweepAnalysis.Scored(row: rows[0], objectives: first)
    guard repeats > 1 else { return scored }
    for place in first.indices {
      let values = known.map { $0[place] }
      let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
      // Of the differences from one of them, so that the mean of equal values is that value.
      scored.objectives[place] = least + values.reduce(0) { $0 + ($1 - least) } / Double(repeats)
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
