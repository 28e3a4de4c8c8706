import DRAM
import Documents
import Hardware
import Replay
import Simulation
import Synchronization
import Testing
import Workloads

/// The requests of a run, for other simulators of DRAM (docs/memories.md).
@Suite struct RequestLogTests {
  @Test(arguments: ["standard", "dramsim3", "ramulator2"])
  func `Of one channel, what a stream of operators sent does in a replay all that it did in the run`(
    policy: String
  ) async throws {
    let memory = "system: {controller: {policy: \(policy)}}"
    let run = try await Self.run("tiny", memory: "ddr4_2400", memory, "boundary=overlap")
    let (mine, replay) = (run.dram, try DRAMReplay(run.system).run(run.requests))
    #expect(Self.counts(replay) == Self.counts(mine))
    // A replay ends with the last completion, which the data of a write may follow.
    #expect(replay.busStack.read == mine.busStack.read && replay.busStack.write <= mine.busStack.write)
    // The run goes on until what was read last is in its buffer, and everything was moved.
    let last = try #require(replay.completions.map(\.completed).max())
    #expect(last <= mine.cycles)
    #expect(run.requests.map(\.arrival) == run.requests.map(\.arrival).sorted())
  }

  @Test(arguments: ["ddr4_2400", "lpddr4_3200", "hbm2", "gddr6"], ["barrier", "overlap"])
  func `Every burst is there once, and a replay serves it`(memory: String, boundary: String) async throws {
    let run = try await Self.run("tiny", memory: memory, "boundary=\(boundary)")
    let (mine, replay) = (run.dram, try DRAMReplay(run.system).run(run.requests))
    #expect(run.requests.count == run.bursts)
    #expect(Self.read(mine) == run.requests.count { !$0.isWrite })
    #expect(Self.written(mine) == run.requests.count { $0.isWrite })
    #expect(Self.read(replay) == Self.read(mine) && Self.written(replay) == Self.written(mine))
    #expect(run.requests.map(\.arrival) == run.requests.map(\.arrival).sorted())
    // One line for all channels instead of one for each, and rows that stay open from operator to operator: nearly the same.
    let last = try #require(replay.completions.map(\.completed).max())
    #expect(abs(Double(last) / Double(mine.cycles) - 1) < 0.05, "\(last), \(mine.cycles)")
  }

  @Test func `What equal operators send is there as often as they run`() async throws {
    func text(_ body: String) -> String {
      """
      network: repeated
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 4096}}
      operators:
      \(body)
      """
    }
    let once = try await Self.run(
      text: text("  - {name: one, op: matmul, input: x, m: 64, k: 64, n: 64}"))
    let thrice = try await Self.run(
      text: text("  - {name: one, op: matmul, input: x, m: 64, k: 64, n: 64, repeat: 3}"))
    #expect(thrice.requests.count == 3 * once.requests.count)
    let (count, ticks) = (once.requests.count, once.dram.cycles)
    for execution in 0..<3 {
      let part = thrice.requests[execution * count..<(execution + 1) * count]
      #expect(part.map(\.address) == thrice.requests.prefix(count).map(\.address))
      // An execution begins with the first tick at or after the end of the one before.
      let begin = try #require(part.first).arrival - (try #require(once.requests.first)).arrival
      #expect(abs(begin - execution * ticks) <= execution)
      #expect(part.map { $0.arrival - begin } == once.requests.map(\.arrival))
    }
  }

  @Test func `An operator is at its own addresses, and the figures are those of a run without a log`()
    async throws
  {
    let run = try await Self.run("tiny", memory: "ddr4_2400")
    let without = try await Replayer.run(
      trace: run.trace, design: run.result.design, options: ReplayOptions(findsMemoryWall: false))
    #expect(without.operators.map(\.record) == run.result.operators.map(\.record))
    let addresses = Set(run.requests.filter { !$0.isWrite }.map { $0.address / 64 })
    for one in run.result.operators {
      #expect(addresses.contains(UInt64(one.work.addresses.input.address / 64)), "\(one.name)")
    }
  }

  @Test func `Of several memories each has its own requests`() async throws {
    let memory =
      "{type: dram, preset: \(Shipped.memory("ddr4_3200")), latency: 20 ns, outstanding: 8, request: 64 B}"
    let run = try await Self.run(
      "tiny", memory: "hbm2", "memories.other=\(memory)",
      "placement={input: main, weight: other, output: main, cache: main}")
    let other = try #require(run.result.total.record.memories[1].dram)
    #expect(run.others.count == run.result.total.record.memories[1].bursts)
    #expect(!run.others.isEmpty && run.others.allSatisfy { !$0.isWrite })
    #expect(Self.read(other) == run.others.count)
    #expect(run.requests.count == run.bursts)
  }

  @Test func `Nothing more is logged when nobody wants more`() async throws {
    let (trace, design) = try Self.loaded("tiny", "ddr4_2400", [])
    let blocks = Mutex(0)
    var options = ReplayOptions(findsMemoryWall: false)
    let log = RequestLog { _ in
      blocks.withLock { $0 += 1 }
      return false
    }
    options.requestLogs = [0: log]
    _ = try await Replayer.run(trace: trace, design: design, options: options)
    #expect(blocks.withLock { $0 } == 1 && !log.isWanted)
  }

  // MARK: Making them

  /// A run and what it sent to its first and second memory.
  private struct Logged {
    var trace: Trace
    var result: RunResult
    var system: DRAMSystem
    var requests: [DRAMRequest]
    var others: [DRAMRequest]
    var dram: DRAMRecord
    var bursts: Int
  }

  private static func run(
    _ trace: String, memory: String, _ settings: String...
  ) async throws -> Logged {
    let (trace, design) = try loaded(trace, memory, settings)
    return try await run(trace, design)
  }

  private static func run(text: String) async throws -> Logged {
    let findings = Findings()
    let (_, design) = try loaded("tiny", "ddr4_2400", [])
    let node = DocumentLoader().load(text: Array(text.utf8), name: "repeated.yaml", findings: findings)
    let trace = node.flatMap { TraceDecoder.decode($0, seed: 0, findings: findings) }
    #expect(findings.lines.isEmpty)
    return try await run(try #require(trace), design)
  }

  private static func run(_ trace: Trace, _ design: Design) async throws -> Logged {
    let logged = Mutex<[[DRAMRequest]]>([[], []])
    func log(_ memory: Int) -> RequestLog {
      RequestLog { requests in
        logged.withLock { $0[memory] += requests }
        return true
      }
    }
    var options = ReplayOptions(findsMemoryWall: false)
    options.requestLogs = [0: log(0)]
    if design.memories.count > 1 { options.requestLogs[1] = log(1) }
    let result = try await Replayer.run(trace: trace, design: design, options: options)
    guard case .dram(let memory) = design.memories[0].kind else { throw Missing() }
    return Logged(
      trace: trace, result: result, system: memory.system, requests: logged.withLock { $0[0] },
      others: logged.withLock { $0[1] }, dram: try #require(result.total.record.memories[0].dram),
      bursts: result.total.record.memories[0].bursts)
  }

  private struct Missing: Error {}

  /// A trace and `ws32` with a shipped memory; a setting that is no path is of the memory's entry.
  private static func loaded(
    _ trace: String, _ memory: String, _ settings: [String]
  ) throws -> (Trace, Design) {
    let (own, others) = (
      settings.filter { $0.hasPrefix("system") }, settings.filter { !$0.hasPrefix("system") }
    )
    let entry =
      ([
        "type: dram", "preset: \(Shipped.memory(memory))", "latency: 20 ns", "outstanding: 64",
        "request: 64 B",
      ] + own).joined(separator: ", ")
    let findings = Findings()
    let trace = Trace.load(path: Shipped.trace(trace), seed: 0, findings: findings)
    let design = Design.load(
      path: Shipped.design("ws32"), settings: ["memories.main={\(entry)}", "energy=null"] + others,
      findings: findings)
    #expect(findings.lines.isEmpty, "\(findings.lines)")
    return (try #require(trace), try #require(design))
  }

  private static func read(_ record: DRAMRecord) -> Int {
    record.counts.reads + record.counts.mergedReads + record.counts.forwardedReads
  }

  private static func written(_ record: DRAMRecord) -> Int {
    record.counts.writes + record.counts.mergedWrites
  }

  /// Counts without refreshes, which fall due as long as a run lasts.
  private static func counts(_ record: DRAMRecord) -> DRAMCounts {
    var counts = record.counts
    counts.refreshes = 0
    return counts
  }
}
