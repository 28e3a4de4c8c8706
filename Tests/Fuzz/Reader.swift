import Documents
import Glibc
import Hardware
import Workloads

/// What a fuzzer hands its bytes to: every reader of a file that a user can give.
enum Reader: String, CaseIterable {
  case design
  case trace
  case mapping
  case scalesimTopology = "scalesim_topology"
  case scalesimConfiguration = "scalesim_configuration"

  /// Reads the bytes, and whatever is made of them when they are right.
  func read(_ bytes: [UInt8]) {
    let findings = Findings()
    switch self {
    case .design:
      guard let node = DocumentLoader().load(text: bytes, name: "fuzz.yaml", findings: findings) else {
        return
      }
      let design = DesignDecoder.decode(node, findings: findings)
      // A design that is written out and read again is the same machine.
      guard let design, !findings.hasErrors else { return }
      guard DesignDecoder.decode(design.resolved(), findings: findings) == design else {
        fatalError("a resolved design is another design")
      }
    case .trace:
      guard let node = DocumentLoader().load(text: bytes, name: "fuzz.yaml", findings: findings) else {
        return
      }
      guard let trace = TraceDecoder.decode(node, seed: 1, findings: findings) else { return }
      precondition(trace.operators.allSatisfy { $0.executions > 0 }, "an operator that never runs")
    case .mapping:
      guard let node = DocumentLoader().load(text: bytes, name: "fuzz.yaml", findings: findings) else {
        return
      }
      guard let mapping = SavedMapping.decode(node, findings: findings) else { return }
      // A mapping that is written out and read again is the same.
      let text = Array(mapping.text.utf8)
      let again = DocumentLoader().load(text: text, name: "again.yaml", findings: findings)
        .flatMap { SavedMapping.decode($0, findings: findings) }
      precondition(again?.entries.map(\.mapping) == mapping.entries.map(\.mapping), "another mapping")
    case .scalesimTopology:
      guard let topology = SCALESimTopology.parse(bytes, name: "fuzz.csv", findings: findings) else { return }
      _ = SCALESimImport.trace(topology, network: "fuzz")
    case .scalesimConfiguration:
      guard let found = SCALESimConfiguration.parse(bytes, name: "fuzz.cfg", findings: findings) else {
        return
      }
      _ = SCALESimImport.design(found)
    }
    // Every finding can be printed.
    for finding in findings.sorted() { precondition(!"\(finding)".isEmpty) }
  }
}
