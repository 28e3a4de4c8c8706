import Documents
import Quantities
import Tensors

// Attention of which only some blocks are needed.
extension TraceDecoder {
  /// `blocks` of a product's output: which of its blocks are needed; nil where it does not say.
  func blocks(_ reader: MappingReader, of name: String) -> SparsitySource? {
    guard let own = reader.mappingIfPresent("blocks", context: "blocks of \(reader.context)") else {
      return nil
    }
    let position = reader.keyPosition(of: "blocks")
    for key in ["sparsity", "mask", "values"] where reader.has(key) {
      let note = Finding.Note(position: position, text: "'blocks' is here")
      findings.add(.twoSparsities("blocks", key), at: reader.keyPosition(of: key), notes: [note])
    }
    let sides = own.integers("block", count: 2, in: TraceLimits.sizes)
    let heads = own.integer("heads", in: TraceLimits.sizes, default: 1)
    let source = own.has("mask") ? fileOfBlocks(own) : .pattern(pattern(own))
    own.finish()
    guard let sides, sides.count == 2, let source else { return nil }
    let blocks = AttentionBlocks(
      source, block: BlockShape(height: sides[0], width: sides[1]), heads: heads, name: name)
    return SparsitySource(source: .blocks(blocks), position: position)
  }

  private func pattern(_ own: MappingReader) -> BlockPattern {
    let counts = 0...TraceLimits.sizes.upperBound
    let isOfHeads = own.nodeIfPresent("window")?.items != nil
    let windows =
      isOfHeads
      ? own.integersIfPresent("window", in: TraceLimits.sizes) ?? []
      : own.integerIfPresent("window", in: TraceLimits.sizes).map { [$0] } ?? []
    if isOfHeads, own.nodeIfPresent("window")?.items?.isEmpty == true { own.report(.noWindows, at: "window") }
    let density = own.ratioIfPresent("density", in: Ratio(0)...Ratio(1))
    let isFull = ["window", "sink", "global", "random", "density"].allSatisfy { !own.has($0) }
    return BlockPattern(
      isCausal: own.boolean("causal", default: true), windows: windows,
      sink: own.integer("sink", in: counts, default: 0),
      global: own.integer("global", in: counts, default: 0),
      random: own.integer("random", in: counts, default: 0), density: density, isFull: isFull)
  }

  private func fileOfBlocks(_ own: MappingReader) -> AttentionBlocks.Source? {
    guard let node = own.nodeIfPresent("mask") else { return nil }
    var file = file(node, key: "mask", contents: .mask)
    file?.bits = own.enumerationIfPresent("bits", as: PackedBitOrder.self)
    return file.map { .file($0) }
  }

  /// Refuses blocks of tensors that are not scores as attention has them: rows of queries for each head, a column for each key.
  func checkBlocks(ofOutput index: Int, _ product: Product) {
    guard let zeros = tensors[index].zeros, case .blocks(let blocks) = zeros.source else { return }
    if product.layout.output == .groupsInside, product.groups > 1 {
      findings.add(.blocksInside, at: zeros.position)
    } else if !product.m.isMultiple(of: blocks.heads) {
      findings.add(.unequalHeads(product.m, blocks.heads), at: zeros.position)
    } else if product.m / blocks.heads > product.filters {
      findings.add(
        .moreRowsThanColumns(product.m / blocks.heads, product.filters, heads: blocks.heads),
        at: zeros.position)
    }
    let heads = product.groups * blocks.heads
    if case .pattern(let pattern) = blocks.source, pattern.windows.count > heads {
      findings.add(.moreWindowsThanHeads(pattern.windows.count, heads), at: zeros.position)
    }
    if tensors[index].tensor.format.encoding != nil {
      findings.add(.encodedBlocks(tensors[index].tensor.name), at: zeros.position)
    }
  }

  /// Hands the blocks of a softmax's input on to its output, which has the same ones.
  mutating func passBlocks(from input: Int, to output: Int) {
    guard let zeros = tensors[input].zeros, case .blocks = zeros.source else { return }
    if tensors[output].tensor.format.encoding != nil {
      findings.add(.encodedBlocks(tensors[output].tensor.name), at: tensors[output].position)
    }
    if let own = tensors[output].zeros {
      let note = Finding.Note(position: zeros.position, text: "'blocks' is here")
      findings.add(.softmaxOfBlocks(tensors[input].tensor.name), at: own.position, notes: [note])
    }
    tensors.setZeros(zeros, of: output)
  }

  /// Refuses readers of a tensor with blocks that would need what is not there.
  func checkReadersOfBlocks() {
    for one in operators {
      for (tensor, isInput) in [(one.input, true), (one.weight, false)] {
        guard let tensor, let zeros = tensors[tensor].zeros, case .blocks = zeros.source else { continue }
        let entry = tensors[tensor]
        let fits =
          switch (one.kind, one.body) {
          case (.softmax, .vector(let work)):
            entry.columns.map { work.stages.first?.operationsPerUnit == $0 } ?? false
          case (.matmul, .product(let product, _)):
            isInput && product.channels == entry.columns && product.groups == entry.matrices
              && (product.layout.input == .groupsOutside || product.groups == 1)
          default: false
          }
        guard !fits else { continue }
        let note = Finding.Note(position: zeros.position, text: "'blocks' is here")
        findings.add(.readsBlocks(one.name, entry.tensor.name), at: one.position, notes: [note])
      }
    }
  }
}

extension Finding.Message {
  fileprivate static let noWindows = Self(
    .invalidValue, "'window' is an empty list; name a number of blocks, or one for each head")

  fileprivate static let blocksInside = Self(
    .inconsistent,
    "'blocks' is of an output in the order 'm_batch_n', whose heads lie side by side; write it in the order 'batch_m_n'"
  )

  fileprivate static func moreRowsThanColumns(_ rows: Int, _ columns: Int, heads: Int) -> Self {
    Self(
      .inconsistent,
      "'blocks' is of \(rows) rows and \(columns) columns\(heads > 1 ? " in each head" : ""), and rows are the last ones of a sequence "
        + "of as many tokens as there are columns; where the rows are queries of several heads, one below the other, say how many with 'heads'"
    )
  }

  fileprivate static func unequalHeads(_ rows: Int, _ heads: Int) -> Self {
    Self(
      .inconsistent,
      "'blocks' has \(heads) heads, and \(rows) rows are no whole number for each; 'heads' divides the rows of a batch entry"
    )
  }

  fileprivate static func moreWindowsThanHeads(_ windows: Int, _ heads: Int) -> Self {
    Self(
      .inconsistent,
      "'window' has \(windows) entries, and there \(heads == 1 ? "is 1 head" : "are \(heads) heads"); name one for each, or fewer, "
        + "which begin again behind the last")
  }

  fileprivate static func encodedBlocks(_ tensor: String) -> Self {
    Self(
      .unsupported,
      "\(quoted(tensor)) has blocks that are left out, and a format with scales, tables or packed elements; give it one of elements "
        + "alone, such as int8")
  }

  fileprivate static func softmaxOfBlocks(_ input: String) -> Self {
    Self(
      .inconsistent,
      "the softmax of \(quoted(input)) has that one's blocks, and can have no zeros of its own; remove them")
  }

  fileprivate static func readsBlocks(_ reader: String, _ tensor: String) -> Self {
    Self(
      .inconsistent,
      "\(quoted(reader)) reads \(quoted(tensor)), of which some blocks are never made; a tensor with 'blocks' is for a softmax over its "
        + "rows, or for a matmul of as many heads whose 'input' it is in the order 'batch_m_k'")
  }
}
