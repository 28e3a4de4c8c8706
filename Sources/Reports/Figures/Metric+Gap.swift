extension Metric {
  /// The levels between the array's peak and what it did.
  static let gap = [
    Metric(
      "efficiency_gap", "slots",
      "The waterline: how many slots are left after each kind of loss. Levels over `peak` are shares of the peak; quotients of "
        + "neighbours multiply to what is achieved, and differences add up to what is lost."),
    Metric("efficiency_gap.peak", "slots", "All slots of all cycles.", formula: "the sum of slots"),
    Metric(
      "efficiency_gap.mapped", "slots",
      "Those that the mapping gives work to; where zeros are skipped, as far as pairs are left for it.",
      formula: "efficiency_gap.peak - slots.unmapped"),
    Metric(
      "efficiency_gap.memory_limited", "slots", "Those of them that are not lost to waiting for memories.",
      formula: "efficiency_gap.mapped - slots.dram_bandwidth - slots.dram_latency"),
    Metric(
      "efficiency_gap.achieved", "slots",
      "Those that did something that counts. What is between went to filling and draining, zeros and padding, imbalance, decoders, "
        + "the buffers' ports and the vector unit.", formula: "slots.effective"),
  ]

  /// What twice of something would bring.
  static let whatIfs = [
    Metric(
      "what_if", "",
      "What the run would take on machines that have twice as much of one thing, by simulating them with mappings chosen anew "
        + "(a mapping that was given plays no part; what the design or the trace fixes stays). Only with --what-if; of an operator "
        + "cycles and speed-up of one execution, absent where operators overlap."),
    Metric(
      "what_if.twice_bandwidth", "",
      "Every memory that is not ideal has twice the bandwidth, and twice the requests under way where they have a limit; one of DRAM "
        + "devices has twice the channels. Latencies stay."),
    Metric(
      "what_if.twice_buffers", "",
      "Every buffer that has an end has twice the capacity; banks and ports stay."),
    Metric(
      "what_if.twice_array", "",
      "One side of the array is twice as long, and the peak twice as high: the side with which the run takes fewest cycles. "
        + "Buffers, their ports and buses stay."),
    Metric(
      "what_if.twice_ports", "",
      "Every bank of every buffer has twice the ports; capacity, banks and width stay. What it costs is in no energy or area."
    ),
    Metric(
      "what_if.NAME.cycles", "cycles", columns: ["what_if_NAME_cycles"],
      "What the run takes there; null where there is no such machine."),
    Metric(
      "what_if.NAME.speedup", "x", columns: ["what_if_NAME_speedup"],
      "How many times as fast that is; null without cycles.",
      formula: "cycles / what_if.NAME.cycles"),
    Metric(
      "what_if.NAME.settings", "texts",
      "What makes the machine of the design, as --set takes it on design.resolved.yaml. Only in the total."),
    Metric(
      "what_if.NAME.problem", "text", "Why there are no cycles; null where there are. Only in the total."),
  ]

  /// Sums over the operators of a phase.
  static let phases = [
    Metric(
      "phases", "",
      "Time and energy by the trace's phases, in the order in which they first come; absent without any."),
    Metric("phases.name", "text", "The phase; null of operators without one."),
    Metric(
      "phases.executions", "executions", "Executions of its operators.",
      formula: "the sum over its operators of repeat"),
    Metric(
      "phases.cycles", "cycles", "Their cycles; all phases sum to the run's.",
      formula: "the sum over its operators of repeat x cycles"),
    Metric("phases.time_s", "s", "The cycles as time.", formula: "phases.cycles / design.clock"),
    Metric(
      "phases.dense_macs", "MACs", "Their dense MACs.",
      formula: "the sum over its operators of repeat x dense_macs"),
    Metric(
      "phases.energy_pj", "pJ", "Their energy; absent where the design has no `energy`.",
      formula: "the sum over its operators of repeat x energy_pj.total"),
  ]
}
