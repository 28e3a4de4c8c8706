import Documents
import Glibc
import Tensors
import TestFiles
import Testing
import Workloads

@Suite struct SavedMappingTests {
  @Test(arguments: 0..<8)
  func `Any mapping that is written reads back equal`(round: UInt64) throws {
    let seed =
      getenv("RIDGELINE_FUZZ_SEED").flatMap { UInt64(String(cString: $0)) } ?? .random(in: 0 ... .max)
    var random = SplitMix64(seed: seed &+ round)
    for _ in 0..<200 {
      let saved = Self.anyMapping(&random)
      let findings = Findings()
      let node = DocumentLoader().load(text: Array(saved.text.utf8), name: "m.yaml", findings: findings)
      let read = try #require(
        node.flatMap { SavedMapping.decode($0, findings: findings) },
        "seed \(seed): \(findings.lines)\n\(saved.text)")
      #expect(read.network == saved.network && read.design == saved.design, "seed \(seed)")
      #expect(read.entries.map(\.name) == saved.entries.map(\.name), "seed \(seed)")
      #expect(read.entries.map(\.mapping) == saved.entries.map(\.mapping), "seed \(seed)")
      #expect(read.text == saved.text, "seed \(seed)")
    }
  }

  @Test func `A saved mapping is a header and a line an operator`() {
    let product = ProductMapping(
      groups: 1, rows: 7, columns: 14, channels: 64, filters: 32, order: [.batch, .n, .m, .k],
      spatial: .direct, partition: .m)
    let turning = ProductMapping(
      groups: 1, rows: 7, columns: 14, channels: 64, filters: 32, order: [.batch, .n, .m, .k],
      scan: .serpentine, slots: .init(input: 4, output: 1))
    let saved = SavedMapping(
      network: "two", design: "ws32",
      entries: [
        SavedMapping.Entry(name: "conv: 1", mapping: .product(product)),
        SavedMapping.Entry(name: "turning", mapping: .product(turning)),
        SavedMapping.Entry(name: "pool", mapping: .vector(units: 8)),
        SavedMapping.Entry(name: "average", mapping: .vector(units: 1, channels: 512)),
      ])
    #expect(
      saved.text == """
        schema: ridgeline-mapping/1
        network: two
        design: ws32
        operators:
          "conv: 1": {spatial: direct, partition: m, groups: 1, rows: 7, columns: 14, channels: 64, filters: 32, order: [batch, n, m, k]}
          turning: {spatial: im2col, groups: 1, rows: 7, columns: 14, channels: 64, filters: 32, order: [batch, n, m, k], scan: serpentine, slots: {input: 4, output: 1}}
          pool: {units: 8}
          average: {units: 1, channels: 512}

        """)
  }

  @Test func `Sizes beyond an operator's count as all of it`() throws {
    let trace = try decoded(
      operators: "  - {name: a, op: matmul, m: 4, k: 8, n: 16, input: x}\n", elements: 32)
    let findings = Findings()
    let mapping = ProductMapping(
      groups: 5, rows: 5, columns: 5, channels: 5, filters: 50, order: [.batch, .n, .m, .k])
    let saved = SavedMapping(
      network: "n", design: "d", entries: [SavedMapping.Entry(name: "a", mapping: .product(mapping))])
    let entries = try #require(saved.entries(for: trace, findings: findings))
    #expect(
      entries.map(\.mapping) == [
        .product(
          ProductMapping(
            groups: 1, rows: 4, columns: 1, channels: 5, filters: 16, order: [.batch, .n, .m, .k]))
      ])
  }

  @Test
  func `A mapping of another network whose operators are the same is no error, and of others it is one`()
    throws
  {
    let trace = try decoded(
      operators: """
          - {name: a, op: activation, function: relu, input: x, elements: 32}
          - {name: b, op: activation, function: relu, input: a, elements: 32}

        """, elements: 32)
    func findings(_ names: String..., network: String = "other") -> [String] {
      let findings = Findings()
      let saved = SavedMapping(
        network: network, design: "d",
        entries: names.map { SavedMapping.Entry(name: $0, mapping: .vector(units: 8)) })
      _ = saved.entries(for: trace, findings: findings)
      return findings.lines
    }
    #expect(findings("a", "b").isEmpty)
    #expect(findings("a", "b", "c", "d").count == 1)
    #expect(findings("c", "d").count == 1)
    #expect(findings("c", "d")[0].contains("of its 2 operators 0 are among the 2 here"))
    // Of its own network, every line is answered.
    #expect(findings("c", "d", network: "test").count == 4)
  }

  private static func anyMapping(_ random: inout SplitMix64) -> SavedMapping {
    func size(_ random: inout SplitMix64) -> Int { 1 + random.next(below: 1 << random.next(below: 32)) }
    let pieces = ["conv", "a.b/c", "1", " ", "é", "null", "{", "]", ": ", "#", "\"", "\n", "yes", "k"]
    var names: Set<String> = []
    func name(_ random: inout SplitMix64) -> String {
      let name = (0...random.next(below: 4)).map { _ in pieces[random.next(below: pieces.count)] }.joined()
      // A network or a design has a name.
      return name.allSatisfy(\.isWhitespace) ? name + "k" : name
    }
    let entries = (0...random.next(below: 6)).compactMap { _ -> SavedMapping.Entry? in
      let name = name(&random)
      guard names.insert(name).inserted else { return nil }
      if random.next(below: 3) == 0 {
        let channels = random.next(below: 2) == 0 ? nil : size(&random)
        return SavedMapping.Entry(name: name, mapping: .vector(units: size(&random), channels: channels))
      }
      var order = ProductMapping.Loop.allCases
      order.shuffle(using: &random)
      let partitions: [ProductMapping.Partition?] = [nil] + ProductMapping.Partition.allCases
      let spatial = ProductMapping.Spatial.allCases
      return SavedMapping.Entry(
        name: name,
        mapping: .product(
          ProductMapping(
            groups: size(&random), rows: size(&random), columns: size(&random), channels: size(&random),
            filters: size(&random), order: order, scan: random.next(below: 2) == 0 ? .raster : .serpentine,
            slots: .init(
              input: random.next(below: 2) == 0 ? size(&random) : nil,
              output: random.next(below: 3) == 0 ? size(&random) : nil),
            spatial: spatial[random.next(below: spatial.count)],
            partition: partitions[random.next(below: partitions.count)])))
    }
    return SavedMapping(network: name(&random), design: name(&random), entries: entries)
  }
}

/// Every `MappingDiagnostics/<case>.yaml` is read as a saved mapping of a small trace and must give `<case>.expected`.
@Suite struct SavedMappingDiagnosticsTests {
  static let folder = testFolder + "/MappingDiagnostics"
  static let cases = fileNames(in: folder).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }

  /// `project` is line 7 of `a.yaml`, and `relu` line 8.
  static let operators = """
      - {name: project, op: matmul, m: 4, k: 8, n: 16, input: x}
      - {name: relu, op: activation, function: relu, input: project, elements: 64}

    """

  @Test(arguments: cases)
  func `A wrong mapping gives the expected findings and is not replayed`(name: String) throws {
    let trace = try decoded(operators: Self.operators, elements: 32)
    let findings = Findings()
    let saved = SavedMapping.load(path: "\(Self.folder)/\(name).yaml", findings: findings)
    #expect(saved.flatMap { $0.entries(for: trace, findings: findings) } == nil)
    let found = findings.lines.map { $0.replacing(Self.folder + "/", with: "") + "\n" }.joined()
    let path = "\(Self.folder)/\(name).expected"
    if getenv("RIDGELINE_UPDATE_GOLDEN") != nil { writeFile(path, found) }
    let expected = try #require(readFile(path), "\(name).expected is missing")
    #expect(found == String(decoding: expected, as: UTF8.self))
  }

  @Test func `Every golden file has its mapping`() {
    let expected = fileNames(in: Self.folder).filter { $0.hasSuffix(".expected") }
    #expect(expected == Self.cases.map { "\($0).expected" })
  }
}
