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
  /// The tensor with whose name blocks are drawn: the scores.
  public var name: String

  public init(_ source: Source, block: BlockShape, name: String) {
    (self.source, self.block, self.name) = (source, block, name)
  }

  /// Whether it depends on the seed.
  public var isDrawn: Bool { if case .pattern(let pattern) = source { pattern.isDrawn } else { false } }

  /// The file that says it, if one does.
  public var file: TensorFileReference? { if case .file(let file) = source { file } else { nil } }
}

extension MaskShape {
  /// The blocks of its matrices, one matrix below the other.
  public func inBlocks(of block: BlockShape) -> MaskShape {
    .activation(
      rows: matrices * ((rows / matrices + block.height - 1) / block.height),
      columns: (columns + block.width - 1) / block.width, matrices: matrices)
  }
}
