import Documents
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
}
