import Hardware
import Quantities
import Replay
import Reports
import Testing

@Suite struct VerdictTests {
  @Test func `operators left of the ridge and bound by DRAM are named`() async throws {
    let verdict = Verdict(try await SampleRun.result())
    #expect(verdict.cost.contains("5 of 8 executions of operators"), "\(verdict.cost)")
    #expect(verdict.cost.contains("query, key"), "\(verdict.cost)")
    #expect(verdict.remedy.contains("wall factor"))
    #expect(verdict.remedy.contains("3.90 GB/s would bring it within 1 % of that, 1.95 times the 2.00 GB/s"))
  }

  @Test func `memories on the chip are named, and are no part of what DRAM has`() async throws {
    var result = try await SampleRun.result()
    result.design.memories.append(
      Memory(
        name: "l2",
        kind: .bandwidth(
          BandwidthMemory(
            bandwidth: Bandwidth(bytesPerSecond: 16_000_000_000), latency: TimeSpan(picoseconds: 0),
            outstanding: nil, request: 64))))
    // Named nowhere, it moves nothing, and changes nothing.
    #expect(Verdict(result).text == Verdict(try await SampleRun.result()).text)
    result.design.placement.output = [1, 0]
    #expect(result.design.onChipMemories.map(\.name) == ["l2"])
    #expect(result.design.offChipMemories.map(\.name) == ["main"])
    let verdict = Verdict(result)
    #expect(
      verdict.cost.contains("stand left of the ridge of main and are bound by memory"), "\(verdict.cost)")
    #expect(
      verdict.remedy.contains(
        "3.90 GB/s in the place of all would bring it within 1 % of that, 1.95 times the 2.00 GB/s it has off the chip "
          + "(and 16.0 GB/s on it)"), "\(verdict.remedy)")
    result.total.wall?.balanceBandwidth = 1_000_000_000
    #expect(
      Verdict(result).remedy.contains("1 % of that: that is 50.0 % of the 2.00 GB/s it has off the chip"))
    // Behind the last of a list there is nothing.
    result.design.placement.weight = [1]
    #expect(result.design.onChipMemories.isEmpty)
    #expect(result.design.offChipMemories.count == 2)
  }

  @Test func `overlap that a shared buffer makes slower than a barrier is said`() async throws {
    var result = try await SampleRun.result()
    let cycles = result.total.record.cycles
    #expect(
      Verdict(result).boundary?.hasPrefix(
        "Simulated, twice the bandwidth would bring most: 2.80 times as fast") == true)
    result.total.whatIfs = []
    result.total.barrierCycles = cycles
    #expect(Verdict(result).boundary == nil)
    result.total.barrierCycles = cycles - cycles / 4
    let sentence = try #require(Verdict(result).boundary)
    #expect(sentence.contains("the run would take 25.0 % less time"), "\(sentence)")
    #expect(TextReport(result).text.contains("boundary: barrier"))
    let report = RunReport(result: result, design: result.design.resolved(), inputs: [], settings: [])
    #expect(try HTMLReport(report).html().contains("25.0 % less time"))
    #expect(try ResultDocument(report).json().contains("\"barrier_cycles\" : \(cycles - cycles / 4)"))
  }

  @Test func `a run without a cycle loses nothing`() async throws {
    let verdict = Verdict(try await SampleRun.result().with([]))
    #expect(verdict.cost == "The run takes no cycle, so no time is lost to memory.")
  }

  @Test func `ideal memories have no wall`() async throws {
    var result = try await SampleRun.result()
    result.design.memories[0].kind = .ideal
    #expect(Verdict(result).remedy == "Every memory is ideal, so there is no wall to find.")
  }

  @Test func `a wall that was not asked for is not judged`() async throws {
    var result = try await SampleRun.result()
    result.total.wall = nil
    #expect(Verdict(result).remedy == "How high the memory wall is was not asked.")
  }

  @Test(arguments: [
    (0.9, "even take 11.1 % longer"), (1, "take just as long"), (1.001, "hardly less time"),
    (2.5, "2.50 times as fast"), (25, "25.0 times as fast"),
  ])
  func `every wall factor has its sentence`(factor: Double, words: String) async throws {
    var result = try await SampleRun.result()
    result.total.wall?.factor = factor
    #expect(Verdict(result).remedy.contains(words), "\(Verdict(result).remedy)")
  }

  @Test func `a balance bandwidth may be missing or below what there is`() async throws {
    var result = try await SampleRun.result()
    result.total.wall?.balanceBandwidth = nil
    #expect(Verdict(result).remedy.contains("because latency or the buffers' fill ports cost more"))
    result.total.wall?.balanceBandwidth = 1_000_000_000
    #expect(
      Verdict(result).remedy.contains("50.0 % of the 2.00 GB/s it has (1.00 GB/s) would already balance it"))
  }

  @Test func `a run of which nothing is left of the ridge says so`() async throws {
    let result = try await SampleRun.result()
    let vector = result.operators.filter { $0.kind == .softmax }
    #expect(Verdict(result.with(vector)).cost.hasSuffix("no operator stands left of the ridge."))
  }
}
