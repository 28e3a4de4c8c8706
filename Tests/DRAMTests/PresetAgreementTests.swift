import Documents
import Hardware
import ReferenceMachine
import TestFiles
import Testing

/// The memories that ship, under `standard`: both controllers agree, and break no rule of the devices.
@Suite struct PresetAgreementTests {
  static let folder =
    String(#filePath.dropLast("Tests/DRAMTests/PresetAgreementTests.swift".count)) + "Configs/memories"

  static let presets = fileNames(in: folder).filter { $0.hasSuffix(".yaml") }

  @Test(arguments: presets)
  func `Both controllers of a memory that ships agree`(preset: String) throws {
    let findings = Findings()
    let shipped = try #require(DRAMSystem.load(path: "\(Self.folder)/\(preset)", findings: findings))
    for (index, system) in variants(of: shipped).enumerated() {
      let requests = requests(for: system, seed: UInt64(index))
      let stepped = MemoryOutcome(try SteppedDRAM.run(requests, on: system))
      let fast = try MemoryOutcome.fast(requests, on: system).get()
      #expect(fast.differences(from: stepped).isEmpty, "\(preset), variant \(index)")
      #expect(fast.violations(of: requests, on: system).isEmpty, "\(preset), variant \(index)")
    }
  }

  @Test func `There are memories that ship`() { #expect(Self.presets.count >= 10) }

  /// As it ships, and with other choices of the controller: every row policy, scheduler and kind of refresh.
  private func variants(of system: DRAMSystem) -> [DRAMSystem] {
    var closed = system
    closed.controller.rowPolicy = .closed
    closed.controller.refresh = system.timing.bankRefresh > 0 ? .perBank : .allRanks
    var timeout = system
    timeout.controller.rowPolicy = .timeout(100)
    timeout.controller.scheduler = .inOrder
    var together = system
    together.controller.refresh = .allRanks
    var never = system
    never.controller.refresh = .off
    never.controller.rowPolicy = .timeout(20)
    return [system, closed, timeout, together, never]
  }

  /// Stretches, random lines, and writes of what was read, around the first refresh.
  private func requests(for system: DRAMSystem, seed: UInt64) -> [SteppedDRAM.Request] {
    var numbers = RandomNumbers(seed: seed)
    let organization = system.organization
    let bytes = organization.requestBytes
    let channels = organization.channels * organization.pseudoChannels
    let lines =
      channels * organization.ranks * organization.banksPerRank * organization.rows * organization.bursts
    let stretch = numbers.integer(0...lines - 1)
    let first = system.timing.refreshInterval / organization.ranks
    let start = system.controller.refresh == .off ? 0 : max(0, first - 150)
    return (0..<(300 + 20 * channels)).map { index in
      let line: Int
      switch index / 50 % 3 {
      case 0: line = stretch + index
      case 1: line = numbers.integer(0...lines - 1)
      default: line = stretch + index / 2
      }
      let isWrite = index / 50 % 3 == 2 ? index % 2 == 1 : numbers.chance(20)
      return SteppedDRAM.Request(
        address: UInt64(line * bytes), arrival: start + index / channels * 3, isWrite: isWrite)
    }
  }
}
