extension Metric {
  static let area = [
    Metric(
      "tops", "TOPS", columns: ["tops"],
      "Dense operations a second, two a MAC, in units of 1e12; null where no time passes.",
      formula: "2 x dense_macs / time_s x 1e-12"),
    Metric(
      "tops_per_mm2", "TOPS/mm2", columns: ["tops_per_mm2"],
      "Those for each square millimetre; null where no time passes. Absent, like the areas, where the design has no `area`.",
      formula: "tops / area_mm2.total"),
    Metric(
      "samples_per_s_per_usd", "1/s/USD",
      "Samples a second for each dollar. Only in the total; absent where the design names no board with a price, null where there is no throughput.",
      formula: "throughput_per_s / design.board.board.price_usd"),
    Metric(
      "area_mm2", "mm2",
      "In the document: what the design takes of a chip, by component (docs/energy.md, Area)."),
    Metric(
      "area_mm2.total", "mm2", "What all components take.",
      formula: "the sum of all others in area_mm2"),
    Metric(
      "area_mm2.NAME", "mm2",
      "All there is of one component in all cores: multiply, add, registers, vector_unit, buffer_NAME, what the design "
        + "names in `others`, or the chip. The design of the result has the source of each.",
      formula:
        "design.area.NAME; buffer_NAME stands in buffers there, what the design names itself in others; the chip alone is "
        + "design.area"),
    Metric(
      "resources", "",
      "In `total`, where the design names a `board`: by resource (dsp, block_ram, large_ram, lut, flip_flop) what it takes "
        + "(docs/boards.md)."),
    Metric(
      "resources.NAME.taken", "", "What the design takes of it. One that takes more than there is is refused."
    ),
    Metric("resources.NAME.available", "", "What the board has of it."),
    Metric(
      "resources.NAME.share", "", "Of what there is; null of what the board has none of.",
      formula: "resources.NAME.taken / resources.NAME.available"),
  ]
}
