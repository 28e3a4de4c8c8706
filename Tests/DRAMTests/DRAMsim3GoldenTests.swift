import DRAM
import Hardware
import Testing

/// DRAMsim3's own results, row by row: every request's cycles, every counter, every energy.
@Suite struct DRAMsim3GoldenTests {
  static let published = GoldenSystem.allCases.filter { $0 != .ddr4_3200_1r && $0 != .hbm2_8ch }

  @Test(arguments: published)
  func `Policy dramsim3 has every cycle, counter and energy of DRAMsim3`(_ golden: GoldenSystem) throws {
    let system = golden.dramsim3WithCurrents
    let table = try GoldenTable(file: "dramsim3/ds3_\(golden.rawValue).csv")
    for row in table.rows {
      let requests = try Self.requests(row["stream"] ?? "", for: golden)
      let record = try DRAMReplay(system).run(requests)
      let name = "\(golden.rawValue) \(row["stream"] ?? "")"
      #expect(hash(of: record.completions) == row["completions_sha256_16"], "\(name)")
      for (key, value) in integers(of: record, requests: requests) {
        #expect(row[key] == "\(value)", "\(name) \(key)")
      }
      for (key, value) in energies(of: record, on: system) {
        let expected = try #require(row[key].flatMap(Double.init))
        // The table has one decimal.
        #expect(abs(value - expected) <= max(0.0501, 1e-9 * expected), "\(name) \(key)")
      }
    }
  }

  static func requests(_ name: String, for golden: GoldenSystem) throws -> [DRAMRequest] {
    let (stream, pace) = try #require(GoldenStream.named(name))
    let bytes = golden.dramsim3.organization.requestBytes
    return stream.requests(bytes: bytes, clocks: golden.clocksPerRequest, pace: pace).map {
      DRAMRequest(address: $0.address, arrival: $0.arrival, isWrite: $0.isWrite)
    }
  }

  private func integers(of record: DRAMRecord, requests: [DRAMRequest]) -> [String: Int] {
    let counts = record.counts
    return [
      "last_callback": record.completions.map(\.completed).max() ?? -1,
      "last_accept": record.completions.map(\.accepted).max() ?? -1,
      "last_rd_cmd": record.lastRead ?? 0, "last_wr_cmd": record.lastWrite ?? 0,
      "num_cycles": record.cycles * record.channels.count, "total_ticks": record.cycles,
      "num_reads_done": requests.filter { !$0.isWrite }.count,
      "num_writes_done": requests.filter(\.isWrite).count,
      "num_read_cmds": counts.reads, "num_write_cmds": counts.writes,
      "num_read_row_hits": counts.readRowHits, "num_write_row_hits": counts.writeRowHits,
      "num_act_cmds": counts.activates, "num_pre_cmds": counts.precharges,
      "num_ondemand_pres": counts.demandPrecharges, "num_ref_cmds": counts.refreshes,
      "num_refb_cmds": counts.bankRefreshes, "hbm_dual_cmds": counts.dualCommands,
      "all_bank_idle_cycles": record.rankSum.idleCycles,
      "rank_active_cycles": record.rankSum.activeCycles,
    ]
  }

  /// In DRAMsim3's unit: volts x milliamperes x clocks.
  private func energies(of record: DRAMRecord, on system: DRAMSystem) -> [String: Double] {
    guard let figures = DRAMEnergyFigures(of: record, on: system) else { return [:] }
    let clock = Double(system.timing.clockPicoseconds) / 1000
    return [
      "act_stb_energy": figures.activeStandby / clock, "pre_stb_energy": figures.prechargedStandby / clock,
      "act_energy": figures.activate / clock, "read_energy": figures.read / clock,
      "write_energy": figures.write / clock, "ref_energy": figures.refresh / clock,
      "total_energy_pJ": figures.total,
    ]
  }

  private func hash(of completions: [DRAMCompletion]) -> String {
    var digest = Digest()
    for completion in completions {
      digest.add(UInt32(completion.accepted))
      digest.add(UInt32(completion.completed))
    }
    return digest.prefix()
  }
}
