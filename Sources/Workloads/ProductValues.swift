import Tensors

/// The values of the factors of a product, where its cycles depend on them (docs/values.md): rows and columns are those
/// of `ProductZeros`.
///
/// Only factors that the design recodes have values. Where a factor has values, its zeros in `ProductZeros` are where
/// they are 0.
public struct ProductValues: Hashable, Sendable {
  /// Rows are `image, row, column, group` of the input, the last fastest; columns its channels.
  public var input: ValueTensor?
  /// Rows are `group, filter`; columns are `kernel row, kernel column, channel`.
  public var weight: ValueTensor?

  public init(input: ValueTensor? = nil, weight: ValueTensor? = nil) {
    self.input = input
    self.weight = weight
  }

  /// No cycle depends on a value.
  public static let none = ProductValues()

  public subscript(operand: Operand) -> ValueTensor? {
    switch operand {
    case .input: input
    case .weight: weight
    case .output: nil
    }
  }
}
