import Tensors

/// A block of multipliers that all work in the same step on broadcast operands: multiplier-adder trees
/// (`dot_product`), a plane of accumulators (`matrix`) or both (`cube`); docs/model.md, 3.2.
public struct BroadcastArray: Hashable, Sendable {
  /// The name of the arrangement, which decides the keys of the design and nothing else.
  public enum Arrangement: String, CaseIterable, Hashable, Sendable {
    /// `units` trees of `width` multipliers: one pixel, `width` of the reduction, `units` filters.
    case dotProduct = "dot_product"
    /// `rows` x `columns` accumulators: pixels by filters, one of the reduction.
    case matrix
    /// Pixels x reduction x filters.
    case cube
  }
  /// When the resting operand of the next fold moves in.
  public enum Preload: String, CaseIterable, Hashable, Sendable {
    /// In a step of its own, between two folds.
    case serial
    /// Into a second register, in the last step of the fold before.
    case shadowed
  }

  public var arrangement: Arrangement
  public var dataflow: Dataflow
  /// Output pixels of a step: a block of so many rows and columns of the output image.
  public var pixelRows: Int
  public var pixelColumns: Int
  /// Whether the pixels of a step are consecutive pixels of the tile, whatever their rows; else a block.
  public var pixelsAreFlattened: Bool
  /// Elements of the reduction of a step: the width of an adder tree.
  public var reduction: Int
  /// Filters of a step.
  public var filters: Int
  /// Whether every filter's lane may take inputs of its own, as a depthwise convolution needs.
  public var ownInputs: Bool
  /// Of the reduction's elements, how many a step takes where every lane has its own inputs.
  public var ownReduction: Int
  public var preload: Preload
  /// Chunks of the reduction whose weights rest in each multiplier's registers, where weights rest.
  public var restingChunks: Int
  /// Weights that move into the registers in a step; nil where all of a fold do at once.
  public var preloadRate: Int?
  /// Steps from reading a vector to writing its results, both included.
  public var pipeline: Int
  /// Steps in which nothing enters between two folds.
  public var foldGap: Int
  public var precision: ArrayPrecision
  public var sparsity: ArraySparsity
  /// Positions that each multiplier has of `reduction`, and the steps of a vector, in the mode in which the array works.
  public internal(set) var products = 1
  public internal(set) var steps = 1
  /// What decides the steps of a vector in their place.
  public internal(set) var digits: DigitArithmetic?

  public init(
    arrangement: Arrangement, dataflow: Dataflow, pixelRows: Int = 1, pixelColumns: Int = 1,
    pixelsAreFlattened: Bool = true, reduction: Int = 1, filters: Int = 1, ownInputs: Bool = false,
    ownReduction: Int = 1, preload: Preload = .shadowed, restingChunks: Int = 1, preloadRate: Int? = nil,
    pipeline: Int, foldGap: Int = 0, precision: ArrayPrecision, sparsity: ArraySparsity = .none
  ) {
    self.arrangement = arrangement
    self.dataflow = dataflow
    self.pixelRows = pixelRows
    self.pixelColumns = pixelColumns
    self.pixelsAreFlattened = pixelsAreFlattened
    self.reduction = reduction
    self.filters = filters
    self.ownInputs = ownInputs
    self.ownReduction = ownReduction
    self.preload = preload
    self.restingChunks = restingChunks
    self.preloadRate = preloadRate
    self.pipeline = pipeline
    self.foldGap = foldGap
    self.precision = precision
    self.sparsity = sparsity
  }

  /// Output pixels of a step.
  public var pixels: Int { pixelRows * pixelColumns }

  /// Steps that bring a fold's resting operand in: at a rate, the registers are shifted through whole.
  public var preloadSteps: Int {
    guard let preloadRate else { return 1 }
    return (restingChunks * reduction * filters + preloadRate - 1) / preloadRate
  }

  /// Positions of all multipliers, each one slot a cycle; of digits a multiplier has one slot.
  public var elements: Int {
    pixels * (digits == nil ? reduction : reduction / products) * filters
  }

  /// Positions of k of which a lane multiplies up to `reduction` a step; all of them where nothing is skipped.
  public var window: Int {
    guard sparsity.skips else { return reduction }
    if let pattern = sparsity.pattern { return reduction * pattern.groupSize / pattern.nonzeros }
    return sparsity.window ?? reduction
  }

  /// Positions of k that are looked through in a step.
  public var scan: Int { sparsity.scan ?? window }
}
