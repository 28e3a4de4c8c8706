import Hardware
import Quantities
import Simulation
import Workloads

/// The reported figures of an operator, or of a whole run: pure functions of what was counted (docs/metrics.md).
///
/// Undefined figures are nil, never infinity and never a silent zero.
public struct OperatorFigures: Sendable {
  public var cycles: Int
  public var timeSeconds: Double
  public var denseMACs: Int
  public var effectiveMACs: Int
  /// Operations of the vector unit.
  public var vectorOperations: Int
  /// MACs that took no slot.
  public var skippedMACs: Int
  /// MACs whose multiplier did not switch.
  public var gatedMACs: Int
  /// The share of dense MACs that are not effective; nil of what is no product.
  public var nominalSparsity: Double?
  /// What independent units multiplied; nil of other arrays.
  public var unitWork: UnitWork?
  /// The greatest work of units over the mean; elsewhere multiplying slots and those that waited for siblings over
  /// multiplying ones.
  public var loadImbalance: Double?
  /// Effective MACs over what the array could do in the cycles.
  public var macUtilization: Double?
  /// One less the share of unmapped slots in working cycles.
  public var mappedUtilization: Double?
  /// Mean share of the array that folds use.
  public var mappingEfficiency: Double?
  /// Nonzero digits that multipliers added; nil where they add none one by one.
  public var digits: Int?
  /// Steps that so many digits take where all multipliers have as many and none waits; nil likewise.
  public var idealSteps: Double?
  public var memories: [MemoryFigures]
  /// Nil where nothing takes a cycle.
  public var bound: Bound?
  public var roofline: Roofline?
  /// Nil where the design has no `energy`.
  public var energyPicojoules: EnergyFigures?
}

/// The figures of one memory.
public struct MemoryFigures: Sendable {
  public var name: String
  public var counts: MemoryCounts
  /// Bytes moved over bytes that the bus could have moved; nil for an ideal memory.
  public var bandwidthUtilization: Double?
  /// Operations (two a dense MAC) for each byte moved; nil where nothing moved.
  public var operationalIntensity: Double?
  /// The intensity at which memory and array would take equally long; nil for an ideal memory.
  public var ridgePoint: Double?

  public var readBytes: Int { counts.readBytes.reduce(0, +) }
  public var writeBytes: Int { counts.writeBytes.reduce(0, +) }
  /// Of all bytes those of metadata and pointers.
  public var metadataBytes: Int { (counts.metadataBytes + counts.pointerBytes).reduce(0, +) }
  /// Bytes of metadata and pointers over all others; nil where no others moved.
  public var metadataOverhead: Double? { quotient(metadataBytes, readBytes + writeBytes - metadataBytes) }
}

/// What most of the time or of the array went to.
public enum Bound: String, Sendable, CaseIterable {
  case compute
  case unmapped
  case fillDrain = "fill_drain"
  case imbalance
  case decode
  case bufferBandwidth = "buffer_bandwidth"
  case dramBandwidth = "dram_bandwidth"
  case dramLatency = "dram_latency"
  case vectorUnit = "vector_unit"
  case idle
}

/// On which side of the ridge an operator stands, for the memory where it stands furthest to the left.
public struct Roofline: Sendable, Hashable {
  /// Which of the two roofs is the lower one.
  public enum Side: String, Sendable {
    /// Left of the ridge: the memory's bandwidth is the roof.
    case memory
    /// Right of the ridge: the array is the roof.
    case compute
  }
  public var side: Side
  public var memory: String
}
