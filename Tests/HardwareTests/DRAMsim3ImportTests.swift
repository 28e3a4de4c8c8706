import Documents
import Hardware
import TestFiles
import Testing

/// The files of `DRAMsim3` are those that the golden runs of docs/dram.md, 6, were made with.
@Suite("DRAMsim3 configurations become memories")
struct DRAMsim3ImportTests {
  static let folder = testFolder + "/DRAMsim3"
  static let names = fileNames(in: folder).filter { $0.hasSuffix(".ini") }

  static func load(_ name: String) throws -> (imported: DRAMsim3Import, lines: [String]) {
    let findings = Findings()
    let bytes = try #require(readFile("\(folder)/\(name).ini"))
    let imported = DRAMsim3Import.parse(bytes, path: "\(folder)/\(name).ini", findings: findings)
    return (try #require(imported, "\(findings.lines)"), findings.lines)
  }

  @Test("each reads as a memory that is written out and read again", arguments: names)
  func roundTrip(name: String) throws {
    let (imported, _) = try Self.load(String(name.dropLast(4)))
    let (system, lines) = decodeMemory(YAMLWriter.write(imported.document))
    #expect(lines.isEmpty, "\(lines)")
    #expect(system == imported.system)
    #expect(imported.system.controller.policy == .dramsim3)
    #expect(imported.system.name + ".ini" == name.replacing("-", with: "_"))
  }

  static func ddr4() -> DRAMSystem {
    DRAMSystem(
      name: "ddr4_2400_1r",
      organization: DRAMOrganization(
        channels: 1, ranks: 1, bankGroups: 4, banks: 4, rows: 65_536, bursts: 128, busWidth: 64,
        deviceWidth: 8,
        burstLength: 8, burstClocks: 4),
      timing: DRAMTiming(
        clockPicoseconds: 830, readLatency: 17, writeLatency: 12, activateToRead: 17, activateToWrite: 17,
        precharge: 17, activateToPrecharge: 39, activateToActivate: 56, readToPrecharge: 9, writeRecovery: 18,
        writeToReadOther: 3, writeToReadSame: 9, readToWriteGap: 1, columnOther: 4, columnSame: 6,
        activateOther: 4, activateSame: 6, fourActivates: 26, rankSwitch: 1, refresh: 420, bankRefresh: 20,
        refreshInterval: 9_360),
      addresses: DRAMAddressMap(
        order: [.row, .channel, .rank, .bank, .bankGroup, .column].map { .init($0) }),
      controller: DRAMController(
        policy: .dramsim3, readQueue: 32, writeQueue: 32, bankQueue: 8, drainFrom: 32, drainTo: 8),
      energy: .currents(
        DRAMCurrents(
          voltage: 1.2, activatePrecharge: 48, prechargedStandby: 34, activeStandby: 43, read: 135,
          write: 123,
          refresh: 250, bankRefresh: 5, ioPerBit: 0)),
      sources: [])
  }

  @Test("DDR4 has one rank where the channel is as large as one, and two where it is twice that")
  func ranks() throws {
    var one = try Self.load("ddr4_2400_1r").imported.system
    one.sources = []
    #expect(one == Self.ddr4())
    var two = try Self.load("ddr4_2400_2r").imported.system
    var expected = Self.ddr4()
    expected.name = "ddr4_2400_2r"
    expected.organization.ranks = 2
    two.sources = []
    #expect(two == expected)
  }

  @Test("closed rows and another mapping are what differs")
  func variants() throws {
    #expect(try Self.load("ddr4_2400_1r_close").imported.system.controller.rowPolicy == .closed)
    #expect(
      try Self.load("ddr4_3200_1r_bglow").imported.system.addresses.text
        == "row channel rank bank column bank_group")
    #expect(try Self.load("ddr4_3200_1r").imported.system.timing.clockPicoseconds == 630)
  }

  @Test("HBM counts its columns twice, has two command buses, and nobody reads its tRTP")
  func stacked() throws {
    let (imported, lines) = try Self.load("hbm2_8ch")
    let system = imported.system
    #expect(system.organization.channels == 8 && system.organization.hasDualCommandBus)
    #expect(system.organization.bursts == 32 && system.organization.burstClocks == 2)
    #expect(system.organization.requestBytes == 64 && system.organization.ranks == 1)
    #expect(system.timing.readToPrecharge == 5 && system.timing.rankSwitch == 2)
    #expect((system.timing.activateToRead, system.timing.activateToWrite) == (14, 14))
    #expect(system.timing.prechargeToPrecharge == 0 && system.timing.thirtyTwoActivates == 0)
    #expect(system.addresses.text == "row rank bank_group bank channel column")
    #expect(imported.defaults.map(\.key) == ["tRTRS", "tRTP"])
    #expect(lines.count == 2 && lines.allSatisfy { $0.contains("tRTP_") })
    #expect(try Self.load("hbm1_1ch").imported.system.timing.clockPicoseconds == 2_000)
  }

  @Test("GDDR6 moves a burst in a clock, and its banks are one group where groups are off")
  func graphics() throws {
    let system = try Self.load("gddr6_1ch").imported.system
    #expect(system.organization.bankGroups == 1 && system.organization.banks == 16)
    #expect(system.organization.burstClocks == 1 && system.organization.bursts == 128)
    #expect(system.organization.requestBytes == 256 && system.organization.ranks == 1)
    #expect((system.timing.columnOther, system.timing.columnSame) == (3, 3))
    #expect((system.timing.activateToRead, system.timing.activateToWrite) == (24, 20))
    #expect(system.timing.prechargeToPrecharge == 2 && system.timing.thirtyTwoActivates == 420)
  }

  @Test("LPDDR4 has two ranks and its tPPD")
  func mobile() throws {
    let system = try Self.load("lpddr4_2400_2r").imported.system
    #expect(system.organization.ranks == 2 && system.organization.bankGroups == 2)
    #expect(system.organization.requestBytes == 128 && system.timing.prechargeToPrecharge == 2)
  }

  @Test("what plays no part is listed, in the order of the file and with a reason")
  func ignored() throws {
    let ignored = try Self.load("ddr4_2400_2r").imported.ignored
    #expect(
      ignored.map(\.key).prefix(9) == [
        "tRFC2", "tRFC4", "tRPRE", "tWPRE", "tWR2", "tCKE", "tCKESR", "tXS", "tXP",
      ])
    #expect(ignored.allSatisfy { !$0.reason.isEmpty })
  }

  @Test("the misspelt interval of its own files is named, and what DRAMsim3 takes instead")
  func misspelt() throws {
    let text = try #require(readFile("\(testFolder)/Diagnostics/dramsim3_misspelt.ini"))
    let imported = try #require(DRAMsim3Import.parse(text, path: "a.ini", findings: Findings()))
    #expect(imported.system.timing.refreshInterval == 7_800)
    #expect(imported.defaults.contains { $0.key == "tREFI" && $0.reason.contains("7800") })
    #expect(imported.ignored.contains { $0.key == "REFI" })
  }
}
