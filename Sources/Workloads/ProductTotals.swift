/// What the products of a trace, or of one of its phases, come to: work, bytes and their ratio.
///
/// They are figures of the mathematics alone, without a machine: every operand of every execution is moved once.
/// Operations and bytes are sums of whole numbers, exact to 2^53.
public struct ProductTotals: Hashable, Sendable {
  /// Executions of products.
  public private(set) var executions = 0
  /// Dense multiply-accumulates.
  public private(set) var macs = 0
  /// Multiplications and additions: k and k - 1 for each element of an output, and an addition more with a bias.
  public private(set) var operations = 0.0
  /// Bytes of both factors and of the output, each in its format; parameters of an epilogue are not counted.
  public private(set) var bytes = 0.0

  /// The totals of nothing.
  public init() {}

  /// Operations a byte; nil where nothing is moved.
  public var intensity: Double? { bytes > 0 ? operations / bytes : nil }

  /// Adds all executions of an operator; one that is no product adds nothing.
  mutating func add(_ line: Operator, tensors: [Tensor]) {
    guard case .product(let product, let epilogue) = line.body else { return }
    let times = Double(line.executions)
    executions += line.executions
    macs += line.executions * product.denseMACs
    let additions = product.k - 1 + (epilogue.contains { $0.function == "bias" } ? 1 : 0)
    operations += times * Double(product.outputElements) * Double(product.k + additions)
    let operands = [
      (line.input, product.inputElements), (line.weight, product.weightElements),
      (line.output, product.outputElements),
    ]
    for case (let tensor?, let elements) in operands {
      bytes += times * tensors[tensor].bytes(ofElements: elements)
    }
  }
}

extension Trace {
  /// What all products of the trace come to.
  public var productTotals: ProductTotals {
    operators.reduce(into: ProductTotals()) { $0.add($1, tensors: tensors) }
  }

  /// What the products of each phase come to, in the order in which phases first have one; nil is no phase.
  public var productTotalsByPhase: [(phase: String?, totals: ProductTotals)] {
    var phases: [(phase: String?, totals: ProductTotals)] = []
    for line in operators {
      guard case .product = line.body else { continue }
      let place = phases.firstIndex { $0.phase == line.phase } ?? phases.count
      if place == phases.count { phases.append((line.phase, ProductTotals())) }
      phases[place].totals.add(line, tensors: tensors)
    }
    return phases
  }
}
