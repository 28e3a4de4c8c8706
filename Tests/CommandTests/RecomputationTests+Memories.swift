extension FormulaTable {
  mutating func addMemories() {
    for key in ["read_bytes", "write_bytes", "metadata_bytes", "pointer_bytes"] {
      count("memories.NAME.\(key)") { $0.sumOfOperands(key) }
    }
    figure("memories.NAME.metadata_overhead") {
      $0["memories.NAME.metadata_bytes"] / (Self.moved($0) - $0["memories.NAME.metadata_bytes"])
    }
    count("memories.NAME.overfetched_bytes") {
      $0["memories.NAME.bursts"] * FigurePlace.burst($0.value("design.memories.NAME.system")) - Self.moved($0)
    }
    figure("memories.NAME.dram.row_hit_rate") {
      $0["memories.NAME.dram.counts.row_hits"]
        / ($0["memories.NAME.dram.counts.reads"] + $0["memories.NAME.dram.counts.writes"])
    }
    figure("memories.NAME.bandwidth_utilization") { Self.moved($0) / ($0.bandwidth * $0["time_s"]) }
    figure("memories.NAME.operational_intensity") { place in
      place["dense_macs"].value == 0 ? Figure(nil) : 2 * place["dense_macs"] / Self.moved(place)
    }
    figure("memories.NAME.ridge_point") {
      let ofMultiplier =
        $0.isTotal && $0["dense_macs"].value != 0
        ? $0["dense_macs"] / $0.stepsOfProducts("dense_macs") : $0.ofMode("products") / $0.ofMode("steps")
      let products = $0.slotsOfCycle / $0.slotsOfMultiplier * ofMultiplier
      return 2 * products * $0["design.clock"] / $0.bandwidth
    }
    text("memories.NAME.roofline_side") { place in
      guard let intensity = place["memories.NAME.operational_intensity"].value,
        let ridge = place["memories.NAME.ridge_point"].value
      else { return nil }
      return intensity < ridge ? "left" : "right"
    }
    count("buffers.NAME.accesses") { $0["buffers.NAME.read_accesses"] + $0["buffers.NAME.write_accesses"] }
  }

  /// All bytes that crossed a memory's bus.
  static func moved(_ place: FigurePlace) -> Figure {
    place["memories.NAME.read_bytes"] + place["memories.NAME.write_bytes"]
  }

  /// Of `ridgeline memory`.
  mutating func addReplays() {
    figure("dram.peak_bandwidth_bytes_per_s") { $0.value("memory").map(FigurePlace.peak) ?? Figure(nil) }
    figure("dram.time_s") { $0["cycles"] * $0["memory.clock_period"] }
    count("dram.moved_bytes") { ($0["reads"] + $0["writes"]) * FigurePlace.burst($0.value("memory")) }
    figure("dram.bandwidth_bytes_per_s") {
      $0["moved_bytes"] / ($0["data_cycles"] * $0["memory.clock_period"])
    }
    figure("dram.bandwidth_utilization") {
      $0["bandwidth_bytes_per_s"] / $0["peak_bandwidth_bytes_per_s"]
    }
    figure("dram.channels.ranks.device_energy_pj") {
      ($0.item.at("energy_pj.total")?.figure ?? Figure(nil))
        * $0["memory.organization.device_width"] / $0["memory.organization.bus_width"]
    }
    figure("dram.row_hit_rate") { $0["row_hits"] / ($0["reads"] + $0["writes"]) }
  }
}
