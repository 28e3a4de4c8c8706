extension Metric {
  /// Keys of `ridgeline generate --json` that say what was asked for, and of the steps that were run.
  static let requested = [
    Metric("generate.model", "text", "The language model's name."),
    Metric("generate.prompt", "tokens", "Of each sequence's prompt. Stands at the top."),
    Metric("generate.output", "tokens", "That follow the prompt in each sequence. Stands at the top."),
    Metric("generate.batch", "sequences", "That are run at once. Stands at the top."),
    Metric(
      "generate.machines", "",
      "An entry for each design and declared machine; keys without another place are of such an entry."),
    Metric(
      "generate.origin", "name",
      "`simulated`, or `declared` of a machine of which only a roofline is known."),
    Metric(
      "generate.length_bucket", "tokens",
      "A step runs at the least multiple of it that is not below its context; 1 where there is a program for every length. The design's `programs`, or `--bucket`."
    ),
    Metric("generate.prefill_bucket", "tokens", "The same of the prefill, whose length is the prompt's."),
    Metric("generate.notes", "texts", "What is to be known of this machine's figures; absent without any."),
    Metric(
      "generate.instruction_notes", "texts", "What is to be known of its instructions; absent without any."),
    Metric("generate.prefill", "", "The step that takes the prompt, with the keys of an entry of `decode`."),
    Metric("generate.decode", "", "The steps that make a token of each sequence; equal ones are one entry."),
    Metric("generate.decode.count", "steps", "How many steps the entry stands for; 1 of the prefill."),
    Metric(
      "generate.decode.tokens", "tokens",
      "That one such step takes in of each sequence: 1; of the prefill those of the prompt, with what the bucket adds."
    ),
    Metric(
      "generate.decode.context", "tokens",
      "That it attends to, its own among them, with what the bucket adds."),
    Metric("generate.decode.cycles", "cycles", "Of one such step; absent where nothing was simulated."),
    Metric("generate.decode.time_s", "s", "Of one such step."),
    Metric("generate.decode.energy_j", "J", "Of one such step; null where the design has no energies."),
    Metric(
      "generate.decode.waiting_share", "share",
      "Of its time what is lost waiting for memory; absent where nothing was simulated."),
    Metric("generate.decode.read_bytes", "B", "That one such step reads from memories."),
    Metric("generate.decode.write_bytes", "B", "That one such step writes to memories."),
    Metric("generate.decode.dense_macs", "MACs", "Of one such step, products with zeros among them."),
  ]
}
