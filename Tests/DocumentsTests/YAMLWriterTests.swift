import Documents
import Quantities
import TestFiles
import Testing

@Suite("What the writer writes, the loader reads")
struct YAMLWriterTests {
  @Test("a document is written in block style, with quotes only where they matter")
  func golden() {
    let node = Node.mapping([
      "name": .text("nm_systolic"), "version": .text("1.0"), "rows": .integer(-32), "gate": .boolean(true),
      "pattern": .text("2:4"), "capacity": .quantity(Bytes(count: 262_144)), "density": .ratio(Ratio(3, 4)),
      "word": .text("yes"), "note": .text("a: b # c"), "empty": .text(""), "left": .plain(""),
      "layers": .sequence([
        .mapping(["m": .integer(1), "k": .sequence([])]), .sequence([.text("x"), .mapping([:])]),
      ]),
      "caf\u{e9}": .text("line\nline\u{7}"),
    ])
    #expect(
      YAMLWriter.write(node) == """
        name: nm_systolic
        version: "1.0"
        rows: -32
        gate: true
        pattern: "2:4"
        capacity: 256 KiB
        density: 3/4
        word: "yes"
        note: "a: b # c"
        empty: ""
        left:
        layers:
          - m: 1
            k: []
          - - x
            - {}
        caf\u{e9}: "line\\nline\\x07"

        """)
  }

  @Test("collections below the levels asked for are on one line, unless only a block holds them")
  func lines() {
    let node = Node.mapping([
      "a": .mapping(["b": .sequence([.integer(1), .text("x, y")]), "c:d": .mapping([:])]),
      "e": .sequence([.mapping(["f": .plain("")]), .mapping(["g": .quantity(Bytes(count: 1024))])]),
    ])
    #expect(
      YAMLWriter.write(node, levels: 1) == """
        a: {b: [1, "x, y"], "c:d": {}}
        e:
          - f:
          - {g: 1 KiB}

        """)
  }

  @Test("any node reads back as an equal node", arguments: 0..<8)
  func roundTrip(round: UInt64) throws {
    let seed = UInt64.random(in: 0 ... .max) &+ round
    var random = SeededGenerator(seed: seed)
    for _ in 0..<250 {
      let node = anyNode(depth: 0, &random)
      let text = YAMLWriter.write(node)
      let (read, findings) = load(text)
      try #require(read == node, "seed \(seed):\n\(text)\n\(findings)")
      try #require(YAMLWriter.write(read!) == text, "seed \(seed): the second writing differs")
      let levels = Int.random(in: 0...3, using: &random)
      let lines = YAMLWriter.write(node, levels: levels)
      try #require(load(lines).node == node, "seed \(seed):\n\(lines)\n\(load(lines).lines)")
    }
  }

  @Test("what the loader read reads back the same", arguments: ["valid", "set_wrong_form"])
  func loadedRoundTrip(name: String) throws {
    let text = String(
      decoding: try #require(readFile("\(DiagnosticsTests.folder)/\(name).yaml")), as: UTF8.self)
    let node = try #require(load(text).node)
    #expect(load(YAMLWriter.write(node)).node == node)
  }

  private static let pieces = [
    "a", "rows", "null", "~", "true", "no", "on", "64", "-5", "0x1F", "1:30", "1e3", ".5", "-.5", ".inf", "-",
    "---", "...", "?", ":", ": ", " #", "#", "\n", "\n\n", "\t", "\r", "\u{85}", "\u{2028}", "\u{FEFF}", "é",
    "e\u{301}", "𝄞", " ", "'", "\"", "\\", "[", "]", "{", "}", ",", "&a", "*a", "!t", "|", ">", "%", "@", "`",
    "<<", "=", "\u{1}", "\u{7F}", "\u{9F}", "\u{FFFD}", "2026-01-02", "+1", "_",
  ]

  private func anyText(_ random: inout SeededGenerator) -> String {
    if Int.random(in: 0..<60, using: &random) == 0 { return String(repeating: "long ", count: 300) }
    let count = Int.random(in: 0...4, using: &random)
    return (0..<count).map { _ in Self.pieces.randomElement(using: &random)! }.joined()
  }

  private func anyNode(depth: Int, _ random: inout SeededGenerator) -> Node {
    let count = Int.random(in: 0...4, using: &random)
    switch Int.random(in: 0..<(depth < 5 ? 5 : 2), using: &random) {
    case 0: return .text(anyText(&random))
    case 1:
      let plain = [
        "", "null", "~", "true", "64", "-5", "1.5", "-.5", "256 KiB", "word", "no", "1:30", ".inf",
      ]
      return .plain(plain.randomElement(using: &random)!)
    case 2: return .sequence((0..<count).map { _ in anyNode(depth: depth + 1, &random) })
    default:
      var keys: Set<String> = []
      return .mapping(
        (0..<count).compactMap { _ in
          let key = anyText(&random)
          guard keys.insert(key).inserted else { return nil }
          return Node.Entry(key: key, value: anyNode(depth: depth + 1, &random))
        })
    }
  }
}
