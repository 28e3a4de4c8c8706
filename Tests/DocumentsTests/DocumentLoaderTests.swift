import Documents
import Glibc
import TestFiles
import Testing

@Suite("Documents are loaded with positions, within limits")
struct DocumentLoaderTests {
  @Test("every node knows its file, line and column, counted from 1 in characters")
  func positions() throws {
    let node = try #require(load("# é\nnamé: {é: \"x\", b: [1, 2]}\n").node)
    let entry = try #require(node.entries?.first)
    #expect(entry.keyPosition == SourcePosition(file: "a.yaml", line: 2, column: 1))
    #expect(entry.value.position.column == 7)
    #expect(entry.value["é"]?.position.column == 11)
    #expect(entry.value["b"]?.items?.last?.position.column == 23)
  }

  @Test("the order of keys is kept, and quotes are known")
  func orderAndQuotes() throws {
    let node = try #require(load("z: 1\na: '1'\n").node)
    #expect(node.entries?.map(\.key) == ["z", "a"])
    #expect(node == .mapping(["z": .plain("1"), "a": .text("1")]))
    #expect(node != .mapping(["z": .plain("1"), "a": .plain("1")]))
    #expect(node != .mapping(["a": .text("1"), "z": .plain("1")]))
  }

  @Test("a byte order mark and Windows line ends make no difference")
  func byteOrderMark() {
    let (node, lines) = load("\u{FEFF}a: 1\r\nb:\r\n  - x\r\n")
    #expect(lines.isEmpty)
    #expect(node == load("a: 1\nb:\n  - x\n").node)
  }

  @Test("a text of nothing has no document", arguments: ["", "\u{FEFF}", "\n\n", " ", "# only this", "..."])
  func nothing(text: String) {
    let (node, lines) = load(text)
    #expect(node == nil)
    #expect(lines.count == 1)
  }

  @Test("an alias is the node it names")
  func aliases() {
    let (node, lines) = load("a: &x {k: [1, 2]}\nb: *x\nc: &x 5\nd: *x\n")
    #expect(lines.isEmpty)
    #expect(node?["b"] == node?["a"])
    #expect(node?["d"] == .integer(5))
  }

  @Test("JSON is YAML")
  func json() {
    let (node, lines) = load(#"{"m": 128, "weight": {"sparsity": "2:4"}, "list": [true, null]}"#)
    #expect(lines.isEmpty)
    #expect(node?["weight"]?["sparsity"] == .text("2:4"))
    #expect(node?["list"]?.items?.last?.isNull == true)
  }

  @Test("what is given twice is reported, and the rest is still read")
  func duplicates() {
    let many = (0..<100).map { "k\($0): \($0)\n" }.joined()
    let (node, lines) = load(many + "k7: again\nlast: 1\n")
    #expect(
      lines == ["a.yaml:101:1: error: the key 'k7' is given twice, first given at line 8; keep one of them"])
    #expect(node?["last"] == .integer(1))
    #expect(node?["k7"] == .integer(7))
  }

  @Test("an alias bomb is refused at once", .timeLimit(.minutes(10)))
  func aliasBomb() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...50 {
      let uses = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(uses)]\n"
    }
    let (node, lines) = load(text)
    #expect(node == nil)
    #expect(lines.count == 1 && lines[0].contains("the aliases make the document too large"))
  }

  @Test(
    "endless nesting is refused at once", .timeLimit(.minutes(10)),
    arguments: ["[", "{a: ", "- ", "? ", "a:\n", "&a [", "[{"])
  func nesting(opening: String) {
    var text = ""
    for level in 0..<20_000 {
      if opening == "a:\n" { text += String(repeating: " ", count: min(level, 200)) }
      text += opening
    }
    #expect(!load(text).lines.isEmpty)
  }

  @Test(
    "a large and hostile text is refused or read in good time", .timeLimit(.minutes(10)),
    arguments: [
      ("", "%TAG !{}! tag:a\n"), ("", "%YAML 1.{}\n"), ("", "a%"), ("a: 1\n...\n", "%TAG !{}! b\n"),
      ("", "&a{} "), ("", "? "),
      ("", "?\n"), ("[", "a, "), ("{", "a{}, "), ("", "- "), ("\"", "a"), ("'", "'' "), ("", "#"), ("", "\n"),
      ("a: |\n", " \n"), ("", "a "), ("", "a\n"), ("", "k{}: &a{} 1\n"), ("", "- *a\n"), ("[", "["),
      ("", "!a"),
      ("", "k{}: null\n"), ("", "k: v\n"), ("", "'k{}': [\n"), ("[", "{},"), ("", ": "), ("", "k{}:\n- a\n"),
      ("", "\t"),
      ("", "---\n"), ("", "\u{FEFF}"), ("[", "? a : b, "), ("", "\r"), ("[", "\"a\": \"\\\n\","),
    ])
  func hostile(start: String, unit: String) {
    var text = start
    let parts = unit.split(separator: "{}", omittingEmptySubsequences: false)
    for count in 0..<(isOptimised ? 1 << 20 : 1 << 14) / unit.utf8.count {
      text += parts.joined(separator: parts.count > 1 ? "\(count)" : "")
    }
    let (node, lines) = load(text)
    #expect(node != nil || !lines.isEmpty)
  }

  @Test("what is no regular file is refused without waiting")
  func notRegular() throws {
    try withTemporaryFolder { folder in
      let pipe = folder + "/pipe"
      try #require(mkfifo(pipe, 0o600) == 0)
      for (path, reason) in [
        (pipe, "this is a pipe, a device or the like; name a regular file"),
        ("/dev/zero", "this is a pipe, a device or the like; name a regular file"),
        (folder, "this is a directory; name a file in it"),
        (
          folder + "/none",
          "cannot read the file: No such file or directory; check the path and its permissions"
        ),
        ("a\0b", "the path has a NUL character in it; name a regular file"),
      ] {
        let findings = Findings()
        #expect(DocumentLoader().load(path: path, findings: findings) == nil)
        #expect(findings.sorted().first?.message == reason)
        #expect(findings.sorted().first?.category == .unreadableFile)
      }
    }
  }

  @Test("a name that is no path is a file of Configs in a folder around")
  func shippedName() throws {
    try withTemporaryFolder { folder in
      for part in ["/Configs", "/Configs/energy", "/mine"] { try #require(mkdir(folder + part, 0o700) == 0) }
      writeFile(folder + "/Configs/energy/table_45nm.yaml", "a: 1\n")
      let position = SourcePosition(file: folder + "/mine/design.yaml", line: 1, column: 1)
      func load(_ name: String, _ kind: String) -> (node: Node?, lines: [String]) {
        let findings = Findings()
        let node = DocumentLoader().load(
          named: name, kind: "table", shippedIn: kind, at: position, findings: findings)
        return (node, findings.lines)
      }
      #expect(load("table_45nm", "Configs/energy").node?["a"] != nil)
      #expect(load("../Configs/energy/table_45nm.yaml", "Configs/energy").node?["a"] != nil)
      for (name, kind) in [
        ("table_45nm", "Configs/memories"), ("table_45nm.yaml", "Configs/energy"),
        ("table", "Configs/energy"),
        ("", "Configs/energy"),
      ] {
        let (node, lines) = load(name, kind)
        #expect(node == nil && lines.count == 1, "\(name): \(lines)")
      }
    }
  }

  @Test("a file without permission is a finding", .enabled(if: getuid() != 0))
  func unreadable() throws {
    try withTemporaryFolder { folder in
      writeFile(folder + "/a.yaml", "a: 1\n")
      try #require(chmod(folder + "/a.yaml", 0) == 0)
      let findings = Findings()
      #expect(DocumentLoader().load(path: folder + "/a.yaml", findings: findings) == nil)
      #expect(findings.lines.first?.contains("Permission denied") == true)
    }
  }
}

/// Whether this is a release build; assertions are compiled out of those.
let isOptimised: Bool = {
  var isDebug = false
  assert(
    {
      isDebug = true
      return true
    }())
  return !isDebug
}()
