import Documents
import Hardware
import Workloads

extension Reader {
  /// Reads a configuration of a language model, and makes a trace of each kind of run that it admits.
  static func readModel(_ bytes: [UInt8], _ findings: Findings) {
    guard let node = DocumentLoader().load(text: bytes, name: "config.json", findings: findings),
      let model = LanguageModel.decode(node, findings: findings), !findings.hasErrors
    else { return }
    // A layer is an operator of its own where layers differ.
    guard model.layers <= 256 else { return }
    for run in [.prefill(16), .decode(1, behind: 16), .generation(prompt: 4, output: 3, batch: 2)]
      as [LanguageModelRun]
    {
      let own = Findings()
      let trace = model.trace(
        of: run, formats: LanguageModelFormats(), network: "fuzz", node: node, findings: own)
      precondition(trace != nil || own.hasErrors, "no trace and no reason")
      for finding in own.sorted() { precondition(!"\(finding)".isEmpty) }
    }
  }

  /// Reads Accelergy's energies, a map and perhaps areas, with a byte 0 between them, and reads the table that comes of them.
  static func readAccelergy(_ bytes: [UInt8], _ findings: Findings) {
    let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false).map(Array.init)
    guard parts.count > 1 else { return }
    let energies = Scratch.write(parts[0], to: "own.yaml")
    let map = Scratch.write(parts[1], to: "base.yaml")
    let areas = parts.count > 2 ? Scratch.write(parts[2], to: "table.yaml") : nil
    let made = AccelergyImport.load(energies: energies, areas: areas, map: map, findings: findings)
    precondition(made != nil || findings.hasErrors, "no table and no reason")
    made.map { precondition(TechnologyTable.decode($0.document, findings: Findings()) != nil, "no table") }
  }

  /// Reads a board, or a machine of which only a roofline is declared.
  static func readBoard(_ bytes: [UInt8], _ findings: Findings) {
    guard let node = DocumentLoader().load(text: bytes, name: "fuzz.yaml", findings: findings) else { return }
    if DeclaredMachine.isDeclared(node) {
      let machine = DeclaredMachine.decode(node, findings: findings)
      precondition(machine != nil || findings.hasErrors, "no machine and no reason")
    } else {
      let board = BoardDecoder.decode(node, findings: findings)
      precondition(board != nil || findings.hasErrors, "no board and no reason")
    }
  }
}
