import Documents
import Hardware
import Reports
import Workloads

/// What a fuzzer hands its bytes to: every reader of a file, or of a setting, that a user can give.
enum Reader: String, CaseIterable {
  case design
  /// Two files, with a byte 0 between them: a design and what it is based on.
  case basedDesign = "based_design"
  case energyTable = "energy_table"
  /// `PATH=VALUE`, as after `--set`; a line for each.
  case setting
  case trace
  /// A trace, whose masks are made where they are small.
  case masks
  case mapping
  /// A `result.json` for `diff`; or two, with a byte 0 between them.
  case result
  case scalesimTopology = "scalesim_topology"
  case scalesimConfiguration = "scalesim_configuration"
  case memory
  case dramsim3
  /// A stream of requests for a memory.
  case requests
  /// A sweep file.
  case sweep
  /// The rows of a sweep's store.
  case store
  /// A configuration of a language model.
  case huggingface
  /// Accelergy's energies, a map and areas, with a byte 0 between them.
  case accelergy
  /// A board, or a machine of which only a roofline is declared.
  case board
  case npy
  case npz
  case safetensors
  case smtx
  case mtx

  /// Reads the bytes, and makes of them what a command would.
  func read(_ bytes: [UInt8]) {
    let findings = Findings()
    switch self {
    case .design: Self.readDesign(bytes, findings)
    case .basedDesign: Self.readBasedDesign(bytes, findings)
    case .energyTable: Self.readEnergyTable(bytes, findings)
    case .setting: Self.readSettings(bytes, findings)
    case .trace:
      guard let node = Self.load(bytes, findings) else { break }
      guard let trace = TraceDecoder.decode(node, seed: 1, findings: findings) else { break }
      precondition(trace.operators.allSatisfy { $0.executions > 0 }, "an operator that never runs")
    case .masks:
      guard let node = Self.load(bytes, findings) else { break }
      guard let trace = TraceDecoder.decode(node, seed: 1, findings: findings) else { break }
      Self.makeMasks(of: trace)
    case .mapping: Self.readMapping(bytes, findings)
    case .result: Self.readResults(bytes, findings)
    case .scalesimTopology:
      guard let topology = SCALESimTopology.parse(bytes, name: "fuzz.csv", findings: findings) else { break }
      _ = SCALESimImport.trace(topology, network: "fuzz")
    case .scalesimConfiguration:
      guard let found = SCALESimConfiguration.parse(bytes, name: "fuzz.cfg", findings: findings) else {
        break
      }
      _ = SCALESimImport.design(found)
    case .memory: Self.readMemory(bytes, findings)
    case .dramsim3:
      guard let imported = DRAMsim3Import.parse(bytes, path: "fuzz.ini", findings: findings) else { break }
      precondition(
        DRAMDecoder.decode(imported.document, findings: Findings()) == imported.system, "another memory")
    case .requests:
      guard let requests = RequestStream.parse(bytes, name: "fuzz.txt", findings: findings) else { break }
      let text = Array(RequestStream.text(requests).utf8)
      precondition(
        RequestStream.parse(text, name: "fuzz.txt", findings: findings) == requests, "other requests")
    case .sweep: Self.readSweep(bytes, findings)
    case .store: Self.readStore(bytes)
    case .huggingface: Self.readModel(bytes, findings)
    case .accelergy: Self.readAccelergy(bytes, findings)
    case .board: Self.readBoard(bytes, findings)
    case .npy, .npz, .safetensors, .smtx, .mtx: Self.readTensors(bytes, "fuzz.\(rawValue)")
    }
    // Every finding can be printed.
    for finding in findings.sorted() { precondition(!"\(finding)".isEmpty) }
  }
}

extension Reader {
  private static func load(_ bytes: [UInt8], _ findings: Findings) -> Node? {
    DocumentLoader().load(text: bytes, name: "fuzz.yaml", findings: findings)
  }

  private static func readDesign(_ bytes: [UInt8], _ findings: Findings) {
    guard let node = load(bytes, findings) else { return }
    checkDesign(node, findings)
  }

  /// A design that is written out and read again is the same machine.
  private static func checkDesign(_ node: Node, _ findings: Findings) {
    let design = DesignDecoder.decode(node, findings: findings)
    guard let design, !findings.hasErrors else { return }
    precondition(
      DesignDecoder.decode(design.resolved(), findings: findings) == design,
      "a resolved design is another design")
  }

  private static func readBasedDesign(_ bytes: [UInt8], _ findings: Findings) {
    let files = halves(bytes)
    Scratch.write(files.second, to: "base.yaml")
    let path = Scratch.write(files.first, to: "own.yaml")
    guard let node = DocumentLoader().loadResolvingBase(path: path, findings: findings) else { return }
    checkDesign(node, findings)
  }

  private static func readEnergyTable(_ bytes: [UInt8], _ findings: Findings) {
    let path = Scratch.write(bytes, to: "table.yaml")
    let design = load(Array(Scratch.design.utf8), findings)?
      .setting(path: "energy.table", valueText: path, findings: findings)
    guard let design else { fatalError("the fuzzer's own design is wrong") }
    checkDesign(design, findings)
  }

  private static func readSettings(_ bytes: [UInt8], _ findings: Findings) {
    guard var design = load(Array(Scratch.design.utf8), findings) else {
      fatalError("the fuzzer's own design is wrong")
    }
    // A command line has no invalid UTF-8 in Swift either: it is repaired.
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n").prefix(16) {
      design = design.setting(String(line), findings: findings)
    }
    checkDesign(design, findings)
  }

  /// A mapping that is written out and read again is the same.
  private static func readMapping(_ bytes: [UInt8], _ findings: Findings) {
    guard let node = load(bytes, findings),
      let mapping = SavedMapping.decode(node, findings: findings)
    else { return }
    let again = load(Array(mapping.text.utf8), findings).flatMap {
      SavedMapping.decode($0, findings: findings)
    }
    precondition(again?.entries.map(\.mapping) == mapping.entries.map(\.mapping), "another mapping")
  }

  /// The first of two results against the second, or a result against itself, in every form.
  private static func readResults(_ bytes: [UInt8], _ findings: Findings) {
    let files = halves(bytes)
    let results = [files.first, files.second].compactMap { file in
      file.isEmpty
        ? nil : load(file, findings).flatMap { ResultFile.decode($0, findings: findings) }
    }
    guard let first = results.first, let last = results.last else { return }
    let difference = ResultDifference(before: first, after: last)
    _ = DifferenceText(difference).text
    _ = DifferenceMarkdown.text(difference)
    _ = DifferenceCSV.text(difference)
    precondition((try? DifferenceDocument(difference).json()) != nil, "a difference that is no JSON")
  }

  private static func halves(_ bytes: [UInt8]) -> (first: [UInt8], second: [UInt8]) {
    guard let middle = bytes.firstIndex(of: 0) else { return (bytes, []) }
    return (Array(bytes[..<middle]), Array(bytes[(middle + 1)...]))
  }
}
