extension Metric {
  /// Keys of `ridgeline compare --format json`, beside those of results that it takes over.
  static let compared = [
    Metric(
      "compare.speedup", "x",
      "How many times as fast a design is as the baseline: its time of the baseline's; of several traces the geometric mean."
    ),
    Metric(
      "compare.energy_ratio", "x",
      "A design's energy over the baseline's; of several traces the geometric mean."),
    Metric(
      "compare.energy_delay_product_ratio", "x",
      "A design's energy-delay product over the baseline's; of several traces the geometric mean."),
    Metric(
      "compare.differences", "",
      "What the designs do not have alike beside their architecture, so that it may be its doing: `resource`, `values` in the order of the designs, and "
        + "`factor`, the greatest over the least."),
    Metric(
      "compare.ended_searches", "operators", "How many searches for mappings ended at their budget of work."),
    Metric("compare.unused_zeros", "operators", "Products whose zeros a design's array does not use."),
  ]

  /// Keys of `ridgeline generate --format json`.
  static let generated = [
    Metric("generate.time_to_first_token_s", "s", "The prefill's time."),
    Metric(
      "generate.time_per_token_s", "s",
      "Of a decode step, in the mean; `first_` and `last_time_per_token_s` are the ends."),
    Metric("generate.decode_tokens_per_s", "1/s", "Tokens of the batch that decode steps make in a second."),
    Metric("generate.tokens_per_s", "1/s", "The same over all of the time, the prefill's too."),
    Metric(
      "generate.energy_j", "J",
      "Of the prefill and all decode steps; of what is declared its power times the time."),
    Metric(
      "generate.energy_per_token_j", "J",
      "Of the decode steps alone, over `output` x `batch`. A simulated design's is of its `energy.boundary`, a declared machine's of all that it draws."
    ),
    Metric("generate.waiting_share", "share", "Of the decode steps' time what is lost waiting for memory."),
    Metric("generate.decode_bytes_per_s", "B/s", "Bytes that decode steps move in a second."),
    Metric("generate.parameter_bytes", "B", "Of the model, as they lie in memory."),
    Metric("generate.cache_bytes", "B", "Of the caches at the end."),
    Metric(
      "generate.tokens_per_s_per_usd", "1/s/USD",
      "Tokens a second for each dollar of the price; absent without one."),
  ]
}
