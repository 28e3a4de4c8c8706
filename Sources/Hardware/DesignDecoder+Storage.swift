import Documents
import Tensors

extension DesignDecoder {
  /// `storage:`, the formats in which tensors with zeros lie; nil where one is wrong.
  static func decodeStorage(_ reader: MappingReader, beside sparsity: ArraySparsity?) -> Storage? {
    let weight = reader.mappingIfPresent("weight").map {
      decodeKind($0, canKeep: sparsity.map { $0.weight == .skip } ?? true)
    }
    let activation = reader.mappingIfPresent("activation").map {
      decodeKind($0, canKeep: sparsity?.skips ?? true)
    }
    reader.finish()
    if weight == .some(nil) || activation == .some(nil) { return nil }
    func stored(_ kind: Storage.Kind??) -> Storage.Kind? {
      (kind ?? nil).flatMap { $0.format == .dense ? nil : $0 }
    }
    return Storage(weight: stored(weight), activation: stored(activation))
  }

  private enum FormatName: String, CaseIterable {
    case dense, bitmask
    case runLength = "run_length"
    case csr, csc, coo, ell
    case groupIndices = "nm_indices"
    case block, ranks
  }

  private enum BufferForm: String, CaseIterable { case dense, stored }

  private static func decodeKind(_ reader: MappingReader, canKeep: Bool) -> Storage.Kind? {
    guard let name = reader.enumeration("format", as: FormatName.self) else {
      // Which keys belong to it is unknown.
      for key in [
        "buffer", "run_bits", "lines", "pointers", "pointer_bits", "index_bits", "row_bits", "column_bits",
        "width", "pattern", "axis", "block", "ranks",
      ] { _ = reader.has(key) }
      reader.finish()
      return nil
    }
    let isKept = reader.enumeration("buffer", as: BufferForm.self, default: .dense) == .stored
    let format = decodeFormat(name, reader)
    reader.finish()
    if isKept {
      if name == .dense || name == .block || name == .ranks {
        reader.report(.notKept(name.rawValue), at: "buffer")
      } else if !canKeep {
        reader.report(.nothingSkipsWhatIsKept, at: "buffer")
      }
    }
    let keys = ["format", "index_bits", "pointer_bits", "row_bits", "column_bits", "ranks"]
    let positions = Dictionary(uniqueKeysWithValues: keys.map { ($0, reader.position(of: $0)) })
    return format.map { Storage.Kind(format: $0, isKept: isKept, positions: positions) }
  }

  private static func decodeFormat(_ name: FormatName, _ reader: MappingReader) -> StorageFormat? {
    func bits(_ key: String) -> Int? { reader.integerIfPresent(key, in: DesignLimits.indexBits) }
    switch name {
    case .dense: return .dense
    case .bitmask: return .bitmask
    case .ranks: return decodeRanks(reader).map { .ranks($0) }
    case .runLength:
      let runBits = reader.integer("run_bits", in: DesignLimits.runBits)
      let lines = reader.enumeration("lines", as: MaskAxis.self, default: .rows)
      let hasPointers = reader.boolean("pointers", default: false)
      let pointerBits = bits("pointer_bits")
      if pointerBits != nil, !hasPointers { reader.report(.bitsWithoutPointers, at: "pointer_bits") }
      guard let runBits else { return nil }
      return .runLength(
        runBits: runBits, lines: lines, pointers: hasPointers ? .eachLine(bits: pointerBits) : .none)
    case .csr:
      return .compressedRows(indexBits: bits("index_bits"), pointerBits: bits("pointer_bits"))
    case .csc:
      return .compressedColumns(indexBits: bits("index_bits"), pointerBits: bits("pointer_bits"))
    case .coo: return .coordinates(rowBits: bits("row_bits"), columnBits: bits("column_bits"))
    case .ell:
      return .ellpack(
        width: reader.integerIfPresent("width", in: DesignLimits.rowWidth), indexBits: bits("index_bits"))
    case .groupIndices:
      let text = reader.text("pattern", as: "N:M, N stored elements of every M, such as \"2:4\"")
      let bound = text.flatMap { groupBound($0, reader) }
      let axis = reader.enumeration("axis", as: MaskAxis.self, default: .columns)
      return bound.map { .groupIndices($0, axis: axis) }
    case .block:
      let sides = reader.integers("block", count: 2, in: DesignLimits.blockSide)
      let (index, pointer) = (bits("index_bits"), bits("pointer_bits"))
      guard let sides, sides.count == 2 else { return nil }
      return .blocks(
        BlockShape(height: sides[0], width: sides[1]), indexBits: index, pointerBits: pointer)
    }
  }

  /// "2:4": two of every four are stored.
  private static func groupBound(_ text: String, _ reader: MappingReader) -> GroupBound? {
    guard let bound = GroupBound(text: text), bound.n >= 1, bound.m >= bound.n,
      bound.m <= DesignLimits.window.upperBound
    else {
      reader.report(.noGroups(text), at: "pattern")
      return nil
    }
    return bound
  }
}

extension Storage {
  /// The entry of a resolved design; nil where every tensor lies dense.
  var entry: Node.Entry? {
    var entries: [Node.Entry] = []
    if let weight { entries.append(Node.Entry(key: "weight", value: weight.node)) }
    if let activation { entries.append(Node.Entry(key: "activation", value: activation.node)) }
    return entries.isEmpty ? nil : Node.Entry(key: "storage", value: .mapping(entries))
  }
}

extension Storage.Kind {
  fileprivate var node: Node {
    var entries = [Node.Entry(key: "format", value: .text(format.name))]
    func add(_ key: String, _ bits: Int?) {
      if let bits { entries.append(Node.Entry(key: key, value: .integer(bits))) }
    }
    switch format {
    case .dense, .bitmask: break
    case .ranks(let ranks):
      entries.append(Node.Entry(key: "ranks", value: .sequence(ranks.map(\.node))))
    case .runLength(let runBits, let lines, let pointers):
      add("run_bits", runBits)
      entries.append(Node.Entry(key: "lines", value: .text(lines.rawValue)))
      entries.append(Node.Entry(key: "pointers", value: .boolean(pointers != .none)))
      if case .eachLine(let bits) = pointers { add("pointer_bits", bits) }
    case .compressedRows(let indexBits, let pointerBits), .compressedColumns(let indexBits, let pointerBits):
      add("index_bits", indexBits)
      add("pointer_bits", pointerBits)
    case .coordinates(let rowBits, let columnBits):
      add("row_bits", rowBits)
      add("column_bits", columnBits)
    case .ellpack(let width, let indexBits):
      add("width", width)
      add("index_bits", indexBits)
    case .groupIndices(let bound, let axis):
      entries.append(Node.Entry(key: "pattern", value: .text("\(bound)")))
      entries.append(Node.Entry(key: "axis", value: .text(axis.rawValue)))
    case .blocks(let block, let indexBits, let pointerBits):
      entries.append(
        Node.Entry(key: "block", value: .sequence([.integer(block.height), .integer(block.width)])))
      add("index_bits", indexBits)
      add("pointer_bits", pointerBits)
    }
    entries.append(Node.Entry(key: "buffer", value: .text(isKept ? "stored" : "dense")))
    return .mapping(entries)
  }
}
