import Documents
import Hardware
import Replay
import TestFiles
import Testing
import Workloads

/// Whole traces on whole designs, as shipped.
@Suite struct ReplayTests {
  @Test func `A result is the same on one and on many threads`() async throws {
    let (trace, design) = try shipped("mobilenet_v1", "ws32")
    let one = try await Replayer.run(trace: trace, design: design, options: ReplayOptions(workers: 1))
    let many = try await Replayer.run(trace: trace, design: design, options: ReplayOptions(workers: 8))
    #expect(one.operators.map(\.record) == many.operators.map(\.record))
    #expect(one.operators.map(\.wall) == many.operators.map(\.wall))
    #expect(one.total.record == many.total.record)
    #expect(one.total.wall == many.total.wall)
  }

  /// The smallest of integers, one of floating-point numbers, one of convolutions alone, those of narrower formats, and one with values.
  @Test(arguments: Shipped.allDesigns)
  func `Every design that ships runs a trace that ships`(designName: String) async throws {
    var refusals: [String] = []
    for name in [
      "tiny_resnet8", "minilm_l6_2_8_fp16", "eyeriss_v2_mobilenet", "tiny_resnet8_int6", "tiny_resnet8_fp8",
      "matmul_free_512", "resnet50_int8_normal",
    ] {
      let (trace, design) = try shipped(name, designName)
      do {
        _ = try await Replayer.run(
          trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
        return
      } catch {
        refusals.append("\(name): \(error)")
      }
    }
    Issue.record("\(refusals)")
  }

  @Test func `A trace with its keys reordered gives the same result`() async throws {
    let findings = Findings()
    let node = try #require(DocumentLoader().load(path: Shipped.trace("tiny"), findings: findings))
    let (trace, design) = try shipped("tiny", "ws32")
    let reversed = try #require(TraceDecoder.decode(node.reversingKeys, seed: 0, findings: findings))
    let one = try await Replayer.run(trace: trace, design: design)
    let other = try await Replayer.run(trace: reversed, design: design)
    #expect(one.operators.map(\.name) == other.operators.map(\.name))
    #expect(one.operators.map(\.record) == other.operators.map(\.record))
    #expect(one.total.wall == other.total.wall)
  }

  @Test(arguments: ["resnet50", "mobilenet_v1", "llama2_7b_decode", "tiny"], Shipped.designs)
  func `Every shipped network runs on every shipped design, and nothing is left over`(
    network: String, designName: String
  ) async throws {
    let (trace, design) = try shipped(network, designName)
    let result = try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
    #expect(result.total.record.cycleStack.total == result.total.record.cycles)
    #expect(result.total.record.slots.total == result.total.record.cycles * design.array.elements)
    let slots = result.total.record.slots
    #expect(slots.effective + slots.ineffectual == trace.denseMACs)
    for one in result.operators {
      let moved = one.figures.memories.reduce(0) { $0 + $1.readBytes + $1.writeBytes }
      #expect(moved >= one.work.compulsoryBytes, "\(one.name)")
      #expect(one.work.hasDisjointTensors, "\(one.name)")
    }
  }

  @Test(arguments: Shipped.designs)
  func `A decode step takes at least as long as its weights take to arrive`(designName: String) async throws {
    let (trace, design) = try shipped("llama2_7b_decode", designName)
    let result = try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
    guard case .bandwidth(let memory) = design.memories[design.placement.weight[0]].kind else { return }
    let table = 32_000 * 4096  // The embedding's table, of which one row is read.
    let seconds = Double(trace.parameters - table) / Double(memory.bandwidth.bytesPerSecond)
    #expect(result.total.figures.timeSeconds >= seconds)
  }

  @Test func `An ideal memory costs nothing`() async throws {
    let (trace, ideal) = try shipped("tiny", "ws32", "memories.main={type: ideal}")
    let result = try await Replayer.run(trace: trace, design: ideal)
    #expect(result.total.wall?.factor == 1)
    #expect(result.total.wall?.balanceBandwidth == nil)
    #expect(result.total.record.cycleStack.dramBandwidth == 0)
    #expect(result.total.record.cycleStack.dramLatency == 0)
  }

  @Test func `A little less than the balance bandwidth is too little, and it is enough`() async throws {
    let findings = Findings()
    let text = """
      network: one
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 16384}}
      operators:
        - {name: one, op: matmul, m: 64, k: 256, n: 2048, input: x}
      """
    let node = try #require(
      DocumentLoader().load(text: Array(text.utf8), name: "one.yaml", findings: findings))
    let trace = try #require(TraceDecoder.decode(node, seed: 0, findings: findings))
    // Without latency and window this is the flat memory of the search, and the mapping is fixed.
    func run(_ bandwidth: Double) async throws -> RunResult.Total {
      let memory =
        "{type: bandwidth, bandwidth: \(Int(bandwidth / 1e6)) MB/s, latency: 0 ns, outstanding: unlimited, request: 64 B}"
      let (_, design) = try shipped(
        "tiny", "ws32", "memories.main=\(memory)", "mapping={rows: 64, channels: 256, filters: 64}")
      return try await Replayer.run(trace: trace, design: design).total
    }
    let balance = try #require(try await run(1e9).wall?.balanceBandwidth)
    let enough = try await run(balance * 1.0005)
    let little = try await run(balance * 0.998)
    let unlimited = try #require(enough.wall?.unlimitedCycles)
    #expect(enough.record.cycles <= unlimited + unlimited / 100)
    #expect(little.record.cycles > unlimited + unlimited / 100)
  }

  @Test func `What a design cannot run is answered for every operator at once`() async throws {
    let findings = Findings()
    let text = """
      network: wrong
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 64, format: int16}, y: {elements: 64}}
      operators:
        - {name: wide, op: matmul, m: 8, k: 8, n: 8, input: x}
        - {name: odd, op: activation, function: relo, elements: 64, input: y}
        - {name: big, op: conv2d, height: 1, width: 64, channels: 1, filters: 1, kernel: [1, 64], input: y}
      """
    let node = try #require(
      DocumentLoader().load(text: Array(text.utf8), name: "wrong.yaml", findings: findings))
    let trace = try #require(TraceDecoder.decode(node, seed: 0, findings: findings))
    let (_, design) = try shipped("tiny", "ws32")
    do {
      _ = try await Replayer.run(trace: trace, design: design)
      Issue.record("it cannot run")
    } catch {
      guard case .unsuitable(let found) = error else { throw error }
      #expect(
        found.map(\.description) == [
          "wrong.yaml:5:5: error: operator 'wide' has inputs of int16, and the multipliers of the design 'ws32' "
            + "take int8; they run inputs of int1 to int8, uint1 to uint7, ternary and binary with weights of int1 to "
            + "int8, uint1 to uint7, ternary and binary: use such a pair, or another 'array.precision'",
          "wrong.yaml:6:5: error: operator 'odd' needs the function 'relo', which the vector unit of the design "
            + "'ws32' does not have; did you mean 'relu'?",
        ])
    }
  }

  @Test func `An operator that does not fit says which buffer, with the numbers`() async throws {
    let (trace, design) = try shipped("resnet50", "ws32", "buffers.input.capacity=256 B", "energy=null")
    do {
      _ = try await Replayer.run(trace: trace, design: design)
      Issue.record("1000 columns of a softmax do not fit into 256 bytes")
    } catch {
      guard case .unsuitable(let found) = error else { throw error }
      let lines = found.map(\.description)
      #expect(lines.contains { $0.contains("the input buffer has 256 B, and its tile slots need") })
    }
  }

  private func shipped(_ trace: String, _ design: String, _ settings: String...) throws -> (Trace, Design) {
    let findings = Findings()
    let trace = Trace.load(path: Shipped.trace(trace), seed: 0, findings: findings)
    let design = Design.load(path: Shipped.design(design), settings: settings, findings: findings)
    #expect(findings.lines.isEmpty)
    return (try #require(trace), try #require(design))
  }
}

/// What is shipped in Configs and Traces.
enum Shipped {
  static let designs = [
    "ws32", "os32", "is32", "shared32", "tpu_v1", "hbm_decode", "gemmini16", "eyeriss_ws", "eyeriss",
    "full_stack16",
  ]

  /// Every one in the folder.
  static let allDesigns = fileNames(in: "\(root)/Configs/designs").filter { $0.hasSuffix(".yaml") }
    .map { String($0.dropLast(".yaml".count)) }

  static func trace(_ name: String) -> String { "\(root)/Traces/\(name).yaml" }
  static func design(_ name: String) -> String { "\(root)/Configs/designs/\(name).yaml" }

  static func memory(_ name: String) -> String { "\(root)/Configs/memories/\(name).yaml" }

  private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
}

extension Node {
  /// The same document with the keys of every mapping in reverse order.
  fileprivate var reversingKeys: Node {
    switch content {
    case .scalar: self
    case .sequence(let items): Node(.sequence(items.map(\.reversingKeys)), position: position)
    case .mapping(let entries):
      Node(
        .mapping(
          entries.reversed().map {
            Node.Entry(key: $0.key, keyPosition: $0.keyPosition, value: $0.value.reversingKeys)
          }), position: position)
    }
  }
}

extension Work {
  /// Bytes that must cross a memory's bus, however large the buffers: each tensor's touched elements once.
  fileprivate var compulsoryBytes: Int {
    func bytes(_ elements: Int, _ operand: Operand) -> Int { elements * formats[operand].bits / 8 }
    switch body {
    case .product(let product, _):
      // A stride beyond the kernel leaves input untouched.
      let touches = product.strideHeight <= product.kernelHeight && product.strideWidth <= product.kernelWidth
      return bytes(touches ? product.inputElements : 0, .input) + bytes(product.weightElements, .weight)
        + bytes(product.outputElements, .output)
    case .vector(let vector):
      guard case .streaming(let each) = vector.output else { return 0 }
      return bytes(vector.units * each, .output)
    }
  }

  /// Whether the operands of a product lie apart.
  fileprivate var hasDisjointTensors: Bool {
    guard case .product(let product, _) = body else { return true }
    let places: [(OperandAddresses.Place, Int)] = [
      (addresses.input, product.inputElements * formats.input.bits / 8),
      (addresses.output, product.outputElements * formats.output.bits / 8),
      (addresses.weight, product.weightElements * formats.weight.bits / 8),
    ]
    for (index, one) in places.enumerated() {
      for other in places[(index + 1)...] where one.0.memory == other.0.memory {
        let apart =
          one.0.address + one.1 <= other.0.address || other.0.address + other.1 <= one.0.address
        if !apart { return false }
      }
    }
    return true
  }
}
