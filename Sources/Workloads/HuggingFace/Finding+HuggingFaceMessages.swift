import Documents

// What can be wrong with a configuration of Hugging Face's Transformers, and with what is asked of its model.
extension Finding.Message {
  static func notImported(_ key: String, _ reason: String) -> Self {
    Self(.unsupported, "\(quoted(key)) asks for what is not imported: \(reason)")
  }

  static func headsDoNotDivide(_ key: String, _ heads: Int, _ what: String, _ size: Int) -> Self {
    Self(
      .inconsistent, "\(what) of \(size) cannot be cut into \(counted(heads, "equal part")) of \(quoted(key))"
    )
  }

  static func beyondPositions(_ tokens: Int, key: String, positions: Int, isTable: Bool) -> Self {
    Self(
      .outOfRange,
      "the sequence reaches \(tokens) tokens, and \(quoted(key)) is \(positions)"
        + (isTable
          ? "; the table of positions has no more rows"
          : "; the model was not trained for more, and its trace goes on all the same"))
  }

  static func encoderOnlyPrefills(_ architecture: String) -> Self {
    Self(
      .unsupported,
      "a model of the type \(quoted(architecture)) is an encoder, which generates nothing; ask for a prefill")
  }

  static func modelTooLarge(_ what: String) -> Self {
    Self(
      .tooLarge,
      "\(what) of this model and this run cannot be counted; a side has at most \(TraceLimits.sizes.upperBound) elements, "
        + "a tensor \(TraceLimits.elements), and all embeddings of a trace \(TraceLimits.tokens) tokens"
    )
  }
}
