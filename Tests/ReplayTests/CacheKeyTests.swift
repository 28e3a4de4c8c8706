import Documents
import Foundation
import Hardware
import Replay
import TestFiles
import Testing
import Workloads

/// The key of an operator in a cache: it changes with all that can change a record, and with nothing else.
@Suite struct CacheKeyTests {
  /// Any injective text would do as a digest; this one mixes every byte into 256 bits.
  static let cache = ReplayCache(digest: mix)

  static let mix: ReplayCache.Digest = { bytes in
    var words: [UInt64] = [1, 2, 3, 4]
    for (place, byte) in bytes.enumerated() {
      words[place & 3] = (words[place & 3] ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15
      words[place & 3] ^= words[place & 3] >> 29
    }
    words[0] ^= UInt64(bytes.count)
    return words.withUnsafeBytes { ReplayDigest($0) }
  }

  static func keys(
    _ design: Node, _ trace: Node, seed: UInt64 = 0
  ) async throws -> [ReplayDigest]? {
    let findings = Findings()
    guard let design = DesignDecoder.decode(design, findings: findings),
      let trace = TraceDecoder.decode(trace, seed: seed, findings: findings), !findings.hasErrors
    else { return nil }
    return try? await Replayer.cacheKeys(trace: trace, design: design, seed: seed, cache: cache)
  }

  static func node(_ text: String) throws -> Node {
    try #require(DocumentLoader().load(text: Array(text.utf8), name: "text", findings: Findings()))
  }

  /// Paths of all scalars below a node, and what each says.
  static func scalars(_ node: Node, _ path: [String] = []) -> [(path: [String], text: String)] {
    switch node.content {
    case .scalar(let text, _): [(path, text)]
    case .sequence(let items):
      items.enumerated().flatMap { scalars($1, path + ["\($0)"]) }
    case .mapping(let entries): entries.flatMap { scalars($0.value, path + [$0.key]) }
    }
  }

  /// Other values that a scalar might have.
  static func others(_ text: String) -> [String] {
    let number = text.prefix { $0.isNumber }
    guard let value = Int(number) else {
      return [
        "output_stationary", "serial", "shadowed", "unlimited", "unbounded", "main", "true", "false",
        "multicast",
        "separate", "overlap", "int16", "int4", "skip", "gate", "none",
      ].filter { $0 != text }
    }
    let unit = text.dropFirst(number.count)
    return [value * 2, value + 1, max(1, value / 2)].filter { $0 != value }.map { "\($0)\(unit)" }
  }

  @Test(arguments: ["ws32", "two_sided16", "ws32_ddr4"])
  func `every key of a design is in the key`(name: String) async throws {
    let findings = Findings()
    let design = try #require(Design.load(path: Shipped.design(name), findings: findings)).resolved()
    let trace = try Self.node(Self.trace)
    let own = try #require(try await Self.keys(design, trace))
    var changed = 0
    for (path, text) in Self.scalars(design) {
      let (root, joined) = (path[0], path.joined(separator: "."))
      for other in Self.others(text) {
        let found = Findings()
        let set = design.setting(path: joined, valueText: other, findings: found)
        guard !found.hasErrors, let keys = try await Self.keys(set, trace) else { continue }
        // Some values read as the one that was there.
        let isEqual = DesignDecoder.decode(set, findings: Findings())?.resolved() == design
        if isEqual || ["name", "source", "energy"].contains(root) {
          #expect(keys == own, "\(joined): \(text) and \(other)")
        } else {
          #expect(zip(keys, own).allSatisfy { $0 != $1 }, "\(joined): \(text) and \(other)")
          changed += 1
        }
        break
      }
    }
    #expect(changed > 15, "\(changed)")
  }

  @Test func `energies are in the key where a search may decide by them`() async throws {
    let findings = Findings()
    let design = try #require(
      Design.load(path: Shipped.design("ws32"), settings: ["mapping.search=full"], findings: findings)
    ).resolved()
    let trace = try Self.node(Self.trace)
    let own = try #require(try await Self.keys(design, trace))
    let other = design.setting(
      path: "energy.multiply.value", valueText: "9 pJ", findings: findings)
    #expect(!findings.hasErrors)
    let keys = try #require(try await Self.keys(other, trace))
    #expect(zip(keys, own).allSatisfy { $0 != $1 })
  }

  @Test func `every field of an operator is in its key`() async throws {
    let findings = Findings()
    let design = try #require(Design.load(path: Shipped.design("ws32"), findings: findings)).resolved()
    let trace = try Self.node(Self.trace)
    let own = try #require(try await Self.keys(design, trace))
    for (change, value) in [
      ("inputs.image.elements", "972"), ("operators.0.filters", "16"), ("operators.0.kernel", "1"),
      ("operators.0.padding", "0"), ("operators.0.stride", "1"), ("formats.weight", "int4"),
      ("formats.input", "int4"), ("formats.output", "int4"), ("operators.0.epilogue", "[relu]"),
      ("operators.0.mapping", "{filters: 4}"),
      ("operators.0.weight", "{sparsity: {pattern: uniform, density: 0.5}}"),
      ("operators.0.weight", "{sparsity: {pattern: random, density: 0.25}}"),
      ("operators.1.n", "5"), ("operators.1.k", "100"),
    ] {
      let found = Findings()
      let set = trace.setting(path: change, valueText: value, findings: found)
      guard let keys = try await Self.keys(design, set) else { continue }
      #expect(Set(keys) != Set(own), "\(change): \(value)")
    }
    // Names, and what is said beside the operators, change nothing.
    for (change, value) in [("network", "other"), ("operators.0.name", "stem2"), ("source", "nobody")] {
      let found = Findings()
      var set = trace.setting(path: change, valueText: value, findings: found)
      if change == "operators.0.name" {
        set = set.setting(path: "operators.1.input", valueText: value, findings: found)
      }
      #expect(try await Self.keys(design, set) == own, "\(change)")
    }
  }

  @Test func `comments and the order of keys are not in the key`() async throws {
    let design = try Self.node(Self.design)
    let own = try #require(try await Self.keys(design, try Self.node(Self.trace)))
    let reversed = Node(.mapping((design.entries ?? []).reversed()))
    #expect(try await Self.keys(reversed, try Self.node("# a comment\n" + Self.trace + "# another\n")) == own)
  }

  @Test func `the seed is in the keys of what it draws, and of nothing else`() async throws {
    let findings = Findings()
    let design = try #require(Design.load(path: Shipped.design("two_sided16"), findings: findings)).resolved()
    let trace = try Self.node(Self.trace).setting(
      path: "operators.0.weight", valueText: "{sparsity: {pattern: uniform, density: 0.5}}",
      findings: findings
    )
    #expect(!findings.hasErrors)
    let first = try #require(try await Self.keys(design, trace, seed: 1))
    let second = try #require(try await Self.keys(design, trace, seed: 2))
    #expect(first[0] != second[0])
    #expect(first.dropFirst() == second.dropFirst())
  }

  @Test func `a cache that is full forgets, and answers are the same`() async throws {
    let findings = Findings()
    let design = try #require(Design.load(path: Shipped.design("ws32"), findings: findings))
    let trace = try #require(Trace.load(path: Shipped.trace("tiny_resnet8"), seed: 0, findings: findings))
    let plain = try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
    for capacity in [2, 1 << 10] {
      var options = ReplayOptions(findsMemoryWall: false)
      options.cache = ReplayCache(capacity: capacity, digest: Self.mix)
      for _ in 0..<2 {
        let cached = try await Replayer.run(trace: trace, design: design, options: options)
        #expect(cached.total.record == plain.total.record)
        #expect(cached.total.peakBytes == plain.total.peakBytes)
        #expect(cached.operators.map(\.record) == plain.operators.map(\.record))
        #expect(cached.operators.map(\.mapping) == plain.operators.map(\.mapping))
      }
    }
  }

  static let trace = """
    network: keys
    formats: {input: int8, weight: int8, output: int8}
    inputs:
      image: {elements: 243}
    operators:
      - {name: stem, op: conv2d, input: image, height: 9, width: 9, channels: 3, filters: 8, kernel: 3, stride: 2, padding: 1, epilogue: [batch_norm, relu]}
      - {name: classifier, op: matmul, input: stem, m: 1, k: 200, n: 10}

    """

  static let design =
    smallDesign + """
      vector_unit: {lanes: 8, functions: {batch_norm: {latency: 4, interval: 1}, relu: {latency: 1, interval: 1}}}

      """
}
