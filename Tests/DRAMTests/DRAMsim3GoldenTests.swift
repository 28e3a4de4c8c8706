import DRAM
import Hardware
import Testing

/// DRAMsim3's own results, row by row: every request's cycles, every counter, every energy.
@Suite struct DRAMsim3GoldenTests {
  static let tables = [
    "ddr4_2400_1r", "ddr4_2400_1r_close", "ddr4_2400_2r", "ddr4_3200_1r_bglow", "gddr6_1ch", "hbm1_1ch",
    "hbm2_1ch", "lpddr4_2400_2r",
  ]

  @Test("Policy dramsim3 has every cycle and counter of DRAMsim3", arguments: tables)
  func equalsDRAMsim3(_ name: String) throws {
    let system = try #require(DRAMsim3Systems.all[name])
    for row in try GoldenTable("dramsim3/ds3_\(name).csv").rows {
      let stream = try #require(row["stream"])
      let requests = GoldenStream.make(
        stream, bytes: UInt64(system.organization.requestBytes), clocks: DRAMsim3Systems.clocks(of: system))
      let record = try DRAMReplay(system).run(requests)
      let context: Comment = "\(name) \(stream)"
      #expect(hash(of: record.completions) == row["completions_sha256_16"], context)
      for (key, value) in integers(of: record, requests: requests) {
        #expect(row[key] == "\(value)", "\(name) \(stream) \(key)")
      }
      for (key, value) in energies(of: record, on: system) {
        let expected = try #require(row[key].flatMap(Double.init))
        // The table has one decimal.
        #expect(abs(value - expected) <= max(0.0501, 1e-9 * expected), "\(name) \(stream) \(key)")
      }
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
      "all_bank_idle_cycles": record.channels.reduce(0) { $0 + $1.idleCycles.reduce(0, +) },
      "rank_active_cycles": record.channels.reduce(0) { $0 + $1.activeCycles.reduce(0, +) },
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
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * completions.count)
    for completion in completions {
      for value in [completion.accepted, completion.completed] {
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
      }
    }
    return SHA256.prefix(of: bytes)
  }
}
