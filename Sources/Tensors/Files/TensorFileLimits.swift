/// How large what is read from a file of tensors may be: enough for any honest one, and a bound on time and memory for the rest.
public struct TensorFileLimits: Hashable, Sendable {
  /// The most elements of a tensor that is read: 2^34.
  public var elements = 1 << 34

  /// The most 64-bit words of a mask, the padding of its rows included; never more than `OccupancyMask.mostWords`.
  public var maskWords = OccupancyMask.mostWords

  public init() {}

  /// The most bytes of the header of a `.npy`: what NumPy itself accepts.
  static let numpyHeaderBytes = 10_000

  /// The most axes of a tensor: NumPy's own limit.
  static let axes = 64

  /// The most bytes of the header of a `.safetensors`: what the library of that name accepts.
  static let safetensorsHeaderBytes = 100_000_000

  /// The most members of an archive.
  static let members = 1 << 20

  /// The most bytes that deflate can make of one: a match of 258 bytes takes two bits at least.
  static let deflateRatio = 1_032

  /// The most bytes of the first line of a text, and of a word in it.
  static let lineBytes = 1_024
}

/// The product of factors that are not negative; nil when it leaves 63 bits.
func checkedProduct(_ factors: some Sequence<Int>) -> Int? {
  var product = 1
  var overflows = false
  for factor in factors {
    // An empty axis makes the tensor empty, whatever the others are.
    if factor == 0 { return 0 }
    let (next, overflow) = product.multipliedReportingOverflow(by: factor)
    product = next
    overflows = overflows || overflow
    if overflow { product = 1 }
  }
  return overflows ? nil : product
}
