import Documents
import Hardware
import Quantities
import Replay
import Tensors
import Testing
import Workloads

/// From a trace's words to the values that products see.
@Suite struct ValueTests {
  static func decode(_ text: String) throws -> Trace {
    let findings = Findings()
    let name = MaskDiagnosticTests.folder + "/t.yaml"
    let node = try #require(DocumentLoader().load(text: Array(text.utf8), name: name, findings: findings))
    let trace = TraceDecoder.decode(node, seed: 0, findings: findings)
    #expect(findings.lines.isEmpty)
    return try #require(trace)
  }

  /// A tensor's index by its name.
  static func index(_ name: String, _ trace: Trace) throws -> Int {
    try #require(trace.tensors.firstIndex { $0.name == name })
  }

  static let drawn = """
    network: drawn
    formats: {input: int8, weight: int8, output: int8}
    inputs: {x: {elements: 4096, columns: 64, values: {distribution: relu, sigma: 20}}}
    operators:
      - name: a
        op: matmul
        input: x
        m: 64
        k: 64
        n: 48
        weight: {sparsity: {pattern: "2:4"}, values: {distribution: normal, sigma: 2}}
        output: {values: {distribution: uniform, low: 1, high: 7}, sparsity: {pattern: uniform, density: 0.3}}

    """

  @Test func `A mask is where the values are not zero, whether they are kept or not`() async throws {
    let trace = try Self.decode(Self.drawn)
    let all = Set(trace.tensors.indices)
    let kept = try await MaskStore.make(trace, seed: 3, workers: 1, recoded: all).get()
    let many = try await MaskStore.make(trace, seed: 3, workers: 8, recoded: all).get()
    let other = try await MaskStore.make(trace, seed: 4, workers: 1, recoded: all).get()
    let bare = try await MaskStore.make(trace, seed: 3, workers: 2).get()
    for name in ["x", "a.weight", "a"] {
      let tensor = try Self.index(name, trace)
      let values = try #require(kept.values(of: tensor))
      #expect(values.mask() == kept.mask(of: tensor))
      #expect(many.values(of: tensor) == values)
      #expect(other.values(of: tensor) != values)
      #expect(bare.values(of: tensor) == nil)
      #expect(bare.mask(of: tensor) == kept.mask(of: tensor))
    }
    let (weight, output) = (try Self.index("a.weight", trace), try Self.index("a", trace))
    #expect(kept.mask(of: weight)?.fits(n: 2, m: 4) == true)
    // Some of the values that the pattern leaves are 0; of the output's none.
    #expect(try #require(kept.mask(of: weight)).count < 48 * 32)
    #expect(kept.mask(of: output)?.count == 922)
    #expect(kept.density(of: try Self.index("x", trace))?.pattern == "relu")
    #expect(kept.density(of: weight)?.pattern == "2:4")
  }

  @Test func `A product sees a tensor's values in its own order, as it sees the mask`() async throws {
    let orders = ["batch_n_k", "batch_k_n", "n_batch_k", "k_batch_n"]
    var operators = ""
    for order in orders {
      operators += """
          - {name: o_\(order), op: matmul, input: {tensor: x, order: batch_m_k}, weight: {order: \(order), values: {distribution: uniform, low: -3, high: 3}}, batch: 3, m: 4, k: 5, n: 2}
          - {name: a_\(order), op: matmul, input: x, weight: {tensor: y, order: \(order)}, batch: 3, m: 4, k: 5, n: 2}

        """
    }
    let trace = try Self.decode(
      """
      network: orders
      formats: {input: int4, weight: int4, output: int4}
      inputs:
        x: {elements: 60, columns: 6, values: {distribution: normal, sigma: 2}}
        y: {elements: 30, values: {distribution: relu, sigma: 3}}
      operators:

      """ + operators)
    let store = try await MaskStore.make(trace, seed: 0, workers: 1, recoded: Set(trace.tensors.indices))
      .get()
    for one in trace.operators {
      guard case .product(let product, _) = one.body, let input = one.input, let weight = one.weight else {
        continue
      }
      let values = store.values(of: one, recoding: RecodedFactors(input: true, weight: true))
      // The mask's own order is held against the place in memory elsewhere.
      let shape = try #require(trace.tensors[weight].sparsity?.shape)
      #expect(values.input?.mask() == store.mask(of: input)?.asInput(of: product))
      #expect(values.weight?.mask() == store.mask(of: weight)?.asWeight(of: product, lying: shape))
      #expect(store.values(of: one, recoding: RecodedFactors()) == .none)
      #expect(store.values(of: one, recoding: RecodedFactors(weight: true)).input == nil)
    }
  }

  /// The weights of a convolution, 4 filters x 2 x 2 x 3 channels, in two orders of axes.
  @Test func `Values of files are put into rows and columns as masks are`() async throws {
    var found: [ValueTensor] = []
    for (file, axes) in [("ohwi", ""), ("oihw", ", axes: oihw")] {
      let trace = try Self.decode(
        """
        network: files
        formats: {input: int8, weight: int8, output: int8}
        inputs: {x: {elements: 27}}
        operators:
          - {name: a, op: conv2d, input: x, height: 3, width: 3, channels: 3, filters: 4, kernel: 2, weight: {values: "files/\(file).npy"\(axes)}}

        """)
      let weight = try Self.index("a.weight", trace)
      let masks = try await MaskStore.make(trace, seed: 0, workers: 1).get()
      let kept = try await MaskStore.make(trace, seed: 0, workers: 1, recoded: [weight]).get()
      #expect(kept.mask(of: weight) == masks.mask(of: weight))
      found.append(try #require(kept.values(of: weight)))
    }
    #expect(found[0].rows == 4 && found[0].columns == 12)
    #expect(found[0].mask() == found[1].mask())
  }

  @Test func `Values that a format does not hold are said with their place`() async throws {
    let trace = try Self.decode(
      """
      network: files
      formats: {input: int8, weight: int1, output: int8}
      inputs: {x: {elements: 27}}
      operators:
        - {name: a, op: conv2d, input: x, height: 3, width: 3, channels: 3, filters: 4, kernel: 2, weight: {values: "files/ohwi.npy"}}

      """)
    let weight = try Self.index("a.weight", trace)
    let made = await MaskStore.make(trace, seed: 0, workers: 1, recoded: [weight])
    guard case .failure(.unsuitable(let findings)) = made, let finding = findings.first else {
      Issue.record("values outside of int1 are taken")
      return
    }
    #expect("\(finding)".contains("int1 holds -1 to 0"))
    #expect("\(finding)".contains("row 0, column"))
  }

  /// An array of 4 trees of 4 that adds digits of some operand, and none of it where that is nil.
  static func design(_ arithmetic: String?) throws -> Design {
    let precision = "input: int8, weight: int8, accumulate: int32"
    let text = """
      name: digits
      clock: 1 GHz
      array: {topology: dot_product, dataflow: output_stationary, units: 4, width: 4, pipeline: 4,
        precision: {\(precision)\(arithmetic.map { ", arithmetic: {type: digits, \($0)}" } ?? "")}}
      buffers:
        input: {capacity: 64 KiB, banks: 64, ports: 4, width: 64 B}
        weight: {capacity: 64 KiB, banks: 64, ports: 4, width: 64 B}
        output: {capacity: 64 KiB, banks: 64, ports: 4, width: 64 B}
      memories: {main: {type: ideal}}
      """
    let findings = Findings()
    let node = try #require(DocumentLoader().load(text: Array(text.utf8), name: "d.yaml", findings: findings))
    return try #require(DesignDecoder.decode(node, findings: findings), "\(findings.lines)")
  }

  static func products(_ values: [String]) throws -> Trace {
    try decode(
      """
      network: products
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 512, values: {distribution: uniform, low: 5, high: 5}}}
      operators:

      """
        + values.enumerated().map { place, values in
          "  - {name: p\(place), op: matmul, input: x, m: 8, k: 64, n: 8, weight: {\(values)}}\n"
        }.joined())
  }

  @Test func `A product takes as many steps as its values have digits`() async throws {
    let values = [0, 1, 5, 7, 85].map { "values: {distribution: uniform, low: \($0), high: \($0)}" }
    let trace = try Self.products(values)
    // 16 blocks of 4 positions, each a vector for each of 8 pixels and 2 sets of filters.
    let vectors = 16 * 8 * 2
    for (arithmetic, digits) in [
      ("operand: weight, recoding: bits", [0, 1, 2, 3, 4]),
      ("operand: weight, recoding: booth", [0, 1, 2, 2, 4]),
      ("operand: input, recoding: bits", [2, 2, 2, 2, 2]),
      ("operand: both, recoding: booth", [0, 2, 4, 4, 8]),
    ] {
      let result = try await Replayer.run(
        trace: trace, design: Self.design(arithmetic), options: ReplayOptions(findsMemoryWall: false))
      let cycles = result.operators.map(\.figures.cycles)
      let steps = digits.map { max(1, $0) }
      #expect(cycles.map { $0 - cycles[0] } == steps.map { ($0 - steps[0]) * vectors }, "\(arithmetic)")
    }
  }

  @Test func `Values decide which operators are equal, and the seed which values`() async throws {
    let normal = "values: {distribution: normal, sigma: 40}"
    let trace = try Self.products([normal, normal, "sparsity: {pattern: uniform, density: 0.2}, \(normal)"])
    let design = try Self.design("operand: weight, recoding: en_t")
    func cycles(_ seed: UInt64, workers: Int = 1) async throws -> [Int] {
      let options = ReplayOptions(seed: seed, findsMemoryWall: false, workers: workers)
      return try await Replayer.run(trace: trace, design: design, options: options).operators.map(
        \.figures.cycles)
    }
    let first = try await cycles(1)
    #expect(try await cycles(1, workers: 3) == first)
    #expect(try await cycles(2) != first)
    #expect(Set(first).count == 3)
    #expect(first[2] < first[0])
    // A machine that adds no digits sees the zeros alone, and they are the same.
    let plain = try await Replayer.run(
      traces: [trace], designs: [design, Self.design(nil)],
      options: ReplayOptions(seed: 1, findsMemoryWall: false))[0]
    #expect(plain[0].operators.map(\.figures.cycles) == first)
    #expect(plain[1].operators.map(\.work.values) == [.none, .none, .none])
    #expect(plain[1].operators.map(\.work.zeros) == plain[0].operators.map(\.work.zeros))
    #expect(
      plain[1].operators.map(\.figures.effectiveMACs) == plain[0].operators.map(\.figures.effectiveMACs))
  }
}
