/// An expression over the parameters of a point and the figures of its result (docs/sweeps.md, "Expressions").
public struct Expression: Hashable, Sendable {
  /// The text as the sweep file has it.
  public let text: String
  /// The names in it, each once, in the order in which they first come.
  public internal(set) var names: [Name]
  let root: Term

  /// A name, and where in the text it is.
  public struct Name: Hashable, Sendable {
    public var path: String
    /// From 0.
    public var offset: Int
  }

  /// A part of an expression.
  indirect enum Term: Hashable, Sendable {
    case literal(Value)
    /// A place in `names`.
    case name(Int)
    case negation(Term, offset: Int)
    case not(Term, offset: Int)
    case binary(Operation, Term, Term, offset: Int)
    case call(Function, [Term], offset: Int)
  }

  /// Operators between two values.
  enum Operation: String, Hashable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case power = "^"
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
    case and
    case or
  }

  /// What can be called, by its name.
  enum Function: String, CaseIterable, Hashable, Sendable {
    case minimum = "min"
    case maximum = "max"
    case sum
    case absolute = "abs"
    case floor
    case ceiling = "ceil"
    case binaryLogarithm = "log2"
    case squareRoot = "sqrt"
    case choice = "if"
    case defined

    /// How many values it takes; nil for one or more.
    var count: Int? {
      switch self {
      case .minimum, .maximum, .sum: nil
      case .choice: 3
      default: 1
      }
    }
  }
}

/// Why an expression has no value, or is none.
public struct ExpressionError: Error, Hashable, Sendable {
  public var message: String
  /// Where in the text, from 0.
  public var offset: Int
}
