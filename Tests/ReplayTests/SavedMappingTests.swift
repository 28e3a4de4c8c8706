import Documents
import Foundation
import Hardware
import Replay
import Testing
import Workloads

/// Mappings that a run saved, replayed on the same and on other designs.
@Suite struct SavedMappingTests {
  @Test(arguments: [
    ("mobilenet_v1", "ws32", [String]()), ("bert_base_128", "os32", []), ("tiny", "shared32", []),
    ("tiny_resnet8", "nvdla_large", []),
    (
      "resnet18", "ws32",
      ["cores={count: 3, partition: [n, m, k], reduction: {width: 8 B, latency: 4}}", "energy=null"]
    ),
  ])
  func `A saved mapping replays to equal records`(
    network: String, designName: String, settings: [String]
  ) async throws {
    let (trace, design) = try Self.inputs(network, designName, settings)
    let options = ReplayOptions(findsMemoryWall: false, workers: 2)
    let first = try await Replayer.run(trace: trace, design: design, options: options)
    let saved = try Self.read(first.savedMapping.text)
    let second = try await Replayer.run(trace: trace, design: design, mapping: saved, options: options)
    #expect(second.operators.map(\.mapping) == first.operators.map(\.mapping))
    #expect(second.operators.map(\.record) == first.operators.map(\.record))
    #expect(second.total.record == first.total.record)
    #expect(second.savedMapping == first.savedMapping)
  }

  @Test func `A mapping that is edited is what runs, whatever the design's directives are`() async throws {
    let (trace, design) = try Self.inputs("tiny", "ws32", ["mapping={filters: 8, order: [n, batch, m, k]}"])
    let options = ReplayOptions(findsMemoryWall: false)
    var saved = try await Replayer.run(trace: trace, design: design, options: options).savedMapping
    for index in saved.entries.indices {
      switch saved.entries[index].mapping {
      case .product(var mapping):
        (mapping.filters, mapping.order) = (3, [.m, .k, .batch, .n])
        saved.entries[index].mapping = .product(mapping)
      case .vector: saved.entries[index].mapping = .vector(units: 5)
      }
    }
    let result = try await Replayer.run(trace: trace, design: design, mapping: saved, options: options)
    for (entry, one) in zip(saved.entries, result.operators) {
      #expect(entry.mapping.within(one.work.body) == one.mapping, "\(one.name)")
    }
  }

  @Test func `A mapping replays on a design with other memories, and its passes stay`() async throws {
    let (trace, design) = try Self.inputs("mobilenet_v1", "ws32", [])
    let (_, fast) = try Self.inputs("tiny", "ws32", ["memories.main.bandwidth=51.2 GB/s"])
    let options = ReplayOptions(findsMemoryWall: false)
    let slow = try await Replayer.run(trace: trace, design: design, options: options)
    let results = try await Replayer.run(
      traces: [trace], designs: [design, fast], mappings: [slow.savedMapping], options: options)
    #expect(results[0][0].total.record == slow.total.record)
    #expect(results[0][1].total.record.passes == slow.total.record.passes)
    #expect(results[0][1].total.record.cycles < slow.total.record.cycles)
  }

  /// Each case is a saved mapping of `small` for the shipped `ws32`; a first line `# set: PATH=VALUE` changes that.
  @Test(arguments: cases)
  func `Each reason not to replay a mapping is answered by its golden file`(name: String) async throws {
    let text = try String(contentsOf: Self.folder.appending(path: "\(name).yaml"), encoding: .utf8)
    let first = try #require(text.split(separator: "\n").first)
    let setting = try #require(first.hasPrefix("# set: ") ? String(first.dropFirst("# set: ".count)) : nil)
    let findings = Findings()
    let design = Design.load(
      path: Shipped.design("ws32"), settings: ["energy=null", setting], findings: findings)
    let trace = DocumentLoader().load(text: Array(Self.small.utf8), name: "small.yaml", findings: findings)
      .flatMap { TraceDecoder.decode($0, seed: 0, findings: findings) }
    let saved = DocumentLoader().load(text: Array(text.utf8), name: "\(name).yaml", findings: findings)
      .flatMap { SavedMapping.decode($0, findings: findings) }
    #expect(findings.lines.isEmpty)
    let found = await Self.answer(try #require(trace), try #require(design), try #require(saved))
    let golden = Self.folder.appending(path: "\(name).expected")
    if ProcessInfo.processInfo.environment["RIDGELINE_UPDATE_GOLDEN"] != nil {
      try found.write(to: golden, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: golden, encoding: .utf8)
    #expect(found == expected)
    #expect(!found.isEmpty)
  }

  /// The findings, a line each; empty where the mapping is replayed.
  private static func answer(_ trace: Trace, _ design: Design, _ saved: SavedMapping) async -> String {
    do {
      _ = try await Replayer.run(
        trace: trace, design: design, mapping: saved, options: ReplayOptions(findsMemoryWall: false))
      return ""
    } catch {
      guard case .unsuitable(let findings) = error else { return "" }
      return findings.map { "\($0.description)\n" }.joined()
    }
  }

  private static func inputs(
    _ network: String, _ design: String, _ settings: [String]
  ) throws -> (Trace, Design) {
    let findings = Findings()
    let trace = Trace.load(path: Shipped.trace(network), seed: 0, findings: findings)
    let design = Design.load(path: Shipped.design(design), settings: settings, findings: findings)
    return (try #require(trace, "\(findings.lines)"), try #require(design, "\(findings.lines)"))
  }

  private static func read(_ text: String) throws -> SavedMapping {
    let findings = Findings()
    let node = DocumentLoader().load(text: Array(text.utf8), name: "mapping.yaml", findings: findings)
    return try #require(
      node.flatMap { SavedMapping.decode($0, findings: findings) }, "\(findings.lines)")
  }

  static let small = """
    network: small
    formats: {input: int8, weight: int8, output: int8}
    inputs: {x: {elements: 50176}}
    operators:
      - {name: window, op: conv2d, height: 14, width: 14, channels: 256, filters: 256, kernel: 3, padding: 1, input: x}
      - {name: depthwise, op: conv2d, height: 14, width: 14, channels: 256, filters: 256, groups: 256, kernel: 3, padding: 1, input: window}
      - {name: relu, op: activation, function: relu, elements: 50176, input: depthwise}

    """

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "MappingDiagnostics")

  static let cases: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
}
