import DRAM
import Foundation
import Hardware
import Testing

/// What Ramulator 2.1 did with the same streams (docs/dram-ramulator.md, 5).
@Suite struct RamulatorGoldenTests {
  @Test(arguments: ["r2_ddr4_2400", "r2_ddr4_2400_chrabaroco", "r2_hbm2_2000", "r2_hbm3_6400"])
  func `Every row of its tables is ours in every column`(name: String) throws {
    let system = try RamulatorSystems.named(name)
    let rows = try GoldenTable(file: "ramulator2/\(name).csv").rows
    #expect(rows.count == 20)
    for row in rows {
      let stream = try #require(row["stream"])
      let requests = try RamulatorFiles.requests(stream, on: system)
      let record = try DRAMReplay(system).run(requests)
      for (column, value) in ours(system, requests, record) {
        #expect(value == row[column], "\(stream): \(column)")
      }
    }
  }

  @Test(arguments: RamulatorSystems.all.map(\.name))
  func `Runs of which only the last cycle is known end in the same one`(name: String) throws {
    let system = try RamulatorSystems.named(name)
    for row in try GoldenTable(file: "ramulator2/ends.csv").rows where row["config"] == name {
      let stream = try #require(row["stream"])
      let record = try DRAMReplay(system).run(RamulatorFiles.requests(stream, on: system))
      #expect(String(record.completions.count) == row["n"], "\(stream)")
      #expect(String(record.cycles - 1) == row["last"], "\(stream)")
    }
  }

  /// The columns of the tables.
  private func ours(_ system: DRAMSystem, _ requests: [DRAMRequest], _ record: DRAMRecord) -> [String: String]
  {
    let counts = record.counts
    let reads = zip(requests, record.completions).filter { !$0.0.isWrite }
    let latency = reads.reduce(0) { $0 + $1.1.completed - $1.1.accepted }
    let served = counts.reads
    let hits = counts.readRowHits + counts.writeRowHits
    let bytes = system.organization.requestBytes
    let last = record.completions.map(\.completed).max() ?? 0
    let clock = Double(system.timing.clockPicoseconds) / 1000
    let bandwidth = Double(requests.count * bytes) / (Double(last) * clock)
    let peak = Double(bytes) / (RamulatorFiles.clocks(system) * clock)
    return [
      "n": String(requests.count), "reads": String(reads.count),
      "writes": String(requests.count - reads.count),
      "last": String(last), "last_accept": String(record.completions.map(\.accepted).max() ?? 0),
      "avg_read_latency": served > 0 ? rounded(Double(latency) / Double(served), 4) : "0.0",
      "bw_GBps": rounded(bandwidth, 4), "peak_GBps": rounded(peak, 3),
      "bw_pct": rounded(100 * bandwidth / peak, 2),
      "row_hits": String(hits), "row_misses": String(counts.rowMisses),
      "row_conflicts": String(counts.rowConflicts),
      "row_hit_rate": rounded(Double(hits) / Double(hits + counts.rowMisses + counts.rowConflicts), 6),
      "fwd_reads": String(counts.forwardedReads), "coalesced_writes": String(counts.mergedWrites),
      "ACT": String(counts.activates), "PREpb": String(counts.demandPrecharges),
      "PREab": String(counts.precharges - counts.demandPrecharges), "RD": String(counts.reads),
      "WR": String(counts.writes), "REFab": String(counts.refreshes), "CAS": String(counts.synchronisations),
      "completions_sha256_16": RamulatorFiles.digest(record.completions),
    ]
  }

  /// As Python writes a number that is rounded to so many places.
  private func rounded(_ number: Double, _ places: Int) -> String {
    var text = String(format: "%.\(places)f", number)
    while text.hasSuffix("0") && !text.hasSuffix(".0") { text.removeLast() }
    return text
  }
}
