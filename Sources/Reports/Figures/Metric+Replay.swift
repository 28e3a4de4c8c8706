extension Metric {
  /// What `ridgeline memory --json` prints; its keys are these names without `dram.`.
  static let replays: [Metric] = [
    Metric("dram.policy", "-", "Whose rules the controllers followed."),
    Metric(
      "dram.memory", "-", "The memory with every default written out, distances in clocks (docs/memories.md)."
    ),
    Metric(
      "dram.peak_bandwidth_bytes_per_s", "bytes/s", "What all data buses together can move.",
      formula:
        "channels x pseudo_channels x request / (burst_clocks x memory.clock_period), all of memory.organization; a request "
        + "is bus_width x burst_length / 8 bytes"),
    Metric(
      "dram.requests", "requests",
      "Requests of the stream; `read_requests` and `write_requests` are its two kinds."),
    Metric("dram.read_requests", "requests", "Reads of the stream."),
    Metric("dram.write_requests", "requests", "Writes of the stream."),
    Metric("dram.cycles", "clocks", "The tick in which the last request was complete."),
    Metric("dram.run_cycles", "clocks", "Clocks that were simulated, to which the bus stacks sum."),
    Metric("dram.data_cycles", "clocks", "Clocks to the end of the last burst on any data bus."),
    Metric("dram.time_s", "s", "The time of `cycles`.", formula: "dram.cycles x memory.clock_period"),
    Metric(
      "dram.average_read_latency_cycles", "clocks",
      "Clocks from the first tick in which the controller had a read to its completion, on average; null without reads."
    ),
    Metric(
      "dram.read_latency_cycles.p50", "clocks", "The least latency that half of the reads do not exceed."),
    Metric("dram.read_latency_cycles.p90", "clocks", "The least that 90 % of the reads do not exceed."),
    Metric("dram.read_latency_cycles.p99", "clocks", "The least that 99 % of the reads do not exceed."),
    Metric("dram.read_latency_cycles.max", "clocks", "The latency of the slowest read."),
    Metric(
      "dram.moved_bytes", "bytes", "What the data buses moved.",
      formula:
        "(dram.reads + dram.writes) x request: of memory.organization bus_width x burst_length / 8 bytes"),
    Metric(
      "dram.bandwidth_bytes_per_s", "bytes/s", "What the data buses moved, until the end of the last burst.",
      formula: "dram.moved_bytes / (dram.data_cycles x memory.clock_period)"),
    Metric(
      "dram.bandwidth_utilization", "share", "That, of the peak.",
      formula: "dram.bandwidth_bytes_per_s / dram.peak_bandwidth_bytes_per_s"),
    Metric(
      "dram.row_hit_rate", "share", "Reads and writes that found their row open; null where there was none.",
      formula: "dram.row_hits / (dram.reads + dram.writes)"),
    Metric("dram.reads", "commands", "Read commands, those with a precharge included."),
    Metric("dram.writes", "commands", "Write commands, those with a precharge included."),
    Metric(
      "dram.row_hits", "commands", "Reads and writes that are not the first since their bank's activate."),
    Metric("dram.activates", "commands", "Activates."),
    Metric("dram.precharges", "commands", "Precharges that are commands of their own."),
    Metric("dram.refreshes", "commands", "Refreshes of whole ranks."),
    Metric("dram.bank_refreshes", "commands", "Refreshes of banks."),
    Metric("dram.synchronisations", "commands", "Starts of LPDDR5's data clock."),
    Metric("dram.forwarded_reads", "requests", "Reads that a waiting write served."),
    Metric("dram.merged_reads", "requests", "Reads that were served with another read of their line."),
    Metric("dram.merged_writes", "requests", "Writes that took a waiting write's place."),
    Metric(
      "dram.bus_cycles.read", "clocks",
      "Clocks in which reads' data were on the buses, of all pseudo-channels together; the classes are those of docs/dram.md, 8."
    ),
    Metric("dram.bus_cycles.write", "clocks", "Clocks in which writes' data were."),
    Metric(
      "dram.bus_cycles.turnaround", "clocks",
      "Idle for a turn between reads and writes, a switch of ranks or a start of the data clock."),
    Metric(
      "dram.bus_cycles.row_miss", "clocks", "Idle for a precharge and an activate of the request's row."),
    Metric("dram.bus_cycles.bank_group", "clocks", "Idle for the distance of column commands (tCCD)."),
    Metric("dram.bus_cycles.four_activate", "clocks", "Idle for the window of four activates (tFAW)."),
    Metric("dram.bus_cycles.refresh", "clocks", "Idle for a refresh of the request's bank."),
    Metric("dram.bus_cycles.controller", "clocks", "Idle for the controller's queues and its command bus."),
    Metric(
      "dram.bus_cycles.no_request", "clocks",
      "Idle because the channel had no request yet, or no more; one for it may wait behind others in order."),
    Metric(
      "dram.channels", "-",
      "Counts of each channel, the bus stack of each of its pseudo-channels, and its `ranks`, pseudo-channel by pseudo-channel, "
        + "with their commands."),
    Metric("dram.channels.ranks.active_cycles", "clocks", "Clocks in which a bank of the rank was open."),
    Metric("dram.channels.ranks.idle_cycles", "clocks", "Clocks in which none was."),
    Metric(
      "dram.channels.ranks.open_bank_cycles", "clocks", "The open banks of the rank, summed over all clocks."),
    Metric(
      "dram.channels.ranks.energy_pj", "pJ",
      "What the rank took, by the parts of `energy_pj`: by its own commands, states and bits. Those of all ranks sum to the "
        + "memory's."),
    Metric(
      "dram.channels.ranks.device_energy_pj", "pJ", "What each of the rank's devices took.",
      formula: "the total of channels.ranks.energy_pj x memory.organization.device_width / "
        + "memory.organization.bus_width"),
    Metric(
      "dram.energy_pj.total", "pJ", "All parts (docs/dram.md, 9); absent where the memory states no energies."
    ),
    Metric("dram.energy_pj.activate", "pJ", "Activates and their precharges."),
    Metric("dram.energy_pj.read", "pJ", "Bursts of reads."),
    Metric("dram.energy_pj.write", "pJ", "Bursts of writes."),
    Metric("dram.energy_pj.refresh", "pJ", "Refreshes."),
    Metric("dram.energy_pj.active_standby", "pJ", "Ranks with an open bank."),
    Metric("dram.energy_pj.precharged_standby", "pJ", "Ranks without."),
    Metric("dram.energy_pj.io", "pJ", "Drivers and termination of the bus."),
    Metric("dram.energy_pj.access", "pJ", "Everything, where the memory states an energy a bit."),
  ]
}
