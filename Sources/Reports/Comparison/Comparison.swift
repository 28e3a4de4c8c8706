import Accounting
import Hardware
import Replay
import Simulation
import Workloads

/// Designs side by side on traces, each figure absolute and against one of the designs, the baseline.
public struct Comparison: Sendable {
  /// A design on a trace.
  public struct Cell: Sendable {
    public var figures: OperatorFigures
    /// What the array's slots were, all operators together.
    public var slots: SlotStack
    /// Of the design, square millimetres; nil where it gives none.
    public var area: Double?
    /// Dense operations a second and square millimetre, in units of 1e12.
    public var teraoperationsPerSquareMillimetre: Double?
    /// Samples a second of runs without a break; nil where the machine's state does not repeat.
    public var samplesPerSecond: Double?
    /// That for each dollar of the design's board; nil without a price or a rate.
    public var samplesPerSecondPerDollar: Double?
    /// Time of the baseline on the same trace over this time; nil where one takes no time.
    public var speedup: Double?
    /// This energy over the baseline's, below 1 is better; nil where one of the designs gives no energies.
    public var energyRatio: Double?
    /// This energy-delay product over the baseline's.
    public var delayProductRatio: Double?
    /// Operators whose mapping was searched for, and those of them whose search ended at its budget.
    public var searchedOperators = 0
    public var endedSearches = 0
    /// Operators with zeros in an operand whose zeros the array skips, and those of them of which it skips none.
    public var zeroOperators = 0
    public var unusedZeros = 0
    /// Words for what the array skips and no operator has, such as "zeros of weights"; nil where an operator has some.
    var missingZeros: String?
    /// Operands whose zeros are skipped and moved from memory all the same.
    var movedZeros: [Operand] = []
  }

  /// Ratios of a design over all traces.
  public struct Mean: Sendable {
    public var speedup: Double?
    public var energyRatio: Double?
    public var delayProductRatio: Double?
  }

  public let designs: [Design]
  /// The traces by their names in the comparison.
  public let traces: [String]
  /// The place of the design that the others are held against.
  public let baseline: Int
  /// By trace, then by design.
  public let cells: [[Cell]]
  /// Geometric means over the traces, by design.
  public let means: [Mean]
  /// Resources in which the designs differ.
  public let differences: [ResourceDifference]
  /// What several seeds make, by trace and then by design; nil where one seed was run.
  public let spreads: [[SeedSpread]]?
  /// What declared rooflines say of the traces, trace by trace: nothing of it is simulated.
  public var declared: [DeclaredRun] = []
  /// By trace, the files that the designs run, where each has its own; empty where all run one.
  public var ownTraces: [[String]] = []

  /// What a reader must know before comparing: one sentence, without a full stop, for each resource that is not alike,
  /// for each search for mappings that ended at its budget, and for each design that skips zeros and did not.
  public var cautions: [String] {
    var cautions = differences.map { $0.sentence(designs) }
    for (trace, files) in zip(traces, ownTraces) where !files.isEmpty {
      let each = zip(designs, files).map { "\($0.name.onOneLine) \($1.onOneLine)" }.joined(separator: ", ")
      cautions.append("on '\(trace.onOneLine)' each design runs a trace of its own: \(each)")
    }
    for (trace, cells) in zip(traces, cells) {
      for (design, cell) in zip(designs, cells) where cell.endedSearches > 0 {
        cautions.append(
          "of '\(design.name.onOneLine)' on '\(trace.onOneLine)' the search for a mapping ended at its budget in "
            + "\(cell.endedSearches) of \(cell.searchedOperators) operators, which may have better ones")
      }
      for (design, cell) in zip(designs, cells) where cell.unusedZeros > 0 {
        let pattern = design.array.sparsity.pattern.map { ", whose weights do not have its \($0)" } ?? ""
        cautions.append(
          "'\(design.name.onOneLine)' skips zeros, and on '\(trace.onOneLine)' none in \(cell.unusedZeros) of "
            + "\(cell.zeroOperators) operators that have some\(pattern)")
      }
      for (design, cell) in zip(designs, cells) {
        if let missing = cell.missingZeros {
          cautions.append(
            "'\(design.name.onOneLine)' skips \(missing), and '\(trace.onOneLine)' has none: there it is a dense machine"
          )
        }
        if !cell.movedZeros.isEmpty {
          let operands = cell.movedZeros.map { "\($0.rawValue)s" }.joined(separator: " and ")
          cautions.append(
            "'\(design.name.onOneLine)' skips zeros of \(operands), and on '\(trace.onOneLine)' its memories move them all the same, as "
              + "its 'storage' has no format for them")
        }
      }
    }
    return cautions
  }

  /// Whether any of the designs gives energies; then those that give none have undefined ones.
  public var hasEnergy: Bool { cells.contains { $0.contains { $0.figures.energyPicojoules != nil } } }

  /// Whether any of the designs gives an area.
  public var hasArea: Bool { designs.contains { $0.area != nil } }

  /// Whether any of the designs is on a board with a price.
  public var hasPrice: Bool { designs.contains { $0.board?.board.price != nil } }

  /// By design, of the energies on all traces together the share that assumptions make; nil where there are none.
  let assumedShares: [Double?]

  /// Whether throughput says more than the time does: of runs that overlap, or of several samples.
  public let hasThroughput: Bool

  /// A comparison of results, by trace and then by design.
  public init(
    results: [[RunResult]], traces: [String], baseline: Int, spreads: [[SeedSpread]]? = nil
  ) {
    self.spreads = spreads
    designs = results.first?.map(\.design) ?? []
    self.traces = traces
    self.baseline = baseline
    cells = results.map { row in
      row.map { Cell($0, baseline: row[baseline].total.figures) }
    }
    hasThroughput = results.joined().contains {
      $0.design.boundary == .overlap || $0.total.throughput.samples > 1
    }
    means = designs.indices.map { [cells] design in Mean(cells.map { $0[design] }) }
    differences = ResourceDifference.among(designs)
    assumedShares = designs.indices.map { design in
      let energies = results.map { $0[design].assumedEnergy }
      let all = energies.reduce(0) { $0 + $1.all }
      return all > 0 ? energies.reduce(0) { $0 + $1.assumed } / all : nil
    }
  }
}

extension Comparison.Cell {
  init(_ result: RunResult, baseline: OperatorFigures) {
    figures = result.total.figures
    slots = result.total.record.slots
    area = result.design.area?.total(result.design).squareMillimetres
    teraoperationsPerSquareMillimetre = figures.teraoperationsPerSquareMillimetre(result.design)
    samplesPerSecond = result.total.throughput.samplesPerSecond(result.design)
    samplesPerSecondPerDollar = result.samplesPerSecondPerDollar
    let searches = result.operators.filter { $0.firstExecution == 0 }.compactMap(\.search)
    searchedOperators = searches.count
    endedSearches = searches.count { !$0.isExhaustive }
    let skipping = result.design.array.sparsity
    let withZeros = result.operators.filter { $0.firstExecution == 0 && $0.hasZeros(for: skipping) }
    zeroOperators = withZeros.count
    unusedZeros = withZeros.count { $0.figures.skippedMACs == 0 }
    let skipped = [(Operand.input, skipping.input), (.weight, skipping.weight)].filter { $0.1 == .skip }.map(
      \.0)
    if withZeros.isEmpty, !skipped.isEmpty, figures.denseMACs > 0 {
      missingZeros = "zeros of \(skipped.map { "\($0.rawValue)s" }.joined(separator: " and "))"
    }
    let storage = result.design.storage
    movedZeros = skipped.filter { operand in
      (operand == .weight ? storage.weight : storage.activation) == nil
        && withZeros.contains { $0.figures.skippedMACs > 0 && $0.hasZeros(of: operand) }
    }
    let (energy, other) = (figures.energyPicojoules, baseline.energyPicojoules)
    speedup = ratio(baseline.timeSeconds, figures.timeSeconds)
    energyRatio = ratio(energy?.total, other?.total)
    delayProductRatio = ratio(energy?.delayProduct, other?.delayProduct)
  }
}

extension RunResult.Entry {
  /// Whether an operand has zeros that an array of such sparsity skips.
  fileprivate func hasZeros(for sparsity: ArraySparsity) -> Bool {
    densities.contains { operand, density in
      let action: ArraySparsity.Action =
        switch operand {
        case .input: sparsity.input
        case .weight: sparsity.weight
        case .output: .none
        }
      return action == .skip && density.nonzeros < density.elements
    }
  }

  fileprivate func hasZeros(of operand: Operand) -> Bool {
    densities.contains { $0 == operand && $1.nonzeros < $1.elements }
  }
}

extension Comparison.Mean {
  /// The means of a design's cells; nil where a trace has no ratio.
  init(_ cells: [Comparison.Cell]) {
    speedup = mean(cells.map(\.speedup))
    energyRatio = mean(cells.map(\.energyRatio))
    delayProductRatio = mean(cells.map(\.delayProductRatio))
  }
}

/// A quotient of positive figures; nil where there is none.
private func ratio(_ dividend: Double?, _ divisor: Double?) -> Double? {
  guard let dividend, let divisor, dividend > 0, divisor > 0 else { return nil }
  let ratio = dividend / divisor
  return ratio.isFinite && ratio > 0 ? ratio : nil
}

private func mean(_ ratios: [Double?]) -> Double? {
  let known = ratios.compactMap { $0 }
  return known.count == ratios.count ? geometricMean(known) : nil
}

extension Comparison {
  /// How many numbers of each design's energies and areas are assumptions, and what the energies are of; nil where no design has any.
  var assumptions: String? {
    let counts = designs.compactMap { design -> String? in
      let sources = NumberSources(design)
      let energies = "energies" + (design.energy.map { " of \($0.boundary.words)" } ?? "")
      let parts = [(sources.ofEnergies, energies), (sources.ofAreas, "areas")].filter { !$0.0.isEmpty }
        .map { "\($0.0.count(where: NumberSources.isAssumed)) of \($0.0.count) \($0.1)" }
      return parts.isEmpty ? nil : "\(design.name.onOneLine) \(parts.joined(separator: " and "))"
    }
    return counts.isEmpty ? nil : "Assumptions among the numbers: \(counts.joined(separator: ", "))."
  }
}
