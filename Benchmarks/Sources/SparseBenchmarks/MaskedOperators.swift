import Documents
import Hardware
import Mapping
import Quantities
import Simulation
import Tensors
import Workloads

/// A product with the masks of its two factors.
struct MaskedOperator {
  var product: Product
  var zeros: ProductZeros
  /// How often the network has it.
  var times: Int
}

enum MaskedOperators {
  /// The different convolutions of ResNet-50: a third of the weights and half of the inputs are not zero, those of the
  /// inputs by channels that differ.
  static func resnet50() throws -> [MaskedOperator] {
    let trace = try required { Trace.load(path: "Traces/resnet50.yaml", seed: 0, findings: $0) }
    var found: [MaskedOperator] = []
    for one in trace.operators where one.kind == .conv2d {
      guard case .product(let product, _) = one.body else { continue }
      if let known = found.firstIndex(where: { $0.product == product }) {
        found[known].times += 1
        continue
      }
      found.append(
        try masked(
          product, inputs: .activation(density: Ratio(1, 2), spread: Ratio(3, 10)),
          weights: .uniform(density: Ratio(1, 3))))
    }
    return found
  }

  /// The convolutions of `eyeriss_v2_mobilenet`, with masks like those of ResNet-50: what an element's scratchpads can hold.
  static func eyerissV2() throws -> [MaskedOperator] {
    let trace = try required {
      Trace.load(path: "Traces/eyeriss_v2_mobilenet.yaml", seed: 0, findings: $0)
    }
    return try trace.operators.compactMap { one in
      guard case .product(let product, _) = one.body else { return nil }
      return try masked(
        product, inputs: .activation(density: Ratio(1, 2), spread: Ratio(3, 10)),
        weights: .uniform(density: Ratio(1, 3)))
    }
  }

  /// Three layers of EIE's, with uniform masks of its densities.
  static func eie() throws -> [MaskedOperator] {
    try [(9216, 4096, 90, 351), (4096, 1000, 250, 375), (600, 8791, 110, 1000)].map { k, n, weights, inputs in
      try masked(
        .matrixProduct(m: 1, k: k, n: n), inputs: .uniform(density: Ratio(inputs, 1000)),
        weights: .uniform(density: Ratio(weights, 1000)))
    }
  }

  /// A product of two matrices with uniform masks of so many zeros.
  static func matrices(
    m: Int, n: Int, k: Int, percentOfZeros: (input: Int, weight: Int)
  ) throws -> MaskedOperator {
    func pattern(_ zeros: Int) -> SparsityPattern { .uniform(density: Ratio(100 - zeros, 100)) }
    return try masked(
      .matrixProduct(m: m, k: k, n: n), inputs: pattern(percentOfZeros.input),
      weights: pattern(percentOfZeros.weight))
  }

  private static func masked(
    _ product: Product, inputs: SparsityPattern, weights: SparsityPattern
  ) throws -> MaskedOperator {
    let pixels = product.images * product.inputHeight * product.inputWidth * product.groups
    return MaskedOperator(
      product: product,
      zeros: ProductZeros(
        input: try inputs.mask(rows: pixels, columns: product.channels, seed: 1, name: "input"),
        weight: try weights.mask(
          rows: product.groups * product.filters, columns: product.k, seed: 1, name: "weight")), times: 1)
  }
}

/// A shipped design.
struct Machine {
  private let design: Design

  init(_ name: String, settings: [String] = []) throws {
    design = try required {
      Design.load(path: "Configs/designs/\(name).yaml", settings: settings, findings: $0)
    }
  }

  /// The mapping that the rule chooses.
  func mapping(of one: MaskedOperator) throws -> WorkMapping {
    try Mapper.map(work(one), on: design, directives: design.mapping)
  }

  /// The slots that multiply, and those of them on pairs without a zero.
  func run(_ one: MaskedOperator, _ mapping: WorkMapping) throws -> (multiplied: Int, effective: Int) {
    let slots = try PreparedOperator(design: design, work: work(one), mapping: mapping).run(design).slots
    return (slots.effective + slots.ineffectual, slots.effective)
  }

  private func work(_ one: MaskedOperator) -> Work {
    let format = design.array.inputFormat
    func place(_ address: Int) -> OperandAddresses.Place { .init(memory: 0, address: address) }
    return Work(
      body: .product(one.product, epilogue: []),
      formats: OperandFormats(input: format, weight: format, output: format),
      addresses: OperandAddresses(
        input: place(0), weight: place(1 << 30), parameters: place(1 << 31), output: place(1 << 32),
        partialSums: place(1 << 33)), zeros: one.zeros)
  }
}

/// What a reader gives, or its findings where that is nothing.
private func required<Value>(_ read: (Findings) -> Value?) throws -> Value {
  let findings = Findings()
  guard let value = read(findings), !findings.hasErrors else {
    throw MissingFile(lines: findings.lines)
  }
  return value
}

private struct MissingFile: Error {
  var lines: [String]
}
