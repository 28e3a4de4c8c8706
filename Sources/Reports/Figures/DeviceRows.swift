import Accounting
import DRAM
import Hardware
import Replay
import Simulation

/// What the devices of each DRAM memory did in a run.
struct DeviceRows {
  struct Row {
    var name: String
    var counts: MemoryCounts
    var record: DRAMRecord
    /// Nil where the memory's description has no energies.
    var energy: DRAMEnergyFigures?

    /// The cycles of all its data buses.
    var stack: Stack { Stack(record.busStack) }

    /// Of column commands; nil where there was none.
    var rowHitRate: Double? {
      let counts = record.counts
      let columns = counts.reads + counts.writes
      return columns > 0 ? Double(counts.readRowHits + counts.writeRowHits) / Double(columns) : nil
    }

    /// The share of the bursts' bytes that nobody asked for; nil where there was none.
    var overfetch: Double? {
      let bytes = (counts.readBytes + counts.writeBytes).reduce(0.0) { $0 + Double($1) }
      let fetched = bytes + Double(counts.overfetchedBytes)
      return fetched > 0 ? Double(counts.overfetchedBytes) / fetched : nil
    }
  }

  /// One for each memory of DRAM.
  let rows: [Row]

  init(_ design: Design, _ record: OperatorRecord) {
    rows = zip(design.memories, record.memories).compactMap { memory, counts in
      counts.dram.map {
        Row(
          name: memory.name, counts: counts, record: $0, energy: DRAMEnergyFigures(of: counts, on: memory))
      }
    }
  }

  init(_ result: RunResult) { self.init(result.design, result.total.record) }

  /// A line of texts for each: row hits, bursts, over-fetch, then the shares of its buses' cycles.
  var cells: [[String]] {
    rows.map { row in
      [
        row.name.onOneLine, NumberText.percent(row.rowHitRate), NumberText.count(row.counts.bursts),
        NumberText.percent(row.overfetch),
      ] + row.stack.parts.map { NumberText.percent(row.stack.share($0)) }
    }
  }
}
