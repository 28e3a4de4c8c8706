import Documents
import Hardware
import Replay
import Simulation
import Testing
import Workloads

/// Tensors that stay on the chip.
@Suite struct ResidencyTests {
  private static let sram =
    "memories.sram={type: bandwidth, bandwidth: 64 GB/s, latency: 4 ns, outstanding: 16, request: 64 B, capacity: SIZE}"

  @Test(arguments: ["barrier", "overlap"], ["64 KiB", "512 KiB", "2 MiB", "64 MiB"])
  func `DRAM moves less by exactly what moves on the chip, under one mapping`(
    boundary: String, size: String
  ) async throws {
    let trace = try loadTrace("tiny")
    let mapping = "mapping={rows: 1, channels: 16, filters: 16, order: [batch, m, n, k]}"
    let before = try await run(trace, "boundary=\(boundary)", mapping)
    let after = try await run(trace, "boundary=\(boundary)", mapping, resident(size), Self.placement)
    for (one, other) in zip(operators(before), operators(after)) {
      #expect(one.name == other.name)
      #expect(one.mapping == other.mapping)
      // What one memory moved two share out, and each operand's bytes are all in the memory that it lies in.
      let (main, chip) = (other.record.memories[0], other.record.memories[1])
      for operand in 0..<3 {
        #expect(
          one.record.memories[0].readBytes[operand] == main.readBytes[operand] + chip.readBytes[operand])
        #expect(
          one.record.memories[0].writeBytes[operand] == main.writeBytes[operand] + chip.writeBytes[operand])
      }
      let places = [other.work.addresses.input, other.work.addresses.weight, other.work.addresses.output]
      for (operand, place) in places.enumerated() {
        let elsewhere = other.record.memories[1 - place.memory]
        #expect(elsewhere.readBytes[operand] + elsewhere.writeBytes[operand] == 0)
      }
    }
    #expect(after.total.peakBytes[1] <= bytes(size))
  }

  @Test func `All that an operator makes and another reads stays, where there is room`() async throws {
    let trace = try loadTrace("tiny")
    let result = try await run(trace, resident("64 MiB"), Self.placement)
    #expect(
      result.operators.allSatisfy { $0.work.addresses.output.memory == 1 || $0.kind == .keyValueAppend })
    let nothing = try await run(trace, resident("4 KiB"), Self.placement)
    #expect(nothing.operators.contains { $0.work.addresses.output.memory == 0 })
  }

  @Test func `Maker and readers see one place, and no two live tensors share bytes`() async throws {
    for name in ["resnet50", "llama2_7b_decode", "mobilenet_v2"] {
      let trace = try loadTrace(name)
      let result = try await run(trace, resident("1 MiB"), Self.placement)
      var places: [Int: OperandAddresses.Place] = [:]
      for one in trace.operators {
        let work = try #require(result.operators.first { $0.name == one.name }).work
        if let output = one.output, one.outputOffset == 0 {
          #expect(places[output, default: work.addresses.output] == work.addresses.output)
          places[output] = work.addresses.output
        }
        if let input = one.input, let place = places[input] { #expect(place == work.addresses.input) }
        if let weight = one.weight, let place = places[weight] { #expect(place == work.addresses.weight) }
      }
    }
  }

  @Test func `What a group hands on lies where what was there before it does`() async throws {
    let trace = try loadTrace("llama2_7b_decode")
    for size in ["4 KiB", "8 KiB", "16 KiB", "1 MiB"] {
      let result = try await run(trace, resident(size), Self.placement)
      let carry = try #require(trace.carries.first)
      let memories = [carry.earlier, carry.later].map { tensor in
        let maker = trace.operators.first { $0.output == tensor }?.name
        return result.operators.first { $0.name == maker }?.work.addresses.output.memory
      }
      #expect(memories[0] == memories[1])
    }
  }

  @Test func `Weights are pinned as long as there is room`() async throws {
    let trace = try loadTrace("resnet50")
    let result = try await run(
      trace, resident("1 MiB"), "placement={input: main, output: main, weight: [sram, main], cache: main}")
    let pinned = result.operators.filter { $0.work.addresses.weight.memory == 1 && $0.work.body.isProduct }
    #expect(!pinned.isEmpty && pinned.count < result.operators.count)
    #expect(result.total.peakBytes[1] <= 1 << 20)
    #expect(result.total.peakBytes[1] > 1 << 19)
  }

  private static let placement =
    "placement={input: [sram, main], output: [sram, main], weight: main, cache: main}"

  private func resident(_ size: String) -> String {
    Self.sram.split(separator: "SIZE").joined(separator: size)
  }

  private func bytes(_ size: String) -> Int {
    let parts = size.split(separator: " ")
    return (Int(parts[0]) ?? 0) << (parts[1] == "KiB" ? 10 : 20)
  }

  /// An entry of each operator.
  private func operators(_ result: RunResult) -> [RunResult.Entry] {
    result.operators.filter { $0.firstExecution == 0 }
  }

  private func run(_ trace: Trace, _ settings: String...) async throws -> RunResult {
    try await Replayer.run(
      trace: trace, design: try #require(load(settings)), options: ReplayOptions(findsMemoryWall: false))
  }

  private func load(_ settings: [String]) -> Design? {
    let findings = Findings()
    let design = Design.load(
      path: Shipped.design("ws32"), settings: ["energy=null"] + settings, findings: findings)
    #expect(findings.lines.isEmpty, "\(findings.lines)")
    return design
  }

  private func loadTrace(_ name: String) throws -> Trace {
    try #require(Trace.load(path: Shipped.trace(name), seed: 0, findings: Findings()))
  }
}

extension Work.Body {
  fileprivate var isProduct: Bool { if case .product = self { true } else { false } }
}
