import Accounting
import DRAM
import Hardware

/// A stream of requests that was replayed on a memory, for reports.
public struct MemoryReport: Sendable {
  public var system: DRAMSystem
  public var record: DRAMRecord
  public var figures: DRAMFigures
  public var inputs: [RunReport.Input]
  public var settings: [String]

  public init(
    system: DRAMSystem, record: DRAMRecord, requests: [DRAMRequest], inputs: [RunReport.Input] = [],
    settings: [String] = []
  ) {
    self.system = system
    self.record = record
    figures = DRAMFigures(record, requests: requests, on: system)
    self.inputs = inputs
    self.settings = settings
  }
}

extension DRAMBusStack {
  /// The classes by their names in reports.
  var named: [(name: String, count: Int)] {
    [
      ("read", read), ("write", write), ("turnaround", turnaround), ("row_miss", rowMiss),
      ("bank_group", bankGroup), ("four_activate", fourActivate), ("refresh", refresh),
      ("controller", controller), ("no_request", noRequest),
    ]
  }
}

extension DRAMCounts {
  /// The counts by their names in reports.
  var named: [(name: String, count: Int)] {
    [
      ("reads", reads), ("writes", writes), ("row_hits", readRowHits + writeRowHits),
      ("activates", activates), ("precharges", precharges), ("refreshes", refreshes),
      ("bank_refreshes", bankRefreshes), ("synchronisations", synchronisations),
      ("forwarded_reads", forwardedReads), ("merged_reads", mergedReads), ("merged_writes", mergedWrites),
    ]
  }
}

extension DRAMEnergyFigures {
  /// The parts by their names in reports; without the total.
  var named: [(name: String, picojoules: Double)] {
    [
      ("activate", activate), ("read", read), ("write", write), ("refresh", refresh),
      ("active_standby", activeStandby), ("precharged_standby", prechargedStandby), ("io", io),
      ("access", access),
    ]
  }

  /// The parts by their names, and their `total`.
  var dictionary: [String: Double] {
    Dictionary([("total", total)] + named.map { ($0.name, $0.picojoules) }) { first, _ in first }
  }
}

extension Stack {
  init(_ stack: DRAMBusStack) { parts = stack.named.map { Part(name: $0.name, count: $0.count) } }
}
