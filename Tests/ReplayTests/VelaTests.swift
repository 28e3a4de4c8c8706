import Documents
import FoundationEssentials
import Hardware
import Replay
import Testing
import Workloads

/// The Ethos-U55 in four sizes against Vela's estimates: `ridgeline validate` has the points.
@Suite struct VelaTests {
  @Test func `What the points say of Vela is its table`() throws {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let text = try String(contentsOfFile: "/\(folder)/Golden/vela/layers.csv", encoding: .utf8)
    let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.count == 92)
    let points = ReferencePoint.velaLayers
    #expect(points.count == rows.count)
    for row in rows {
      let name = "ethos_u55_\(row[3])_\(row[0])_\(row[1])"
      let point = try #require(points.first { $0.name == name }, "\(name)")
      #expect(point.theirs == Double(row[4]), "\(name)")
      #expect(point.source.hasSuffix("blocks of \(row[5]) x \(row[6]) x \(row[7])"), "\(name)")
    }
  }

  /// docs/deviations.md, 21.
  @Test func `A layer of one block is near where nothing in it overlaps`() async throws {
    let point = try #require(
      ReferencePoint.velaLayers.first { $0.name == "ethos_u55_256_tiny_resnet8_block3.conv2" })
    let findings = Findings()
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let design = try #require(
      Design.load(
        path: "\(root)/Configs/designs/ethos_u55_256.yaml", settings: ["buffers.weight.capacity=40 KiB"],
        findings: findings))
    var trace = try #require(
      Trace.load(path: "\(root)/Traces/tiny_resnet8.yaml", seed: 0, findings: findings))
    trace.operators = trace.operators.filter { $0.name == "block3.conv2" }
    trace.operators[0].mapping = MappingDirectives(
      rows: 8, columns: 8, channels: 32, filters: 64, order: [.batch, .m, .n, .k], spatial: [.direct])
    let run = try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
    let cycles = run.total.record.cycles
    #expect(cycles == 13_708)
    #expect(abs(Double(cycles) / point.theirs - 1) < 0.1)
  }

  /// docs/deviations.md, 20 to 22.
  @Test func `The layers that Vela estimates otherwise are those that are said to be`() async throws {
    let points = Set(ReferencePoint.all.map(\.name))
    var others: [String: Int] = [:]
    for point in ReferencePoint.velaLayers where !points.contains(point.name) {
      let outcome = try await point.outcome(ValidationTests.files)
      others[String(point.name.dropFirst("ethos_u55_".count))] = Int(outcome.ours)
      #expect(!outcome.holds, "\(point.name) could be a point")
    }
    #expect(
      others == [
        "32_tiny_resnet8_pool": 1612, "64_tiny_resnet8_pool": 2636, "128_tiny_resnet8_pool": 2636,
        "256_tiny_resnet8_pool": 2636, "256_tiny_resnet8_block2.shortcut": 2632,
        "256_tiny_resnet8_block3.conv2": 11044, "256_tiny_resnet8_block3.shortcut": 1898,
      ])
  }
}
