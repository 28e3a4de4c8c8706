import FoundationEssentials
import Glibc
import Testing

/// What the documents say that a reader can type works, and what they say of the rooms is so.
@Suite struct DocumentationTests {
  static let root = Repository.root
  static let documents =
    ["README.md", "CONTRIBUTING.md", "Benchmarks/README.md"]
    + Repository.files("docs").filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }

  /// Blocks of commands in which a line begins with `ridgeline` run, in order. A design, trace, saved mapping, memory or sweep that begins with
  /// `# design FILE`, `# trace FILE`, `# mapping FILE`, `# memory FILE` or `# sweep FILE` is checked, and there for the commands after it. A block after a comment that
  /// begins with `not run` is left out.
  @Test(arguments: documents)
  func `every example of a document works`(document: String) throws {
    let playground = try Playground()
    defer { playground.remove() }
    for block in try MarkdownBlock.blocks(of: document) where block.notRun == nil {
      var command = block.text
      if let example = block.example {
        try playground.write(block.text, to: example.file)
        command = "ridgeline check \(example.file)"
      } else if !block.isCommand {
        continue
      }
      let (status, output) = try playground.run(command)
      #expect(status == 0, "\(document):\(block.line): \(command)\n\(output)")
    }
  }

  @Test func `the README and the tests together know of examples`() throws {
    let blocks = try MarkdownBlock.blocks(of: "README.md")
    #expect(blocks.contains { $0.isCommand })
    #expect(blocks.contains { $0.example?.file.contains("design") ?? false })
  }

  /// Whole networks, whose memories are never idle for long: what takes a bus's requests together is tried on them.
  @Test(arguments: [
    ("ws32", "resnet50"), ("flightllm_u280", "llama2_7b_w4_decode_128"),
  ])
  func `the first output of the README has the cycles of its runs`(design: String, trace: String) throws {
    let totals = try Repository.read("README.md").matches(of: /total ([0-9,]+) cycles/).map { String($0.0) }
    let playground = try Playground()
    defer { playground.remove() }
    let (status, output) = try playground.run(
      "ridgeline run Configs/designs/\(design).yaml Traces/\(trace).yaml --no-wall")
    #expect(status == 0 && totals.contains { output.contains($0) }, "\(totals)")
  }

  @Test(arguments: documents)
  func `every file that a document links to exists`(document: String) throws {
    let folder = document.split(separator: "/").dropLast().joined(separator: "/")
    let text = try Repository.read(document)
    for match in text.matches(of: /\]\(([^)#: ]+)(#[^)]*)?\)/) {
      let path = folder.isEmpty ? String(match.1) : "\(folder)/\(match.1)"
      #expect(FileManager.default.fileExists(atPath: "\(Self.root)/\(path)"), "\(document): \(match.1)")
    }
  }
}

/// The list of rooms in docs/architecture.md, held against the sources.
@Suite struct RoomTests {
  /// In the order of the document's table.
  static let rooms = (try? Rooms.listed()) ?? []

  @Test func `every folder of Sources is a room of the list`() {
    #expect(Set(Self.rooms) == Set(Repository.files("Sources")))
  }

  @Test(arguments: rooms)
  func `a room imports only rooms above it`(room: String) throws {
    let above = Self.rooms.prefix { $0 != room }
    for name in try Rooms.imports(in: "Sources/\(room)") where Self.rooms.contains(name) {
      #expect(above.contains(name), "\(room) imports \(name)")
    }
  }

  @Test(arguments: [
    ("ArgumentParser", ["ridgeline"]), ("Crypto", ["Sweeps", "ridgeline"]), ("Mustache", ["Reports"]),
    ("CLibYAML", ["Documents"]), ("CZlib", ["Tensors", "Reports"]), ("CSQLite", ["Sweeps"]),
  ])
  func `a library stays in its room`(library: String, users: [String]) throws {
    for room in Self.rooms where !users.contains(room) {
      #expect(try !Rooms.imports(in: "Sources/\(room)").contains(library), "\(room) imports \(library)")
    }
  }

  @Test func `the hot room knows no text and no files`() throws {
    let imports = try Rooms.imports(in: "Sources/Simulation")
    #expect(imports.isDisjoint(with: ["Documents", "Foundation", "FoundationEssentials", "Glibc"]))
  }

  @Test func `the reference machine shares neither the mapper nor the engine`() throws {
    let imports = try Rooms.imports(in: "Tests/ReferenceMachine")
    #expect(imports.isSubset(of: ["Quantities", "Tensors", "Workloads", "Hardware"]))
  }
}

private enum Rooms {
  /// The names in the first column of the table after the heading "The rooms".
  static func listed() throws -> [String] {
    let lines = try Repository.read("docs/architecture.md").split(separator: "\n")
    return lines.drop { $0 != "## The rooms" }.dropFirst().prefix { !$0.hasPrefix("## ") }.compactMap {
      $0.firstMatch(of: /^\| `(\w+)` \|/).map { String($0.1) }
    }
  }

  static func imports(in folder: String) throws -> Set<String> {
    var modules: Set<String> = []
    for file in Repository.filesBelow(folder) where file.hasSuffix(".swift") {
      for line in try Repository.read(file).split(separator: "\n") {
        if let match = line.firstMatch(of: /^[@\w ]*\bimport (?:\w+ )?(\w+)/), !line.hasPrefix("//") {
          modules.insert(String(match.1))
        }
      }
    }
    return modules
  }
}

/// A fenced block of a document.
private struct MarkdownBlock {
  var language: String
  /// The line of its fence, from 1.
  var line: Int
  var text: String
  /// What the comment before it says, where it says that it is not run.
  var notRun: String?

  var isCommand: Bool {
    language == "sh"
      && ["ridgeline ", "./.build/release/ridgeline "].contains { start in
        text.split(separator: "\n").contains { $0.hasPrefix(start) }
      }
  }

  /// The file that a design, a trace, a saved mapping or a memory stands for.
  var example: (kind: String, file: String)? {
    guard language == "yaml",
      let match = text.firstMatch(of: /^# (design|trace|mapping|memory|sweep)(?: ([\w.]+))?\n/)
    else {
      return nil
    }
    return (String(match.1), match.2.map(String.init) ?? "\(match.1).yaml")
  }

  static func blocks(of document: String) throws -> [MarkdownBlock] {
    var blocks: [MarkdownBlock] = []
    var open: MarkdownBlock?
    var notRun: String?
    let lines = try Repository.read(document).split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if var block = open {
        if line == "```" {
          blocks.append(block)
          (open, notRun) = (nil, nil)
        } else {
          block.text += line + "\n"
          open = block
        }
      } else if line.hasPrefix("```") {
        open = MarkdownBlock(language: String(line.dropFirst(3)), line: index + 1, text: "", notRun: notRun)
      } else if line.hasPrefix("<!-- not run") {
        notRun = String(line)
      }
    }
    return blocks
  }
}

/// A temporary folder that looks like the repository after a release build; what commands write stays in it.
private struct Playground {
  private let folder: String

  init() throws {
    let manager = FileManager.default
    var template = Array("/tmp/ridgeline-documentation-XXXXXX\0".utf8CString)
    guard let made = mkdtemp(&template) else { throw Failed(reason: "no temporary folder") }
    folder = String(cString: made)
    try manager.createDirectory(atPath: "\(folder)/.build/release", withIntermediateDirectories: true)
    for name in ["Configs", "Traces", "docs", "Tests"] {
      try manager.createSymbolicLink(
        atPath: "\(folder)/\(name)", withDestinationPath: "\(Repository.root)/\(name)")
    }
    try manager.createSymbolicLink(
      atPath: "\(folder)/.build/release/ridgeline", withDestinationPath: try Self.binary())
  }

  /// The executable, which is built beside that of the tests.
  private static func binary() throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let binary = tests.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/ridgeline"
    guard access(binary, X_OK) == 0 else { throw Failed(reason: "there is no \(binary)") }
    return binary
  }

  func write(_ text: String, to file: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(file)"))
  }

  /// Runs lines of a shell; the first that fails ends them.
  func run(_ lines: String) throws -> (status: Int32, output: String) {
    let script = """
      cd '\(folder)' && exec >output.txt 2>&1 </dev/null
      PATH="$PWD/.build/release:$PATH"
      \(lines)
      """
    let texts: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), strdup("-ec"), strdup(script), nil]
    defer { texts.forEach { free($0) } }
    var process = pid_t()
    guard posix_spawnp(&process, "sh", nil, nil, texts, environ) == 0 else {
      throw Failed(reason: "no shell")
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let output = (try? Data(contentsOf: URL(filePath: "\(folder)/output.txt"))) ?? Data()
    return (status, String(decoding: output, as: UTF8.self))
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

private struct Failed: Error { var reason: String }

private enum Repository {
  /// The folder of Package.swift, above this file.
  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

  static func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(root)/\(path)")), as: UTF8.self)
  }

  static func files(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []).sorted()
  }

  static func filesBelow(_ folder: String) -> [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")) ?? []).sorted().map {
      "\(folder)/\($0)"
    }
  }
}
