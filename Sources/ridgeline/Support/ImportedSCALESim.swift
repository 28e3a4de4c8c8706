import Documents
import FoundationEssentials
import Hardware
import Workloads

/// A SCALE-Sim topology and configuration as our documents.
struct ImportedSCALESim {
  let files: [(name: String, text: String)]
  /// Lines for the user: warnings, and what played no part.
  let notes: [String]

  init(topology topologyPath: String, configuration configurationPath: String?) throws {
    let findings = Findings()
    let topology = Self.bytes(topologyPath, findings).flatMap {
      SCALESimTopology.parse($0, name: topologyPath, findings: findings)
    }
    var configuration: SCALESimConfiguration? = .example
    if let configurationPath {
      configuration = Self.bytes(configurationPath, findings).flatMap {
        SCALESimConfiguration.parse($0, name: configurationPath, findings: findings)
      }
    }
    guard let topology, let configuration, !findings.hasErrors else {
      throw Failure.findings(findings.lines)
    }
    let network = SCALESimImport.name(ofPath: topologyPath)
    files = [
      ("trace.yaml", YAMLWriter.write(SCALESimImport.trace(topology, network: network))),
      ("design.yaml", YAMLWriter.write(SCALESimImport.design(configuration))),
    ]
    notes = findings.lines + configuration.ignored.map { "note: '\($0.key)' plays no part: \($0.reason)" }
  }

  private static func bytes(_ path: String, _ findings: Findings) -> [UInt8]? {
    findings.noteFile(path)
    do {
      return [UInt8](try Data(contentsOf: URL(filePath: path)))
    } catch {
      findings.add(.cannotRead, at: SourcePosition(file: path, line: 1, column: 1))
      return nil
    }
  }
}

extension Finding.Message {
  fileprivate static let cannotRead = Self(
    .unreadableFile, "cannot read the file; check the path and its permissions")
}
