import Documents
import Quantities
import Tensors
import Testing
import Workloads

@Suite("What a trace says of zeros becomes patterns and shapes")
struct TraceSparsityTests {
  static func trace(weight: String, output: String = "out") throws -> Trace {
    try decoded(
      operators:
        "  - {name: a, op: matmul, input: x, m: 4, k: 8, n: 6, weight: \(weight), output: \(output)}",
      elements: 32)
  }

  @Test(
    "each pattern has its parameters as keys",
    arguments: [
      (#"{pattern: dense}"#, SparsityPattern.dense),
      ("{pattern: uniform, density: 0.3}", .uniform(density: Ratio(3, 10))),
      (#"{pattern: "2:4"}"#, .structured(GroupBound(n: 2, m: 4), axis: .columns, density: nil)),
      (
        #"{pattern: "1:4", axis: rows, density: 1/8}"#,
        .structured(GroupBound(n: 1, m: 4), axis: .rows, density: Ratio(1, 8))
      ),
      (
        #"{pattern: "2:4", axis: reduction}"#,
        .structured(GroupBound(n: 2, m: 4), axis: .columns, density: nil)
      ),
      (
        "{pattern: skewed, density: 0.5, exponent: 1.5}",
        .skewed(density: Ratio(1, 2), exponent: Ratio(3, 2), axis: .rows)
      ),
      (
        "{pattern: clustered, density: 0.25, block: [2, 4], fill: 0.5}",
        .clustered(density: Ratio(1, 4), block: BlockShape(height: 2, width: 4), fill: Ratio(1, 2))
      ),
      (
        "{pattern: block, density: 0.5, block: [2, 3]}",
        .block(density: Ratio(1, 2), block: BlockShape(height: 2, width: 3))
      ),
      (
        "{pattern: vector, density: 0.5, length: 4}", .vector(density: Ratio(1, 2), length: 4, axis: .columns)
      ),
      (
        "{pattern: channel, density: 0.5, axis: columns, group: 2}",
        .channel(density: Ratio(1, 2), axis: .columns, group: 2)
      ),
      ("{pattern: banded, below: 1, above: 0}", .banded(below: 1, above: 0, density: nil)),
      ("{pattern: diagonal, block: [1, 2]}", .diagonal(block: BlockShape(height: 1, width: 2), density: nil)),
      (
        "{pattern: strided, stride: 3, shift: 1}", .strided(stride: 3, shift: 1, offset: 0, density: nil)
      ),
      ("{pattern: window, window: 3, causal: false}", .window(window: 3, isCausal: false, density: nil)),
      (
        "{pattern: sink_and_window, sink: 1, window: 2}", .sinkAndWindow(sink: 1, window: 2, density: nil)
      ),
      (
        "{pattern: activation, density: 0.5, spread: 0.25}",
        .activation(density: Ratio(1, 2), spread: Ratio(1, 4))
      ),
      ("{pattern: channel_rates, rates: [0, 1/3, 1]}", .channelRates([Ratio(0), Ratio(1, 3), Ratio(1)])),
      (
        "{pattern: batch_correlated, density: 0.5, batch: 2, common: 0.5}",
        .batchCorrelated(density: Ratio(1, 2), batch: 2, common: Ratio(1, 2))
      ),
    ])
  func patterns(text: String, pattern: SparsityPattern) throws {
    let sparsity = try #require(Self.trace(weight: "{sparsity: \(text)}").tensor("a.weight").sparsity)
    #expect(sparsity.source == .pattern(pattern))
    #expect((sparsity.shape.rows, sparsity.shape.columns) == (6, 8))
  }

  @Test(
    "a weight's mask is outputs x reduction, whatever the order in memory",
    arguments: [
      "batch_n_k", "batch_k_n", "n_batch_k", "k_batch_n",
    ])
  func weightShape(order: String) throws {
    let trace = try decoded(
      operators: """
          - {name: a, op: matmul, input: x, batch: 2, m: 4, k: 8, n: 6, weight: {order: \(order), sparsity: {pattern: uniform, density: 1/2}}}
          - {name: b, op: conv2d, input: x, height: 4, width: 2, channels: 8, filters: 4, groups: 2, kernel: 2, weight: {sparsity: {pattern: dense}}}
        """, elements: 64)
    let shapes = try ["a.weight", "b.weight"].map { try #require(trace.tensor($0).sparsity?.shape) }
    #expect((shapes[0].rows, shapes[0].columns) == (12, 8))
    #expect((shapes[1].rows, shapes[1].columns) == (4, 16))
  }

  @Test("an activation's mask has the last axis of its maker as columns, an input's that of its first reader")
  func activationShapes() throws {
    let half = "sparsity: {pattern: uniform, density: 1/2}"
    let trace = try decoded(
      """
      network: shapes
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 96, \(half)}, y: {elements: 96, columns: 12, \(half)}, z: {elements: 96, \(half)}}
      operators:
        - {name: conv, op: conv2d, input: x, height: 4, width: 4, channels: 6, filters: 8, kernel: 1, output: {\(half)}}
        - {name: pool, op: pooling, function: max_pool, input: conv, height: 4, width: 4, channels: 8, kernel: 4, output: {\(half)}}
        - {name: heads, op: matmul, input: {tensor: y, order: m_batch_k}, batch: 2, m: 8, k: 6, n: 3, output: {order: m_batch_n, \(half)}}
        - {name: apart, op: matmul, input: y, batch: 2, m: 8, k: 6, n: 3, output: {\(half)}}
        - {name: soft, op: softmax, input: apart, rows: 16, columns: 3, output: {\(half)}}
        - {name: relu, op: activation, function: relu, input: soft, elements: 48, output: {\(half)}}
        - {name: sum, op: elementwise, function: add, inputs: [z, z], elements: 96, output: {\(half)}}

      """)
    let expected = [
      "x": (16, 6, 1), "y": (8, 12, 1), "z": (1, 96, 1), "conv": (16, 8, 1), "pool": (1, 8, 1),
      "heads": (8, 6, 1),
      "apart": (16, 3, 2), "soft": (16, 3, 2), "relu": (16, 3, 1), "sum": (1, 96, 1),
    ]
    for (name, shape) in expected {
      let found = try #require(trace.tensor(name).sparsity?.shape, "\(name)")
      #expect((found.rows, found.columns, found.matrices) == shape, "\(name)")
    }
  }

  @Test("files lie relative to the trace's folder, and tensors in them have names")
  func files() throws {
    let text = """
      network: files
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 32, mask: "x.npy", axes: transposed, bits: big}}
      operators:
        - {name: a, op: matmul, input: x, m: 4, k: 8, n: 6, weight: {values: "w/all.npz#a#1", axes: oihw}, output: {mask: "/abs/o.npz#o"}}

      """
    let findings = Findings()
    let node = DocumentLoader().load(text: Array(text.utf8), name: "some/where/t.yaml", findings: findings)
    let trace = try #require(node.flatMap { TraceDecoder.decode($0, seed: 0, findings: findings) })
    func file(_ name: String) throws -> TensorSparsity.Source? { try trace.tensor(name).sparsity?.source }
    #expect(
      try file("x")
        == .file(
          TensorFileReference(
            contents: .mask, path: "some/where/x.npy", tensor: nil, axes: .transposed, bits: .big)))
    #expect(
      try file("a.weight")
        == .file(
          TensorFileReference(contents: .values, path: "some/where/w/all.npz", tensor: "a#1", axes: .oihw)))
    #expect(try file("a") == .file(TensorFileReference(contents: .mask, path: "/abs/o.npz", tensor: "o")))
    #expect(trace.tensorFiles == ["some/where/x.npy", "some/where/w/all.npz", "/abs/o.npz"])
  }

  @Test("a trace without zeros has none")
  func none() throws {
    #expect(try shipped("tiny").tensors.allSatisfy { $0.sparsity == nil })
    #expect(try shipped("sparse_tiny").tensors.count { $0.sparsity != nil } == 7)
  }
}
