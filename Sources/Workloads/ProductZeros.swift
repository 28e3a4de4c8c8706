import Tensors

/// Where the two factors of a product are not zero, whatever the order in which they lie in memory.
public struct ProductZeros: Hashable, Sendable {
  /// Rows are `image, row, column, group` of the input, the last fastest; columns its channels. Nil without zeros.
  public var input: OccupancyMask?
  /// Rows are `group, filter`; columns are `kernel row, kernel column, channel`. Nil without zeros.
  public var weight: OccupancyMask?

  public init(input: OccupancyMask? = nil, weight: OccupancyMask? = nil) {
    self.input = input
    self.weight = weight
  }

  /// No element of either factor is zero.
  public static let none = ProductZeros()
}
