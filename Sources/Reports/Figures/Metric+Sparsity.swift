extension Metric {
  static let sparsity = [
    Metric("sparsity", "", "What zeros there are, and what became of them (docs/model.md, 10)."),
    Metric(
      "sparsity.densities", "",
      "How dense the operands are, `input`, `weight` and `output`, of those that have a mask (docs/trace-format.md). "
        + "Absent in `total`."),
    Metric("sparsity.densities.NAME", "", "Of one operand."),
    Metric(
      "sparsity.densities.NAME.pattern", "name",
      "The pattern that the trace asks for (docs/sparsity.md), or `mask` or `values` of a file; of drawn values "
        + "alone their distribution (docs/values.md)."),
    Metric(
      "sparsity.densities.NAME.asked", "share", columns: ["density_NAME_asked"],
      "The density that the trace asks for; of patterns of blocks, runs and channels that of their units; N/M of N:M. "
        + "Null where the pattern alone or a file decides it."),
    Metric(
      "sparsity.densities.NAME.used", "share", columns: ["density_NAME_used"],
      "The density of the mask; one less of it is the operand's nominal sparsity.",
      formula: "sparsity.densities.NAME.nonzeros / sparsity.densities.NAME.elements"),
    Metric(
      "sparsity.densities.NAME.nonzeros", "elements", "The elements of the whole tensor that are not zero."),
    Metric("sparsity.densities.NAME.elements", "elements", "All elements of the tensor."),
    Metric(
      "sparsity.nominal", "share", columns: ["nominal_sparsity"],
      "The share of the mathematics that changes nothing, as the masks have it: a factor is zero or a padding tap. Null "
        + "where the operator is no product.",
      formula: "1 - effective_macs / dense_macs"),
    Metric(
      "sparsity.skipped_macs", "MACs", columns: ["skipped_macs"],
      "Multiply-accumulates of the mathematics that took no slot: dense MACs neither multiplied nor gated."),
    Metric(
      "sparsity.gated_macs", "MACs", columns: ["gated_macs"],
      "Of the ineffectual multiply-accumulates those whose multiplier did not switch."),
    Metric("sparsity.gated_slots", "slots", "Of `slots.ineffectual` those whose multiplier did not switch."),
    Metric(
      "sparsity.unneeded_macs", "MACs",
      "Of the ineffectual multiply-accumulates those without a zero whose sum nobody needs: scores of blocks that attention leaves out, on a "
        + "machine that computes them (docs/model.md, 10.5). Absent where there are none."),
    Metric(
      "sparsity.load_imbalance", "ratio", columns: ["load_imbalance"],
      "The greatest work over the mean. Of independent units those of a pass that have filters, whatever they wait for; of lanes in lock "
        + "step those of a vector, so that it is what lanes multiplied and waited for siblings over what they multiplied (waiting for "
        + "other cores is in it; units are held against those of their own core). Null where nothing is multiplied.",
      formula:
        "sparsity.work_of_busiest / sparsity.work, where they are there; else (slots.effective + slots.ineffectual + slots.imbalance) / "
        + "(slots.effective + slots.ineffectual)"),
    Metric(
      "sparsity.work", "steps",
      "Of independent units: steps in which they multiplied, all together. Absent of other arrays."),
    Metric(
      "sparsity.work_of_busiest", "steps",
      "Of independent units: what `sparsity.work` would be if in each pass all that have filters had as much as the one with most. "
        + "Absent of other arrays."),
    Metric(
      "sparsity.exploitable", "share", columns: ["exploitable_sparsity"],
      "The share of the mathematics that this machine's patterns and actions can leave out, from the masks: without "
        + "imbalance, and as if nothing else took time. Zero for weights that do not have the machine's N:M; of those "
        + "that have, all but its places. Null where the operator is no product; absent where the design skips "
        + "nothing, and with --no-wall.",
      formula: "sparsity.exploitable_macs / dense_macs"),
    Metric(
      "sparsity.exploitable_macs", "MACs",
      "The multiply-accumulates that can be left out so. Absent like sparsity.exploitable."),
    Metric(
      "sparsity.dense_cycles", "cycles of the array's clock", columns: ["dense_cycles"],
      "Cycles with the same mapping and no zeros: simulated. Null where the mapping does not run so, and of an operator where operators "
        + "overlap: without zeros its neighbours take other times too, and which cycles are whose is another division; the "
        + "`total` has the whole stream's. Absent like sparsity.exploitable."),
    Metric(
      "sparsity.remapped_dense_cycles", "cycles of the array's clock", columns: ["remapped_dense_cycles"],
      "Cycles without zeros, with the mapping that the design takes then. Null and absent like sparsity.dense_cycles."
    ),
    Metric(
      "sparsity.realised_speedup", "ratio", columns: ["realised_speedup"],
      "How many times as fast as without zeros, with the same mapping. Null and absent like sparsity.dense_cycles.",
      formula: "sparsity.dense_cycles / cycles"),
    Metric(
      "sparsity.realised_speedup_remapped", "ratio", columns: ["realised_speedup_remapped"],
      "The same over the design mapped for operands without zeros.",
      formula: "sparsity.remapped_dense_cycles / cycles"),
  ]

  static let seeds = [
    Metric(
      "seeds", "",
      "Runs with several seeds and one mapping, the first seed's. Absent without --seeds. In operators.csv of each operator, "
        + "unless operators overlap and seeds tell other executions of one apart."),
    Metric("seeds.count", "seeds", columns: ["seeds_count"], "How many: `seed` and those after it."),
    Metric(
      "seeds.drawn", "true or false",
      "False where nothing of the trace is drawn, so that all seeds give one result; absent elsewhere."),
    Metric("seeds.cycles", "cycles of the array's clock", "The total's cycles."),
    Metric("seeds.cycles.mean", "cycles of the array's clock", columns: ["seeds_cycles_mean"], "Their mean."),
    Metric(
      "seeds.cycles.min", "cycles of the array's clock", columns: ["seeds_cycles_min"], "The least of them."),
    Metric(
      "seeds.cycles.max", "cycles of the array's clock", columns: ["seeds_cycles_max"],
      "The greatest of them."),
    Metric("seeds.time_s", "s", "The total's time."),
    Metric("seeds.time_s.mean", "s", columns: ["seeds_time_s_mean"], "Its mean."),
    Metric("seeds.time_s.min", "s", columns: ["seeds_time_s_min"], "The least."),
    Metric("seeds.time_s.max", "s", columns: ["seeds_time_s_max"], "The greatest."),
    Metric("seeds.energy_pj", "pJ", "The total's energy; absent where the design has no `energy`."),
    Metric("seeds.energy_pj.mean", "pJ", columns: ["seeds_energy_pj_mean"], "Its mean."),
    Metric("seeds.energy_pj.min", "pJ", columns: ["seeds_energy_pj_min"], "The least."),
    Metric("seeds.energy_pj.max", "pJ", columns: ["seeds_energy_pj_max"], "The greatest."),
  ]
}
