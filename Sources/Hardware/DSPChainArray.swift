import Tensors

/// Cascades of an FPGA's DSP blocks that each sum up a part of the reduction (docs/model.md, 3.5).
public struct DSPChainArray: Hashable, Sendable {
  /// Which block of which family.
  public enum DSP: String, CaseIterable, Hashable, Sendable {
    case dsp48e2, dsp58, stratix10
  }
  /// Operands that a DSP has side by side in its words: so many inputs are multiplied with so many weights at once.
  public struct Packing: Hashable, Sendable {
    public var inputs: Int
    public var weights: Int

    public init(inputs: Int = 1, weights: Int = 1) {
      self.inputs = inputs
      self.weights = weights
    }

    /// One operand of each.
    public static let none = Packing()
    public var products: Int { inputs * weights }
  }
  /// How chains are shared out over output pixels and filters.
  public struct Mode: Hashable, Sendable {
    public var pixels: Int
    public var filters: Int
    public var packing: Packing

    public init(pixels: Int, filters: Int, packing: Packing = .none) {
      self.pixels = pixels
      self.filters = filters
      self.packing = packing
    }
  }
  /// The two modes of which one is in use.
  public enum Working: String, CaseIterable, Hashable, Sendable {
    case matrix, vector
  }
  /// The unit that reads the lanes of a packed sum before they overflow.
  public struct Adjust: Hashable, Sendable {
    /// DSPs whose products are summed in one word at most; nil for as many as never overflow.
    public var above: Int?
    /// Steps that reading a word takes.
    public var latency: Int

    public init(above: Int? = nil, latency: Int = 0) {
      self.above = above
      self.latency = latency
    }
  }

  public var dsp: DSP
  /// DSPs of a chain, and those of its groups, behind which it can be broken.
  public var chain: Int
  public var group: Int
  /// Whether a DSP sums several products of neighbours along the reduction.
  public var dot: Bool
  /// The DSPs' clock over the array's: 1 or 2.
  public var pump: Int
  public var matrix: Mode
  public var vector: Mode?
  /// DSPs in a row before a reduction node takes the sum out.
  public var cascade: Int
  public var adjust: Adjust
  /// Steps through a reduction node.
  public var nodeLatency: Int
  /// Steps of changing from one mode to the other.
  public var switchSteps: Int
  /// Steps from reading a vector to writing its results, were a chain one DSP.
  public var pipeline: Int
  public var precision: ArrayPrecision
  /// Weights that are skipped have densities.
  public var sparsity: ArraySparsity
  /// Products that a DSP makes beside each of its own formats', and the mode, in which the array works.
  public internal(set) var products = 1
  public internal(set) var working = Working.matrix

  public init(
    dsp: DSP, chain: Int, group: Int = 1, dot: Bool = false, pump: Int = 1, matrix: Mode, vector: Mode? = nil,
    cascade: Int? = nil, adjust: Adjust = Adjust(), nodeLatency: Int = 0, switchSteps: Int = 0,
    pipeline: Int = 4, precision: ArrayPrecision, sparsity: ArraySparsity = .none
  ) {
    self.dsp = dsp
    self.chain = chain
    self.group = group
    self.dot = dot
    self.pump = pump
    self.matrix = matrix
    self.vector = vector
    self.cascade = cascade ?? chain
    self.adjust = adjust
    self.nodeLatency = nodeLatency
    self.switchSteps = switchSteps
    self.pipeline = pipeline
    self.precision = precision
    self.sparsity = sparsity
  }

  /// Products of neighbours along the reduction that a DSP sums in a tick.
  public var neighbours: Int { dot ? dsp.neighbours : 1 }
  /// Positions of the reduction that a DSP has in a step.
  public var positionsOfDSP: Int { neighbours * pump }
  /// Positions of the reduction that a chain has in a step.
  public var positions: Int { chain * positionsOfDSP }

  /// The mode in use.
  public var active: Mode { working == .vector ? vector ?? matrix : matrix }

  private var modes: [Mode] { [matrix] + (vector.map { [$0] } ?? []) }

  /// Products of a step in the mode that makes the most.
  public var elements: Int { positions * (modes.map { $0.pixels * $0.filters }.max() ?? 0) }

  /// DSPs of all chains.
  public var dsps: Int {
    chain
      * (modes.map { ($0.pixels / $0.packing.inputs) * ($0.filters / $0.packing.weights) }.max() ?? 0)
  }

  /// Filters of a vector where zeros are skipped: as many as the least density has room for.
  public var filtersOfVector: Int {
    guard sparsity.weight == .skip, let least = sparsity.densities.first else { return active.filters }
    return active.filters * positions / least
  }
}

extension DSPChainArray.DSP {
  /// Bits of the two sides of the multiplier.
  public var sides: (Int, Int) {
    switch self {
    case .dsp48e2: (27, 18)
    case .dsp58: (27, 24)
    case .stratix10: (27, 27)
    }
  }
  /// Bits of the sum.
  public var sumBits: Int {
    switch self {
    case .dsp48e2: 48
    case .dsp58: 58
    case .stratix10: 64
    }
  }
  /// Products that it can sum in a tick, 1 where it makes one alone, and the bits of the two factors of each.
  public var neighbours: Int {
    switch self {
    case .dsp48e2: 1
    case .dsp58: 3
    case .stratix10: 2
    }
  }
  public var neighbourSides: (Int, Int) {
    switch self {
    case .dsp48e2: sides
    case .dsp58: (9, 8)
    case .stratix10: (18, 19)
    }
  }
}
