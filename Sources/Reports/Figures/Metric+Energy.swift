extension Metric {
  static let energy = [
    Metric(
      "energy_pj", "pJ", columns: ["energy_pj"],
      "What the operator took, by component; in the CSV the total (docs/energy.md). "
        + "Absent, like all of this section, where the design has no `energy`."),
    Metric("energy_pj.total", "pJ", "The sum of the components."),
    component(
      "multiply",
      "Multiplications: steps of a multiplier that are not gated, or products of `pairs` (docs/energy.md).",
      formula: "(slots.effective + slots.ineffectual - gated ones) / slots of a multiplier x energy of one"),
    component(
      "add", "Additions to sums, those of the cores' link among them.",
      formula:
        "((slots.effective + slots.ineffectual - gated ones) / slots of a multiplier + reduction.additions) x energy of one"
    ),
    component(
      "registers",
      "The registers that one multiply-accumulate clocks; of a gated one in a row-stationary array a part (docs/energy.md).",
      formula: "(slots.effective + slots.ineffectual) / slots of a multiplier x energy of one"),
    component(
      "register_loads", "Elements that come into a register in which they rest. Absent where none does.",
      formula: "(register_loads.input + register_loads.weight) x energy of one"),
    component(
      "dsp_operations",
      "Operations of DSPs. Absent, like the next two, where the design does not say what one takes.",
      formula: "dsp_chain.operations x energy of one"),
    component(
      "adjusts", "Packed sums that the overflow-adjust unit read.",
      formula: "dsp_chain.adjusts x energy of one"),
    component(
      "selections", "Inputs that the sparse multiplexer chose.",
      formula: "dsp_chain.selections x energy of one"),
    component(
      "dequantize", "Multiplications by scales. Absent where the design does not count them.",
      formula: "dequantizations x energy of one"),
    component(
      "vector_unit", "Operations of the vector unit. Absent where there is none.",
      formula: "vector_operations x energy of one"),
    component(
      "buffer_NAME", "Word accesses of one buffer, those of transfers among them.",
      formula: "read_accesses x energy of a read + write_accesses x energy of a write"),
    component(
      "reduction_link", "Bits of sums over the link between cores. Absent where there is none.",
      formula: "8 x reduction.bytes x energy of a bit"),
    component(
      "memory_NAME", "Bits read from and written to one memory.",
      formula: "8 x (read_bytes + write_bytes) x energy of a bit"),
    component(
      "static",
      "What the whole machine draws whether it works or not. Absent where the design says it by component.",
      formula: "power x time_s"),
    component(
      "static_NAME",
      "What one of the components above draws whether it works or not, all there is of it in all cores. "
        + "Absent where the design has one power for the whole machine.",
      formula: "power x time_s"),
    Metric(
      "energy_actions", "",
      "What the energies of the total are made of: for each kind of action of each component how many there were and what one takes. "
        + "Only in the total; absent where the design has no `energy`."),
    Metric("energy_actions.component", "name", "The component whose energy it is part of."),
    Metric(
      "energy_actions.action", "name",
      "What is counted: `step` of a multiplier, `addition`, `load`, `operation`, `read` and `write` of a word, `bit`; products of a pair of "
        + "formats by their names; commands and clocks of a memory of DRAM (docs/dram.md, 9); of static power `second`."
    ),
    Metric(
      "energy_actions.count", "actions", "How many there were; of static power the run's time in seconds."),
    Metric("energy_actions.pj_each", "pJ", "What one takes; of static power what a second takes."),
    Metric("energy_actions.energy_pj", "pJ", "What all of them took.", formula: "count x pj_each"),
    Metric("energy_actions.source", "text", "Where `pj_each` comes from."),
    Metric(
      "energy_per_dense_mac_pj", "pJ", columns: ["energy_per_dense_mac_pj"],
      "The total over dense MACs; null where there are none."),
    Metric(
      "energy_per_effective_mac_pj", "pJ", columns: ["energy_per_effective_mac_pj"],
      "The total over effective MACs; null where there are none."),
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
