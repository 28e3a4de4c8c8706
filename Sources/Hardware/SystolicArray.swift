import Tensors

/// A grid of multiply-accumulate elements whose operands move one element a step (docs/model.md, 3).
public struct SystolicArray: Hashable, Sendable {
  /// When the stationary operand of the next fold moves in.
  public enum Preload: String, CaseIterable, Hashable, Sendable {
    /// Through the only register of each element, once the fold before has left the array.
    case serial
    /// Into a second register, while the fold before streams.
    case shadowed
  }
  /// What a fold that does not fill the array pays for moving its stationary operand in or its results out.
  public enum PartialFolds: String, CaseIterable, Hashable, Sendable {
    /// As many steps as a full fold.
    case full
    /// One step for each row in use.
    case used
  }
  /// How an output-stationary array's sums leave it.
  public enum Drain: String, CaseIterable, Hashable, Sendable {
    /// Down the columns through the accumulators themselves.
    case serial
    /// Down the columns through a second register, while the next fold computes.
    case shadowed
    /// Within the fold's own skew, at no cost: the convention of SCALE-Sim, which no array can do.
    case immediate
  }

  public var rows: Int
  public var columns: Int
  public var dataflow: Dataflow
  public var precision: ArrayPrecision
  public var preload: Preload
  public var foldOverlap: Bool
  public var partialFolds: PartialFolds
  public var drain: Drain
  public var sparsity: ArraySparsity
  /// Steps from a product of a sum to the next one that its adder takes.
  public var accumulateInterval: Int
  /// Sums that an output-stationary element keeps and turns from one to the next of.
  public var interleavedSums: Int
  /// Products of an element at once, and the steps of a vector, in the mode in which the array works.
  public internal(set) var products = 1
  public internal(set) var steps = 1

  public init(
    rows: Int, columns: Int, dataflow: Dataflow, precision: ArrayPrecision, preload: Preload = .shadowed,
    foldOverlap: Bool = true,
    partialFolds: PartialFolds = .used, drain: Drain = .serial, sparsity: ArraySparsity = .none,
    accumulateInterval: Int = 1, interleavedSums: Int = 1
  ) {
    self.rows = rows
    self.columns = columns
    self.dataflow = dataflow
    self.precision = precision
    self.preload = preload
    self.foldOverlap = foldOverlap
    self.partialFolds = partialFolds
    self.drain = drain
    self.sparsity = sparsity
    self.accumulateInterval = accumulateInterval
    self.interleavedSums = interleavedSums
  }

  /// Positions of all multipliers, each one slot a cycle.
  public var elements: Int { rows * columns * products }

  /// Turns that the pixels of a chunk take: of an output-stationary fold, in each of its vectors.
  public func turns(ofPixels pixels: Int) -> Int {
    dataflow == .outputStationary ? (pixels + rows - 1) / rows : 1
  }

  /// Steps from a vector of a fold to the next one, with so many turns in each.
  public func stepsOfVector(turns: Int) -> Int { max(turns, accumulateInterval) * steps }

  /// Whether its sums are interleaved, or wait for their adder.
  public var interleaves: Bool { accumulateInterval > 1 || interleavedSums > 1 }
}
