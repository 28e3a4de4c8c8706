extension Metric {
  /// The figures of words at the head of columns and lines of reports, where no figure has the word in its name.
  static let headings: [String: [String]] = {
    var words: [String: [String]] = [:]
    for group in [
      headingsOfTotals, headingsOfOperators, headingsOfMemories, headingsOfComparisons, headingsOfGenerations,
      headingsOfDrawings,
    ] {
      words.merge(group) { first, _ in first }
    }
    return words
  }()

  private static let headingsOfTotals: [String: [String]] = [
    "a sample": ["energy_per_sample_j"], "energy a sample": ["energy_per_sample_j"],
    "samples/s": ["throughput_per_s"], "samples/s a 1,000 usd": ["samples_per_s_per_usd"],
    "wall factor": ["wall_factor"], "balance bandwidth": ["balance_bandwidth_bytes_per_s"],
    "mac utilization": ["mac_utilization"], "dense macs": ["dense_macs"],
    "gated macs": ["sparsity.gated_macs"], "skipped macs": ["sparsity.skipped_macs"],
    "bytes moved": ["memories.NAME.read_bytes", "memories.NAME.write_bytes"],
    "given work": ["efficiency_gap.mapped"], "after memories": ["efficiency_gap.memory_limited"],
    "achieved": ["efficiency_gap.achieved"],
    "what if": ["what_if"], "by": ["what_if.NAME.settings"],
    "actions": ["energy_actions.count"], "of one": ["energy_actions.pj_each"],
    "taken": ["energy_actions.energy_pj", "area_mm2.NAME", "resources.NAME.taken"],
    "cycles, mean": ["seeds.cycles.mean"], "time, mean": ["seeds.time_s.mean"],
    "energy, mean": ["seeds.energy_pj.mean"],
    "least": ["seeds.cycles.min", "seeds.time_s.min", "seeds.energy_pj.min"],
    "greatest": ["seeds.cycles.max", "seeds.time_s.max", "seeds.energy_pj.max"],
  ]

  private static let headingsOfOperators: [String: [String]] = [
    "operator": ["name"], "m/k/n": ["m", "k", "n", "batch"],
    "m/k/n (batch)": ["m", "k", "n", "batch"], "time": ["time_s"],
    "macs, %": ["mac_utilization"], "padding": ["padding_macs"],
    "tile": ["mapping.tiles"], "on the array": ["mapping.spatial"], "over cores": ["mapping.partition"],
    "searched": ["mapping.search"],
    "formats": ["arithmetic"], "mode": ["arithmetic"], "of a product": ["arithmetic.digits"],
    "ineffectual": ["arithmetic.ineffectual_products", "slots.ineffectual"],
    "work": ["arithmetic.ideal_steps", "sparsity.work"], "work/time": ["arithmetic.work_over_time"],
    "zeros": ["sparsity"], "input density": ["sparsity.densities.NAME.used"],
    "weight density": ["sparsity.densities.NAME.used"], "skipped": ["sparsity.skipped_macs"],
    "gated": ["sparsity.gated_macs"], "remapped": ["sparsity.realised_speedup_remapped"],
    "stored": ["storage", "generate.stored_instruction_bytes"], "operand": ["storage.NAME"],
    "in the buffer": ["storage.NAME.buffer"], "data": ["storage.NAME.data_bits"],
    "metadata": ["storage.NAME.metadata_bits"], "pointers": ["storage.NAME.pointer_bits"],
    "overhead": ["storage.NAME.metadata_overhead", "memories.NAME.metadata_overhead"],
    "of dense": [
      "storage.NAME.data_bits", "storage.NAME.metadata_bits", "storage.NAME.pointer_bits",
      "storage.NAME.dense_bits",
    ],
  ]

  /// Titles of the page's drawings and tables.
  private static let headingsOfDrawings: [String: [String]] = [
    "where the slots went": ["slots"], "where the peak goes": ["efficiency_gap"],
    "roofline": [
      "memories.NAME.operational_intensity", "memories.NAME.ridge_point", "roofline_side", "roofline_memory",
    ],
    "cycles by operator": ["cycle_stack"], "energy by operator": ["energy_pj"],
    "power over time": ["average_power_w"],
    "bandwidth over time": ["memories.NAME.bandwidth_utilization"],
    "bytes in the buffers' slots over time": ["buffers.NAME.peak_bytes"],
    "what twice as much would bring": ["what_if"], "mappings": ["mapping"], "stored tensors": ["storage"],
    "dram devices": ["memories.NAME.dram"], "what several seeds make": ["seeds"],
    "time and energy": ["time_s", "energy_pj.total"],
  ]

  private static let headingsOfMemories: [String: [String]] = [
    "inputs read": ["memories.NAME.by_operand.input.read_bytes"],
    "weights": ["memories.NAME.by_operand.weight.read_bytes"],
    "weights read": ["memories.NAME.by_operand.weight.read_bytes"],
    "outputs": [
      "memories.NAME.by_operand.output.read_bytes", "memories.NAME.by_operand.output.write_bytes",
    ],
    "outputs read": ["memories.NAME.by_operand.output.read_bytes"],
    "outputs written": ["memories.NAME.by_operand.output.write_bytes"],
    "metadata of these": ["memories.NAME.metadata_bytes"],
    "overhead over data": ["memories.NAME.metadata_overhead"],
    "bandwidth": ["memories.NAME.bandwidth_utilization", "dram.bandwidth_bytes_per_s"],
    "bandwidth used": ["memories.NAME.bandwidth_utilization"],
    "in use": ["memories.NAME.peak_bytes"],
    "in use at most": ["memories.NAME.peak_bytes", "buffers.NAME.peak_bytes"],
    "elements read": ["buffers.NAME.reads"], "written": ["buffers.NAME.writes"],
    "port accesses": ["buffers.NAME.accesses"],
    "over-fetched": ["memories.NAME.overfetched_bytes"],
    "row hits": ["memories.NAME.dram.row_hit_rate", "dram.row_hits"],
    "row miss": ["dram.bus_cycles.row_miss"],
    "bank group": ["dram.bus_cycles.bank_group"], "four activates": ["dram.bus_cycles.four_activate"],
    "no request": ["dram.bus_cycles.no_request"],
  ]

  private static let headingsOfComparisons: [String: [String]] = [
    "mac util.": ["mac_utilization"], "energy ratio": ["compare.energy_ratio"],
    "edp ratio": ["compare.energy_delay_product_ratio"], "declared, not simulated": ["compare.declared"],
    "over the baseline's": ["compare.declared"],
  ]

  private static let headingsOfGenerations: [String: [String]] = [
    "time to first token": ["generate.time_to_first_token_s"],
    "time per token": ["generate.time_per_token_s"], "first": ["generate.first_time_per_token_s"],
    "last": ["generate.last_time_per_token_s"], "time of all": ["generate.time_s"],
    "tokens a second": ["generate.decode_tokens_per_s"], "with the prefill": ["generate.tokens_per_s"],
    "energy a token": ["generate.energy_per_token_j"], "waiting for memory": ["generate.waiting_share"],
    "wall factor, last": ["generate.decode.wall_factor"], "bytes a second": ["generate.decode_bytes_per_s"],
    "parameters": ["generate.parameter_bytes"], "caches at the end": ["generate.cache_bytes"],
    "instructions fetched": ["generate.instruction_bytes"],
    "alone on their bus": ["generate.instruction_time_s"],
    "without buckets": ["generate.stored_instruction_bytes_without_buckets"],
    "declared power": ["generate.declared_power_w"], "price": ["generate.price_usd"],
    "tokens/s a 1000 usd": ["generate.tokens_per_s_per_usd"],
  ]
}
