/// A tensor as an operator uses it; a product of two activations has them as `input` and `weight`.
public enum Operand: String, CaseIterable, Hashable, Sendable {
  case input, weight, output

  /// Its place in tables that have one column an operand.
  public var index: Int {
    switch self {
    case .input: 0
    case .weight: 1
    case .output: 2
    }
  }
}
