import Tensors
import TestFiles
import Testing
import Workloads

@Suite("Operators become the work that docs/trace-format.md describes")
struct TraceMeaningTests {
  @Test("a convolution's channels and filters are per group, and its paddings and strides per axis")
  func convolution() throws {
    let trace = try Self.everyOperator()
    let conv = try trace.named("conv")
    #expect(
      conv.product
        == Product(
          images: 2, groups: 2, inputHeight: 16, inputWidth: 12, channels: 2, filters: 3, kernelHeight: 3,
          kernelWidth: 2, strideHeight: 2, strideWidth: 1, dilationHeight: 1, dilationWidth: 2, padTop: 1,
          padBottom: 0, padLeft: 2, padRight: 1))
    #expect(try trace.tensor("conv_filters").format.name == "int2")
    #expect(try trace.tensor("features").format.name == "int8")
    #expect(conv.phase == "vision")
    #expect(
      conv.mapping
        == MappingDirectives(
          groups: 1, rows: 2, columns: 4, channels: 2, filters: 3, order: [.batch, .n, .m, .k]))
  }

  @Test(
    "a run works on as many samples as all convolutions and poolings have images, if nothing says otherwise")
  func samples() throws {
    func samples(_ first: Int, _ second: Int, _ said: String = "") throws -> Int {
      try decoded(
        """
        network: two
        \(said)
        formats: {input: int8, weight: int8, output: int8}
        inputs: {image: {elements: \(first * 64)}}
        operators:
          - {name: one, op: conv2d, input: image, images: \(first), height: 8, width: 8, channels: 1, filters: 1, kernel: 1}
          - {name: two, op: pooling, function: max_pool, input: one, images: \(second), height: 8, width: \(8 * first / second), channels: 1, kernel: 2, stride: 2}
        """
      ).samples
    }
    #expect(try samples(4, 4) == 4)
    #expect(try samples(4, 2) == 1)
    #expect(try samples(4, 4, "samples: 2") == 2)
    #expect(try samples(1, 1) == 1)
  }

  @Test("an epilogue's parameters are a tensor of their own in the weight's format")
  func epilogue() throws {
    let trace = try Self.everyOperator()
    let conv = try trace.named("conv")
    guard case .product(_, let epilogue) = conv.body else {
      Issue.record("a convolution is a product")
      return
    }
    #expect(
      epilogue == [
        Epilogue(function: "bias", parametersPerFilter: 1),
        Epilogue(function: "batch_norm", parametersPerFilter: 2),
        Epilogue(function: "relu", parametersPerFilter: 0),
      ])
    let parameters = try #require(conv.parameters.map { trace.tensors[$0] })
    #expect(parameters.name == "conv.parameters" && parameters.kind == .parameter)
    #expect(parameters.elements == 6 * 3 && parameters.format.name == "int2")
  }

  @Test("a matrix product lies batch by batch, and where an order says otherwise, so")
  func matrixOrders() throws {
    let trace = try Self.everyOperator()
    let scores = try trace.named("scores")
    #expect(
      scores.product
        == .matrixProduct(
          batch: 3, m: 2, k: 4, n: 7,
          layout: ProductLayout(input: .groupsInside, weight: .filtersThenGroups, output: .groupsOutside)))
    let context = try trace.named("context")
    #expect(
      context.product?.layout
        == ProductLayout(input: .groupsOutside, weight: .channelsThenGroups, output: .groupsInside))
    #expect(try trace.named("head").product?.layout.weight == .filtersInside)
  }

  @Test("a product may use the first tokens of a cache")
  func cachePrefix() throws {
    let trace = try Self.everyOperator()
    let scores = try trace.named("scores")
    let keys = try trace.tensor("keys")
    #expect(scores.weight.map { trace.tensors[$0] } == keys)
    #expect(scores.product?.weightElements == 7 * 12 && keys.elements == 8 * 12)
  }

  @Test("a pooling's unit is an output row, with kernel area x channels operations a pixel")
  func pooling() throws {
    let pool = try Self.everyOperator().named("pool")
    #expect(
      pool.vector
        == VectorWork(
          units: 2 * 4,
          stages: [
            VectorWork.Stage(function: "max_pool", operationsPerUnit: 7 * 6 * 6),
            VectorWork.Stage(function: "scale", operationsPerUnit: 7 * 6),
          ],
          input: .window(
            PoolingWindow(
              inputHeight: 8, outputHeight: 4, kernelHeight: 2, strideHeight: 2, padTop: 0,
              elementsPerRow: 13 * 6, channels: 6)),
          output: .streaming(elementsPerUnit: 7 * 6)))
    #expect(pool.mapping.whole)
  }

  @Test("a norm's unit is a row, and all rows share its parameters")
  func normalization() throws {
    let trace = try Self.everyOperator()
    let norm = try trace.named("norm")
    #expect(
      norm.vector
        == VectorWork(
          units: 2, stages: [VectorWork.Stage(function: "layer_norm", operationsPerUnit: 12)],
          input: .streaming(elementsPerUnit: 12), weight: .constant(elements: 24),
          output: .streaming(elementsPerUnit: 12)))
    #expect(try trace.tensor("norm.weight").format.name == "fp16")
  }

  @Test("an elementwise operator has its second input as weight")
  func elementwise() throws {
    let trace = try Self.everyOperator()
    let merged = try trace.named("merged")
    let element = VectorWork.Access.streaming(elementsPerUnit: 1)
    #expect(
      merged.vector
        == VectorWork(
          units: 24,
          stages: [
            VectorWork.Stage(function: "add", operationsPerUnit: 1),
            VectorWork.Stage(function: "relu", operationsPerUnit: 1),
          ], input: element, weight: element, output: element))
    #expect(merged.input.map { trace.tensors[$0].name } == "context")
    #expect(merged.weight.map { trace.tensors[$0].name } == "read")
  }

  @Test("a second input of one element is used with each of the first")
  func broadcast() throws {
    let trace = try decoded(
      operators: """
          - {name: greatest, op: pooling, function: max_pool, input: x, height: 1, width: 12, channels: 1, kernel: [1, 12]}
          - {name: rest, op: elementwise, function: sub, inputs: [x, greatest], elements: 12}
          - {name: alone, op: elementwise, function: sub, inputs: [greatest, greatest], elements: 1}
        """, elements: 12)
    let element = VectorWork.Access.streaming(elementsPerUnit: 1)
    let stages = [VectorWork.Stage(function: "sub", operationsPerUnit: 1)]
    #expect(
      try trace.named("rest").vector
        == VectorWork(
          units: 12, stages: stages, input: element, weight: .constant(elements: 1), output: element))
    #expect(
      try trace.named("alone").vector
        == VectorWork(units: 1, stages: stages, input: element, weight: element, output: element))
  }

  @Test("an embedding gathers a row of its table for each token, and tables can be shared")
  func embedding() throws {
    let trace = try Self.everyOperator()
    let lookup = try trace.named("lookup")
    #expect(lookup.vector?.input == .gather(rows: [3, 99, 0], elementsPerUnit: 12))
    #expect(lookup.vector?.units == 3)
    #expect(lookup.input.map { trace.tensors[$0].name } == "table")
    #expect(try trace.named("drawn").input == lookup.input)
    #expect(trace.tensors.count { $0.name == "drawn.weight" } == 0)
  }

  @Test("token ids are drawn from the seed and the operator's name")
  func drawnTokens() throws {
    func rows(_ name: String, seed: UInt64) throws -> [Int] {
      let line = "  - {name: \(name), op: embedding, rows: 1000, columns: 2, tokens: 64}"
      let access = try decoded(operators: line, seed: seed).operators[0].vector?.input
      guard case .gather(let rows, 2) = access else {
        Issue.record("an embedding gathers")
        return []
      }
      return rows
    }
    let first = try rows("a", seed: 1)
    #expect(first.count == 64 && Set(first).count > 32 && first.allSatisfy { (0..<1_000).contains($0) })
    #expect(try rows("a", seed: 1) == first)
    #expect(try rows("a", seed: 2) != first)
    #expect(try rows("b", seed: 1) != first)
    var generator = SplitMix64(seed: 1, name: "a.ids")
    #expect(first[0] == generator.next(below: 1_000))
  }

  @Test("kv_append writes behind the tokens that a cache holds; kv_read reads its first")
  func caches() throws {
    let trace = try Self.everyOperator()
    let append = try trace.named("key_append")
    #expect(append.outputOffset == 5 * 12)
    #expect(append.output.map { trace.tensors[$0].name } == "keys")
    let read = try trace.named("read")
    #expect(read.input == append.output && read.outputOffset == 0)
    let copy = VectorWork(
      units: 2, stages: [VectorWork.Stage(function: "copy", operationsPerUnit: 12)],
      input: .streaming(elementsPerUnit: 12), output: .streaming(elementsPerUnit: 12))
    #expect(append.vector == copy && read.vector == copy)
  }

  @Test("groups multiply executions, and the copies of what belongs to an execution")
  func copies() throws {
    let trace = try Self.everyOperator()
    let act = try trace.named("act")
    #expect(act.executions == 6)
    #expect(
      act.groups == [
        Operator.Group(name: "blocks", executions: 3), Operator.Group(name: "inner", executions: 2),
      ])
    #expect(act.phase == "decode")
    #expect(try trace.tensor("act").copies == 6)
    #expect(try trace.tensor("keys").copies == 3)
    // An operator's own repeat gives it parameters for each time, and one output.
    #expect(try trace.named("head").executions == 4)
    #expect(try trace.tensor("head.weight").copies == 4)
    #expect(try trace.tensor("head.parameters").copies == 4)
    #expect(try trace.tensor("head").copies == 1)
    #expect(try trace.named("head").phase == "end")
  }

  static func everyOperator() throws -> Trace {
    let bytes = try #require(readFile("\(testFolder)/every_operator.yaml"))
    return try decoded(String(decoding: bytes, as: UTF8.self))
  }
}
