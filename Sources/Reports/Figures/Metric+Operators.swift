extension Metric {
  static let identity = [
    Metric("name", "text", columns: ["name"], "The operator's name in the trace."),
    Metric("kind", "text", columns: ["kind"], "The operator's `op` in the trace."),
    Metric(
      "phase", "text", columns: ["phase"],
      "The operator's phase in the trace, such as prefill; null where it has none."),
    Metric(
      "groups", "texts", columns: ["groups"],
      "The repeated groups around the operator, outermost first; in the CSV with / between."),
    Metric(
      "repeat", "executions", columns: ["repeat"],
      "How often the operator runs, repeats of the groups around it included; where operators overlap, how often with "
        + "these figures: executions whose figures differ are entries of their own. All other figures are of one "
        + "execution."),
    Metric(
      "first_execution", "number", columns: ["first_execution"],
      "The first of the executions that the entry stands for, among all of the operator, from 0. Always 0 at a "
        + "barrier."),
    Metric("executions", "executions", "In `total`: the executions of all operators."),
    Metric(
      "batch", "products", columns: ["batch"],
      "Independent products: images x groups of a convolution. Null where the operator is no product."),
    Metric(
      "m", "elements", columns: ["m"],
      "Rows of the first factor: output pixels of a convolution. Null where the operator is no product."),
    Metric(
      "k", "elements", columns: ["k"],
      "The reduced dimension: kernel x input channels of a group. Null where the operator is no product."),
    Metric(
      "n", "elements", columns: ["n"],
      "Columns of the second factor: output channels of a group. Null where the operator is no product."),
    Metric(
      "placement", "", "The memory that each operand lies in, by operand; without those that there are not."),
    Metric(
      "placement.input", "name", columns: ["input_memory"], "The memory of the first tensor that is read."),
    Metric(
      "placement.weight", "name", columns: ["weight_memory"],
      "The memory of the second factor, or of the second tensor that a vector operator reads."),
    Metric("placement.output", "name", columns: ["output_memory"], "The memory of the result."),
  ]

  static let work = [
    Metric(
      "cycles", "cycles of the array's clock", columns: ["cycles"],
      "From the end of the operator before to the end of this one; where operators overlap, the cycles that belong to it "
        + "(docs/model.md, 9). So operators add up to the total.",
      formula: "the sum of cycle_stack / design.cores.count (1 where the design has no cores)"),
    Metric("time_s", "s", columns: ["time_s"], "The cycles as time.", formula: "cycles / design.clock"),
    Metric(
      "dense_macs", "MACs", columns: ["dense_macs"],
      "Multiply-accumulates of the mathematics, padding taps included. 0 of what is no product.",
      formula: "batch x m x k x n; in the total, the sum over operators of repeat x dense_macs"),
    Metric(
      "effective_macs", "MACs", columns: ["effective_macs"],
      "Multiply-accumulates whose factors are both inside their tensors and not zero: dense MACs without padding taps and "
        + "zeros."),
    Metric(
      "padding_macs", "MACs",
      "Of the dense MACs those of taps outside the image: work that convolutions' padding makes. They take slots like others, as "
        + "`slots.ineffectual`, where the machine does not leave them out. 0 of what is no product; of a convolution, which alone has some, "
        + "batch x channels of a group x n for each tap of an output pixel outside the image."),
    Metric(
      "vector_operations", "operations", columns: ["vector_operations"],
      "Element operations of the vector unit: those of vector operators and of epilogues."),
    Metric(
      "mac_utilization", "share", columns: ["mac_utilization"],
      "How much of what the array could multiply in the cycles was effective. Null where the operator "
        + "is no product.",
      formula:
        "slots.effective / the sum of slots; where digits decide (arithmetic.digits is there), "
        + "effective_macs x arithmetic.steps / (arithmetic.products x the sum of slots), 1 for steps that are null; in `total` "
        + "the sum of repeat x effective_macs x arithmetic.steps / arithmetic.products of all operators over the sum of slots"
    ),
    Metric(
      "mapped_utilization", "share", columns: ["mapped_utilization"],
      "How much of the array the mapping uses while the array works; where zeros are skipped, as far as pairs are left for it. "
        + "Null where it never works.",
      formula: "1 - slots.unmapped / (cycle_stack.working x the sum of slots / the sum of cycle_stack)"),
    Metric(
      "bound", "name", columns: ["bound"],
      "What the operator is bound by: compute, unless some class of lost slots is at least the useful ones "
        + "(effective + ineffectual); then the greatest loss, by its name in `slots`. No look at the roofline: what is bound by compute "
        + "may stand left of a ridge, wait for memory for a good part of its time, and have a wall_factor well above 1. Null "
        + "where nothing takes a cycle."
    ),
    Metric(
      "roofline_side", "left or right", columns: ["roofline_side"],
      "On which side of the ridge the operator stands: left (the memory's bandwidth is the roof) or "
        + "right (the "
        + "array is); of several memories, at the one where it stands furthest to the left. Null where "
        + "there is no "
        + "product, nothing moves or no memory has a ridge.",
      formula:
        "memories.NAME.roofline_side of the memory that roofline_memory names"),
    Metric(
      "roofline_memory", "name", columns: ["roofline_memory"],
      "The memory that roofline_side speaks of; null with it.",
      formula: "the memory whose operational_intensity / ridge_point is least, the first of equals"),
  ]

  static let mapping = [
    Metric(
      "mapping", "", "How the operator was cut up (docs/mapping.md); in `total`, sums over all executions."),
    Metric(
      "mapping.tiles", "elements",
      "The sizes of a tile. Absent in `total`."),
    Metric("mapping.tiles.groups", "groups", "Groups of one image in a product's tile."),
    Metric("mapping.tiles.rows", "output rows", "Output rows in a product's tile."),
    Metric("mapping.tiles.columns", "output columns", "Output columns in a product's tile."),
    Metric(
      "mapping.tiles.channels", "channels",
      "Input channels of a group in a product's tile; of a pooling's, where they are cut."),
    Metric("mapping.tiles.filters", "filters", "Output channels of a group in a product's tile."),
    Metric("mapping.tiles.units", "units", "Units in a vector operator's tile: rows, tokens or elements."),
    Metric(
      "mapping.order", "names",
      "The loops over tiles, outermost first. Null for what is no product, absent in `total`."),
    Metric(
      "mapping.scan", "name",
      "In which direction the loops run (docs/mapping.md): `raster` or `serpentine`. Null for what is no product, absent in "
        + "`total`."),
    Metric(
      "mapping.slots", "slots",
      "How many slots operands have, by operand, where the mapping names them. Absent otherwise, and in `total`."
    ),
    Metric(
      "mapping.spatial", "name",
      "How the reduction and the groups lie on the array (docs/model.md, 3): `im2col`, `direct`, `part_kernel` or "
        + "`channel_wise`. Null for what is no product, absent in `total`."),
    Metric(
      "mapping.partition", "name",
      "The dimension that is cut over the cores: `m`, `n`, `k`, `batch` or `head`. Null on one core and for what is no "
        + "product, absent in `total`."),
    Metric(
      "mapping.passes", "passes", columns: ["passes"],
      "Runs of the array or the vector unit over resident tiles."),
    Metric(
      "mapping.folds", "folds", columns: ["folds"],
      "Loads of the array with one chunk of the stationary dimensions (docs/model.md, 3)."),
    Metric(
      "mapping.efficiency", "share", columns: ["mapping_efficiency"],
      "The mean over folds of the array's elements that a fold uses. Null without folds.",
      formula: "mapping.fold_elements / (mapping.folds x multipliers of a core: the sum of total.slots / "
        + "the sum of total.cycle_stack / arithmetic.slots_of_multiplier, 1 where that is absent)"),
    Metric(
      "mapping.fold_elements", "elements",
      "The sum over folds of the array's elements that a fold uses: rows used x columns used."),
    Metric(
      "mapping.search", "",
      "What the search for the mapping did (docs/mapping.md). Absent without `mapping: {search: full}`, and in `total`."
    ),
    Metric(
      "mapping.search.candidates", "mappings",
      "Mappings of the space of which no bound says at once that they are slower than the rule's."),
    Metric(
      "mapping.search.simulated", "mappings", "Mappings that were simulated, the rule's own among them."),
    Metric(
      "mapping.search.exhaustive", "true or false",
      "Whether no other mapping of the space can be better. False where the search ended at its budget of work."
    ),
  ]

  static let cycleStack = [
    Metric(
      "cycle_stack", "cycles",
      "Every cycle of every core by what it did or waited for (docs/model.md, 7); it sums exactly to cycles x cores."
    ),
    Metric(
      "cycle_stack.working", "cycles", columns: ["cycles_working"], "The array advanced."),
    Metric(
      "cycle_stack.buffer_bandwidth", "cycles", columns: ["cycles_buffer_bandwidth"],
      "The array waited for a port of a buffer's bank."),
    Metric(
      "cycle_stack.dram_bandwidth", "cycles", columns: ["cycles_dram_bandwidth"],
      "A tile was awaited, or room for one, and the bus of a memory that owed it moved data in that cycle."),
    Metric(
      "cycle_stack.dram_latency", "cycles", columns: ["cycles_dram_latency"],
      "A tile was awaited, or room for one, and no memory that owed it moved data in that cycle."),
    Metric(
      "cycle_stack.decode", "cycles", columns: ["cycles_decode"],
      "A tile had come and had not left its decoder. Zero where no decoder has a rate."),
    Metric(
      "cycle_stack.vector_unit", "cycles", columns: ["cycles_vector_unit"],
      "The vector unit worked on an operator of its own, or its end was awaited."),
    Metric(
      "cycle_stack.imbalance", "cycles", columns: ["cycles_imbalance"],
      "The core had nothing left to do in the operator while another core had. Zero on one core."),
  ]

  static let slots = [
    Metric(
      "slots", "slots",
      "Every slot, one cycle of one multiplier, by what became of it; they sum exactly to cores x "
        + "multipliers x cycles. A stalled cycle gives all its slots to its cause."),
    Metric(
      "slots.effective", "slots", columns: ["slots_effective"],
      "Multiplied two factors inside their tensors, neither of which is zero."
    ),
    Metric(
      "slots.ineffectual", "slots", columns: ["slots_ineffectual"],
      "Multiplied a padding tap or a zero, or would have if it were not gated."),
    Metric(
      "slots.unmapped", "slots", columns: ["slots_unmapped"],
      "Outside what the fold uses of the array, while the array worked: multipliers, too, that no lane of a vector, or not "
        + "a unit's filter, had a pair for."),
    Metric(
      "slots.fill_drain", "slots", columns: ["slots_fill_drain"],
      "In no fold, while the array worked: skew, preload of the stationary operand, draining."),
    Metric(
      "slots.imbalance", "slots", columns: ["slots_imbalance"],
      "Waited for a sibling with more work: a lane, a unit or a core. A lane does at the places at which the fullest lane "
        + "of its vector has a pair and it has none; a unit when it is done, and where the next item is not there because "
        + "others' full queues have kept the broadcaster back. Zero on one core whose array skips no zeros."
    ),
    Metric(
      "slots.decode", "slots", columns: ["slots_decode"],
      "Waited for the look at zeros (a scan, an intersection or the next item, as if no queue of another unit had been full: "
        + "its own may have been), or for a decoder of tiles. Zero where no zeros are skipped and no decoder has a rate."
    ),
    Metric(
      "slots.buffer_bandwidth", "slots", columns: ["slots_buffer_bandwidth"],
      "Of cycles lost to buffer ports."),
    Metric(
      "slots.dram_bandwidth", "slots", columns: ["slots_dram_bandwidth"],
      "Of cycles lost to a memory's bandwidth."),
    Metric(
      "slots.dram_latency", "slots", columns: ["slots_dram_latency"],
      "Of cycles lost to a memory's latency."),
    Metric("slots.vector_unit", "slots", columns: ["slots_vector_unit"], "Of cycles of the vector unit."),
    Metric("slots.idle", "slots", columns: ["slots_idle"], "Of cycles without any work assigned."),
  ]
}
