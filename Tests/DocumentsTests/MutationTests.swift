import Documents
import Glibc
import TestFiles
import Testing

@Suite("No input makes the loader crash or hang")
struct MutationTests {
  @Test("mutated documents are read or refused in good time", .timeLimit(.minutes(10)))
  func mutations() {
    let seed = UInt64.random(in: 0 ... .max)
    print("mutation seed: \(seed)")
    // A crash would lose what is still in the buffer.
    fflush(nil)
    var random = SeededGenerator(seed: seed)
    let sources = Self.sources
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(2_500)
    var limits = DocumentLimits()
    limits.nodes = 20_000
    var loadedCount = 0
    for iteration in 0..<100_000 where clock.now < end {
      var bytes = sources.randomElement(using: &random)!
      for _ in 0...Int.random(in: 0..<4, using: &random) { mutate(&bytes, sources, &random) }
      let findings = Findings(limit: 50)
      if let node = DocumentLoader(limits: limits).load(text: bytes, name: "a.yaml", findings: findings) {
        loadedCount += 1
        SampleDesign.read(node, findings: findings)
        let written = Array(YAMLWriter.write(node).utf8)
        if let again = DocumentLoader().load(text: written, name: "b.yaml", findings: Findings()) {
          #expect(again == node, "seed \(seed), iteration \(iteration)")
        } else {
          Issue.record("seed \(seed), iteration \(iteration): the written document does not load")
        }
        _ = node.setting(
          path: "array.rows", valueText: String(decoding: bytes, as: UTF8.self), findings: findings)
      } else {
        #expect(findings.hasErrors, "seed \(seed), iteration \(iteration)")
      }
      _ = findings.lines
    }
    print("mutations read without refusal: \(loadedCount)")
    // Were all refused at once, nothing behind the syntax would be tried.
    #expect(loadedCount > 10, "seed \(seed)")
  }

  private static let sources: [[UInt8]] = {
    let files = DiagnosticsTests.cases.compactMap { readFile("\(DiagnosticsTests.folder)/\($0).yaml") }
    let json = #"{"a": [1, {"b": "c\u00e9\n"}], "d": null}"#
    let blocks = "a: |\n  text\n   more\nb: >-\n  folded\n  text\n? key\n: value\nc: 'it''s'\n"
    return files.filter { $0.count < 4_000 } + [json, blocks, SampleDesign.valid].map { Array($0.utf8) }
  }()

  private func mutate(_ bytes: inout [UInt8], _ sources: [[UInt8]], _ random: inout SeededGenerator) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    func insert(_ text: String) { bytes.insert(contentsOf: text.utf8, at: place) }
    switch Int.random(in: 0..<10, using: &random) {
    case 0: bytes.removeSubrange(place...)
    case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: insert("\0")
    case 3:
      let opening = ["[", "{a: ", "- ", "? ", "[{", "\n "].randomElement(using: &random)!
      insert(String(repeating: opening, count: Int.random(in: 1...300, using: &random)))
    case 4:
      let uses = Array(repeating: "*a", count: 9).joined(separator: ", ")
      let levels = (0..<20).map { _ in "- &a [\(uses)]\n" }.joined()
      insert("\nbomb:\n- &a x\n\(levels)")
    case 5:
      let other = sources.randomElement(using: &random)!
      bytes.insert(contentsOf: other.prefix(Int.random(in: 0...other.count, using: &random)), at: place)
    case 6:
      let tokens = [
        "&a ", "*a", "!!str ", "<<: ", "---\n", "\n...\n", "%YAML 1.2\n", "\t", "\r", "\u{FEFF}", "'",
      ]
      insert(tokens.randomElement(using: &random)!)
    case 7:
      insert(["\"", "|\n", ">+\n", "# ", ": ", ",", "]", "}", "\n", "  "].randomElement(using: &random)!)
    case 8 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
    default:
      let end = Int.random(in: place...bytes.count, using: &random)
      bytes.append(contentsOf: bytes[place..<end])
    }
  }
}
