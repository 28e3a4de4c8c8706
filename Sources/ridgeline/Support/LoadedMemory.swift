import DRAM
import Documents
import FoundationEssentials
import Glibc
import Hardware
import Quantities
import Reports

/// A memory and the requests for it; what is wrong with either is said at once.
struct LoadedMemory {
  let system: DRAMSystem
  let requests: [DRAMRequest]
  /// What they were read from.
  let inputs: [RunReport.Input]

  init(memory: String, settings: [String], policy: String?, requests path: String, root: String?) throws {
    let file = try Self.file(memory, root: root)
    // A collector for each, or one file's errors would hide the other's.
    let (first, second) = (Findings(), Findings())
    let settings = settings + (policy.map { ["controller.policy=\($0)"] } ?? [])
    var system: DRAMSystem?
    if let node = DocumentLoader().loadResolvingBase(path: file, findings: first),
      DocumentKind.memory.admits(node, first)
    {
      system = DRAMDecoder.decode(
        settings.reduce(node) { $0.setting($1, findings: first) }, findings: first)
    }
    let bytes = Self.bytes(path, second)
    let requests = bytes.flatMap { RequestStream.parse($0, name: path, findings: second) }
    let lines = first.lines + second.lines
    guard let system, let requests, !first.hasErrors, !second.hasErrors else { throw Failure.findings(lines) }
    Terminal.report(lines)
    Terminal.report(
      system.settingsWithoutPart.map {
        "\(file): warning: \($0) under the policy dramsim3; the setting plays no part"
      })
    if let bytes, let text = RequestStream.otherUnits(bytes, on: system) {
      Terminal.report(["\(path): warning: \(text)"])
    }
    let capacity = UInt64(system.organization.capacity.count)
    if let place = requests.firstIndex(where: { $0.address >= capacity }) {
      Terminal.report([
        "\(path): warning: addresses beyond the memory's \(system.organization.capacity) wrap round, first "
          + "0x\(String(requests[place].address, radix: 16)), of request \(place + 1)"
      ])
    }
    self.system = system
    self.requests = requests
    inputs =
      try first.readFiles.map { try InputFile.describe($0) } + [InputFile.describe(path, bytes ?? [])]
  }

  /// What stands for standard input.
  static let standardInput = "-"

  /// The file of a memory: the path itself where there is one, or else the shipped memory of that name.
  static func file(_ memory: String, root: String?) throws -> String {
    guard isName(memory) else { return memory }
    let shipped = try ShippedFiles(root: root)
    let names = shipped.memories
    guard names.contains(memory) else {
      let hint =
        NearestName.of(memory, among: names).map { "did you mean '\($0)'?" } ?? "there is \(listed(names))"
      throw Failure.wrongUsage("there is no file and no shipped memory '\(memory)'; \(hint)")
    }
    return shipped.memory(memory)
  }

  /// The file of a shipped memory's name; nil for what is none.
  static func shippedFile(_ memory: String) -> String? {
    guard isName(memory), let shipped = try? ShippedFiles(root: nil), shipped.memories.contains(memory) else {
      return nil
    }
    return shipped.memory(memory)
  }

  private static func isName(_ memory: String) -> Bool {
    !memory.contains("/") && !memory.hasSuffix(".yaml") && !FileManager.default.fileExists(atPath: memory)
  }

  private static func bytes(_ path: String, _ findings: Findings) -> [UInt8]? {
    findings.noteFile(path)
    if path == standardInput { return readStandardInput() }
    do {
      return [UInt8](try Data(contentsOf: URL(filePath: path)))
    } catch {
      findings.add(.cannotReadRequests, at: SourcePosition(file: path, line: 1, column: 1))
      return nil
    }
  }
}

/// Everything that comes on standard input.
private func readStandardInput() -> [UInt8] {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(STDIN_FILENO, &chunk, chunk.count)
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return bytes }
    bytes += chunk[..<count]
  }
}

extension Finding.Message {
  fileprivate static let cannotReadRequests = Self(
    .unreadableFile, "cannot read the file; check the path and its permissions")
}
