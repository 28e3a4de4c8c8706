import Documents

// What can be wrong with a SCALE-Sim topology.

extension Finding.Message {
  static func scaleSimTooLarge(limit: Int) -> Self {
    Self(.tooLarge, "the file is too large; it may have \(limit) bytes")
  }

  static let scaleSimNotText = Self(
    .encoding, "this is not text; save the file as UTF-8 without control characters")

  static let scaleSimNoLayers = Self(
    .syntax, "there are no layers here; a topology has a header line and then a layer a line")

  static let scaleSimNoHeader = Self(
    .syntax,
    "this is a layer, and the first line must be the header, which SCALE-Sim skips; write "
      + "'Layer name, IFMAP Height, ...' or 'Layer, M, N, K' above it")

  static func scaleSimUnknownHeader(columns: Int) -> Self {
    Self(
      .syntax,
      "the header has \(counted(columns, "column")); it must be that of convolutions (Layer name, "
        + "IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides) or of "
        + "matrix products (Layer, M, N, K)")
  }

  static func scaleSimMatrixColumns(_ names: [String]) -> Self {
    Self(
      .inconsistent,
      "the columns are \(names.map { $0.uppercased() }.joined(separator: ", ")), and SCALE-Sim reads them "
        + "as M, N, K whatever the header says; put the columns in that order")
  }

  static func scaleSimTooFewColumns(_ count: Int, _ columns: [String]) -> Self {
    Self(
      .syntax,
      "the layer has \(counted(count, "column")); it must have \(columns.count): "
        + columns.joined(separator: ", "))
  }

  static func scaleSimExtraColumn(_ text: String, place: Int, _ kind: SCALESimTopology.Kind) -> Self {
    let allowed =
      kind == .convolutions
      ? "after the stride there may be a second stride and a sparsity such as 1:1"
      : "after K there may be a sparsity such as 1:1"
    return Self(
      .syntax, "column \(place) is \(quoted(text)), which SCALE-Sim does not know; \(allowed)")
  }

  static func scaleSimNotNumber(_ column: String, _ text: String) -> Self {
    let found = text.isEmpty ? "left empty" : quoted(text)
    return Self(.wrongType, "\(quoted(column)) is \(found); it must be an integer of at least 1")
  }

  static func scaleSimOutOfRange(_ column: String, _ text: String) -> Self {
    let sizes = TraceLimits.sizes
    return Self(
      .outOfRange,
      "\(quoted(column)) is \(quoted(text)); it must be from \(sizes.lowerBound) to \(sizes.upperBound)")
  }

  static let scaleSimTooManyElements = Self(
    .outOfRange,
    "the layer is too large; a tensor may have \(TraceLimits.elements) elements, and the layer's operations "
      + "must fit in 64 bits")

  static func scaleSimFilterTooLarge(_ layer: SCALESimTopology.Convolution) -> Self {
    Self(
      .inconsistent,
      "a filter of \(layer.filterHeight) x \(layer.filterWidth) finds no place on an input of "
        + "\(layer.inputHeight) x \(layer.inputWidth); SCALE-Sim's inputs are padded already, so it must fit")
  }

  static func scaleSimRatio(_ text: String) -> Self {
    Self(
      .invalidValue,
      "the sparsity is \(quoted(text)); it must be N:M with N from 1 to M, for example 1:1 for dense")
  }

  static func scaleSimSparse(_ text: String) -> Self {
    Self(
      .unsupported,
      "the sparsity is \(quoted(text)), and sparse layers are not there yet; write 1:1 to run it dense")
  }

  static func scaleSimBatch(_ text: String) -> Self {
    Self(
      .unsupported,
      "the batch size is \(quoted(text)), and SCALE-Sim has none: it would take it for a second stride; "
        + "write 1, and give the operator 'images' in the trace")
  }

  static func scaleSimRenamed(_ written: String, _ name: String) -> Self {
    Self(
      .inconsistent,
      written.isEmpty
        ? "the layer has no name; it is imported as \(quoted(name))"
        : "a layer is named \(quoted(written)) already; this one is imported as \(quoted(name))")
  }
}
