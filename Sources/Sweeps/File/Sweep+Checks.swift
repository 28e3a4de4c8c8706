import Documents

extension Sweep {
  /// Says at its line of an objective that it is no number at a point; nothing where it has no value there.
  func check(_ objective: Objective, at evaluation: Evaluation, findings: Findings) {
    do throws(ExpressionError) {
      switch try evaluation.value(objective.expression) {
      case .number, .undefined: break
      case .text(let text):
        findings.add(
          .noNumber(objective: objective.name, "a text ('\(text)')"), at: objective.position)
      case .truth:
        findings.add(.noNumber(objective: objective.name, "a truth value"), at: objective.position)
      }
    } catch {
      findings.add(.expression(error), at: objective.position.advanced(error.offset))
    }
  }

  /// Says at their lines what a row with figures shows: objectives that are no numbers, constraints that are no comparisons.
  public func checkValues(of row: StoreRow, findings: Findings) {
    guard case .figures(let figures) = row.outcome else { return }
    let evaluation = Evaluation(sweep: self, options: space.options(of: row.point), figures: figures)
    for objective in objectives { check(objective, at: evaluation, findings: findings) }
    for constraint in constraints where constraint.needsFigures {
      switch try? evaluation.value(constraint.expression) {
      case .truth, .undefined, nil: break
      case .number(_, let dimension):
        findings.add(.noTruth(constraint.text, dimension.text), at: constraint.position)
      case .text: findings.add(.noTruth(constraint.text, "a text"), at: constraint.position)
      }
    }
  }
}
