import Documents
import TestFiles
import Testing

@Suite("A document builds on its base")
struct BaseTests {
  private func resolve(_ files: KeyValuePairs<String, String>) -> (node: Node?, lines: [String]) {
    withTemporaryFolder { folder in
      for (name, text) in files { writeFile("\(folder)/\(name)", text) }
      let findings = Findings()
      let node = DocumentLoader().loadResolvingBase(path: "\(folder)/\(files[0].key)", findings: findings)
      if let node { SampleDesign.read(node, findings: findings) }
      return (node, findings.lines.map { $0.replacing(folder + "/", with: "") })
    }
  }

  @Test("mappings merge, sequences and scalars replace, null removes, new keys follow")
  func merging() {
    let (node, _) = resolve([
      "own.yaml": "base: base.yaml\nb: {y: 20, w: 4}\nnew: 1\na: [9]\nc: null\nd: ~\ne: {k: 1}\n",
      "base.yaml": "a: [1, 2]\nb: {x: 1, y: 2, z: 3}\nc: 1\nd: {q: 1}\ne: 5\nf: 'null'\n",
    ])
    let expected: Node = .mapping([
      "a": .sequence([.integer(9)]),
      "b": .mapping(["x": .integer(1), "y": .integer(20), "z": .integer(3), "w": .integer(4)]),
      "e": .mapping(["k": .integer(1)]), "f": .text("null"), "new": .integer(1),
    ])
    #expect(node == expected)
  }

  @Test("chains of bases merge from the far end, and a base may be shared")
  func chains() {
    let (node, lines) = resolve([
      "a.yaml": "base: b.yaml\nname: a\n", "b.yaml": "base: c.yaml\nname: b\ntitle: from b\n",
      "c.yaml": "title: from c\ngate: true\n",
    ])
    #expect(lines.isEmpty)
    #expect(node == .mapping(["title": .text("from b"), "gate": .boolean(true), "name": .text("a")]))
  }

  @Test("findings point into the file that each value came from")
  func positions() {
    let (_, lines) = resolve([
      "own.yaml": "base: base.yaml\narray: {columns: 0}\n", "base.yaml": "# here\narray:\n  rows: x\n",
    ])
    #expect(
      lines == [
        "own.yaml:2:18: error: 'columns' is 0; it must be an integer from 1 to 4096",
        "base.yaml:3:9: error: 'rows' is 'x'; it must be an integer from 1 to 4096",
      ])
  }

  @Test("sixteen bases are allowed, and no more", arguments: [(16, true), (17, false)])
  func depth(count: Int, isAllowed: Bool) {
    withTemporaryFolder { folder in
      for place in 0..<count { writeFile("\(folder)/\(place)", "base: '\(place + 1)'\n") }
      writeFile("\(folder)/\(count)", "name: a\n")
      let findings = Findings()
      let node = DocumentLoader().loadResolvingBase(path: "\(folder)/0", findings: findings)
      #expect((node != nil) == isAllowed)
      #expect(findings.hasErrors == !isAllowed)
    }
  }
}
