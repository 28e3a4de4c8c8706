/// What the results of a sweep say: the front, what each axis does, the best points.
public struct SweepAnalysis: Sendable {
  public let sweep: Sweep
  /// Rows with figures, those among them that hold all constraints, and rows that failed.
  public private(set) var succeeded = 0
  public private(set) var feasible = 0
  public private(set) var failed = 0
  /// The front's rows, by the first objective.
  public private(set) var front: [Scored] = []
  /// Feasible rows spread evenly over all of them, at most 2,000.
  public private(set) var sample: [Scored] = []
  /// By objective the best row; nil where there is none.
  public private(set) var best: [Scored?]
  /// By axis, then by objective.
  public private(set) var sensitivities: [[Sensitivity]] = []
  /// How often each message came, the most frequent first.
  public private(set) var failures: [(message: String, count: Int, example: Int)] = []

  /// A row and its objectives.
  public struct Scored: Hashable, Sendable {
    public var row: StoreRow
    /// As they are, not turned round.
    public var objectives: [Double]
  }

  /// What an axis does to an objective.
  public struct Sensitivity: Hashable, Sendable {
    /// By option, over the feasible rows that have it; nil where there is none.
    public var means: [Double?]
    public var counts: [Int]
    /// The greatest mean less the least.
    public var range: Double? = nil
    /// The range over the mean of all.
    public var relativeRange: Double? = nil
    /// The variance of the means over that of all rows: what the axis explains alone.
    public var varianceShare: Double? = nil
  }

  /// Goes through all rows once.
  public init(_ sweep: Sweep, _ rows: CollectedRows) {
    self.sweep = sweep
    best = sweep.objectives.map { _ in nil }
    var fronts = ParetoFront()
    var kept: [Int: Scored] = [:]
    var moments = sweep.axes.map { axis in
      sweep.objectives.map { _ in Moments(options: axis.options.count) }
    }
    var sampler = EvenSample()
    var messages: [String: (count: Int, example: Int)] = [:]
    for index in 0..<rows.count {
      let row = rows[index]
      if case .failed(let message) = row.outcome {
        failed += 1
        messages[message, default: (0, row.point)].count += 1
        continue
      }
      succeeded += 1
      guard let scored = sweep.scored(row) else { continue }
      feasible += 1
      let options = sweep.space.options(of: row.point)
      for axis in sweep.axes.indices {
        for (place, value) in scored.objectives.enumerated() {
          moments[axis][place].add(value, option: options[axis])
        }
      }
      for (place, objective) in sweep.objectives.enumerated() {
        let value = scored.objectives[place]
        let known = best[place]?.objectives[place]
        if known.map({ objective.direction == .minimum ? value < $0 : value > $0 }) ?? true {
          best[place] = scored
        }
      }
      guard !sweep.objectives.isEmpty else { continue }
      sampler.take(scored)
      kept[row.point] = scored
      fronts.insert(row.point, sweep.turned(scored.objectives))
      // What has left the front is let go of from time to time.
      if kept.count > 4_096 + 2 * fronts.members.count {
        let points = Set(fronts.members.map(\.point))
        kept = kept.filter { points.contains($0.key) }
      }
    }
    front = fronts.members.compactMap { kept[$0.point] }.sorted {
      ($0.objectives[0], $0.row.point) < ($1.objectives[0], $1.row.point)
    }
    sample = sampler.rows
    sensitivities = moments.map { $0.map(\.sensitivity) }
    failures = messages.map { ($0.key, $0.value.count, $0.value.example) }.sorted {
      ($1.count, $0.example) < ($0.count, $1.example)
    }
  }
}

extension Sweep {
  /// A row's objectives; nil where it failed, a constraint does not hold, or one of them is no number.
  func scored(_ row: StoreRow) -> SweepAnalysis.Scored? {
    guard case .figures(let figures) = row.outcome else { return nil }
    let evaluation = Evaluation(sweep: self, options: space.options(of: row.point), figures: figures)
    guard (try? evaluation.isFeasible(withFigures: true)) == true else { return nil }
    var values: [Double] = []
    for objective in objectives {
      guard let number = (try? evaluation.value(objective.expression))?.number, number.value.isFinite else {
        return nil
      }
      values.append(number.value)
    }
    return SweepAnalysis.Scored(row: row, objectives: values)
  }

  /// Objectives of which each is to be small.
  func turned(_ values: [Double]) -> [Double] {
    zip(objectives, values).map { $0.direction == .minimum ? $1 : -$1 }
  }
}

/// Sums of an objective, by option of an axis.
private struct Moments {
  private var counts: [Int]
  private var sums: [Double]
  /// Of differences from the first value, against cancellation.
  private var squares: [Double]
  private var origin: Double?

  init(options: Int) {
    counts = [Int](repeating: 0, count: options)
    sums = [Double](repeating: 0, count: options)
    squares = sums
  }

  mutating func add(_ value: Double, option: Int) {
    let origin = self.origin ?? value
    self.origin = origin
    counts[option] += 1
    sums[option] += value - origin
    squares[option] += (value - origin) * (value - origin)
  }

  var sensitivity: SweepAnalysis.Sensitivity {
    let means = counts.indices.map { counts[$0] > 0 ? sums[$0] / Double(counts[$0]) : nil }
    let origin = self.origin ?? 0
    let known = means.compactMap(\.self)
    let count = Double(counts.reduce(0, +))
    guard let least = known.min(), let most = known.max(), count > 0 else {
      return SweepAnalysis.Sensitivity(means: means, counts: counts)
    }
    let mean = sums.reduce(0, +) / count
    let total = squares.reduce(0, +) / count - mean * mean
    let between = zip(counts, means).reduce(0.0) { sum, one in
      sum + Double(one.0) * ((one.1 ?? mean) - mean) * ((one.1 ?? mean) - mean)
    }
    return SweepAnalysis.Sensitivity(
      means: means.map { $0.map { $0 + origin } }, counts: counts, range: most - least,
      relativeRange: mean + origin == 0 ? nil : (most - least) / abs(mean + origin),
      varianceShare: total > 0 ? min(1, between / count / total) : nil)
  }
}

/// Every row of the first few, then every second one, every fourth, and so on.
private struct EvenSample {
  private(set) var rows: [SweepAnalysis.Scored] = []
  private var step = 1
  private var seen = 0

  /// The most rows that are kept.
  static let most = 2_000

  mutating func take(_ row: SweepAnalysis.Scored) {
    defer { seen += 1 }
    guard seen.isMultiple(of: step) else { return }
    rows.append(row)
    guard rows.count > Self.most else { return }
    rows = rows.indices.filter { $0.isMultiple(of: 2) }.map { rows[$0] }
    step *= 2
  }
}
