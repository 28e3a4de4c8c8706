import Documents
import Glibc
import Hardware
import TestFiles
import Testing
import Workloads

/// Every `Diagnostics/<case>.yaml`, `.csv`, `.cfg` or `.ini` is read as a design (or a memory, where its name begins
/// with `dram_`), a SCALE-Sim topology, a SCALE-Sim or a DRAMsim3 configuration and must give `<case>.expected`.
///
/// A line `# set: PATH=VALUE` in a design or memory sets a value before the reading. To write the expected files anew,
/// run with RIDGELINE_UPDATE_GOLDEN=1 and read the difference.
@Suite("Every diagnostic of designs and imports has a golden file")
struct DiagnosticsTests {
  static let folder = testFolder + "/Diagnostics"

  static let cases = fileNames(in: folder).filter { name in
    [".yaml", ".csv", ".cfg", ".ini"].contains { name.hasSuffix($0) }
  }

  static func findings(of name: String) -> Findings {
    let findings = Findings()
    let path = "\(folder)/\(name)"
    let bytes = readFile(path) ?? []
    if name.hasSuffix(".csv") {
      _ = SCALESimTopology.parse(bytes, name: path, findings: findings)
    } else if name.hasSuffix(".cfg") {
      _ = SCALESimConfiguration.parse(bytes, name: path, findings: findings)
    } else if name.hasSuffix(".ini") {
      _ = DRAMsim3Import.parse(bytes, path: path, findings: findings)
    } else {
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      let settings = lines.filter { $0.hasPrefix("# set: ") }.map { String($0.dropFirst(7)) }
      if name.hasPrefix("dram_") {
        _ = DRAMSystem.load(path: path, settings: settings, findings: findings)
      } else {
        _ = Design.load(path: path, settings: settings, findings: findings)
      }
    }
    return findings
  }

  @Test("a wrong file gives the expected findings", arguments: cases)
  func golden(name: String) throws {
    let found = Self.findings(of: name).lines.map { $0.replacing(Self.folder + "/", with: "") + "\n" }
      .joined()
    let expectedPath = "\(Self.folder)/\(name.prefix(upTo: name.lastIndex(of: ".")!)).expected"
    if getenv("RIDGELINE_UPDATE_GOLDEN") != nil { writeFile(expectedPath, found) }
    let expected = try #require(readFile(expectedPath), "\(name) has no expected file")
    #expect(found == String(decoding: expected, as: UTF8.self))
  }

  @Test("every golden file has its input")
  func noOrphans() {
    let stems = Self.cases.map { String($0.prefix(upTo: $0.lastIndex(of: ".")!)) }
    #expect(Set(stems).count == stems.count)
    let expected = fileNames(in: Self.folder).filter { $0.hasSuffix(".expected") }
    #expect(Set(expected) == Set(stems.map { "\($0).expected" }))
  }
}
