import Accounting
import Replay
import Simulation
import Workloads

/// What zeros there are, and what became of them.
public struct SparsityView: Codable, Sendable {
  /// How dense an operand is.
  public struct DensityView: Codable, Sendable {
    public var pattern: String
    /// Null where the trace asks for none.
    public var asked: OrNull<Double>
    public var used: Double
    public var nonzeros: Int
    public var elements: Int
  }

  /// Of the operands that have a mask; absent in a total.
  public var densities: [String: DensityView]?
  public var nominal: OrNull<Double>
  public var skippedMACs: Int
  public var gatedMACs: Int
  /// Absent in documents of versions that did not say it.
  public var gatedSlots: Int?
  /// Absent where there are none.
  public var unneededMACs: Int?
  public var loadImbalance: OrNull<Double>
  /// The two are absent but of independent units.
  public var work: Int?
  public var workOfBusiest: Int?
  /// The six are absent where the design skips nothing, or with --no-wall.
  public var exploitable: OrNull<Double>?
  public var exploitableMACs: Int?
  public var denseCycles: OrNull<Int>?
  public var remappedDenseCycles: OrNull<Int>?
  public var realisedSpeedup: OrNull<Double>?
  public var realisedSpeedupRemapped: OrNull<Double>?

  enum CodingKeys: String, CodingKey {
    case densities, nominal, exploitable, work
    case skippedMACs = "skipped_macs"
    case gatedMACs = "gated_macs"
    case gatedSlots = "gated_slots"
    case unneededMACs = "unneeded_macs"
    case workOfBusiest = "work_of_busiest"
    case loadImbalance = "load_imbalance"
    case exploitableMACs = "exploitable_macs"
    case denseCycles = "dense_cycles"
    case remappedDenseCycles = "remapped_dense_cycles"
    case realisedSpeedup = "realised_speedup"
    case realisedSpeedupRemapped = "realised_speedup_remapped"
  }

  init(
    _ record: OperatorRecord, _ figures: OperatorFigures, _ densities: [Operand: OperandDensity]?,
    _ gain: SparsityGain?
  ) {
    self.densities = densities.map { densities in
      Dictionary(
        densities.map { ($0.rawValue, DensityView($1)) }, uniquingKeysWith: { first, _ in first })
    }
    nominal = OrNull(figure: figures.nominalSparsity)
    skippedMACs = figures.skippedMACs
    gatedMACs = figures.gatedMACs
    gatedSlots = record.gated
    unneededMACs = record.products.unneeded > 0 ? record.products.unneeded : nil
    loadImbalance = OrNull(figure: figures.loadImbalance)
    work = figures.unitWork?.all
    workOfBusiest = figures.unitWork?.ofBusiest
    guard let gain else { return }
    exploitable = OrNull(figure: gain.exploitableShare(figures))
    exploitableMACs = gain.exploitableMACs
    denseCycles = OrNull(gain.denseCycles)
    remappedDenseCycles = OrNull(gain.remappedDenseCycles)
    realisedSpeedup = OrNull(figure: gain.speedup(figures, over: gain.denseCycles))
    realisedSpeedupRemapped = OrNull(figure: gain.speedup(figures, over: gain.remappedDenseCycles))
  }
}

extension SparsityView.DensityView {
  fileprivate init(_ density: OperandDensity) {
    pattern = density.pattern
    asked = OrNull(figure: density.asked?.value)
    used = density.used
    nonzeros = density.nonzeros
    elements = density.elements
  }
}

extension SparsityGain {
  /// The share of the mathematics that the machine could leave out; nil of what is no product.
  func exploitableShare(_ figures: OperatorFigures) -> Double? {
    figures.denseMACs > 0 ? Double(exploitableMACs) / Double(figures.denseMACs) : nil
  }

  /// How many times as fast as without zeros; nil where one of the two takes no cycle or is not known.
  func speedup(_ figures: OperatorFigures, over cycles: Int?) -> Double? {
    guard let cycles, cycles > 0, figures.cycles > 0 else { return nil }
    return Double(cycles) / Double(figures.cycles)
  }
}
