import Accounting
import Documents
import Hardware
import Replay
import Simulation
import Testing
import Workloads

/// Whole traces on designs whose memory is DRAM.
@Suite struct DRAMReplayTests {
  @Test(arguments: ["ddr4_2400", "hbm2"])
  func `Every operator takes what it takes at its own addresses`(memory: String) async throws {
    // Equal operators are simulated once only where their addresses make no difference.
    let (trace, design) = try shipped("mobilenet_v1", "ws32", Self.memory(memory))
    let result = try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
    for one in result.operators {
      let alone = try PreparedOperator(design: design, work: one.work, mapping: one.mapping)
      #expect(try alone.run(design) == one.record, "\(one.name)")
    }
  }

  /// Activations of every second operator begin in other banks: MobileNet's blocks have two operators, ResNet-18's three.
  @Test(arguments: [("mobilenet_v1", false), ("resnet18", true)])
  func `Equal operators in other banks are not one, and in the same banks they are`(
    network: String, areOthers: Bool
  ) async throws {
    let (trace, design) = try shipped(network, "ws32", Self.memory("ddr4_2400"))
    let result = try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
    let works = result.operators.map { one in
      var work = one.work
      let nowhere = OperandAddresses.Place(memory: 0, address: 0)
      work.addresses = OperandAddresses(
        input: nowhere, weight: nowhere, parameters: nowhere, output: nowhere, partialSums: nowhere)
      return work
    }
    let alike = works.indices.filter { index in works.prefix(index).contains(works[index]) }
    let others = alike.filter { index in
      let first = works.firstIndex(of: works[index]) ?? index
      return result.operators[first].record != result.operators[index].record
    }
    #expect(!alike.isEmpty && others.isEmpty == !areOthers)
  }

  @Test func `A result is the same on one and on many threads`() async throws {
    let (trace, design) = try shipped("tiny", "ws32", Self.memory("ddr4_2400"))
    let one = try await Replayer.run(trace: trace, design: design, options: ReplayOptions(workers: 1))
    let many = try await Replayer.run(trace: trace, design: design, options: ReplayOptions(workers: 8))
    #expect(one.operators.map(\.record) == many.operators.map(\.record))
    #expect(one.total.wall == many.total.wall)
  }

  @Test(arguments: ["barrier", "overlap"])
  func `Bytes, bursts and stacks of a run sum, and it has a memory wall`(boundary: String) async throws {
    let settings = [Self.memory("lpddr4_3200"), "boundary=\(boundary)"]
    let (trace, design) = try shipped("tiny", "ws32", settings[0], settings[1])
    let result = try await Replayer.run(trace: trace, design: design)
    let record = result.total.record
    let memory = record.memories[0]
    let dram = try #require(memory.dram)
    guard case .dram(let kind) = design.memories[0].kind else { return }
    let bytes = (memory.readBytes + memory.writeBytes).reduce(0, +)
    #expect(bytes == memory.bursts * kind.system.organization.requestBytes - memory.overfetchedBytes)
    #expect(dram.busStack.total == dram.cycles * dram.channels.reduce(0) { $0 + $1.busStacks.count })
    let counts = dram.counts
    let served =
      counts.reads + counts.mergedReads + counts.forwardedReads + counts.writes + counts.mergedWrites
    #expect(served == memory.bursts)
    #expect(record.cycleStack.total == record.cycles)
    let wall = try #require(result.total.wall)
    #expect(wall.unlimitedCycles <= record.cycles)
    // Its energies are those of commands.
    let energy = try #require(result.total.figures.energyPicojoules)
    #expect(energy.components.contains { $0.name == "memory_main" && $0.picojoules > 0 })
    let actions = EnergyAction.all(record, vectorOperations: 0, design).filter {
      $0.component == "memory_main"
    }
    let sum = actions.reduce(0) { $0 + $1.picojoules }
    let memoryEnergy = energy.components.first { $0.name == "memory_main" }?.picojoules ?? 0
    #expect(abs(sum - memoryEnergy) <= 1e-9 * memoryEnergy)
    #expect(actions.first { $0.name == "read" }?.count == Double(counts.reads))
    #expect(try result.total.throughput.steadyState.get().isExact == (boundary == "barrier"))
  }

  /// The setting that makes the main memory one of a shipped file.
  private static func memory(_ name: String) -> String {
    "memories.main={type: dram, preset: \(Shipped.memory(name)), latency: 20 ns, outstanding: 64, request: 64 B}"
  }

  private func shipped(_ trace: String, _ design: String, _ settings: String...) throws -> (Trace, Design) {
    let findings = Findings()
    let trace = Trace.load(path: Shipped.trace(trace), seed: 0, findings: findings)
    let design = Design.load(path: Shipped.design(design), settings: settings, findings: findings)
    #expect(findings.lines.isEmpty)
    return (try #require(trace), try #require(design))
  }
}
