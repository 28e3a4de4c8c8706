extension FormulaTable {
  mutating func addEnergy() {
    figure("energy_pj.total") { $0.sum("energy_pj", without: "total") }
    figure("energy_pj.multiply") {
      Self.ownSteps($0) * $0["design.energy.multiply"] + Self.ofPairs($0, "multiply")
    }
    figure("energy_pj.add") {
      (Self.ownSteps($0) + $0["reduction.additions"]) * $0["design.energy.add"] + Self.ofPairs($0, "add")
    }
    figure("energy_pj.registers") { place in
      let gated = place["sparsity.gated_slots"]
      let own = (Self.multiplied(place) - gated) * place["design.energy.registers"]
      let ofGated =
        place.value("design.energy.gated_registers") == nil
        ? Self.gatedShare(place) * place["design.energy.registers"] : place["design.energy.gated_registers"]
      return (own + ofGated * gated) / place.slotsOfMultiplier
    }
    figure("energy_pj.register_loads") {
      ($0["register_loads.input"] + $0["register_loads.weight"]) * $0["design.energy.register_load"]
    }
    figure("energy_pj.dsp_operations") { $0["dsp_chain.operations"] * $0["design.energy.dsp_operation"] }
    figure("energy_pj.adjusts") { $0["dsp_chain.adjusts"] * $0["design.energy.adjust"] }
    figure("energy_pj.selections") { $0["dsp_chain.selections"] * $0["design.energy.selection"] }
    figure("energy_pj.dequantize") { $0["arithmetic.dequantizations"] * $0["design.energy.dequantize"] }
    figure("energy_pj.vector_unit") { $0["vector_operations"] * $0["design.energy.vector_operation"] }
    figure("energy_pj.buffer_NAME") {
      $0["buffers.NAME.read_accesses"] * $0["design.energy.buffers.NAME.read"]
        + $0["buffers.NAME.write_accesses"] * $0["design.energy.buffers.NAME.write"]
    }
    figure("energy_pj.reduction_link") { 8 * $0["reduction.bytes"] * $0["design.energy.reduction_link"] }
    figure("energy_pj.memory_NAME") { place in
      place.value("design.energy.memories.NAME") == nil
        ? place["memories.NAME.dram.energy_pj.total", or: 0]
        : 8 * Self.moved(place) * place["design.energy.memories.NAME"]
    }
    figure("energy_pj.static") { 1e12 * $0["design.energy.static_power"] * $0["time_s"] }
    figure("energy_pj.static_NAME") { place in
      let path = Self.component(place.names[0], kinds: ["buffer", "memory"])
      return 1e12 * place["design.energy.static_power.\(path)"] * place["time_s"]
    }
    figure("energy_pj.interconnect") { place in
      let buffers = (place.value("design.buffers")?.entries ?? [:]).reduce(Figure(0)) { bits, buffer in
        let counts = place.entry.at("buffers.\(buffer.key)")
        let words = (counts?["read_accesses"]?.figure ?? 0) + (counts?["write_accesses"]?.figure ?? 0)
        return bits + words * (buffer.value["width"]?.figure ?? Figure(nil))
      }
      return 8 * buffers * place["design.energy.interconnect"]
    }
    figure("energy_pj.decoders") { place in
      let words = [("input", "activation"), ("weight", "weight")].reduce(Figure(0)) { words, one in
        guard let kind = place.value("design.storage.\(one.1)") else { return words }
        let key = kind["buffer"]?.text == "stored" ? "read_accesses" : "write_accesses"
        return words + place["buffers.\(one.0).\(key)"]
      }
      return words * place["design.energy.decoder"]
    }
    for (name, key) in [("intersection", "intersection"), ("queues", "queue")] {
      figure("energy_pj.\(name)") {
        (Self.multiplied($0) - $0["sparsity.gated_slots", or: 0]) / $0.slotsOfMultiplier
          * $0["design.energy.\(key)"]
      }
    }
    figure("sram_supply.bit_error_rate") { place in
      let parts = (place.value("design.energy.sram_supply.bit_error_rate")?.text ?? "").split(separator: "/")
      guard parts.count == 2 else { return place["design.energy.sram_supply.bit_error_rate"] }
      return Figure(Double(parts[0])) / Figure(Double(parts[1]))
    }
    figure("sram_supply.read_bits") { place in
      (place.value("design.buffers")?.entries ?? [:]).reduce(Figure(0)) { bits, buffer in
        let words = place.entry.at("buffers.\(buffer.key).read_accesses")?.figure ?? 0
        return bits + 8 * words * (buffer.value["width"]?.figure ?? Figure(nil))
      }
    }
    figure("sram_supply.wrong_bits_per_sample") {
      $0["sram_supply.bit_error_rate"] * $0["sram_supply.read_bits"] / $0["samples"]
    }
    figure("energy_per_sample_j") { $0["energy_pj.total"] * 1e-12 / $0["samples"] }
    figure("samples_per_s_per_usd") { $0["throughput_per_s"] / $0["design.board.board.price_usd"] }
    figure("sources.energy_assumed_share") { place in
      let actions = place.value("energy_actions")?.items ?? []
      func sum(_ actions: [JSONValue]) -> Figure {
        actions.reduce(0) { $0 + ($1["energy_pj"]?.figure ?? Figure(nil)) }
      }
      let assumed = actions.filter { action in
        let source = (action["source"]?.text ?? "").lowercased()
        // Words of the sources that these runs have (docs/energy.md has all).
        return source.contains(/\b(assum(e|es|ed|ption|ptions)|estimate|guess|from memory)\b/)
          || source.contains(/^(none|left out)\b/) || source.count(where: { $0.isLetter || $0.isNumber }) < 4
      }
      return sum(assumed) / sum(actions)
    }
    figure("energy_actions.energy_pj") { $0.ofItem("count") * $0.ofItem("pj_each") }
    figure("energy_per_dense_mac_pj") { $0["energy_pj.total"] / $0["dense_macs"] }
    figure("energy_per_effective_mac_pj") { $0["energy_pj.total"] / $0["effective_macs"] }
    figure("energy_delay_product_j_s") { $0["energy_pj.total"] * 1e-12 * $0["time_s"] }
    figure("average_power_w") { $0["energy_pj.total"] * 1e-12 / $0["time_s"] }
    figure("tops_per_watt") { place in
      place["dense_macs"].value == 0 ? Figure(nil) : 2 * place["dense_macs"] / place["energy_pj.total"]
    }
    figure("tops") { 2 * $0["dense_macs"] / $0["time_s"] * 1e-12 }
    figure("tops_per_mm2") { $0["tops"] / ($0.document.at("area_mm2.total")?.figure ?? Figure(nil)) }
    figure("resources.NAME.share") { $0["resources.NAME.taken"] / $0["resources.NAME.available"] }
    figure("area_mm2.total") { $0.sum("area_mm2", without: "total") }
    figure("area_mm2.NAME") { place in
      if place.names[0] == "chip" { return place["design.area"] }
      let path = "design.area." + Self.component(place.names[0], kinds: ["buffer"])
      return place[path].or(place["design.area.others.\(place.names[0])"])
    }
  }

  /// Where a component stands in a block of the design: `buffer_input` in `buffers` as `input`.
  private static func component(_ name: String, kinds: [String]) -> String {
    for kind in kinds where name.hasPrefix(kind + "_") {
      return (kind == "memory" ? "memories." : "\(kind)s.") + name.dropFirst(kind.count + 1)
    }
    return name
  }

  private static func multiplied(_ place: FigurePlace) -> Figure {
    place["slots.effective"] + place["slots.ineffectual"]
  }

  /// Steps of multipliers whose energies are the design's own.
  private static func ownSteps(_ place: FigurePlace) -> Figure {
    let steps = (multiplied(place) - place["sparsity.gated_slots"]) / place.slotsOfMultiplier
    return pairs(place).reduce(steps) { steps, one in
      steps - one.products * (one.pair["steps"]?.figure ?? Figure(nil))
        / (one.pair["products"]?.figure ?? Figure(nil))
    }
  }

  /// What pairs of formats took, which have an energy of their own or the design's.
  private static func ofPairs(_ place: FigurePlace, _ key: String) -> Figure {
    pairs(place).reduce(0) { energy, one in
      energy + one.products * (one.pair[key]?.figure ?? place["design.energy.\(key)"])
    }
  }

  private static func pairs(_ place: FigurePlace) -> [(pair: JSONValue, products: Figure)] {
    let pairs = place.value("design.array.precision.pairs")?.items ?? []
    let products = place.value("arithmetic.pair_products")?.items ?? []
    return zip(pairs, products).map { ($0, $1.figure) }
  }

  /// Of what one multiply-accumulate clocks, what a gated one does.
  private static func gatedShare(_ place: FigurePlace) -> Figure {
    guard place.value("design.array.topology")?.text == "row_stationary" else { return 1 }
    func bits(_ operand: String) -> Figure {
      let name = place.value("design.array.precision.\(operand)")?.text ?? ""
      return Figure(Double(name.drop { !$0.isNumber }.prefix { $0.isNumber }))
    }
    func gatedBits(_ operand: String) -> Figure {
      place.value("design.array.sparsity.\(operand).action")?.text == "gate" ? bits(operand) : 0
    }
    return (gatedBits("input") + gatedBits("weight"))
      / (bits("input") + bits("weight") + 2 * bits("accumulate"))
  }

  mutating func addTotals() {
    figure("latency_s") { $0["latency_cycles"] / $0["design.clock"] }
    figure("steady_state_cycles") { $0["steady_state_runs_cycles"] / $0["steady_state_runs"] }
    figure("throughput_per_s") { $0["samples"] * $0["design.clock"] / $0["steady_state_cycles"] }
    figure("wall_factor") { $0["cycles"] / $0["unlimited_cycles"] }
    figure("what_if.NAME.speedup") { $0["cycles"] / $0["what_if.NAME.cycles"] }
    figure("phases.time_s") { $0.ofItem("cycles") / $0["design.clock"] }
    count("phases.executions") { $0.sumOfOperators("", ofPhase: true) }
    count("phases.cycles") { $0.sumOfOperators("cycles", ofPhase: true) }
    count("phases.dense_macs") { $0.sumOfOperators("dense_macs", ofPhase: true) }
    figure("phases.energy_pj") { $0.sumOfOperators("energy_pj.total", ofPhase: true) }
  }
}
