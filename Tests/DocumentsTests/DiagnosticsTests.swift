import Documents
import Glibc
import TestFiles
import Testing

/// Every `Diagnostics/<case>.yaml` is read as a `SampleDesign` and must give `<case>.expected`.
///
/// A line `# set: PATH=VALUE` in a case sets a value before the reading. To write the expected files anew,
/// run with RIDGELINE_UPDATE_GOLDEN=1 and read the difference.
@Suite("Every diagnostic has a golden file")
struct DiagnosticsTests {
  static let folder = testFolder + "/Diagnostics"

  static let cases = fileNames(in: folder).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }

  static func findings(of name: String) -> Findings {
    // Small limits, so that small files exceed them.
    var limits = DocumentLimits()
    limits.fileBytes = 16_384
    limits.scalarBytes = 500
    limits.nodes = 300
    limits.depth = 8
    limits.bases = 3
    let findings = Findings(limit: 20)
    let path = "\(folder)/\(name).yaml"
    guard
      var node = DocumentLoader(limits: limits).loadResolvingBase(path: path, findings: findings)
    else { return findings }
    let lines = String(decoding: readFile(path) ?? [], as: UTF8.self).split(separator: "\n")
    for line in lines where line.hasPrefix("# set: ") {
      node = node.setting(String(line.dropFirst(7)), findings: findings)
    }
    SampleDesign.read(node, findings: findings)
    return findings
  }

  @Test("a wrong document gives the expected findings", arguments: cases)
  func golden(name: String) throws {
    let found = Self.findings(of: name).lines.map { $0.replacing(Self.folder + "/", with: "") + "\n" }
      .joined()
    let expectedPath = "\(Self.folder)/\(name).expected"
    if getenv("RIDGELINE_UPDATE_GOLDEN") != nil { writeFile(expectedPath, found) }
    let expected = try #require(readFile(expectedPath), "\(name).expected is missing")
    #expect(found == String(decoding: expected, as: UTF8.self))
  }

  @Test("every category that this room raises has a case")
  func coverage() {
    let covered = Set(Self.cases.flatMap { Self.findings(of: $0).sorted().map(\.category) })
    for category in FindingCategory.allCases where isRaisedHere(category) {
      #expect(covered.contains(category), "no golden case for \(category.rawValue)")
    }
  }

  @Test("every golden file has its document")
  func noOrphans() {
    let expected = fileNames(in: Self.folder).filter { $0.hasSuffix(".expected") }
    #expect(expected == Self.cases.map { "\($0).expected" })
  }

  /// A switch without a default, so that a new category cannot be forgotten.
  private func isRaisedHere(_ category: FindingCategory) -> Bool {
    switch category {
    case .unreadableFile, .encoding, .syntax, .unsupported, .tooDeep, .tooLarge, .tooManyAliases, .baseCycle,
      .duplicateKey, .unknownKey, .missingKey, .wrongType, .outOfRange, .invalidValue, .missingUnit,
      .unknownUnit, .notWhole, .unknownName, .unresolvedReference:
      true
    case .inconsistent, .impossibleDesign: false
    }
  }
}
