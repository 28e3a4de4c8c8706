import Documents
import Hardware
import Quantities
import TestFiles
import Testing

/// The memories that ship.
private let memoryFolder = testFolder + "/../../Configs/memories"

/// Reads a memory from a text, with settings applied.
func decodeMemory(_ text: String, settings: [String] = []) -> (system: DRAMSystem?, lines: [String]) {
  let findings = Findings()
  guard let node = DocumentLoader().load(text: Array(text.utf8), name: "a.yaml", findings: findings) else {
    return (nil, findings.lines)
  }
  let set = settings.reduce(node) { $0.setting($1, findings: findings) }
  return (DRAMDecoder.decode(set, findings: findings), findings.lines)
}

@Suite("Memory files become DRAM systems")
struct MemoryTests {
  static let text = """
    name: small
    source: [a page, another]
    clock_period: 833 ps
    organization:
      {channels: 2, pseudo_channels: 2, ranks: 2, bank_groups: 4, banks: 2, rows: 1024, bursts: 32, bus_width: 64,
       device_width: 16, burst_length: 4, burst_clocks: 2, dual_command_bus: true}
    timing:
      {AL: 1, CL: 17, CWL: 10 ns, tRCDRD: 13.75 ns, tRCDWR: 12, tRP: 13.328 ns, tRAS: 32 ns, tRTP: 7.5 ns, tWR: 18,
       tWTR_S: 3, tWTR_L: 9, read_to_write_gap: 2, tCCD_S: 2, tCCD_L: 4, tCCD_L_WR: 6, tRRD: 4, tFAW: 0, tRTRS: 1, tRFC: 350 ns,
       tRFCpb: 160 ns, tRREFD: 8 ns, tREFI: 7.8 us, tPPD: 2, t32AW: 400, activate_clocks: 2, clock_sync: 3,
       clock_sync_lasts: 2}
    mapping: row rank bank column:2 channel pseudo_channel bank_group column
    hash:
      - {field: bank, by: row, shift: 3}
      - {field: channel, by: row}
    controller:
      {policy: dramsim3, row_policy: timeout, timeout: 100, scheduler: in_order, refresh: all_ranks, read_queue: 10,
       write_queue: 20, bank_queue: 4, drain_from: 12, drain_to: 3}
    energy:
      {VDD: 1.2 V, IDD0: 48 mA, IDD2N: 34.5 mA, IDD3N: 43 mA, IDD4R: 135 mA, IDD4W: 123 mA, IDD5AB: 0.25 A,
       IDD5PB: 45 mA, io: 1.5 pJ/bit, standby: per_bank}
    """

  static let system = DRAMSystem(
    name: "small",
    organization: DRAMOrganization(
      channels: 2, pseudoChannels: 2, ranks: 2, bankGroups: 4, banks: 2, rows: 1_024, bursts: 32,
      busWidth: 64,
      deviceWidth: 16, burstLength: 4, burstClocks: 2, hasDualCommandBus: true),
    timing: DRAMTiming(
      clockPicoseconds: 833, additiveLatency: 1, readLatency: 17, writeLatency: 13, activateToRead: 17,
      activateToWrite: 12, precharge: 16, activateToPrecharge: 39, activateToActivate: 55,
      readToPrecharge: 10,
      writeRecovery: 18, writeToReadOther: 3, writeToReadSame: 9, readToWriteGap: 2, columnOther: 2,
      columnSame: 4, writeSame: 6, activateOther: 4, activateSame: 4, fourActivates: 0,
      thirtyTwoActivates: 400,
      rankSwitch: 1, prechargeToPrecharge: 2, refresh: 421, bankRefresh: 193, bankRefreshToOther: 10,
      refreshInterval: 9_364, activateClocks: 2, clockSync: 3, clockSyncLasts: 2),
    addresses: DRAMAddressMap(
      order: [
        .init(.row), .init(.rank), .init(.bank), .init(.column, bits: 2), .init(.channel),
        .init(.pseudoChannel), .init(.bankGroup), .init(.column),
      ],
      hashes: [
        .init(field: .bank, by: .row, shift: 3), .init(field: .channel, by: .row, shift: 0),
      ]),
    controller: DRAMController(
      policy: .dramsim3, rowPolicy: .timeout(100), scheduler: .inOrder, refresh: .allRanks, readQueue: 10,
      writeQueue: 20, bankQueue: 4, drainFrom: 12, drainTo: 3),
    energy: .currents(
      DRAMCurrents(
        voltage: 1.2, activatePrecharge: 48, prechargedStandby: 34.5, activeStandby: 43, read: 135,
        write: 123, refresh: 250, bankRefresh: 45, ioPerBit: 1.5, standby: .perBank)),
    sources: ["a page", "another"])

  @Test("every key reaches its place, and times round up to clocks")
  func everyKey() {
    let (system, lines) = decodeMemory(Self.text)
    #expect(lines.isEmpty, "\(lines)")
    #expect(system == Self.system)
  }

  @Test("what may be left out has its default")
  func defaults() throws {
    let findings = Findings()
    let path = "\(testFolder)/Diagnostics/dram_valid.yaml"
    let system = try #require(DRAMSystem.load(path: path, findings: findings))
    #expect(findings.isEmpty)
    #expect(system.controller == DRAMController())
    #expect(system.timing.activateToActivate == 32 + 14)
    #expect(system.timing.additiveLatency == 0 && system.timing.activateClocks == 1)
    #expect(system.organization.pseudoChannels == 1 && !system.organization.hasDualCommandBus)
    #expect(system.addresses.hashes.isEmpty && system.sources.isEmpty)
  }

  @Test("a memory written out with every default reads as itself")
  func resolved() throws {
    for energy in [Self.system.energy, .perBit(3.9), nil] {
      for rowPolicy in [DRAMController.RowPolicy.open, .closed, .timeout(7)] {
        for scheduler in [DRAMController.Scheduler.inOrder, .firstReady(cap: 9)] {
          for refresh in DRAMController.Refresh.allCases {
            var system = Self.system
            system.energy = energy
            system.controller.rowPolicy = rowPolicy
            system.controller.scheduler = scheduler
            system.controller.refresh = refresh
            let (read, lines) = decodeMemory(YAMLWriter.write(system.resolved()))
            #expect(lines.isEmpty, "\(lines)")
            #expect(read == system)
          }
        }
      }
    }
  }

  @Test("peak, capacity and the size of a request follow from the counts")
  func derived() {
    let organization = Self.system.organization
    #expect(organization.requestBytes == 32)
    #expect(organization.rowBytes == 1_024)
    #expect(organization.banksInAll == 64)
    #expect(organization.capacity == Bytes(count: 64 << 20))
    #expect(Self.system.peakBytesPerClock == Ratio(64))
    #expect(abs(Self.system.peakBytesPerSecond - 64 / 0.833e-9) < 1)
  }

  @Test("a time that is whole clocks is that many, and a picosecond more is one more")
  func rounding() throws {
    for (text, clocks) in [("8330 ps", 10), ("8331 ps", 11), ("8329 ps", 10), ("1 ps", 1), ("0 ns", 0)] {
      let system = try #require(decodeMemory(Self.text, settings: ["timing.tWR=\(text)"]).system)
      #expect(system.timing.writeRecovery == clocks, "\(text)")
    }
  }
}

@Suite("The memories that ship")
struct ShippedMemoryTests {
  /// Gigabytes a second and gibibytes that the makers publish.
  static let published: [(name: String, bandwidth: Double, capacity: Int)] = [
    ("ddr4_2400", 19.2, 8), ("ddr4_3200", 25.6, 8), ("ddr5_4800", 38.4, 16), ("lpddr4_3200", 25.6, 4),
    ("lpddr5_6400", 51.2, 8), ("hbm2", 256, 8), ("hbm2e", 409.6, 16), ("hbm3", 819.2, 16), ("gddr6", 448, 8),
    ("u280_hbm", 460.8, 8), ("u280_ddr4", 38.4, 32), ("vhk158_hbm", 819.2, 32), ("vhk158_ddr4", 51.2, 32),
  ]

  static func load(_ name: String) throws -> DRAMSystem {
    let findings = Findings()
    let system = DRAMSystem.load(path: "\(memoryFolder)/\(name).yaml", findings: findings)
    #expect(findings.isEmpty, "\(findings.lines.joined(separator: "\n"))")
    return try #require(system)
  }

  @Test("are those of the list")
  func names() {
    #expect(Set(fileNames(in: memoryFolder)) == Set(Self.published.map { "\($0.name).yaml" }))
  }

  @Test(
    "have the published bandwidth, to the picosecond of the clock, and the published size",
    arguments: published)
  func peaks(name: String, bandwidth: Double, capacity: Int) throws {
    let system = try Self.load(name)
    #expect(system.name == name && !system.sources.isEmpty)
    let rounding = 0.5 / Double(system.timing.clockPicoseconds)
    // DDR5's 0.416 ns is JEDEC's own, cut off and not rounded.
    #expect(
      abs(system.peakBytesPerSecond / (bandwidth * 1e9) - 1) <= rounding * (name == "ddr5_4800" ? 4 : 1))
    #expect(system.organization.capacity == Bytes(count: capacity << 30))
  }

  @Test("DDR5's distance of writes plays no part under dramsim3, and does under the others")
  func writesOfGroups() throws {
    var system = try Self.load("ddr5_4800")
    #expect((system.timing.columnSame, system.timing.writeSame) == (12, 24))
    #expect(system.settingsWithoutPart.isEmpty)
    system.controller.policy = .dramsim3
    let expected = "timing.tCCD_L_WR is 24, and writes to one bank group are tCCD_L apart"
    #expect(system.settingsWithoutPart.contains(expected))
    system.timing.writeSame = 0
    #expect(!system.settingsWithoutPart.contains { $0.contains("tCCD_L_WR") })
  }

  @Test("reach their peak in a bank group, or between them", arguments: published.map(\.name))
  func columns(name: String) throws {
    let system = try Self.load(name)
    #expect(system.timing.columnOther <= system.organization.burstClocks)
  }

  @Test("take energies of the published size, where they state any", arguments: published.map(\.name))
  func energies(name: String) throws {
    let system = try Self.load(name)
    switch system.energy {
    case nil: #expect(system.sources.contains { $0.hasPrefix("No energy:") })
    case .perBit(let picojoules): #expect((3.5...8).contains(picojoules))
    case .currents(let currents):
      // A whole row read once: 2 to 12 pJ a bit without standby and refresh (docs/dram.md, 9).
      let clock = Double(system.timing.clockPicoseconds) / 1_000
      let devices = Double(system.organization.devicesPerRank)
      let timing = system.timing
      let activate =
        currents.voltage
        * (currents.activatePrecharge * Double(timing.activateToActivate)
          - currents.oneBankOpen(of: system.organization.banksPerRank) * Double(timing.activateToPrecharge)
          - currents.prechargedStandby * Double(timing.precharge)) * devices * clock
      let read =
        currents.voltage * (currents.read - currents.activeStandby) * Double(system.organization.burstClocks)
        * devices * clock
      let bits = Double(system.organization.requestBytes * 8)
      let perBit = (activate / Double(system.organization.bursts) + read) / bits
      #expect((2...12).contains(perBit), "\(perBit)")
      // And the bus; no file with currents leaves it out.
      #expect((1.5...6).contains(currents.ioPerBit), "\(currents.ioPerBit)")
      #expect(activate > 0)
    }
  }
}
