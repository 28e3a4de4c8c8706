import Hardware
import Tensors
import Workloads

extension RandomCase {
  /// Values are those of the factors, which may have become smaller or have other zeros; what has none left is 1.
  mutating func clampValues() {
    guard case .product(let product, _) = work.body else {
      work.values = .none
      return
    }
    work.values.input = work.values.input.flatMap {
      clamped(
        $0, work.zeros.input, work.formats.input.multiplied,
        rows: product.images * product.inputHeight * product.inputWidth * product.groups, product.channels)
    }
    work.values.weight = work.values.weight.flatMap {
      clamped(
        $0, work.zeros.weight, work.formats.weight.multiplied, rows: product.groups * product.filters,
        product.k)
    }
  }
}

/// - Returns: Nil where a value is none of the format.
private func clamped(
  _ tensor: ValueTensor, _ mask: OccupancyMask?, _ format: NumberFormat, rows: Int, _ columns: Int,
  _ change: (Int) -> Int = { $0 }
) -> ValueTensor? {
  var values: [Int] = []
  for row in 0..<rows {
    for column in 0..<columns {
      if mask?[row, column] == false {
        values.append(0)
      } else {
        let value = row < tensor.rows && column < tensor.columns ? tensor[row, column] : 0
        values.append(value == 0 ? (format.holds(1) ? 1 : -1) : change(value))
      }
    }
  }
  return ValueTensor(rows: rows, columns: columns, format: format, values: values)
}

/// Cases whose values are less, or have only some of the digits.
func shrinkValues(_ one: RandomCase) -> [RandomCase] {
  var cases: [RandomCase] = []
  for operand in [\ProductValues.input, \ProductValues.weight] {
    guard let tensor = one.work.values[keyPath: operand] else { continue }
    let isInput = operand == \ProductValues.input
    let format = (isInput ? one.work.formats.input : one.work.formats.weight).multiplied
    for change in [{ $0.signum() }, { $0 / 2 == 0 ? $0 : $0 / 2 }, { abs($0) }] as [(Int) -> Int] {
      var simpler = one
      simpler.work.values[keyPath: operand] = clamped(
        tensor, isInput ? one.work.zeros.input : one.work.zeros.weight, format, rows: tensor.rows,
        tensor.columns,
        change)
      if simpler.work != one.work { cases.append(simpler) }
    }
  }
  return cases
}

extension ArrayPrecision {
  /// Precisions of less arithmetic.
  var simpler: [ArrayPrecision] {
    var simpler: [ArrayPrecision] = []
    func add(_ change: (inout ArrayPrecision) -> Void) {
      var precision = self
      change(&precision)
      if precision != self { simpler.append(precision) }
    }
    if case .digits = arithmetic {} else { add { $0.arithmetic = .native } }
    for number in pairs.indices {
      add { $0.pairs.remove(at: number) }
      add { $0.pairs[number].products = 1 }
      add { $0.pairs[number].steps = 1 }
    }
    switch arithmetic {
    case .native: break
    case .fusion(let brick, let most):
      if most > brick { add { $0.arithmetic = .fusion(brick: brick, most: most / 2) } }
    case .serial(let operand, let bits):
      add { $0.arithmetic = .serial(operand: operand, bits: min(16, bits + 1)) }
    case .digits(var digits):
      digits.group = max(1, digits.group - 1)
      add { $0.arithmetic = .digits(digits) }
      digits.wait = .longest
      add { $0.arithmetic = .digits(digits) }
    }
    return simpler
  }
}
