import Hardware
import ReferenceMachine

extension CoverageTable {
  /// Counts what memories of DRAM a machine has, and what came of it.
  mutating func countDRAM(_ design: Design, _ records: [ReferenceRecord], _ observations: Observations) {
    var (drams, flat): ([DRAMMemory], Int) = ([], 0)
    for memory in design.memories {
      switch memory.kind {
      case .ideal: break
      case .bandwidth: flat += 1
      case .dram(let memory): drams.append(memory)
      }
    }
    let counts = records.flatMap(\.memories)
    let devices = counts.compactMap(\.dram).flatMap(\.counts)
    count("dram memory", !drams.isEmpty)
    count("dram: standard", drams.contains { $0.system.controller.policy == .standard })
    count("dram: dramsim3", drams.contains { $0.system.controller.policy == .dramsim3 })
    count("dram: two memories", drams.count > 1)
    count("dram: beside bandwidth", !drams.isEmpty && flat > 0)
    count("dram: several channels", drams.contains { $0.system.organization.channels > 1 })
    let interfaces = drams.compactMap(\.interfaceClock)
    count("dram: an interface faster than the array", interfaces.contains { $0 > design.clock })
    count("dram: an interface slower than the array", interfaces.contains { $0 < design.clock })
    count(
      "dram: three clocks that differ",
      drams.contains { memory in
        guard let clock = memory.interfaceClock, clock != design.clock else { return false }
        let period = memory.system.timing.clockPicoseconds
        return [clock, design.clock].allSatisfy { period * $0.hertz != 1_000_000_000_000 }
      })
    count("dram: no latency", drams.contains { $0.latency.picoseconds == 0 })
    count(
      "dram: requests of several bursts",
      drams.contains { $0.request > $0.system.organization.requestBytes })
    count(
      "dram: a tick for each cycle",
      drams.contains { $0.system.timing.clockPicoseconds * design.clock.hertz == 1_000_000_000_000 })
    count("dram: over-fetch", counts.contains { $0.overfetchedBytes > 0 })
    count("dram: requests wait for a buffer's port", observations.gateWaits > 0)
    count("dram: refresh inside", devices.contains { $0.refreshes + $0.bankRefreshes > 0 })
    count("dram: writes at the end", observations.drainCycles > 0)
    count("dram: reads merged or forwarded", devices.contains { $0.mergedReads + $0.forwardedReads > 0 })
    count("dram: writes merged", devices.contains { $0.mergedWrites > 0 })
  }
}
