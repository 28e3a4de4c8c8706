import Documents
import Hardware
import Reports

extension Reader {
  /// Reads a memory, and writes it out and reads it again.
  static func readMemory(_ bytes: [UInt8], _ findings: Findings) {
    guard let node = DocumentLoader().load(text: bytes, name: "fuzz.yaml", findings: findings),
      let system = DRAMDecoder.decode(node, findings: findings)
    else { return }
    precondition(DRAMDecoder.decode(system.resolved(), findings: Findings()) == system, "another memory")
    precondition(system.peakBytesPerSecond > 0 && system.organization.capacity.count > 0, "no memory")
    precondition(!MemorySummary(system).text.isEmpty, "no summary")
  }
}
