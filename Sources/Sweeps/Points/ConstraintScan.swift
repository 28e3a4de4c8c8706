/// Finds the points that constraints leave in, one after the other.
///
/// A constraint depends on some axes. Where it does not hold, no point is left in until the last of those takes another
/// option, so all until there are passed over; and it is looked at again only where an option changed that it depends on.
struct ConstraintScan: Sendable {
  private struct Item: Sendable {
    var expression: BoundExpression
    /// Axes that it depends on, and their options when it was looked at.
    var axes: [Int]
    /// So many points in a row have the same options of those axes.
    var block: Int
    var options: [Int] = []
    var holds: Result<Bool, ExpressionError> = .success(true)
  }

  private var evaluation: Evaluation
  private var items: [Item]
  private let space: PointSpace

  /// Points that were looked at one by one.
  private(set) var looked = 0
  /// Whether a constraint has no value at the last point that was found: it is left in, and fails when it is run.
  private(set) var isBroken = false

  init(_ sweep: Sweep) {
    evaluation = Evaluation(sweep: sweep, options: sweep.axes.map { _ in 0 })
    let space = sweep.space
    self.space = space
    // Those first that pass the most over.
    items = sweep.constraints.filter { !$0.needsFigures }.map { constraint in
      let axes = sweep.axes(of: constraint.expression)
      let block = axes.last.map { space.radices[($0 + 1)...].reduce(1, *) } ?? space.count
      return Item(expression: constraint.expression, axes: axes, block: block)
    }.sorted { $0.block > $1.block }
  }

  /// Whether all points are left in.
  var isFree: Bool { items.isEmpty }

  /// So many points in a row, from a multiple of their number, are left in or out together.
  var block: Int { items.last?.block ?? space.count }

  /// The options of the point that was looked at last.
  var options: [Int] { evaluation.options }

  /// The first point from a place on that is left in, or the place that was come to after so many looks, or the end.
  mutating func next(from start: Int, looking most: Int = .max) -> (place: Int, isLeftIn: Bool) {
    var (point, looks) = (start, 0)
    while point < space.count, looks < most {
      looks += 1
      looked += 1
      space.fill(&evaluation.options, of: point)
      guard let block = blockLeftOut() else { return (point, true) }
      point = (point / block + 1) * block
    }
    return (min(point, space.count), false)
  }

  /// Whether a point is left in.
  mutating func leavesIn(_ point: Int) -> Bool { next(from: point, looking: 1).isLeftIn }

  /// Around the point how many go with one that a constraint leaves out; nil where it is left in.
  private mutating func blockLeftOut() -> Int? {
    isBroken = false
    for index in items.indices {
      if !isKnown(index) {
        items[index].options = items[index].axes.map { evaluation.options[$0] }
        do throws(ExpressionError) {
          items[index].holds = .success(try evaluation.value(items[index].expression) == .truth(true))
        } catch {
          items[index].holds = .failure(error)
        }
      }
      switch items[index].holds {
      case .success(true): break
      case .success(false): return items[index].block
      case .failure: isBroken = true
      }
    }
    return nil
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
