extension Metric {
  private static let means =
    "; in geometric_means the root, of as many as there are traces, of the product of those of the traces"

  /// Keys of `ridgeline compare --format json`, beside those of results that it takes over.
  static let compared = [
    Metric(
      "compare.speedup", "x",
      "How many times as fast a design is as the baseline: its time of the baseline's; of several traces the geometric mean.",
      formula: "the time_s of the baseline on the same trace / time_s" + means),
    Metric(
      "compare.energy_ratio", "x",
      "A design's energy over the baseline's; of several traces the geometric mean.",
      formula: "energy_pj / the energy_pj of the baseline on the same trace" + means),
    Metric(
      "compare.energy_delay_product_ratio", "x",
      "A design's energy-delay product over the baseline's; of several traces the geometric mean.",
      formula:
        "energy_delay_product_j_s / the energy_delay_product_j_s of the baseline on the same trace" + means),
    Metric(
      "compare.differences", "",
      "What the designs do not have alike beside their architecture, so that it may be its doing: `resource`, `values` in the order of the designs, and "
        + "`factor`, the greatest over the least."),
    Metric(
      "compare.ended_searches", "operators", "How many searches for mappings ended at their budget of work."),
    Metric("compare.unused_zeros", "operators", "Products whose zeros a design's array does not use."),
    Metric(
      "compare.sources", "",
      "For each design with energies or areas what `sources` of a result says; the share of the energy is of all traces together."
    ),
    Metric(
      "compare.declared", "",
      "What declared rooflines say of the traces: `time_s`, bytes and `energy_j`; the text has the time over that of the baseline, too. Absent "
        + "without such machines."),
  ]

  /// Keys of `ridgeline generate --format json`.
  static let generated = [
    Metric("generate.time_to_first_token_s", "s", "The prefill's time.", formula: "prefill.time_s"),
    Metric(
      "generate.time_per_token_s", "s", "Of a decode step, in the mean.",
      formula: "the sum of decode.count x decode.time_s / output"),
    Metric(
      "generate.first_time_per_token_s", "s", "Of the first decode step.",
      formula: "the decode.time_s of the first"),
    Metric(
      "generate.last_time_per_token_s", "s", "Of the last decode step.",
      formula: "the decode.time_s of the last"),
    Metric(
      "generate.time_s", "s", "Of the prefill and all decode steps.",
      formula: "prefill.time_s + the sum of decode.count x decode.time_s"),
    Metric(
      "generate.decode_tokens_per_s", "1/s", "Tokens of the batch that decode steps make in a second.",
      formula: "output x batch / the sum of decode.count x decode.time_s"),
    Metric(
      "generate.tokens_per_s", "1/s", "The same over all of the time, the prefill's too.",
      formula: "output x batch / time_s"),
    Metric(
      "generate.energy_j", "J",
      "Of the prefill and all decode steps; of what is declared its power times the time.",
      formula:
        "prefill.energy_j + the sum of decode.count x decode.energy_j; of what is declared declared_power_w x time_s"
    ),
    Metric(
      "generate.energy_per_token_j", "J",
      "Of the decode steps alone, over `output` x `batch`. A simulated design's is of its `energy.boundary`, a declared machine's of all that it draws.",
      formula:
        "the sum of decode.count x decode.energy_j / (output x batch); of what is declared declared_power_w x the sum of "
        + "decode.count x decode.time_s / (output x batch)"),
    Metric(
      "generate.waiting_share", "share", "Of the decode steps' time what is lost waiting for memory.",
      formula:
        "the sum of decode.count x decode.time_s x decode.waiting_share / the sum of decode.count x decode.time_s"
    ),
    Metric(
      "generate.decode_bytes_per_s", "B/s", "Bytes that decode steps move in a second.",
      formula:
        "the sum of decode.count x (decode.read_bytes + decode.write_bytes) / the sum of decode.count x decode.time_s"
    ),
    Metric(
      "generate.decode.wall_factor", "ratio",
      "Of a decode step (and in `prefill` of that) the time over that with every memory's limits lifted; only with `--wall`."
    ),
    Metric("generate.parameter_bytes", "B", "Of the model, as they lie in memory."),
    Metric("generate.cache_bytes", "B", "Of the caches at the end."),
    Metric(
      "generate.instruction_bytes", "B",
      "Instructions that the prefill and all steps fetch; absent, like the next three, where the design does not say what they take."
    ),
    Metric(
      "generate.instruction_time_s", "s",
      "What they take alone at the bandwidth of their memory, which is in no other figure; absent where the design does not name it."
    ),
    Metric(
      "generate.stored_instruction_bytes", "B",
      "Of a program for each length at which something runs, up to the longest."),
    Metric(
      "generate.stored_instruction_bytes_without_buckets", "B", "If each length had a program of its own."),
    Metric("generate.declared_power_w", "W", "As the machine declares it; absent where nothing is declared."),
    Metric("generate.price_usd", "USD", "Of the board or the declared machine; absent without one."),
    Metric(
      "generate.tokens_per_s_per_usd", "1/s/USD",
      "Tokens a second for each dollar of the price; absent without one.",
      formula: "decode_tokens_per_s / price_usd"),
    Metric(
      "generate.sources", "",
      "What `sources` of a result says, of the energy of the prefill and all steps; absent where the design has neither energies nor areas, and of "
        + "what is declared."),
  ]
}
