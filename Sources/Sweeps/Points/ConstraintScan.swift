/// Tells which points constraints leave in, for points one after the other.
///
/// A constraint is looked at again only where an option changed that it depends on.
struct ConstraintScan {
  private struct Item {
    var expression: BoundExpression
    /// Axes that it depends on, and their options when it was looked at.
    var axes: [Int]
    var options: [Int] = []
    var holds: Result<Bool, ExpressionError> = .success(true)
  }

  private var evaluation: Evaluation
  private var items: [Item]
  private let space: PointSpace

  init(_ sweep: Sweep) {
    evaluation = Evaluation(sweep: sweep, options: sweep.axes.map { _ in 0 })
    space = sweep.space
    items = sweep.constraints.filter { !$0.needsFigures }.map {
      Item(expression: $0.expression, axes: sweep.axes(of: $0.expression))
    }
  }

  /// Whether all points are left in.
  var isFree: Bool { items.isEmpty }

  /// The options of the point that was asked for last.
  var options: [Int] { evaluation.options }

  /// Whether a point is left in; throws where a constraint has no value.
  mutating func leavesIn(_ point: Int) throws(ExpressionError) -> Bool {
    space.fill(&evaluation.options, of: point)
    for index in items.indices {
      if !isKnown(index) {
        items[index].options = items[index].axes.map { evaluation.options[$0] }
        do throws(ExpressionError) {
          let value = try evaluation.value(items[index].expression)
          items[index].holds = .success(value == .truth(true))
        } catch {
          items[index].holds = .failure(error)
        }
      }
      guard try items[index].holds.get() else { return false }
    }
    return true
  }

  private func isKnown(_ index: Int) -> Bool {
    let item = items[index]
    guard item.options.count == item.axes.count, !item.options.isEmpty else { return false }
    for (place, axis) in item.axes.enumerated() where item.options[place] != evaluation.options[axis] {
      return false
    }
    return true
  }
}
