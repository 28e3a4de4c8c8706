import Tensors

/// A processor core that multiplies vectors: one instruction a step (docs/model.md, 3.3).
public struct SIMDCluster: Hashable, Sendable {
  /// Pairs of the dot-product instruction.
  public var lanes: Int
  /// Multipliers, of which `lanes` is a multiple: an instruction takes so many of its pairs a step.
  public var macsPerCycle: Int
  /// Sums that a loop keeps in registers: so many pixels by so many filters.
  public var registerPixels: Int
  public var registerFilters: Int
  /// Instructions beside loads and products in every iteration of the inner loop: 0 with hardware loops.
  public var loopOverhead: Int
  /// Instructions before and after a block of sums.
  public var blockOverhead: Int
  /// Instructions for each vector of inputs that a window of more than one tap has to be laid out in (im2col).
  public var transform: Int
  public var precision: ArrayPrecision
  public var sparsity: ArraySparsity
  /// Steps in which an instruction's pairs come to the multipliers, one after the other.
  public var beats: Int { lanes / macsPerCycle }
  /// Positions that each multiplier has of `macsPerCycle`, and the steps of a product, in the mode in which the core works.
  public internal(set) var products = 1
  public internal(set) var steps = 1

  /// - Parameter macsPerCycle: Divides `lanes`; as many where nil.
  public init(
    lanes: Int, macsPerCycle: Int? = nil, registerPixels: Int, registerFilters: Int, loopOverhead: Int,
    blockOverhead: Int,
    transform: Int, precision: ArrayPrecision, sparsity: ArraySparsity = .none
  ) {
    self.lanes = lanes
    self.macsPerCycle = macsPerCycle ?? lanes
    self.registerPixels = registerPixels
    self.registerFilters = registerFilters
    self.loopOverhead = loopOverhead
    self.blockOverhead = blockOverhead
    self.transform = transform
    self.precision = precision
    self.sparsity = sparsity
  }
}
