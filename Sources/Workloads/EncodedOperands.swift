import Tensors

/// A tensor of an encoded format as an operand (docs/model.md, 12).
public struct EncodedTensor: Hashable, Sendable {
  public var format: NumberFormat
  public var shape: EncodedShape
  /// The element of the tensor that is the operand's first one.
  public var firstElement: Int
  /// Of a progressive tensor as it lies in memory, which elements are fetched whole; nil where a share says how many.
  public var record: OccupancyMask?

  public init(
    format: NumberFormat, shape: EncodedShape, firstElement: Int = 0, record: OccupancyMask? = nil
  ) {
    self.record = record
    self.format = format
    self.shape = shape
    self.firstElement = firstElement
  }
}

/// Those operands of an operator whose format is encoded, and that do not lie without their zeros.
public struct EncodedOperands: Hashable, Sendable {
  public var input: EncodedTensor?
  public var weight: EncodedTensor?
  public var output: EncodedTensor?

  public init(input: EncodedTensor? = nil, weight: EncodedTensor? = nil, output: EncodedTensor? = nil) {
    self.input = input
    self.weight = weight
    self.output = output
  }

  /// No format is encoded.
  public static let none = EncodedOperands()

  public var isEmpty: Bool { input == nil && weight == nil && output == nil }

  public subscript(operand: Operand) -> EncodedTensor? {
    switch operand {
    case .input: input
    case .weight: weight
    case .output: output
    }
  }
}

extension EncodedShape {
  /// The weights of a product as they lie in memory.
  public init(_ weight: WeightShape) {
    let (g, n, k) = (weight.groups, weight.filters, weight.reduction)
    let elements = g * n * k
    switch weight.order {
    case .filtersOutside:
      self.init(
        elements: elements, columns: k, reduction: Line(length: k), output: Line(length: n, inner: k))
    case .filtersInside:
      self.init(
        elements: elements, columns: n, reduction: Line(length: k, inner: n), output: Line(length: n))
    case .filtersThenGroups:
      self.init(
        elements: elements, columns: g * k, reduction: Line(length: k),
        output: Line(length: n, inner: g * k))
    case .channelsThenGroups:
      self.init(
        elements: elements, columns: g * n, reduction: Line(length: k, inner: g * n),
        output: Line(length: n))
    }
  }
}
