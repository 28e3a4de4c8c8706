extension Metric {
  static let arithmetic = [
    Metric(
      "arithmetic", "",
      "How multipliers made the products, and how many they made (docs/arithmetic.md). Absent where the design's "
        + "`precision` has neither `arithmetic`, `pairs` nor `dequantization`."),
    Metric(
      "arithmetic.products", "products", columns: ["arithmetic_products"],
      "Products of a multiplier at once, in the mode of the operator's formats; of digits the positions whose digits it adds up; "
        + "in `total` those of the design's own formats. Absent of what is no product."),
    Metric(
      "arithmetic.steps", "steps", columns: ["arithmetic_steps"],
      "Steps that they take, in `total` those of the design's own formats; where digits are added place by place the places, each of which takes a step at least. Null where only the "
        + "digits decide; absent like arithmetic.products."),
    Metric(
      "arithmetic.slots_of_multiplier", "slots", columns: ["arithmetic_slots_of_multiplier"],
      "Slots of a multiplier in a cycle: as many as it makes of its finest products at once."),
    Metric(
      "arithmetic.effective_products", "MACs", columns: ["arithmetic_effective_products"],
      "Products that were made of two factors inside their tensors, neither of which is zero, each once, however many slots "
        + "it took.", formula: "effective_macs"),
    Metric(
      "arithmetic.ineffectual_products", "MACs", columns: ["arithmetic_ineffectual_products"],
      "Products that were made of a padding tap or a zero, or would have been if it were not gated.",
      formula: "dense_macs - effective_macs - sparsity.skipped_macs"),
    Metric(
      "arithmetic.pair_products", "products",
      "For each of the design's `pairs` of formats, in their order, the products that switched in its mode. Absent where the "
        + "design has none."),
    Metric(
      "arithmetic.digits", "digits", columns: ["arithmetic_digits"],
      "The work: nonzero digits that multipliers added; with the digits of both factors, pairs of them. Absent where "
        + "the design adds none."),
    Metric(
      "arithmetic.ideal_steps", "steps", columns: ["arithmetic_ideal_steps"],
      "The time that so much work would take if it were shared out evenly and no multiplier waited for another or looked at a zero. "
        + "Absent like arithmetic.digits.",
      formula: "arithmetic.digits / (the sum of total.slots / total.cycles)"),
    Metric(
      "arithmetic.work_over_time", "share", columns: ["arithmetic_work_over_time"],
      "The share of the array's working steps that the work would have needed. Null where it never works; absent like "
        + "arithmetic.digits.",
      formula:
        "arithmetic.ideal_steps x design.cores.count (1 where the design has no cores) / cycle_stack.working"),
    Metric(
      "arithmetic.dequantizations", "multiplications", columns: ["arithmetic_dequantizations"],
      "Elements or sums that were multiplied by scales (docs/model.md, 13.5). Absent where the design does not say where "
        + "that is done."),
  ]
}
