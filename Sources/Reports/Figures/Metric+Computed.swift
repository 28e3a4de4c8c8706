extension Metric {
  /// What reports compute of keys, and documents have not, by the heading in small letters.
  static let computed: [String: [Metric]] = {
    let time = Metric(
      "of the time", "%", "An operator's part of the run's cycles, all its executions together.",
      formula: "100 x cycles x repeat / total.cycles")
    let padding = part("padding", "padding_macs", "Of the dense MACs those that multiply padding.")
    let gated = part("gated", "sparsity.gated_macs", "Of the dense MACs those that the array gates.")
    let skipped = part(
      "skipped", "sparsity.skipped_macs", "Of the dense MACs those that the array leaves out.")
    return [
      "of the time": [time], "of the time, %": [time], "time, %": [time],
      "padding, % of macs": [padding],
      "gated, %": [gated], "gated, % of macs": [gated],
      "skipped, %": [skipped], "skipped, % of macs": [skipped],
      "holds": [
        Metric(
          "holds", "B",
          "What a buffer has room for, in one core; unbounded where the design says no capacity.",
          formula: "design.buffers.NAME.capacity")
      ],
      "share": shares + all.filter { $0.name == "resources.NAME.share" },
    ]
  }()

  /// A share of the dense MACs.
  private static func part(_ name: String, _ key: String, _ definition: String) -> Metric {
    Metric("\(name), % of MACs", "%", definition, formula: "100 x \(key) / dense_macs")
  }

  /// The columns of that name, by table.
  private static let shares = [
    Metric(
      "share (Energy)", "%", "What of the run's energy a component's actions of one kind make.",
      formula: "100 x energy_actions.energy_pj / energy_pj.total"),
    Metric(
      "share (Area)", "%", "What of the area a component makes.",
      formula: "100 x area_mm2.NAME / area_mm2.total"),
    Metric(
      "share (Buffers)", "%", "What of a buffer was in use at most.",
      formula: "100 x buffers.NAME.peak_bytes / design.buffers.NAME.capacity"),
    Metric(
      "share (Phases)", "%", "What of the run's cycles a phase makes.",
      formula: "100 x phases.cycles / total.cycles"),
  ]
}
