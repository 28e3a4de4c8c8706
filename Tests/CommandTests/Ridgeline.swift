import Foundation
import TestFiles
import Testing

/// Runs the built program in a temporary folder, as a user's shell would.
struct Ridgeline {
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  let folder: URL

  /// A folder with a small design and a small trace in it.
  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("ridgeline-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try write(Self.design, to: "design.yaml")
    try write(Self.trace, to: "trace.yaml")
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func write(_ text: String, to name: String) throws {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func read(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
  }

  func callAsFunction(_ arguments: String...) throws -> Outcome { try run(Self.program, arguments) }

  /// Runs a line of the shell, in which `$RIDGELINE` is the program.
  func shell(_ line: String) throws -> Outcome { try run(URL(fileURLWithPath: "/bin/bash"), ["-c", line]) }

  private func run(_ program: URL, _ arguments: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["RIDGELINE": Self.program.path, "PATH": "/usr/bin:/bin", "TERM": "xterm"]
    // Files hold any amount of output; pipes that nobody reads yet do not.
    let outputs = try ["out", "err"].map { name in
      let url = folder.appendingPathComponent(".\(name)-\(UUID().uuidString)")
      _ = FileManager.default.createFile(atPath: url.path, contents: nil)
      return (url: url, handle: try FileHandle(forWritingTo: url))
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = outputs[0].handle
    process.standardError = outputs[1].handle
    try process.run()
    process.waitUntilExit()
    let texts = try outputs.map { try String(contentsOf: $0.url, encoding: .utf8) }
    return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
  }

  /// Beside the tests that run now.
  private static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("ridgeline")

  static let design = smallDesign
  static let trace = smallTrace
}

/// Runs a body on a fresh folder, and removes it whatever happens.
func withRidgeline(_ body: (Ridgeline) throws -> Void) throws {
  let ridgeline = try Ridgeline()
  defer { ridgeline.remove() }
  try body(ridgeline)
}
