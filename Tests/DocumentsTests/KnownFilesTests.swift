import Documents
import TestFiles
import Testing

@Suite("Files that are known are as they were when they were read first")
struct KnownFilesTests {
  private func load(_ path: String, _ files: KnownFiles) -> (node: Node?, lines: [String]) {
    let findings = Findings(files: files)
    return (DocumentLoader().loadResolvingBase(path: path, findings: findings), findings.lines)
  }

  @Test("a change is not seen, nor a file that was not there, nor one that vanishes")
  func known() {
    withTemporaryFolder { folder in
      let (own, base, absent) = ("\(folder)/own.yaml", "\(folder)/base.yaml", "\(folder)/absent.yaml")
      writeFile(own, "base: base.yaml\na: 1\n")
      writeFile(base, "b: 2\n")
      let files = KnownFiles()
      let first = load(own, files).node
      #expect(first != nil)
      #expect(load(absent, files).node == nil)
      writeFile(base, "b: 3\n")
      writeFile(absent, "c: 3\n")
      #expect(load(own, files).node == first)
      #expect(load(absent, files).node == nil)
      #expect(files.documents.map(\.path) == [own, base])
      #expect(load(own, KnownFiles()).node != first)
    }
  }

  @Test("once sealed, no other file is opened, and the answer says so")
  func sealed() {
    withTemporaryFolder { folder in
      writeFile("\(folder)/a.yaml", "a: 1\n")
      writeFile("\(folder)/b.yaml", "b: 1\n")
      let files = KnownFiles()
      _ = load("\(folder)/a.yaml", files)
      files.seal()
      #expect(load("\(folder)/a.yaml", files).lines == [])
      let other = load("\(folder)/b.yaml", files)
      #expect(other.node == nil)
      #expect(other.lines.contains { $0.contains("files that were read at the start") })
    }
  }

  @Test("what is wrong with a document is said each time")
  func wrong() {
    withTemporaryFolder { folder in
      writeFile("\(folder)/a.yaml", "a: 1\na: 2\n")
      let files = KnownFiles()
      let first = load("\(folder)/a.yaml", files).lines
      #expect(first.count == 1)
      #expect(load("\(folder)/a.yaml", files).lines == first)
    }
  }
}
