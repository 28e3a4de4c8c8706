import Documents
import Hardware
import Quantities
import Tensors
import Workloads

extension ReferencePoint {
  /// Cycles that follow from an array's structure by arithmetic, on memories that cost nothing.
  static let closedForms = [
    closedForm(
      name: "weight_stationary_fold", m: 100, k: 8, n: 12, array: (8, 12), dataflow: .weightStationary,
      // R to preload; T vectors through a skew of R + C - 2.
      theirs: 2 * 8 + 12 + 100 - 2, formula: "2 R + C + T - 2"),
    closedForm(
      name: "weight_stationary_folds", m: 100, k: 16, n: 36, array: (8, 12), dataflow: .weightStationary,
      theirs: (2 * 8 + 12 + 100 - 2) * 2 * 3, formula: "(2 R + C + T - 2) x 2 x 3 folds"),
    closedForm(
      name: "input_stationary_fold", m: 12, k: 8, n: 100, array: (8, 12), dataflow: .inputStationary,
      theirs: 2 * 8 + 12 + 100 - 2, formula: "2 R + C + T - 2"),
    closedForm(
      name: "output_stationary_fold", m: 8, k: 100, n: 12, array: (8, 12), dataflow: .outputStationary,
      // T products through a skew of R + C - 2; R to drain.
      theirs: 2 * 8 + 12 + 100 - 2, formula: "2 R + C + T - 2"),
  ]

  private static func closedForm(
    name: String, m: Int, k: Int, n: Int, array: (rows: Int, columns: Int), dataflow: Dataflow,
    theirs: Int, formula: String
  ) -> ReferencePoint {
    ReferencePoint(
      name: name, figure: "cycles", theirs: Double(theirs), kind: .analytic,
      source: "H. T. Kung, Why systolic architectures?, IEEE Computer 15(1), 1982; cycles = \(formula)",
      tolerance: 0, why: "both count the same register transfers"
    ) { _ in
      let design = idealDesign(rows: array.rows, columns: array.columns, dataflow: dataflow)
      return try await cycles(of: matrixProduct(m: m, k: k, n: n), on: design)
    }
  }

  /// An array that nothing holds up, whose folds follow one another without overlap.
  private static func idealDesign(rows: Int, columns: Int, dataflow: Dataflow) -> Design {
    let buffer = Buffer(capacity: nil, banks: 256, ports: 2 * (rows + columns), width: 4)
    return Design(
      name: "closed_form", clock: Frequency(hertz: 1_000_000_000),
      array: .systolic(
        SystolicArray(
          rows: rows, columns: columns, dataflow: dataflow,
          precision: ArrayPrecision(
            input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32)),
          preload: .serial,
          foldOverlap: false, partialFolds: .full, drain: .serial)),
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "main", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil,
      mapping: MappingDirectives(whole: true))
  }

  /// One matrix product of int8, with tensors of its own.
  static func matrixProduct(m: Int, k: Int, n: Int) -> Trace {
    Trace(
      network: "matrix_product", sources: [],
      operators: [
        Operator(
          name: "product", kind: .matmul, body: .product(.matrixProduct(m: m, k: k, n: n), epilogue: []),
          input: 0, weight: 1, output: 2, position: .none)
      ],
      tensors: [
        Tensor(name: "input", kind: .activation, elements: m * k, format: .integer(bits: 8)),
        Tensor(name: "weight", kind: .parameter, elements: k * n, format: .integer(bits: 8)),
        Tensor(name: "output", kind: .activation, elements: m * n, format: .integer(bits: 8)),
      ])
  }

  /// Cycles of a whole trace.
  static func cycles(of trace: Trace, on design: Design) async throws -> Double {
    let options = ReplayOptions(findsMemoryWall: false)
    return Double(try await Replayer.run(trace: trace, design: design, options: options).total.record.cycles)
  }
}
