extension Metric {
  static let energy = [
    Metric(
      "energy_pj", "pJ", columns: ["energy_pj"],
      "What the operator took, by component; in the CSV the total (docs/energy.md). "
        + "Absent, like all of this section, where the design has no `energy`."),
    Metric("energy_pj.total", "pJ", "The sum of the components."),
    Metric(
      "energy_pj.NAME", "pJ", columns: ["energy_NAME_pj"],
      "What one component took: multiply, add, registers, register_loads, vector_unit, buffer_ and its name, "
        + "reduction_link, memory_ and its name; static of the whole machine, or static_ and the component.",
      formula: "actions x energy of one; static: power x time"),
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
}
