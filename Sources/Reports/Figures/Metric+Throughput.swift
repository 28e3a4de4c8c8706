extension Metric {
  static let throughput = [
    Metric(
      "samples", "samples",
      "In `total`: the samples of the network's input, such as images, that one run of the trace works on: what the "
        + "trace says, or else the images that all its convolutions and poolings work on."),
    Metric(
      "latency_cycles", "cycles of the array's clock",
      "In `total`: one run of the trace, from a cold machine to its end. Equal to the total's cycles."),
    Metric("latency_s", "s", "In `total`: the latency as time.", formula: "latency_cycles / design.clock"),
    Metric(
      "barrier_cycles", "cycles of the array's clock",
      "In `total`, where operators overlap, so that each one's tiles have half of a shared buffer, or a slot of others: "
        + "one run of the trace with `boundary: barrier`, simulated with mappings of its own (of a saved mapping, with "
        + "that one). Absent elsewhere, and of separate buffers where the wall is not looked for."),
    Metric(
      "searched_mapping_cycles", "cycles of the array's clock",
      "In `total`, where operators overlap and a search found other mappings than the rule's: one run of the trace with "
        + "what the search found for each operator alone. The run is with these unless rule_mapping_cycles are fewer. "
        + "Absent elsewhere."),
    Metric(
      "rule_mapping_cycles", "cycles of the array's clock",
      "In `total`, beside searched_mapping_cycles: one run of the trace with the rule's mappings. Absent elsewhere."
    ),
    Metric(
      "steady_state_cycles", "cycles of the array's clock",
      "In `total`: from the end of a run to the end of the next, when the trace runs again and again without a break and "
        + "the machine's state repeats (docs/model.md, 9); the mean over steady_state_runs runs, exactly. At a barrier "
        + "the latency. Where the state does not repeat within as many runs as have 4,096 executions of operators (at least 8 and "
        + "at most 512), the mean of these. With a memory of DRAM, whose states are not compared, the mean of up to 8 runs after the "
        + "first, as many as together send no more than 4,194,304 requests, and at least one. Null, with steady_state_problem, where so many cycles "
        + "cannot be counted, or controllers make no progress.",
      formula: "steady_state_runs_cycles / steady_state_runs"),
    Metric(
      "steady_state_runs_cycles", "cycles of the array's clock",
      "In `total`: the cycles of all these steady_state_runs runs together; null with steady_state_cycles."),
    Metric(
      "steady_state_runs", "runs",
      "In `total`: the runs of the trace after which the state comes again, or whose mean was taken; null with steady_state_cycles."
    ),
    Metric(
      "steady_state_exact", "true or false",
      "In `total`: whether runs repeat from there on; false of a mean of a few runs. Null with steady_state_cycles."
    ),
    Metric(
      "steady_state_problem", "text", "In `total`: why there is no steady state; null where there is one."),
    Metric(
      "throughput_per_s", "samples/s",
      "In `total`: samples a second in the steady state. Null where there is none or it takes no time.",
      formula: "samples x design.clock / steady_state_cycles"),
  ]
}
