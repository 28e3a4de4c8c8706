extension Metric {
  static let storage = [
    Metric(
      "storage", "",
      "How the operands lie in memory, `input`, `weight` and `output`, of those that lie in a storage format "
        + "(docs/model.md, 11). Absent in `total`, and where the design has no `storage`."),
    Metric("storage.NAME", "", "Of one operand: the whole tensor."),
    Metric(
      "storage.NAME.format", "name", columns: ["storage_NAME_format"], "The format (docs/sparsity.md)."),
    Metric(
      "storage.NAME.buffer", "name", columns: ["storage_NAME_buffer"],
      "`stored` where its tiles lie in the buffer as they came, `dense` where they are decoded."),
    Metric(
      "storage.NAME.stored_elements", "elements", columns: ["storage_NAME_stored_elements"],
      "The elements that are stored, zeros that the format needs among them."),
    Metric(
      "storage.NAME.data_bits", "bits", columns: ["storage_NAME_data_bits"], "The stored elements.",
      formula:
        "storage.NAME.stored_elements x storage.NAME.dense_bits / sparsity.densities.NAME.elements"),
    Metric(
      "storage.NAME.metadata_bits", "bits", columns: ["storage_NAME_metadata_bits"],
      "What says where they belong: masks, indices, runs."),
    Metric(
      "storage.NAME.pointer_bits", "bits", columns: ["storage_NAME_pointer_bits"],
      "What says where lines and blocks begin."),
    Metric(
      "storage.NAME.metadata_overhead", "ratio", columns: ["storage_NAME_metadata_overhead"],
      "What it costs to say where elements belong, of the whole tensor. Null where nothing is stored.",
      formula: "(storage.NAME.metadata_bits + storage.NAME.pointer_bits) / storage.NAME.data_bits"),
    Metric(
      "storage.NAME.dense_bits", "bits", columns: ["storage_NAME_dense_bits"],
      "What the tensor would take with all its zeros."),
  ]
}
