import Tensors

/// Which blocks of a product's output are needed: of attention's scores, and of what a softmax makes of them.
public struct AttentionBlocks: Hashable, Sendable {
  /// Where it is said.
  public enum Source: Hashable, Sendable {
    case pattern(BlockPattern)
    /// A file has an element for each block.
    case file(TensorFileReference)
  }

  public var source: Source
  public var block: BlockShape
  /// Heads whose rows lie one below the other in a batch entry: queries that share keys.
  public var heads: Int
  /// The tensor with whose name blocks are drawn: the scores.
  public var name: String

  public init(_ source: Source, block: BlockShape, heads: Int = 1, name: String) {
    (self.source, self.block, self.heads, self.name) = (source, block, heads, name)
  }

  /// Whether it depends on the seed.
  public var isDrawn: Bool { if case .pattern(let pattern) = source { pattern.isDrawn } else { false } }

  /// The file that says it, if one does.
  public var file: TensorFileReference? { if case .file(let file) = source { file } else { nil } }
}

extension AttentionBlocks {
  /// The blocks of a head of scores of a shape, and how many heads there are.
  public func grid(of scores: MaskShape) -> (grid: BlockGrid, heads: Int) {
    let heads = scores.matrices * heads
    return (BlockGrid(rows: scores.rows / heads, columns: scores.columns, block: block), heads)
  }
}
