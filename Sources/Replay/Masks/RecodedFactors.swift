import Hardware
import Workloads

/// Which factors of a product a design recodes into digits: its cycles depend on their values (docs/model.md, 13.4).
package struct RecodedFactors: Hashable, Sendable {
  package var input = false
  package var weight = false

  package init(input: Bool = false, weight: Bool = false) {
    self.input = input
    self.weight = weight
  }
}

extension Design {
  /// The factors of an operator that are recoded; none where it is no product, or no mode takes its formats.
  package func recodedFactors(of one: Operator, _ trace: Trace) -> RecodedFactors {
    guard case .product = one.body, let input = one.input, let weight = one.weight,
      let digits = array.mode(
        input: trace.tensors[input].format.multiplied, weight: trace.tensors[weight].format.multiplied)?
        .digits
    else { return RecodedFactors() }
    return RecodedFactors(input: digits.recodesInput, weight: digits.recodesWeight)
  }

  /// The tensors of a trace whose values decide how long an operator takes.
  package func recodedTensors(of trace: Trace) -> Set<Int> {
    trace.operators.reduce(into: []) { tensors, one in
      let factors = recodedFactors(of: one, trace)
      if factors.input, let input = one.input { tensors.insert(input) }
      if factors.weight, let weight = one.weight { tensors.insert(weight) }
    }
  }
}
