/// How figures are computed again from what stands in the same document, by their metrics.
struct FormulaTable {
  enum Formula {
    /// An integer, which has to be the same.
    case count((FigurePlace) -> Figure)
    case figure((FigurePlace) -> Figure)
    case text((FigurePlace) -> String?)
  }

  private(set) var formulas: [String: Formula] = [:]

  mutating func count(_ metric: String, _ formula: @escaping (FigurePlace) -> Figure) {
    formulas[metric] = .count(formula)
  }

  mutating func figure(_ metric: String, _ formula: @escaping (FigurePlace) -> Figure) {
    formulas[metric] = .figure(formula)
  }

  mutating func text(_ metric: String, _ formula: @escaping (FigurePlace) -> String?) {
    formulas[metric] = .text(formula)
  }

  static var all: FormulaTable {
    var table = FormulaTable()
    table.addWork()
    table.addMemories()
    table.addZeros()
    table.addEnergy()
    table.addTotals()
    table.addReplays()
    return table
  }

  mutating func addWork() {
    count("cycles") { $0.sum("cycle_stack") / $0.cores }
    figure("time_s") { $0["cycles"] / $0["design.clock"] }
    count("dense_macs") {
      $0.isTotal ? $0.sumOfOperators("dense_macs") : ($0["batch"] * $0["m"] * $0["k"] * $0["n"]).or(0)
    }
    figure("mac_utilization") { place in
      guard let macs = place["dense_macs"].value, macs > 0 else { return Figure(nil) }
      return place.value("arithmetic.digits") == nil
        ? place["slots.effective"] / place.sum("slots")
        : place.isTotal
          ? place.stepsOfProducts("effective_macs") / place.sum("slots")
          : place["effective_macs"] * place.ofMode("steps") / (place.ofMode("products") * place.sum("slots"))
    }
    figure("mapped_utilization") {
      1 - $0["slots.unmapped"] / ($0["cycle_stack.working"] * $0.sum("slots") / $0.sum("cycle_stack"))
    }
    figure("mapping.efficiency") {
      let multipliers = $0.sum("total.slots") / $0.sum("total.cycle_stack") / $0.slotsOfMultiplier
      return $0["mapping.fold_elements"] / ($0["mapping.folds"] * multipliers)
    }
    text("roofline_memory") { place in
      var least: (ratio: Double, name: String)?
      for name in (place.value("design.memories")?.entries.keys.sorted() ?? []) {
        let ratio = place["memories.\(name).operational_intensity"] / place["memories.\(name).ridge_point"]
        guard let value = ratio.value, least.map({ value < $0.ratio }) ?? true else { continue }
        least = (value, name)
      }
      return least?.name
    }
    text("roofline_side") { place in
      place.value("roofline_memory")?.text.flatMap { place.value("memories.\($0).roofline_side")?.text }
    }
    count("efficiency_gap.peak") { $0.sum("slots") }
    count("efficiency_gap.mapped") { $0["efficiency_gap.peak"] - $0["slots.unmapped"] }
    count("efficiency_gap.memory_limited") {
      $0["efficiency_gap.mapped"] - $0["slots.dram_bandwidth"] - $0["slots.dram_latency"]
    }
    count("efficiency_gap.achieved") { $0["slots.effective"] }
    count("arithmetic.effective_products") { $0["effective_macs"] }
    count("arithmetic.ineffectual_products") {
      $0["dense_macs"] - $0["effective_macs"] - $0["sparsity.skipped_macs"]
    }
    figure("arithmetic.ideal_steps") { $0["arithmetic.digits"] / $0.slotsOfCycle }
    figure("arithmetic.work_over_time") {
      $0["arithmetic.ideal_steps"] * $0.cores / $0["cycle_stack.working"]
    }
  }

  mutating func addZeros() {
    figure("sparsity.densities.NAME.used") {
      $0["sparsity.densities.NAME.nonzeros"] / $0["sparsity.densities.NAME.elements"]
    }
    figure("sparsity.nominal") { 1 - $0["effective_macs"] / $0["dense_macs"] }
    figure("sparsity.load_imbalance") { place in
      if place.value("sparsity.work") != nil {
        return place["sparsity.work_of_busiest"] / place["sparsity.work"]
      }
      let multiplied = place["slots.effective"] + place["slots.ineffectual"]
      return (multiplied + place["slots.imbalance"]) / multiplied
    }
    figure("sparsity.exploitable") { $0["sparsity.exploitable_macs"] / $0["dense_macs"] }
    figure("sparsity.realised_speedup") { Self.speedup($0["sparsity.dense_cycles"], $0["cycles"]) }
    figure("sparsity.realised_speedup_remapped") {
      Self.speedup($0["sparsity.remapped_dense_cycles"], $0["cycles"])
    }
    count("storage.NAME.data_bits") {
      $0["storage.NAME.stored_elements"] * $0["storage.NAME.dense_bits"]
        / $0["sparsity.densities.NAME.elements"]
    }
    figure("storage.NAME.metadata_overhead") {
      ($0["storage.NAME.metadata_bits"] + $0["storage.NAME.pointer_bits"]) / $0["storage.NAME.data_bits"]
    }
  }

  /// None where one of the two takes no cycle.
  static func speedup(_ slow: Figure, _ fast: Figure) -> Figure {
    slow.value == 0 ? Figure(nil) : slow / fast
  }
}
