extension Metric {
  static let storage = [
    Metric(
      "storage", "",
      "How the operands lie in memory, `input`, `weight` and `output`, of those that lie in a storage format "
        + "(docs/model.md, 11). Absent in `total`, and where the design has no `storage`."),
    Metric("storage.NAME", "", "Of one operand: the whole tensor."),
    Metric("storage.NAME.format", "name", "The format (docs/sparsity.md)."),
    Metric(
      "storage.NAME.buffer", "name",
      "`stored` where its tiles lie in the buffer as they came, `dense` where they are decoded."),
    Metric(
      "storage.NAME.stored_elements", "elements",
      "The elements that are stored, zeros that the format needs among them."),
    Metric(
      "storage.NAME.data_bits", "bits", "The stored elements.",
      formula: "stored_elements x bits of an element"),
    Metric("storage.NAME.metadata_bits", "bits", "What says where they belong: masks, indices, runs."),
    Metric("storage.NAME.pointer_bits", "bits", "What says where lines and blocks begin."),
    Metric("storage.NAME.dense_bits", "bits", "What the tensor would take with all its zeros."),
  ]
}
