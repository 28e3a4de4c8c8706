extension Metric {
  /// Where a memory's bandwidth stands in the design.
  private static let bandwidth =
    "design.memories.NAME.bandwidth, of DRAM what its data buses move together at most: of "
    + "design.memories.NAME.system.organization channels x pseudo_channels x bus_width x burst_length / 8 bytes in burst_clocks "
    + "of its clock_period each, rounded up to whole MB/s"

  static let memories = [
    Metric("memories", "", "By the memory's name in the design."),
    Metric("memories.NAME", "", "What crossed the memory's bus."),
    Metric(
      "memories.NAME.read_bytes", "B", columns: ["memory_NAME_read_bytes"], "Bytes read, of all operands.",
      formula: "the sum of read_bytes in memories.NAME.by_operand"),
    Metric(
      "memories.NAME.write_bytes", "B", columns: ["memory_NAME_write_bytes"],
      "Bytes written, of all operands.",
      formula: "the sum of write_bytes in memories.NAME.by_operand"),
    Metric(
      "memories.NAME.metadata_bytes", "B", columns: ["memory_NAME_metadata_bytes"],
      "Of the bytes read and written those of stored tensors' metadata and pointers, and of scales, zero points and tables "
        + "(docs/model.md, 11 and 12); absent, like all that tells them apart, where the design has no `storage` "
        + "and no format adds any.",
      formula: "the sum of metadata_bytes in memories.NAME.by_operand"),
    Metric(
      "memories.NAME.pointer_bytes", "B", columns: ["memory_NAME_pointer_bytes"],
      "Of the metadata_bytes those of pointers.",
      formula: "the sum of pointer_bytes in memories.NAME.by_operand"),
    Metric(
      "memories.NAME.metadata_overhead", "ratio", columns: ["memory_NAME_metadata_overhead"],
      "The bytes of metadata and pointers over all others that moved: what it costs to say where elements belong. Null where no "
        + "others moved; absent where the design has no `storage` and no format adds any.",
      formula: "memories.NAME.metadata_bytes / (memories.NAME.read_bytes + memories.NAME.write_bytes "
        + "- memories.NAME.metadata_bytes)"),
    Metric(
      "memories.NAME.peak_bytes", "B",
      "In `total`: the bytes up to the last that is ever in use, gaps below it included (docs/mapping.md, Addresses)."
    ),
    Metric(
      "memories.NAME.capacity_bytes", "B",
      "In `total`: what the memory holds; absent where it has no capacity."),
    Metric("memories.NAME.by_operand", "", "The bytes by operand: input, weight, output."),
    Metric(
      "memories.NAME.by_operand.input", "",
      "The first factor, or the first tensor that a vector operator reads."),
    Metric(
      "memories.NAME.by_operand.input.read_bytes", "B", columns: ["memory_NAME_input_read_bytes"],
      "Bytes of inputs read."),
    Metric("memories.NAME.by_operand.input.write_bytes", "B", "Bytes of inputs written: none."),
    Metric(
      "memories.NAME.by_operand.input.metadata_bytes", "B",
      "Of the inputs' bytes those of metadata and pointers."),
    Metric("memories.NAME.by_operand.input.pointer_bytes", "B", "Of these those of pointers."),
    Metric(
      "memories.NAME.by_operand.weight", "",
      "The second factor, with the parameters of an epilogue; the second tensor of a vector operator."),
    Metric(
      "memories.NAME.by_operand.weight.read_bytes", "B", columns: ["memory_NAME_weight_read_bytes"],
      "Bytes of weights read."),
    Metric("memories.NAME.by_operand.weight.write_bytes", "B", "Bytes of weights written: none."),
    Metric(
      "memories.NAME.by_operand.weight.metadata_bytes", "B",
      "Of the weights' bytes those of metadata and pointers."),
    Metric("memories.NAME.by_operand.weight.pointer_bytes", "B", "Of these those of pointers."),
    Metric("memories.NAME.by_operand.output", "", "Results, and partial sums that leave the chip."),
    Metric(
      "memories.NAME.by_operand.output.read_bytes", "B", columns: ["memory_NAME_output_read_bytes"],
      "Bytes of partial sums read back."),
    Metric(
      "memories.NAME.by_operand.output.write_bytes", "B", columns: ["memory_NAME_output_write_bytes"],
      "Bytes of results and of partial sums written."),
    Metric(
      "memories.NAME.by_operand.output.metadata_bytes", "B",
      "Of the outputs' bytes those of metadata and pointers."),
    Metric("memories.NAME.by_operand.output.pointer_bytes", "B", "Of these those of pointers."),
    Metric(
      "memories.NAME.requests", "requests", columns: ["memory_NAME_requests"],
      "Requests of at most the memory's request size."),
    Metric(
      "memories.NAME.bursts", "bursts",
      "Bursts of a DRAM memory that the requests are made of; absent, like all of `dram`, of another memory."),
    Metric(
      "memories.NAME.overfetched_bytes", "B", "Bytes of these bursts that the requests did not ask for.",
      formula:
        "memories.NAME.bursts x bytes of a burst - memories.NAME.read_bytes - memories.NAME.write_bytes; a burst is "
        + "design.memories.NAME.system.organization: bus_width x burst_length / 8 bytes"),
    Metric(
      "memories.NAME.dram", "",
      "What the controllers and devices of a DRAM memory did. Where operators overlap it is there in `total`, and in the last "
        + "operator alone."),
    Metric(
      "memories.NAME.dram.cycles", "clocks of the DRAM",
      "Those that begin before the end, to which the stack of each data bus sums."),
    Metric(
      "memories.NAME.dram.row_hit_rate", "share",
      "Reads and writes that are not the first since their bank's activate; null where there was none.",
      formula: "row_hits / (reads + writes) of memories.NAME.dram.counts"),
    Metric(
      "memories.NAME.dram.counts", "",
      "Commands of all channels, and requests that needed none: the counts of `ridgeline memory` (below)."),
    Metric(
      "memories.NAME.dram.bus_cycles", "clocks of the DRAM",
      "Where the cycles of the data buses went, all together, by the classes of docs/dram.md, 8."),
    Metric(
      "memories.NAME.dram.channels", "",
      "In `total`: the counts of each channel, and the bus_cycles of each of its data buses."),
    Metric(
      "memories.NAME.dram.energy_pj", "pJ",
      "By commands and states (docs/dram.md, 9), with their `total`; absent where the memory states no energies."
    ),
    Metric(
      "memories.NAME.busy_cycles", "cycles of the array's clock", columns: ["memory_NAME_busy_cycles"],
      "Cycles in which the bus moved any data, however little."),
    Metric(
      "memories.NAME.bandwidth_utilization", "share", columns: ["memory_NAME_bandwidth_utilization"],
      "Bytes moved over bytes that the bus could have moved in the cycles; above 1 where operators overlap and the bytes "
        + "of one move in the cycles of another. Null for an ideal memory.",
      formula: "(memories.NAME.read_bytes + memories.NAME.write_bytes) / (bandwidth x time_s); bandwidth is "
        + bandwidth),
    Metric(
      "memories.NAME.operational_intensity", "operations a byte",
      columns: ["memory_NAME_operational_intensity"],
      "Operations of products, two a dense MAC, for each byte really moved. Null where nothing moved "
        + "or there is no "
        + "product. Vector operations are not in it.",
      formula: "2 x dense_macs / (memories.NAME.read_bytes + memories.NAME.write_bytes)"),
    Metric(
      "memories.NAME.ridge_point", "operations a byte", columns: ["memory_NAME_ridge_point"],
      "The intensity at which the memory and the array would take equally long: of an operator in the mode of its formats, in `total` in those "
        + "in which its products were made, each by its share of them. Null for an ideal memory.",
      formula: "2 x products of a cycle x design.clock / bandwidth; products of a cycle are "
        + "the sum of total.slots / total.cycles / arithmetic.slots_of_multiplier x arithmetic.products / arithmetic.steps, each 1 "
        + "where it is absent or null, of what is no product the total's; in `total`, where there are products, with "
        + "dense_macs / the sum of repeat x dense_macs x arithmetic.steps / arithmetic.products of all operators in the place of "
        + "arithmetic.products / arithmetic.steps; bandwidth is " + bandwidth),
    Metric(
      "memories.NAME.roofline_side", "left or right",
      "On which side of this memory's own ridge the operator stands; null where either figure is.",
      formula: "left if memories.NAME.operational_intensity < memories.NAME.ridge_point, else right"),
  ]

  static let buffers = [
    Metric("buffers", "", "By the buffer's name in the design: input, weight and output, or shared."),
    Metric("buffers.NAME", "", "What passed through the buffer's ports."),
    Metric(
      "buffers.NAME.reads", "elements", columns: ["buffer_NAME_reads"],
      "Elements read by the array, and by stores to memory."),
    Metric(
      "buffers.NAME.writes", "elements", columns: ["buffer_NAME_writes"],
      "Elements written by the array, and by loads from memory."),
    Metric(
      "buffers.NAME.accesses", "word accesses", columns: ["buffer_NAME_accesses"],
      "Words accessed, each once a step however many of its elements are wanted.",
      formula: "buffers.NAME.read_accesses + buffers.NAME.write_accesses"),
    Metric(
      "buffers.NAME.read_accesses", "word accesses", columns: ["buffer_NAME_read_accesses"],
      "Those that read; a sum that a result is added to is read and written."),
    Metric(
      "buffers.NAME.write_accesses", "word accesses", columns: ["buffer_NAME_write_accesses"],
      "Those that write."),
    Metric(
      "buffers.NAME.metadata_accesses", "word accesses", columns: ["buffer_NAME_metadata_accesses"],
      "Of all accesses those of words of metadata and pointers, in tiles that are kept as they are stored, and of scales, "
        + "zero points and tables; absent where the design has no `storage` and no format adds any."),
    Metric(
      "buffers.NAME.peak_bytes", "B", columns: ["buffer_NAME_peak_bytes"],
      "The most bytes that tiles took of the buffer at once; in `total`, the greatest of all operators."),
    Metric(
      "register_loads", "",
      "What registers inside the array took, to be used more than once (docs/model.md, 7)."),
    Metric(
      "register_loads.input", "elements", columns: ["register_loads_input"],
      "Inputs that came into a register in which they rest, on the way or there; on a SIMD core, into its "
        + "vector registers."),
    Metric(
      "register_loads.weight", "elements", columns: ["register_loads_weight"], "The same of weights."),
    Metric(
      "dsp_chain", "", "What DSP chains did (docs/model.md, 3.5 and 10.4). Absent of any other array."),
    Metric(
      "dsp_chain.operations", "operations", columns: ["dsp_chain_operations"],
      "Ticks in which a DSP multiplied, whatever it packed."),
    Metric(
      "dsp_chain.adjusts", "words", columns: ["dsp_chain_adjusts"],
      "Packed sums that the overflow-adjust unit read, before their lanes overflow."),
    Metric(
      "dsp_chain.selections", "inputs", columns: ["dsp_chain_selections"],
      "Inputs that the sparse multiplexer chose: one for each place of a weight and pixel. Zero without it."),
    Metric(
      "reduction", "",
      "The link over which the sums of a reduction that is cut over cores come together. Zero without."),
    Metric(
      "reduction.bytes", "B", columns: ["reduction_bytes"],
      "Bytes of sums that crossed it, once for each sender."),
    Metric(
      "reduction.additions", "additions", columns: ["reduction_additions"],
      "Sums that were added to those of the first core."),
  ]

  static let wall = [
    Metric(
      "unlimited_cycles", "cycles of the array's clock", columns: ["unlimited_cycles"],
      "Cycles with the bandwidth, latency and outstanding limit of every memory lifted, with the same "
        + "mapping and "
        + "order: simulated, not estimated; where operators overlap, the operator's in the whole stream with all limits "
        + "lifted. Absent with --no-wall."),
    Metric(
      "wall_factor", "ratio", columns: ["wall_factor"],
      "How many times as fast the memories' limits would be gone. Below 1 where waiting happened to "
        + "help, or where cycles go to a neighbour that overlaps; null where "
        + "nothing would take a cycle; absent with --no-wall.",
      formula: "cycles / unlimited_cycles"),
    Metric(
      "balance_bandwidth_bytes_per_s", "B/s", columns: ["balance_bandwidth_bytes_per_s"],
      "The least bandwidth of one flat memory in the place of all, with their greatest latency and "
        + "outstanding requests "
        + "scaled with the bandwidth, at which the cycles are within 1 % of unlimited_cycles; found to "
        + "0.1 % by "
        + "simulating. Null where no bandwidth is enough because latency or the ports that fill the buffers cost more, or nothing "
        + "moves; where operators overlap it is of the whole stream, and null for an operator; absent "
        + "with --no-wall."),
  ]

  static let document = [
    Metric("schema", "text", "The form of the document: ridgeline-result/1."),
    Metric("tool", "", "The program that made it."),
    Metric("tool.version", "text", "Its version."),
    Metric(
      "tool.model_version", "number", "Goes up when the same inputs give other cycles, counts or figures."),
    Metric("seed", "number", "The seed of all that is drawn at random."),
    Metric(
      "inputs", "",
      "The files that were read: the design, its bases, the trace, and a mapping that was given."),
    Metric("inputs.path", "path", "As given; of an absolute path, the last part."),
    Metric("inputs.sha256", "hexadecimal", "The digest of the file's bytes."),
    Metric("settings", "texts", "The PATH=VALUE settings that changed the design, in order."),
    Metric(
      "design", "", columns: ["design"],
      "The design that was simulated, every default written out; in the CSV its name."),
    Metric(
      "dense_fallbacks", "",
      "Tensors with zeros that lie dense because the design's format cannot hold them. Absent where there are none."
    ),
    Metric("dense_fallbacks.tensor", "text", "The tensor's name in the trace."),
    Metric("dense_fallbacks.format", "name", "The format that the design has for it."),
    Metric("dense_fallbacks.reason", "text", "What of it does not fit."),
    Metric(
      "overflowing_sums", "",
      "Products whose sums may be greater than the accumulator holds (docs/number-formats.md). Absent where there "
        + "are none."),
    Metric("overflowing_sums.name", "text", "The operator's name."),
    Metric("overflowing_sums.k", "number", "Products that are added up to a sum."),
    Metric("overflowing_sums.input", "name", "What a multiplier takes of the input."),
    Metric("overflowing_sums.weight", "name", "What it takes of the weight."),
    Metric(
      "overflowing_sums.bits", "bits",
      "What the greatest sum takes, with its sign; of floating-point sums what it takes as an integer."),
    Metric("overflowing_sums.accumulator", "name", "The format of the design's sums."),
    Metric(
      "pattern_misses", "",
      "Products whose weights have zeros, but not the N:M of the array, which therefore leaves none of them out (docs/model.md, "
        + "10). Absent where there are none."),
    Metric("pattern_misses.name", "text", "The operator's name."),
    Metric("pattern_misses.pattern", "text", "The array's N:M."),
    Metric("pattern_misses.groups", "groups", "Groups of M weights, as the mapping cuts them."),
    Metric("pattern_misses.too_full", "groups", "Those of them with more than N weights that are not zero."),
    Metric("network", "text", columns: ["network"], "The network's name in the trace."),
    Metric("total", "", "The fields of an operator, summed over all executions or recomputed from the sums."),
    Metric("operators", "", "The operators in trace order; each has the figures of one execution."),
    Metric(
      "index", "number", columns: ["index"],
      "In operators.csv: the operator's place in `operators`, from 0."),
  ]
}
