extension Metric {
  /// Steps of multipliers whose energies are the design's own.
  private static let steps =
    "steps are (slots.effective + slots.ineffectual - sparsity.gated_slots) / arithmetic.slots_of_multiplier (1 where it is "
    + "absent), less of each of design.array.precision.pairs arithmetic.pair_products x its steps / its products; "

  static let energy = [
    Metric(
      "energy_pj", "pJ", columns: ["energy_pj"],
      "What the operator took, by component; in the CSV the total (docs/energy.md). "
        + "Absent, like all of this section, where the design has no `energy`."),
    Metric(
      "energy_pj.total", "pJ", "What all components took.",
      formula: "the sum of all others in energy_pj"),
    component(
      "multiply",
      "Multiplications: steps of a multiplier that are not gated, or products of `pairs` (docs/energy.md).",
      formula: "steps x design.energy.multiply + what pairs took; " + steps
        + "what pairs took is the sum over them of arithmetic.pair_products x their multiply, where they have it"
    ),
    component(
      "add", "Additions to sums, those of the cores' link among them.",
      formula:
        "(steps + reduction.additions) x design.energy.add + what pairs took, the same with their add; "
        + steps
        + "a pair without multiply or add has those of design.energy"
    ),
    component(
      "registers",
      "The registers that one multiply-accumulate clocks; of a gated one in a row-stationary array a part (docs/energy.md).",
      formula:
        "(slots.effective + slots.ineffectual - sparsity.gated_slots + share x sparsity.gated_slots) / "
        + "arithmetic.slots_of_multiplier (1 where it is absent) x design.energy.registers; the share is 1, but of a row-stationary "
        + "array the bits of those of design.array.precision.input and weight that design.array.sparsity gates over the bits of "
        + "both and twice those of accumulate; where design.energy.gated_registers is given, it is what a gated slot takes "
        + "in place of share x design.energy.registers"),
    component(
      "register_loads", "Elements that come into a register in which they rest. Absent where none does.",
      formula: "(register_loads.input + register_loads.weight) x design.energy.register_load"),
    component(
      "dsp_operations",
      "Operations of DSPs. Absent, like the next two, where the design does not say what one takes.",
      formula: "dsp_chain.operations x design.energy.dsp_operation"),
    component(
      "adjusts", "Packed sums that the overflow-adjust unit read.",
      formula: "dsp_chain.adjusts x design.energy.adjust"),
    component(
      "selections", "Inputs that the sparse multiplexer chose.",
      formula: "dsp_chain.selections x design.energy.selection"),
    component(
      "dequantize", "Multiplications by scales. Absent where the design does not count them.",
      formula: "arithmetic.dequantizations x design.energy.dequantize"),
    component(
      "vector_unit", "Operations of the vector unit. Absent where there is none.",
      formula: "vector_operations x design.energy.vector_operation"),
    component(
      "buffer_NAME", "Word accesses of one buffer, those of transfers among them.",
      formula: "buffers.NAME.read_accesses x design.energy.buffers.NAME.read + "
        + "buffers.NAME.write_accesses x design.energy.buffers.NAME.write"),
    component(
      "reduction_link", "Bits of sums over the link between cores. Absent where there is none.",
      formula: "8 x reduction.bytes x design.energy.reduction_link"),
    component(
      "memory_NAME", "Bits read from and written to one memory; of DRAM what its devices took.",
      formula:
        "8 x (memories.NAME.read_bytes + memories.NAME.write_bytes) x design.energy.memories.NAME; where that is "
        + "absent, the total of memories.NAME.dram.energy_pj, or 0 where that is absent too"),
    component(
      "static",
      "What the whole machine draws whether it works or not. Absent where the design says it by component.",
      formula: "design.energy.static_power x time_s"),
    component(
      "static_NAME",
      "What one of the components above draws whether it works or not, all there is of it in all cores. "
        + "Absent where the design has one power for the whole machine.",
      formula:
        "design.energy.static_power.NAME x time_s; buffer_NAME stands in buffers there, memory_NAME in memories"
    ),
    component(
      "interconnect",
      "Bits of words on their way between buffers and the array or the memories. Absent, like the next three, where the design does "
        + "not say what one takes; then sources.left_out names it.",
      formula:
        "8 x the sum over buffers of (buffers.NAME.read_accesses + buffers.NAME.write_accesses) x design.buffers.NAME.width, x "
        + "design.energy.interconnect"),
    component(
      "decoders",
      "Words of tensors in a storage format (docs/sparsity.md): read, of those that are kept so in a buffer, else written as they come in.",
      formula:
        "the sum over the buffers of operands that design.storage has a format for, of buffers.NAME.read_accesses where it is kept there, "
        + "else buffers.NAME.write_accesses, x design.energy.decoder; a shared buffer goes by weights before activations"
    ),
    component(
      "intersection", "Products whose operands an array that leaves out zeros, or digits, found.",
      formula:
        "(slots.effective + slots.ineffectual - sparsity.gated_slots) / arithmetic.slots_of_multiplier (1 where it is absent) x "
        + "design.energy.intersection"),
    component(
      "queues", "Products whose inputs came through a unit's queue.",
      formula:
        "(slots.effective + slots.ineffectual - sparsity.gated_slots) / arithmetic.slots_of_multiplier (1 where it is absent) x "
        + "design.energy.queue"),
    Metric(
      "sram_supply", "",
      "What of the buffers' bits is wrong at the supply that their energies are at (docs/energy.md). Only in the total; absent where the design "
        + "does not say `energy.sram_supply`."),
    Metric(
      "sram_supply.bit_error_rate", "share", "Of all bits those that are wrong.",
      formula: "design.energy.sram_supply.bit_error_rate"),
    Metric(
      "sram_supply.read_bits", "bits", "Bits of all words that buffers read.",
      formula: "8 x the sum over buffers of buffers.NAME.read_accesses x design.buffers.NAME.width"),
    Metric(
      "sram_supply.wrong_bits_per_sample", "bits",
      "Wrong ones among those that are read for a sample: at most so many flip, for a wrong bit may hold what it should.",
      formula: "sram_supply.bit_error_rate x sram_supply.read_bits / samples"),
    Metric(
      "energy_per_sample_j", "J", "Joules of a sample of the batch, an inference. Only in the total.",
      formula: "energy_pj.total x 1e-12 / samples"),
    Metric(
      "sources", "",
      "How many numbers of the design's energies and areas are no one's: their sources say that they are assumptions, estimates or guesses, or say "
        + "hardly a word. Only in the total; absent where the design has neither."),
    Metric("sources.energies", "numbers", "Numbers of `energy`, a table's that the design takes among them."),
    Metric("sources.energies_assumed", "numbers", "Of them those that are assumptions."),
    Metric(
      "sources.energy_assumed_share", "", "Of the energy what such numbers make; null where there is none.",
      formula:
        "the sum of energy_actions.energy_pj whose source is an assumption / the sum of all energy_actions.energy_pj"
    ),
    Metric("sources.areas", "numbers", "Numbers of `area`."),
    Metric("sources.areas_assumed", "numbers", "Of them those that are assumptions."),
    Metric(
      "sources.boundary", "name",
      "What the energies are of: core, chip, chip_and_memory or board; the design's `energy.boundary`. Absent where it has no `energy`."
    ),
    Metric(
      "sources.left_out", "names",
      "What the machine has and its energies leave out, because no table has it and the design gives it none, or gives it a zero whose source is that it is left out."
    ),
    Metric(
      "energy_actions", "",
      "What the energies of the total are made of: for each kind of action of each component how many there were and what one takes. "
        + "Only in the total; absent where the design has no `energy`."),
    Metric("energy_actions.component", "name", "The component whose energy it is part of."),
    Metric(
      "energy_actions.action", "name",
      "What is counted: `step` of a multiplier, `gated step`, `addition`, `load`, `operation`, `read` and `write` of a word, `bit`; products of a pair of "
        + "formats by their names; commands and clocks of a memory of DRAM (docs/dram.md, 9); of static power `second`."
    ),
    Metric(
      "energy_actions.count", "actions", "How many there were; of static power the run's time in seconds."),
    Metric("energy_actions.pj_each", "pJ", "What one takes; of static power what a second takes."),
    Metric(
      "energy_actions.energy_pj", "pJ", "What all of them took.",
      formula: "energy_actions.count x energy_actions.pj_each"),
    Metric("energy_actions.source", "text", "Where `pj_each` comes from."),
    Metric(
      "energy_per_dense_mac_pj", "pJ", columns: ["energy_per_dense_mac_pj"],
      "The total over dense MACs; null where there are none.",
      formula: "energy_pj.total / dense_macs"),
    Metric(
      "energy_per_effective_mac_pj", "pJ", columns: ["energy_per_effective_mac_pj"],
      "The total over effective MACs; null where there are none.",
      formula: "energy_pj.total / effective_macs"),
    Metric(
      "energy_delay_product_j_s", "J s", columns: ["energy_delay_product_j_s"], "Energy times time.",
      formula: "energy_pj.total x 1e-12 x time_s"),
    Metric(
      "average_power_w", "W", columns: ["average_power_w"], "Energy over time; null where none passes.",
      formula: "energy_pj.total x 1e-12 / time_s"),
    Metric(
      "tops_per_watt", "TOPS/W", columns: ["tops_per_watt"],
      "Operations for each picojoule; null where there are none of either.",
      formula: "2 x dense_macs / energy_pj.total"),
  ]

  /// What one component took.
  private static func component(_ name: String, _ definition: String, formula: String) -> Metric {
    Metric("energy_pj.\(name)", "pJ", columns: ["energy_\(name)_pj"], definition, formula: formula)
  }
}
