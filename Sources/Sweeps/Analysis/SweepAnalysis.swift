/// What the results of a sweep say: the front, what each axis does, the best points; of each trace by itself, as points of
/// different traces are no alternatives, and of repeats over seeds the means.
public struct SweepAnalysis: Sendable {
  public let sweep: Sweep
  /// Rows with figures, those among them that hold all constraints, and rows that failed.
  public private(set) var succeeded = 0
  public private(set) var feasible = 0
  public private(set) var failed = 0
  /// By option of the axis `trace`, those of which there are rows; one where a sweep has no such axis.
  public private(set) var parts: [Part] = []
  /// How often each message came, the most frequent first.
  public private(set) var failures: [(message: String, count: Int, example: Int)] = []
  /// Points in a row that differ in their seeds alone.
  private let repeats: Int

  /// What there is to say of one trace.
  public struct Part: Sendable {
    /// Its label; nil where the sweep has one trace.
    public internal(set) var trace: String?
    /// By the first objective.
    public internal(set) var front: [Scored] = []
    /// Feasible configurations spread evenly over all of them, at most 2,000, and how many there are.
    public internal(set) var sample: [Scored] = []
    public internal(set) var feasible = 0
    /// By objective the best; nil where there is none.
    public internal(set) var best: [Scored?]
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
    repeats = sweep.seedAxis.map { sweep.axes[$0].options.count } ?? 1
    var builders: [Int: PartBuilder] = [:]
    var messages: [String: (count: Int, example: Int)] = [:]
    // Rows come by their points, so that those of a configuration follow each other.
    var open: (configuration: Int, trace: Int, rows: [Scored?])?
    func close() {
      guard let one = open else { return }
      open = nil
      guard let scored = Self.joined(one.rows) else { return }
      builders[one.trace, default: PartBuilder(sweep)].add(scored)
    }
    for index in 0..<rows.count {
      let row = rows[index]
      let options = sweep.space.options(of: row.point)
      let trace = sweep.traceAxis.map { options[$0] } ?? 0
      if open?.configuration != row.point / repeats {
        close()
        open = (row.point / repeats, trace, [])
      }
      if case .failed(let message) = row.outcome {
        failed += 1
        messages[message, default: (0, row.point)].count += 1
        open?.rows.append(nil)
        continue
      }
      succeeded += 1
      let scored = sweep.scored(row)
      open?.rows.append(scored)
      guard let scored else { continue }
      feasible += 1
      builders[trace, default: PartBuilder(sweep)].note(scored.objectives, options)
    }
    close()
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

  /// A configuration's rows of all seeds as one; nil where one of them failed or does not hold a constraint.
  private static func joined(_ rows: [Scored?]) -> Scored? {
    let known = rows.compactMap(\.self)
    guard known.count == rows.count, var scored = known.first else { return nil }
    guard known.count > 1 else { return scored }
    for place in scored.objectives.indices {
      let values = known.map { $0.objectives[place] }
      let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
      // Of the differences from one of them, so that the mean of equal values is that value.
      scored.objectives[place] = least + values.reduce(0) { $0 + ($1 - least) } / Double(values.count)
      scored.spreads.append(least...greatest)
    }
    return scored
  }
}

/// Makes what there is to say of one trace, row by row.
private struct PartBuilder {
  private let sweep: Sweep
  private var fronts = ParetoFront()
  private var kept: [Int: SweepAnalysis.Scored] = [:]
  private var best: [SweepAnalysis.Scored?]
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

  /// Takes a configuration.
  mutating func add(_ scored: SweepAnalysis.Scored) {
    feasible += 1
    for (place, objective) in sweep.objectives.enumerated() {
      let value = scored.objectives[place]
      let known = best[place]?.objectives[place]
      if known.map({ objective.direction == .minimum ? value < $0 : value > $0 }) ?? true {
        best[place] = scored
      }
    }
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

extension Sweep {
  /// The axis that changes the trace.
  public var traceAxis: Int? { axes.firstIndex { $0.name == "trace" } }

  /// The axis of repeats over seeds, which is the last one.
  public var seedAxis: Int? {
    axes.lastIndex { axis in
      axis.options.first?.settings.contains { if case .seed = $0.target { true } else { false } } ?? false
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
