import Documents

/// The header of a `.safetensors`: the length of a JSON document in eight bytes, that document, and then the elements.
struct SafetensorsHeader: Sendable {
  struct Entry: Sendable {
    let name: String
    let shape: [Int]
    let elementType: ElementType?
    /// The name of the type, which may be one that is not read.
    let typeName: String
    /// In bytes of the file.
    let range: Range<Int>
    let place: TensorFileError.Place
  }

  /// In the order of the header.
  let entries: [Entry]

  init(_ source: ByteSource) throws(TensorFileError) {
    guard source.size >= 8 else {
      throw source.error(
        .truncated, "the file has \(counted(source.size, "byte"))", .byte(source.size),
        "its first eight are the length of the header")
    }
    let length = ByteFields(try source.bytes(at: 0, count: 8)).uint64(0)
    let limit = TensorFileLimits.safetensorsHeaderBytes
    guard length <= UInt64(min(limit, source.size - 8)) else {
      throw source.error(
        length <= limit ? .truncated : .tooLarge,
        "the header has \(length) bytes by the length before it", .byte(0),
        "it has at most \(limit), and \(source.size - 8) are there")
    }
    let text = try source.bytes(at: 8, count: Int(length))
    guard text.first == UInt8(ascii: "{") else {
      throw source.error(.syntax, "the header does not begin with '{'", .byte(8), "it is a JSON object")
    }
    entries = try Self.entries(text, source, (8 + Int(length))..<source.size)
  }

  private static func entries(
    _ text: [UInt8], _ source: ByteSource, _ data: Range<Int>
  ) throws(TensorFileError) -> [Entry] {
    let findings = Findings(limit: 20)
    var limits = DocumentLimits()
    limits.scalarBytes = TensorFileLimits.safetensorsHeaderBytes
    limits.depth = 8
    // JSON is YAML, and there is a reader of that with bounds and positions.
    let root = DocumentLoader(limits: limits).load(text: text, name: source.name, findings: findings)
    try check(findings, source)
    guard let root, let header = MappingReader(root, context: "the header", findings: findings) else {
      throw source.error(.syntax, "the header is empty", .byte(8), "it is a JSON object")
    }
    var entries: [Entry] = []
    for (name, reader) in header.mappings() where name != "__metadata__" {
      guard let entry = entry(name, reader, data) else { break }
      entries.append(entry)
    }
    try check(findings, source)
    for entry in entries { try checkShape(entry, source) }
    try checkRanges(entries, source, data)
    return entries
  }

  private static func entry(_ name: String, _ reader: MappingReader, _ data: Range<Int>) -> Entry? {
    let type = reader.text("dtype")
    let shape = reader.integers("shape", in: 0...Int.max)
    let offsets = reader.integers("data_offsets", count: 2, in: 0...data.count)
    reader.finish()
    guard let type, let shape, let offsets else { return nil }
    guard offsets[0] <= offsets[1] else {
      let problem = "data_offsets end at \(offsets[1]), before they begin; the first is at most the second"
      reader.report(.init(.inconsistent, problem), at: "data_offsets")
      return nil
    }
    let place = reader.position
    return Entry(
      name: name, shape: shape, elementType: types[type], typeName: type,
      range: (data.lowerBound + offsets[0])..<(data.lowerBound + offsets[1]),
      place: .header(line: place.line, column: place.column))
  }

  /// The first of the findings of the header's reader, as an error of this file.
  private static func check(_ findings: Findings, _ source: ByteSource) throws(TensorFileError) {
    guard let finding = findings.sorted().first(where: { $0.severity == .error }) else { return }
    let parts = finding.message.split(separator: "; ", maxSplits: 1).map(String.init)
    throw source.error(
      finding.category == .duplicateKey
        ? .duplicate : finding.category == .outOfRange ? .outOfRange : .syntax,
      "the header is wrong: \(parts[0])",
      .header(line: finding.position.line, column: finding.position.column),
      parts.count > 1 ? parts[1] : "it is a JSON object")
  }

  /// A tensor has as many bytes as its shape takes.
  private static func checkShape(_ entry: Entry, _ source: ByteSource) throws(TensorFileError) {
    let name = quoted(entry.name)
    guard entry.shape.count <= TensorFileLimits.axes else {
      throw source.error(
        .tooLarge, "the tensor \(name) has \(entry.shape.count) axes", entry.place,
        "at most \(TensorFileLimits.axes) are read")
    }
    // A type that is not read may pack several elements into a byte.
    guard let type = entry.elementType else { return }
    let wanted = checkedProduct(entry.shape + [type.width])
    guard wanted == entry.range.count else {
      throw source.error(
        .inconsistent,
        "the tensor \(name) of \(shown(entry.shape)) \(entry.typeName) has \(counted(entry.range.count, "byte"))",
        entry.place, wanted.map { "it takes \($0)" } ?? "it takes more than 2^63")
    }
  }

  /// Every byte of the data belongs to one tensor.
  private static func checkRanges(
    _ entries: [Entry], _ source: ByteSource, _ data: Range<Int>
  ) throws(TensorFileError) {
    var end = data.lowerBound
    let order = entries.indices.sorted {
      (entries[$0].range.lowerBound, entries[$0].range.upperBound, $0)
        < (entries[$1].range.lowerBound, entries[$1].range.upperBound, $1)
    }
    for index in order {
      let entry = entries[index]
      guard entry.range.lowerBound == end else {
        let (first, wanted) = (entry.range.lowerBound - data.lowerBound, end - data.lowerBound)
        throw source.error(
          .inconsistent,
          "the tensor \(quoted(entry.name)) begins at \(first), and the one before it ends at \(wanted)",
          entry.place, "tensors lie one after another, without holes")
      }
      end = entry.range.upperBound
    }
    guard end == data.upperBound else {
      throw source.error(
        .inconsistent, "the tensors end \(counted(data.upperBound - end, "byte")) before the file",
        .byte(end), "the tensors fill the file to its end")
    }
  }

  private static let types: [String: ElementType] = [
    "BOOL": .bool, "I8": .int8, "I16": .int16, "I32": .int32, "I64": .int64, "U8": .uint8, "U16": .uint16,
    "U32": .uint32, "U64": .uint64, "F16": .fp16, "BF16": .bf16, "F32": .fp32, "F64": .fp64,
    "F8_E4M3": .fp8E4M3, "F8_E5M2": .fp8E5M2,
  ]

  /// The names of the types that are read.
  static let typeNames = types.keys.sorted().joined(separator: ", ")
}
