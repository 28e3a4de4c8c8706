/// What the results of a sweep say: the front, what each axis does, the best points; of each trace by itself, as points of
/// different traces are no alternatives, and of repeats over seeds the means.
public struct SweepAnalysis: Sendable {
  public let sweep: Sweep
  /// Rows with figures, those among them that hold all constraints, and rows that failed.
  public private(set) var succeeded = 0
  public private(set) var feasible = 0
  public private(set) var failed = 0
  /// Rows that hold all constraints, of which an objective has no value.
  public private(set) var withoutValue = 0
  /// Configurations that are in no mean over seeds.
  public private(set) var leftOut = LeftOut()
  /// By option of the axis `trace`, those of which there are rows; one where a sweep has no such axis.
  public private(set) var parts: [Part] = []
  /// How often each message came, the most frequent first.
  public private(set) var failures: [(message: String, count: Int, example: Int)] = []
  /// Points in a row that differ in their seeds alone, which are one configuration.
  public let repeats: Int

  /// What there is to say of one trace.
  public struct Part: Sendable {
    /// Its label; nil where the sweep has one trace.
    public internal(set) var trace: String?
    /// By the first objective.
    public internal(set) var front: [Scored] = []
    /// Feasible configurations spread evenly over all of them, at most 2,000, and how many there are.
    public internal(set) var sample: [Scored] = []
    public internal(set) var feasible = 0
    /// By objective the best of those of which it has a value, whether others have one or not; nil where there is none.
    public internal(set) var best: [PartlyScored?]
    /// By axis, then by objective.
    public internal(set) var sensitivities: [[Sensitivity]] = []
  }

  /// A configuration and its objectives.
  public struct Scored: Hashable, Sendable {
    /// That of the first seed.
    public var row: StoreRow
    /// As they are, not turned round; over seeds the means.
    public var objectives: [Double]
    /// By objective over seeds; empty where there is one.
    public var spreads: [ClosedRange<Double>] = []
  }

  /// A configuration that holds all constraints, some objectives of which may have no value.
  public struct PartlyScored: Hashable, Sendable {
    /// That of the first seed.
    public var row: StoreRow
    /// As they are; over seeds the means of those that have a value with each.
    public var objectives: [Double?]
    /// By objective over seeds; empty where there is one.
    public var spreads: [ClosedRange<Double>?] = []

    /// Itself where all objectives have values.
    public var whole: Scored? {
      let values = objectives.compactMap(\.self)
      guard values.count == objectives.count else { return nil }
      return Scored(row: row, objectives: values, spreads: spreads.compactMap(\.self))
    }
  }

  /// What an axis does to an objective.
  public struct Sensitivity: Hashable, Sendable {
    /// By option, over the feasible rows that have it, with repeats over those of whole configurations; nil where there is none.
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
    repeats = sweep.repeats
    var builders: [Int: PartBuilder] = [:]
    var messages: [String: (count: Int, example: Int)] = [:]
    rows.eachConfiguration(sweep) { one in
      var counted: [(options: [Int], objectives: [Double])] = []
      for (row, score) in zip(one.rows, one.scores) {
        if case .failed(let message) = row.outcome {
          failed += 1
          messages[message, default: (0, row.point)].count += 1
          continue
        }
        succeeded += 1
        switch score {
        case .infeasible, nil: break
        case .withoutValue:
          feasible += 1
          withoutValue += 1
        case .objectives(let values):
          feasible += 1
          counted.append((sweep.space.options(of: row.point), values))
        }
      }
      let partly = one.scored(of: repeats)
      let trace = sweep.traceAxis.map { sweep.space.options(of: one.rows[0].point)[$0] } ?? 0
      if let partly { builders[trace, default: PartBuilder(sweep)].compare(partly) }
      guard let scored = partly?.whole else {
        leftOut.note(one, of: sweep, repeats)
        return
      }
      for row in counted {
        builders[trace, default: PartBuilder(sweep)].note(row.objectives, row.options)
      }
      builders[trace, default: PartBuilder(sweep)].add(scored)
    }
    if builders.isEmpty { builders[0] = PartBuilder(sweep) }
    parts = builders.sorted { $0.key < $1.key }.map { trace, builder in
      builder.part(sweep.traceAxis.map { sweep.axes[$0].options[trace].label })
    }
    failures = messages.map { ($0.key, $0.value.count, $0.value.example) }.sorted {
      ($1.count, $0.example) < ($0.count, $1.example)
    }
  }

  /// Whether a point, with whatever seed, is on the front of its trace.
  func isOnFront() -> (Int) -> Bool {
    let front = Set(parts.flatMap(\.front).map { $0.row.point / repeats })
    return { front.contains($0 / repeats) }
  }
}

/// Makes what there is to say of one trace, row by row.
private struct PartBuilder {
  private let sweep: Sweep
  private var fronts = ParetoFront()
  private var kept: [Int: SweepAnalysis.Scored] = [:]
  private var best: [SweepAnalysis.PartlyScored?]
  private var moments: [[Moments]]
  private var sampler = EvenSample()
  private var feasible = 0

  init(_ sweep: Sweep) {
    self.sweep = sweep
    best = sweep.objectives.map { _ in nil }
    moments = sweep.axes.map { axis in
      sweep.objectives.map { _ in Moments(options: axis.options.count) }
    }
  }

  /// Takes a row for what axes do.
  mutating func note(_ objectives: [Double], _ options: [Int]) {
    for axis in options.indices {
      for (place, value) in objectives.enumerated() {
        moments[axis][place].add(value, option: options[axis])
      }
    }
  }

  /// Takes a configuration for what is best.
  mutating func compare(_ scored: SweepAnalysis.PartlyScored) {
    for (place, objective) in sweep.objectives.enumerated() {
      guard let value = scored.objectives[place] else { continue }
      let known = best[place]?.objectives[place]
      if known.map({ objective.direction == .minimum ? value < $0 : value > $0 }) ?? true {
        best[place] = scored
      }
    }
  }

  /// Takes a configuration of which all objectives have values.
  mutating func add(_ scored: SweepAnalysis.Scored) {
    feasible += 1
    guard !sweep.objectives.isEmpty else { return }
    sampler.take(scored)
    kept[scored.row.point] = scored
    fronts.insert(scored.row.point, sweep.turned(scored.objectives))
    // What has left the front is let go of from time to time.
    if kept.count > 4_096 + 2 * fronts.members.count {
      let points = Set(fronts.members.map(\.point))
      kept = kept.filter { points.contains($0.key) }
    }
  }

  func part(_ trace: String?) -> SweepAnalysis.Part {
    var part = SweepAnalysis.Part(trace: trace, best: best)
    part.front = fronts.members.compactMap { kept[$0.point] }.sorted {
      ($0.objectives[0], $0.row.point) < ($1.objectives[0], $1.row.point)
    }
    part.sample = sampler.rows
    part.feasible = feasible
    part.sensitivities = moments.map { $0.map(\.sensitivity) }
    return part
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
