import Documents
import Hardware
import Quantities
import Reports
import Simulation
import Workloads

/// The files that the requests to memories of DRAM go to during a run (docs/memories.md).
struct RequestFiles {
  /// By memory of the design.
  private(set) var logs: [Int: RequestLog] = [:]
  private var files: [OutputFile.Parts] = []

  /// Makes what `--requests` asks for, `FILE` or `NAME=FILE`; refuses what has no place or no DRAM.
  init(_ options: [String], force: Bool, inputs: [String], _ design: Design, _ trace: Trace) throws {
    var outputs: [(memory: Int, file: OutputFile)] = []
    for option in options {
      let (memory, path) = try Self.target(option, design)
      guard !outputs.contains(where: { $0.memory == memory }) else {
        throw Failure.wrongUsage(
          "--requests names memory '\(design.memories[memory].name)' twice; name it once")
      }
      guard !path.isEmpty else {
        throw Failure.wrongUsage("--requests '\(option)' names no file; write for example requests.txt")
      }
      guard !path.hasSuffix(".gz") else {
        throw Failure.wrongUsage(
          "'\(path)' would be compressed, and requests are written as text; name for example "
            + "'\(path.dropLast(3))', and compress it afterwards")
      }
      let file = try OutputFile(path, force: force, inputs: inputs)
      guard !outputs.contains(where: { $0.file.isSame(as: file) }) else {
        throw Failure.wrongUsage("--requests names the file '\(path)' twice; name one for each memory")
      }
      outputs.append((memory, file))
    }
    for (memory, output) in outputs {
      guard case .dram(let dram) = design.memories[memory].kind else { continue }
      let file = try output.begin()
      file.append(
        RequestStream.header(
          memory: design.memories[memory].name, network: trace.network, design: design.name,
          system: dram.system))
      files.append(file)
      logs[memory] = RequestLog { file.append(RequestStream.lines($0)) }
    }
  }

  /// Gives the files their names.
  func publish() throws { for file in files { try file.publish() } }

  /// The memory and the file that an option names.
  private static func target(_ option: String, _ design: Design) throws -> (memory: Int, path: String) {
    let devices = design.memories.indices.filter { design.memories[$0].isDRAM }
    let names = devices.map { design.memories[$0].name }
    // A path may have an = after a /; what stands before another one is a memory's name.
    if let equals = option.firstIndex(of: "="), !option[..<equals].contains("/") {
      let name = String(option[..<equals])
      guard let memory = design.memories.firstIndex(where: { $0.name == name }) else {
        let all = design.memories.map(\.name)
        let remedy =
          NearestName.of(name, among: all).map { "did you mean '\($0)'?" } ?? "there is \(listed(all))."
        throw Failure.wrongUsage(
          "'\(design.name)' has no memory '\(name)' for --requests; \(remedy) For a file of that name write './\(option)'"
        )
      }
      guard design.memories[memory].isDRAM else { throw noDRAM(design.memories[memory].name) }
      return (memory, String(option[option.index(after: equals)...]))
    }
    guard let only = devices.first else { throw noDRAM(design.memories.first?.name ?? "main") }
    guard devices.count == 1 else {
      throw Failure.wrongUsage(
        "'\(design.name)' has several memories of DRAM; say of which, as in --requests \(names[0])=\(option) "
          + "(there is \(listed(names)))")
    }
    return (only, option)
  }

  private static func noDRAM(_ name: String) -> Failure {
    .wrongUsage(
      "memory '\(name)' is no DRAM, so it has neither bursts nor a clock for --requests; make it one, as with --set "
        + "'memories.\(name)={type: dram, preset: Configs/memories/ddr4_3200.yaml, latency: 20 ns, outstanding: 64, "
        + "request: 64 B}'")
  }
}

extension Memory {
  fileprivate var isDRAM: Bool { if case .dram = kind { true } else { false } }
}
