import Tensors

/// The multipliers of a core and how they are connected: one of the topologies of docs/model.md.
public enum ProcessingArray: Hashable, Sendable {
  case systolic(SystolicArray)
  case broadcast(BroadcastArray)
  case simd(SIMDCluster)
  case rowStationary(RowStationaryArray)
  case independent(IndependentArray)
  case dspChain(DSPChainArray)

  /// Multipliers, each one slot a cycle; of a composed array their positions.
  public var elements: Int {
    switch self {
    case .systolic(let array): array.elements
    case .broadcast(let array): array.elements
    case .simd(let cluster): cluster.macsPerCycle
    case .rowStationary(let array): array.elements
    case .independent(let array): array.elements
    case .dspChain(let array): array.elements
    }
  }

  /// The formats of one element: its two factors, and the sums that it adds to.
  public var precision: ArrayPrecision {
    get {
      switch self {
      case .systolic(let array): array.precision
      case .broadcast(let array): array.precision
      case .simd(let cluster): cluster.precision
      case .rowStationary(let array): array.precision
      case .independent(let array): array.precision
      case .dspChain(let array): array.precision
      }
    }
    set {
      switch self {
      case .systolic(var array):
        array.precision = newValue
        self = .systolic(array)
      case .broadcast(var array):
        array.precision = newValue
        self = .broadcast(array)
      case .simd(var cluster):
        cluster.precision = newValue
        self = .simd(cluster)
      case .rowStationary(var array):
        array.precision = newValue
        self = .rowStationary(array)
      case .independent(var array):
        array.precision = newValue
        self = .independent(array)
      case .dspChain(var array):
        array.precision = newValue
        self = .dspChain(array)
      }
    }
  }

  /// What it does about the zeros of its operands.
  public var sparsity: ArraySparsity {
    get {
      switch self {
      case .systolic(let array): array.sparsity
      case .broadcast(let array): array.sparsity
      case .simd(let cluster): cluster.sparsity
      case .rowStationary(let array): array.sparsity
      case .independent(let array): array.sparsity
      case .dspChain(let array): array.sparsity
      }
    }
    set {
      switch self {
      case .systolic(var array):
        array.sparsity = newValue
        self = .systolic(array)
      case .broadcast(var array):
        array.sparsity = newValue
        self = .broadcast(array)
      case .simd(var cluster):
        cluster.sparsity = newValue
        self = .simd(cluster)
      case .rowStationary(var array):
        array.sparsity = newValue
        self = .rowStationary(array)
      case .independent(var array):
        array.sparsity = newValue
        self = .independent(array)
      case .dspChain(var array):
        array.sparsity = newValue
        self = .dspChain(array)
      }
    }
  }

  /// DSP blocks of an FPGA that it takes; nil of an array that is not made of them.
  public var dspCount: Int? {
    if case .dspChain(let array) = self { array.dsps } else { nil }
  }

  public var inputFormat: NumberFormat { precision.input }
  public var weightFormat: NumberFormat { precision.weight }
  public var accumulatorFormat: NumberFormat { precision.accumulate }
  /// The wider of the two factors' formats, which a multiplier has to be for.
  public var factorFormat: NumberFormat {
    inputFormat.bits >= weightFormat.bits ? inputFormat : weightFormat
  }

  /// The systolic array; nil where the topology is another.
  public var systolic: SystolicArray? {
    get { if case .systolic(let array) = self { array } else { nil } }
    set { if let newValue { self = .systolic(newValue) } }
  }
}

/// The number formats of one element of an array.
public struct ArrayPrecision: Hashable, Sendable {
  public var input: NumberFormat
  public var weight: NumberFormat
  /// Of a sum.
  public var accumulate: NumberFormat
  /// How products of other formats are made.
  public var arithmetic: Arithmetic
  /// What a product is, for all that is counted but time.
  public var product: Product
  /// Pairs of formats with a rate or an energy of their own.
  public var pairs: [FormatPair]
  /// Where scales are multiplied in; nil where that is not counted.
  public var dequantization: Dequantization?

  public init(
    input: NumberFormat, weight: NumberFormat, accumulate: NumberFormat, arithmetic: Arithmetic = .native,
    product: Product = .multiplication, pairs: [FormatPair] = [], dequantization: Dequantization? = nil
  ) {
    self.input = input
    self.weight = weight
    self.accumulate = accumulate
    self.arithmetic = arithmetic
    self.product = product
    self.pairs = pairs
    self.dequantization = dequantization
  }
}

extension ArrayPrecision {
  /// What stands where a product is made: its time is the same (docs/arithmetic.md, "Products that are sums").
  public enum Product: String, CaseIterable, Hashable, Sendable {
    case multiplication
    /// Exponents and mantissas of floating-point numbers are added, as one integer.
    case addition
  }
}

extension ArrayPrecision.Product {
  /// The row of a table that has it.
  var row: String { self == .addition ? "add" : "multiply" }

  /// The format of that row, of factors of which this is the wider.
  func circuit(_ format: NumberFormat) -> NumberFormat {
    self == .addition ? .integer(bits: format.bits) : format
  }

  /// The source of a row's number.
  func named(_ source: String, _ format: NumberFormat) -> String {
    self == .addition ? "an addition of \(format.bits) bits in place of a product: \(source)" : source
  }
}

/// What is multiplied by the scales of an operand's format (docs/model.md, 13.5).
public enum Dequantization: String, CaseIterable, Hashable, Sendable {
  /// Each element on its way to the array.
  case element
  /// Sums, whenever a scale changes along the reduction.
  case group
  /// Sums, once a pass.
  case tile
}

/// The operand that rests in the elements while the others move (docs/model.md, 3).
public enum Dataflow: String, CaseIterable, Hashable, Sendable {
  case weightStationary = "weight_stationary"
  case outputStationary = "output_stationary"
  case inputStationary = "input_stationary"
}
