import Documents
import Hardware
import Quantities
import Replay
import Tensors
import Testing
import Workloads

/// From a trace's words to the masks that products see.
@Suite struct MaskTests {
  @Test func `Masks depend on the seed and the name, and on nothing else`() async throws {
    let trace = try Self.shipped("sparse_tiny")
    let one = try await MaskStore.make(trace, seed: 3, workers: 1).get()
    let many = try await MaskStore.make(trace, seed: 3, workers: 8).get()
    let other = try await MaskStore.make(trace, seed: 4, workers: 8).get()
    for tensor in trace.tensors.indices {
      #expect(one.mask(of: tensor) == many.mask(of: tensor))
      let sparsity = trace.tensors[tensor].sparsity
      #expect((one.mask(of: tensor) == nil) == (sparsity == nil))
      guard case .pattern(let pattern) = sparsity?.source, pattern.name != "window" else { continue }
      #expect(one.mask(of: tensor) != other.mask(of: tensor), "\(trace.tensors[tensor].name)")
    }
  }

  @Test func `The density used is that of the mask, and the one asked for stands beside it`() async throws {
    let result = try await Self.run(Self.shipped("sparse_tiny"))
    let conv = try #require(result.operators.first { $0.name == "conv" })
    #expect(conv.densities[.weight]?.pattern == "2:4")
    #expect(conv.densities[.weight]?.asked == Ratio(1, 2))
    #expect(conv.densities[.weight]?.used == 0.5)
    #expect(conv.densities[.input]?.nonzeros == 512)
    #expect(conv.densities[.output]?.nonzeros == 819)  // 0.4 x 2048 = 819.2
    let scores = try #require(result.operators.first { $0.name == "scores" })
    // Of each of two 4 x 4 matrices the diagonal and what is left of it.
    #expect(scores.densities[.output]?.nonzeros == 14)
    #expect(scores.densities[.output]?.asked == nil)
  }

  @Test func `Effective MACs are those whose factors are not zero`() async throws {
    let result = try await Self.run(Self.shipped("sparse_tiny"))
    for entry in result.operators {
      guard case .product(let product, _) = entry.work.body else { continue }
      let (effective, _) = Self.effectual(product, entry.work.zeros)
      #expect(entry.figures.effectiveMACs == effective, "\(entry.name)")
      #expect(entry.figures.skippedMACs == 0)
      #expect(
        entry.figures.nominalSparsity == Double(product.denseMACs - effective) / Double(product.denseMACs))
    }
  }

  /// Each tensor is followed element by element, by its place in memory.
  @Test func `A tensor keeps its elements under every order in which it is read`() async throws {
    let orders = ["batch_n_k", "batch_k_n", "n_batch_k", "k_batch_n"]
    // 3 groups of 4 x 5 and 5 x 2 matrices: x as the first factor, w as parameters, y (30 elements) as second factors.
    var operators = ""
    for order in ["m_batch_k", "batch_m_k"] {
      operators +=
        "  - {name: i_\(order), op: matmul, input: {tensor: x, order: \(order)}, batch: 3, m: 4, k: 5, n: 2}\n"
    }
    for order in orders {
      operators += """
          - {name: o_\(order), op: matmul, input: x, weight: {order: \(order), sparsity: {pattern: uniform, density: 1/2}}, batch: 3, m: 4, k: 5, n: 2}
          - {name: a_\(order), op: matmul, input: x, weight: {tensor: y, order: \(order)}, batch: 3, m: 4, k: 5, n: 2}

        """
      for other in orders {
        operators +=
          "  - {name: p_\(order)_\(other), op: matmul, input: x, weight: {tensor: o_\(order).weight, order: \(other)}, batch: 3, m: 4, k: 5, n: 2}\n"
      }
    }
    let trace = try Self.decode(
      """
      network: orders
      formats: {input: int8, weight: int8, output: int8}
      inputs:
        x: {elements: 60, columns: 6, sparsity: {pattern: uniform, density: 1/2}}
        y: {elements: 30, sparsity: {pattern: uniform, density: 1/2}}
      operators:

      """ + operators)
    let masks = try await MaskStore.make(trace, seed: 0, workers: 1).get()
    func memory(_ name: String) throws -> [Bool] {
      let tensor = try #require(trace.tensors.firstIndex { $0.name == name })
      let mask = try #require(masks.mask(of: tensor))
      return (0..<mask.rows * mask.columns).map { mask[$0 / mask.columns, $0 % mask.columns] }
    }
    let result = try await Self.run(trace)
    #expect(result.operators.count == 26)
    for entry in result.operators {
      guard case .product(let product, _) = entry.work.body else { continue }
      let input = try #require(entry.work.zeros.input)
      let x = try memory("x")
      for group in 0..<3 {
        for row in 0..<4 {
          for k in 0..<5 {
            let inside = product.layout.input == .groupsInside
            let place = inside ? (row * 3 + group) * 5 + k : (group * 4 + row) * 5 + k
            #expect(input[row * 3 + group, k] == x[place])
          }
        }
      }
      guard let weight = entry.work.zeros.weight else { continue }
      func place(_ order: ProductLayout.Weight, _ group: Int, _ filter: Int, _ k: Int) -> Int {
        switch order {
        case .filtersOutside: (group * 2 + filter) * 5 + k
        case .filtersInside: (group * 5 + k) * 2 + filter
        case .filtersThenGroups: (filter * 3 + group) * 5 + k
        case .channelsThenGroups: (k * 3 + group) * 2 + filter
        }
      }
      // What is in memory, by its place: of parameters, whose mask is outputs x reduction, laid out by their own order.
      var content = [Bool](repeating: false, count: 30)
      if entry.name.hasPrefix("a_") {
        content = try memory("y")
      } else {
        let order = try #require(
          ProductLayout.Weight.allCases.first { entry.name.dropFirst(2).hasPrefix($0.rawValue) })
        let own = try memory("o_\(order.rawValue).weight")
        for group in 0..<3 {
          for filter in 0..<2 {
            for k in 0..<5 { content[place(order, group, filter, k)] = own[(group * 2 + filter) * 5 + k] }
          }
        }
      }
      for group in 0..<3 {
        for filter in 0..<2 {
          for k in 0..<5 {
            let here = place(product.layout.weight, group, filter, k)
            #expect(weight[group * 2 + filter, k] == content[here], "\(entry.name)")
          }
        }
      }
    }
  }

  @Test func `Files are read straight, transposed, packed and with channels outside`() async throws {
    let findings = Findings()
    let text = """
      network: files
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 32, columns: 8}, image: {elements: 27, columns: 3}}
      operators:
        - {name: a, op: matmul, input: x, m: 4, k: 8, n: 6, weight: {mask: "files/straight.npy"}}
        - {name: b, op: matmul, input: x, m: 4, k: 8, n: 6, weight: {mask: "files/transposed.npy", axes: transposed}}
        - {name: c, op: matmul, input: x, m: 4, k: 8, n: 6, weight: {mask: "files/packed.npy#packed"}}
        - {name: g, op: matmul, input: x, m: 4, k: 8, n: 6, weight: {mask: "files/packed_big.npy", bits: big}}
        - {name: h, op: matmul, input: x, m: 4, k: 8, n: 6, weight: {mask: "files/packed.npy", bits: little}}
        - {name: d, op: matmul, input: x, m: 4, k: 8, n: 6, weight: {values: "files/named.npz#weight"}}
        - {name: e, op: conv2d, input: image, height: 3, width: 3, channels: 3, filters: 4, kernel: 2, weight: {mask: "files/ohwi.npy"}}
        - {name: f, op: conv2d, input: image, height: 3, width: 3, channels: 3, filters: 4, kernel: 2, weight: {values: "files/oihw.npy", axes: oihw}}

      """
    let node = DocumentLoader().load(
      text: Array(text.utf8), name: MaskDiagnosticTests.folder + "/t.yaml", findings: findings)
    let trace = try #require(
      node.flatMap { TraceDecoder.decode($0, seed: 0, findings: findings) }, "\(findings.lines)")
    let masks = try await MaskStore.make(trace, seed: 0, workers: 2).get()
    func mask(_ name: String) -> OccupancyMask? {
      trace.tensors.firstIndex { $0.name == name }.flatMap { masks.mask(of: $0) }
    }
    let expected = OccupancyMask(rows: 6, columns: 8) { ($0 + 3 * $1) % 5 < 2 }
    for name in ["a", "b", "c", "d", "g", "h"] { #expect(mask("\(name).weight") == expected, "\(name)") }
    let kernels = OccupancyMask(rows: 4, columns: 12) { filter, place in
      (((filter * 3 + place % 3) * 4) + place / 3) % 7 < 3
    }
    for name in ["e", "f"] { #expect(mask("\(name).weight") == kernels, "\(name)") }
  }

  @Test func `Operators with different masks are different work, and equal ones are simulated once`()
    async throws
  {
    let trace = try Self.decode(
      """
      network: equal
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 1024}}
      operators:
        - {name: a, op: matmul, input: x, m: 16, k: 64, n: 64, weight: {sparsity: {pattern: uniform, density: 1/2}}}
        - {name: b, op: matmul, input: x, m: 16, k: 64, n: 64, weight: a.weight}
        - {name: c, op: matmul, input: x, m: 16, k: 64, n: 64, weight: {sparsity: {pattern: uniform, density: 1/2}}}

      """)
    let result = try await Self.run(trace)
    let zeros = result.operators.map(\.work.zeros)
    #expect(zeros[0] == zeros[1] && zeros[0] != zeros[2])
  }

  /// Machines that skip: what they could leave out, from the masks, element by element.
  @Test(arguments: ["sat32", "cambricon_x", "two_sided16"])
  func `What can be exploited is counted from the masks`(designName: String) async throws {
    let findings = Findings()
    let design = try #require(Design.load(path: Shipped.design(designName), findings: findings))
    let sparsity = design.array.sparsity
    #expect(sparsity.skips)
    let trace = try Self.shipped("sparse_tiny").withFormats(of: design)
    let result = try await Replayer.run(trace: trace, design: design.withEveryFunction)
    var exploitable = 0
    for entry in result.operators {
      let gain = try #require(entry.gain)
      guard case .product(let product, _) = entry.work.body else { continue }
      let (_, pairs) = Self.effectual(product, entry.work.zeros)
      let fits = sparsity.pattern.map { pattern in
        entry.work.zeros.weight?.fits(n: pattern.nonzeros, m: pattern.groupSize) ?? false
      }
      let expected: Int
      switch (sparsity.input == .skip, sparsity.weight == .skip && fits != false) {
      case (false, false): expected = 0
      case (true, false): expected = pairs.inputZero
      case (false, true) where fits == true:
        let pattern = try #require(sparsity.pattern)
        expected = product.denseMACs - product.denseMACs / pattern.groupSize * pattern.nonzeros
      case (false, true): expected = pairs.weightZero
      case (true, true): expected = pairs.eitherZero
      }
      #expect(gain.exploitableMACs == expected, "\(entry.name)")
      #expect(gain.denseCycles != nil && gain.remappedDenseCycles != nil, "\(entry.name)")
      if entry.work.zeros == .none { #expect(gain.denseCycles == entry.record.cycles) }
      exploitable += expected
    }
    #expect(result.total.gain?.exploitableMACs == exploitable)
    let dense = result.operators.reduce(0) { $0 + ($1.gain?.denseCycles ?? 0) }
    #expect(result.total.gain?.denseCycles == dense)
    let without = try await Replayer.run(
      trace: trace, design: design.withEveryFunction, options: ReplayOptions(findsMemoryWall: false))
    #expect(without.total.gain == nil && without.operators.allSatisfy { $0.gain == nil })
  }
}

extension MaskTests {
  static func shipped(_ name: String) throws -> Trace {
    let findings = Findings()
    return try #require(
      Trace.load(path: Shipped.trace(name), seed: 0, findings: findings), "\(findings.lines)")
  }

  static func decode(_ text: String) throws -> Trace {
    let findings = Findings()
    let node = DocumentLoader().load(text: Array(text.utf8), name: "a.yaml", findings: findings)
    return try #require(
      node.flatMap { TraceDecoder.decode($0, seed: 0, findings: findings) }, "\(findings.lines)")
  }

  static func run(_ trace: Trace) async throws -> RunResult {
    let design = try #require(Design.load(path: Shipped.design("ws32"), findings: Findings()))
    return try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false, workers: 2))
  }

  struct ZeroPairs {
    var inputZero = 0
    var weightZero = 0
    var eitherZero = 0
  }

  /// Pairs one by one.
  static func effectual(_ product: Product, _ zeros: ProductZeros) -> (Int, ZeroPairs) {
    var pairs = ZeroPairs()
    for image in 0..<product.images {
      for group in 0..<product.groups {
        for pixel in 0..<product.m {
          let (y, x) = (pixel / product.outputWidth, pixel % product.outputWidth)
          for k in 0..<product.k {
            let (tap, channel) = (k / product.channels, k % product.channels)
            let row =
              y * product.strideHeight - product.padTop + tap / product.kernelWidth * product.dilationHeight
            let column =
              x * product.strideWidth - product.padLeft + tap % product.kernelWidth * product.dilationWidth
            let isInside =
              (0..<product.inputHeight).contains(row) && (0..<product.inputWidth).contains(column)
            let line =
              ((image * product.inputHeight + row) * product.inputWidth + column) * product.groups + group
            let hasInput = isInside && (zeros.input.map { $0[line, channel] } ?? true)
            for filter in 0..<product.filters {
              let hasWeight = zeros.weight.map { $0[group * product.filters + filter, k] } ?? true
              pairs.inputZero += hasInput ? 0 : 1
              pairs.weightZero += hasWeight ? 0 : 1
              pairs.eitherZero += hasInput && hasWeight ? 0 : 1
            }
          }
        }
      }
    }
    return (product.denseMACs - pairs.eitherZero, pairs)
  }
}

extension Trace {
  /// The same trace with all tensors in the formats that a design multiplies.
  fileprivate func withFormats(of design: Design) -> Trace {
    var trace = self
    for index in trace.tensors.indices { trace.tensors[index].format = design.array.inputFormat }
    return trace
  }
}

extension Design {
  /// The same design with the vector functions that the tests' traces use.
  fileprivate var withEveryFunction: Design {
    var design = self
    design.vectorUnit = VectorUnit(
      lanes: 4,
      functions: ["bias", "relu"].map { VectorUnit.Function(name: $0, latency: 1, interval: 1) })
    return design
  }
}
