import Tensors

/// Where the two factors of a product are not zero, whatever the order in which they lie in memory.
public struct ProductZeros: Hashable, Sendable {
  /// Rows are `image, row, column, group` of the input, the last fastest; columns its channels. Nil without zeros.
  public var input: OccupancyMask?
  /// Rows are `group, filter`; columns are `kernel row, kernel column, channel`. Nil without zeros.
  public var weight: OccupancyMask?
  /// Which outputs are needed: rows are `image, row, column, group`, the last fastest; columns the filters. Nil where all are.
  public var output: OccupancyMask?
  /// Whether zeros of the input are those that nobody needed to make, in whole blocks.
  public var inputIsBlocked: Bool
  /// The blocks of which some are not needed: of the output, or else of the input.
  public var block: BlockShape?

  public init(
    input: OccupancyMask? = nil, weight: OccupancyMask? = nil, output: OccupancyMask? = nil,
    inputIsBlocked: Bool = false
  ) {
    self.input = input
    self.weight = weight
    self.output = output
    self.inputIsBlocked = inputIsBlocked
  }

  /// Whether some blocks of the product need not be computed.
  public var hasBlocks: Bool { output != nil || inputIsBlocked && input != nil }

  /// No element of either factor is zero, and all outputs are needed.
  public static let none = ProductZeros()
}
