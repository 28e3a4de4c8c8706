import Documents
import Hardware
import Quantities
import Tensors
import Workloads

/// A product of a reference point, and how often it comes.
struct QuantizedProduct: Sendable {
  var name: String
  var count = 1
  var product: Product
  var input: NumberFormat
  var weight: NumberFormat
  var mapping = MappingDirectives()
}

extension QuantizedProduct {
  /// A matrix product; one of more than about `most` MACs as equal parts, of which one is simulated: they differ in their ends alone.
  init?(
    count: Int, m: Int, k: Int, n: Int, format: String, most: Int = 1 << 33,
    mapping: MappingDirectives = MappingDirectives()
  ) {
    guard count > 0, let element = NumberFormat(name: format) else { return nil }
    var (rows, filters) = (m, n)
    if m * k * n > 1 << 31, n > 2048, n.isMultiple(of: 1024) {
      filters = n.isMultiple(of: 2048) ? 2048 : 1024
    }
    // Rows of whole folds of an array, 64.
    var divisor = 2
    while rows * k * filters > most, divisor < 256 {
      if rows.isMultiple(of: 64 * divisor) { rows /= divisor } else { divisor += 1 }
    }
    self.init(
      name: "m\(m)_k\(k)_n\(n)_\(format)", count: count * (m / rows) * (n / filters),
      product: .matrixProduct(m: rows, k: k, n: filters), input: element, weight: element, mapping: mapping)
  }
}

/// Totals that several points need, found once.
actor QuantizedTotals {
  static let shared = QuantizedTotals()
  private var totals: [String: Double] = [:]

  func total(_ name: String, _ find: @Sendable () async throws -> Double) async throws -> Double {
    if let known = totals[name] { return known }
    let total = try await find()
    totals[name] = total
    return total
  }
}

extension Trace {
  /// Products that have nothing to do with each other, with results of one format.
  init(_ products: [QuantizedProduct], output: NumberFormat) {
    var operators: [Operator] = []
    var tensors: [Tensor] = []
    for one in products {
      let first = tensors.count
      let product = one.product
      tensors += [
        Tensor(
          name: "\(one.name).input", kind: .activation, elements: product.inputElements, format: one.input),
        Tensor(
          name: "\(one.name).weight", kind: .parameter, elements: product.weightElements, format: one.weight),
        Tensor(name: one.name, kind: .activation, elements: product.outputElements, format: output),
      ]
      operators.append(
        Operator(
          name: one.name, kind: product.kernelHeight > 1 ? .conv2d : .matmul,
          body: .product(product, epilogue: []), input: first, weight: first + 1, output: first + 2,
          mapping: one.mapping, position: .none))
    }
    self.init(network: "products", sources: [], operators: operators, tensors: tensors)
  }
}

extension ReferencePoint {
  /// Cycles of each product, one execution.
  static func cycles(
    of products: [QuantizedProduct], output: NumberFormat, on design: Design
  ) async throws -> [Int] {
    let options = ReplayOptions(findsMemoryWall: false)
    let trace = Trace(products, output: output)
    return try await Replayer.run(trace: trace, design: design, options: options).operators.map(
      \.record.cycles)
  }

  /// Cycles of all products, each as often as it comes.
  static func total(
    of products: [QuantizedProduct], output: NumberFormat, on design: Design
  ) async throws -> Double {
    let cycles = try await cycles(of: products, output: output, on: design)
    return Double(zip(products, cycles).reduce(0) { $0 + $1.0.count * $1.1 })
  }
}
