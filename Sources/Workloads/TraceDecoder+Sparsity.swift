import Documents
import Tensors

extension TraceDecoder {
  /// Where a tensor's zeros come from, before its shape is known.
  struct SparsitySource {
    var source: TensorSparsity.Source
    var distribution: ValueDistribution?
    var position: SourcePosition

    func sparsity(_ shape: MaskShape) -> TensorSparsity {
      TensorSparsity(source: source, distribution: distribution, shape: shape, position: position)
    }

    func isSame(as other: Self?) -> Bool { source == other?.source && distribution == other?.distribution }
  }

  /// `refetched` of a tensor: which of its elements are fetched whole, where its format leaves that to a record.
  func record(_ reader: MappingReader, format: NumberFormat) -> SparsitySource? {
    guard let node = reader.nodeIfPresent("refetched") else { return nil }
    let position = reader.keyPosition(of: "refetched")
    guard format.isRecorded else {
      findings.add(.recordWithoutFormat(format), at: position)
      return nil
    }
    return file(node, key: "refetched", contents: .mask).map {
      SparsitySource(source: .file($0), position: position)
    }
  }

  /// Refuses tensors whose format leaves what is fetched to a record that nobody gives.
  func checkRecords() {
    for entry in tensors.entries where entry.tensor.format.isRecorded && entry.record == nil {
      findings.add(.noRecord(entry.tensor.name), at: entry.position)
    }
  }

  /// What is made of a tensor: only the weights of a convolution have files in its order.
  enum SparseTensor { case weight, activation }

  private static let sparsityKeys = ["sparsity", "mask", "values"]

  /// `sparsity`, `mask` or `values` of a tensor, of which there may be one; and beside it a distribution of values.
  func sparsity(_ reader: MappingReader, of kind: SparseTensor, format: NumberFormat) -> SparsitySource? {
    let keys = Self.sparsityKeys.filter { reader.has($0) }
    let isDistribution = reader.nodeIfPresent("values")?.entries != nil
    var zeros = zeros(reader, keys.filter { $0 != "values" || !isDistribution }, kind)
    guard isDistribution, let node = reader.nodeIfPresent("values") else { return zeros }
    let distribution = ValueDistribution.decode(
      node, context: "values of \(reader.context)", format: format, findings: findings)
    if zeros == nil {
      zeros = SparsitySource(source: .pattern(.dense), position: reader.keyPosition(of: "values"))
    }
    zeros?.distribution = distribution
    return zeros
  }

  /// Where the zeros of a tensor with some of these keys are.
  private func zeros(_ reader: MappingReader, _ present: [String], _ kind: SparseTensor) -> SparsitySource? {
    guard let key = present.first else { return nil }
    if present.count > 1 {
      let note = Finding.Note(position: reader.keyPosition(of: key), text: "\(quoted(key)) is here")
      findings.add(
        .twoSparsities(key, present[1]), at: reader.keyPosition(of: present[1]), notes: [note])
    }
    guard let node = reader.nodeIfPresent(key) else { return nil }
    let position = reader.keyPosition(of: key)
    guard let contents = TensorFileReference.Contents(rawValue: key) else {
      return SparsityPatternReader.decode(
        node, context: "sparsity of \(reader.context)", findings: findings
      ).map { SparsitySource(source: .pattern($0), position: position) }
    }
    let axes: TensorFileReference.Axes? =
      switch kind {
      case .weight: reader.enumerationIfPresent("axes", as: TensorFileReference.Axes.self)
      case .activation: reader.enumerationIfPresent("axes", as: ActivationAxes.self).map { _ in .transposed }
      }
    let bits = contents == .mask ? reader.enumerationIfPresent("bits", as: PackedBitOrder.self) : nil
    guard var file = file(node, key: key, contents: contents) else { return nil }
    file.axes = axes
    file.bits = bits
    return SparsitySource(source: .file(file), position: position)
  }

  /// A tensor in a file, relative to the file in which it is named; to the working folder, if an option names it.
  func file(
    _ node: Node, key: String, contents: TensorFileReference.Contents
  ) -> TensorFileReference? {
    guard let text = ScalarReader(node, named: key, findings: findings).text() else { return nil }
    guard var file = Self.file(text, contents) else {
      findings.add(.notTensorOfFile(key, text), at: node.position)
      return nil
    }
    if !file.path.hasPrefix("/"), !node.position.isOfOption,
      let slash = node.position.file.lastIndex(of: "/")
    {
      file.path = node.position.file[...slash] + file.path
    }
    return file
  }

  private enum ActivationAxes: String, CaseIterable { case transposed }

  /// `FILE#TENSOR`, or `FILE` alone.
  private static func file(_ text: String, _ contents: TensorFileReference.Contents) -> TensorFileReference? {
    let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard !parts.contains(""), !text.utf8.contains(0) else { return nil }
    return TensorFileReference(
      contents: contents, path: parts[0], tensor: parts.count > 1 ? parts[1] : nil)
  }

  /// A cache has no mask: it is filled in the course of the run.
  func refuseSparsity(ofCache reader: MappingReader, named name: String) {
    for key in Self.sparsityKeys where reader.has(key) {
      findings.add(.sparseCache(name, key), at: reader.keyPosition(of: key))
    }
  }
}

extension NumberFormat {
  /// Whether a record of the tensor says which blocks are fetched whole.
  fileprivate var isRecorded: Bool { encoding?.progressive.map { $0.refetched == nil } ?? false }
}

extension Finding.Message {
  fileprivate static func recordWithoutFormat(_ format: NumberFormat) -> Self {
    Self(
      .inconsistent,
      "'refetched' plays no part for a tensor of \(format); remove it, or give it a 'progressive' format with "
        + "'refetch: recorded'")
  }

  fileprivate static func noRecord(_ tensor: String) -> Self {
    Self(
      .missingKey,
      "\(quoted(tensor)) has a format with 'refetch: recorded', and nothing says which of its elements are fetched again; "
        + "add 'refetched: FILE#TENSOR' where the tensor is made, or state a share in the format")
  }
}
