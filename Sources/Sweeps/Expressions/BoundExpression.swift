import Documents

/// An expression whose names are known: what each stands for.
struct BoundExpression: Sendable {
  var expression: Expression
  /// Where its text begins.
  var position: SourcePosition
  var sources: [Source]

  /// What a name stands for.
  enum Source: Sendable {
    case constant(Value)
    /// Of an axis, a value for each option.
    case axis(Int, [Value])
    case derived(Int)
    case setting(Int)
    /// Of the result, by its place among the sweep's figures.
    case figure(Int)
  }
}

/// Values of expressions at one point.
struct Evaluation: Sendable {
  /// A sweep has many parts, and values are handed round by the million.
  private final class Scope: Sendable {
    let sweep: Sweep

    init(_ sweep: Sweep) { self.sweep = sweep }
  }

  private let scope: Scope
  /// By axis.
  var options: [Int]
  /// Of the result; empty before there is one.
  var figures: [Value] = []

  init(sweep: Sweep, options: [Int], figures: [Value] = []) {
    scope = Scope(sweep)
    self.options = options
    self.figures = figures
  }

  func value(_ bound: BoundExpression) throws(ExpressionError) -> Value {
    try bound.expression.value { (place) throws(ExpressionError) in
      switch bound.sources[place] {
      case .constant(let value): return value
      case .axis(let axis, let values): return values[options[axis]]
      case .derived(let index): return try value(scope.sweep.derived[index].expression)
      case .setting(let index): return try value(scope.sweep.settings[index].expression)
      case .figure(let index): return index < figures.count ? figures[index] : .undefined
      }
    }
  }

  /// Whether all constraints hold that can be told: those that need no result, or all where there is one.
  ///
  /// What is undefined does not hold.
  func isFeasible(withFigures: Bool) throws(ExpressionError) -> Bool {
    var problem: ExpressionError?
    for constraint in scope.sweep.constraints where withFigures || !constraint.needsFigures {
      do throws(ExpressionError) {
        guard try value(constraint.expression) == .truth(true) else { return false }
      } catch {
        problem = problem ?? error
      }
    }
    // One that does not hold leaves the point out, whatever comes of the others.
    if let problem { throw problem }
    return true
  }
}
