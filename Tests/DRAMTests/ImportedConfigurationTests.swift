import DRAM
import Documents
import Hardware
import TestFiles
import Testing

/// DRAMsim3's own files become the systems that its golden results are of.
@Suite struct ImportedConfigurationTests {
  static let folder =
    String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!)) + "/../HardwareTests/DRAMsim3"

  private static func system(_ name: String) throws -> DRAMSystem {
    let bytes = try #require(readFile("\(folder)/\(name).ini"))
    return try #require(DRAMsim3Import.parse(bytes, path: "\(name).ini", findings: Findings())).system
  }

  @Test("An imported file is the golden system", arguments: GoldenSystem.allCases)
  func equals(_ golden: GoldenSystem) throws {
    var system = try Self.system(golden.rawValue)
    var expected = golden.dramsim3WithCurrents
    // What plays no part: where it came from, refreshes of banks, groups where there is one, the rest of the gap and drains.
    system.sources = []
    system.timing.bankRefresh = 0
    if case .currents(var currents) = system.energy {
      currents.bankRefresh = 0
      system.energy = .currents(currents)
    }
    if expected.organization.bankGroups == 1 {
      expected.timing.columnSame = expected.timing.columnOther
      expected.timing.activateSame = expected.timing.activateOther
      expected.timing.writeToReadSame = expected.timing.writeToReadOther
    }
    system.controller.drainFrom = expected.controller.drainFrom
    system.controller.drainTo = expected.controller.drainTo
    #expect(system == expected)
  }
}
