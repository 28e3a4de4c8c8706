/// What a trace may ask for; within these bounds no sum or product of its sizes leaves 64 bits.
enum TraceLimits {
  /// The range of one dimension, and of a `repeat`.
  static let sizes = 1...(1 << 31)
  /// Passes of work of a search; with fewer than it begins with, it would be the rule.
  static let searchWork = 1 << 10...1 << 40

  /// The most elements of one tensor.
  static let elements = 1 << 48

  /// The most token ids in all embeddings of a trace, as each of them is kept.
  static let tokens = 1 << 24

  /// The product of factors that are not negative, nil when it is more than `limit`.
  static func product(_ factors: [Int], limit: Int = .max) -> Int? {
    var product = 1
    for factor in factors {
      let (next, overflows) = product.multipliedReportingOverflow(by: factor)
      if overflows || next > limit { return nil }
      product = next
    }
    return product
  }
}
