import Documents
import Tensors

/// What a trace says of the zeros of a tensor: where they come from, and how its mask lies.
public struct TensorSparsity: Hashable, Sendable {
  /// Where the mask comes from.
  public enum Source: Hashable, Sendable {
    /// Drawn from the run's seed and the tensor's name.
    case pattern(SparsityPattern)
    /// A file has the mask itself, or the values, of which those that are not zero count.
    case file(TensorFileReference)
    /// Blocks of attention's scores, of which the others are not needed.
    case blocks(AttentionBlocks)
  }

  public var source: Source
  /// What the values are drawn from that the source leaves; those that are drawn as 0 are zeros, too.
  public var distribution: ValueDistribution?
  public var shape: MaskShape
  /// Of the key that says it.
  public var position: SourcePosition

  public init(
    source: Source, distribution: ValueDistribution? = nil, shape: MaskShape, position: SourcePosition
  ) {
    self.source = source
    self.distribution = distribution
    self.shape = shape
    self.position = position
  }
}

extension Trace {
  /// Whether a run of it can give other figures than one of the same file with another seed, which is `other`: something is
  /// drawn.
  public func mayDiffer(from other: Trace) -> Bool {
    self != other || tensors.contains { ($0.sparsity?.isDrawn ?? false) || ($0.record?.isDrawn ?? false) }
  }
}

extension TensorSparsity {
  /// Whether it depends on the seed.
  public var isDrawn: Bool {
    switch source {
    case .pattern: return true
    case .file: return distribution != nil
    case .blocks(let blocks): return blocks.isDrawn
    }
  }

  /// Whether it says what the values are, and not only where they are 0.
  public var hasValues: Bool {
    guard distribution == nil else { return true }
    if case .file(let file) = source { return file.contents == .values }
    return false
  }
}

extension TensorSparsity {
  /// The file that it is read from; nil of what is drawn or follows from a rule.
  public var file: TensorFileReference? {
    switch source {
    case .pattern: nil
    case .file(let file): file
    case .blocks(let blocks): blocks.file
    }
  }

  /// The blocks of attention that are needed; nil of a tensor of which all is.
  public var blocks: AttentionBlocks? { if case .blocks(let blocks) = source { blocks } else { nil } }
}

/// A tensor in a file.
public struct TensorFileReference: Hashable, Sendable {
  /// What the file's elements are.
  public enum Contents: String, Hashable, Sendable {
    /// One element a bit, a byte or a number; or packed, eight to a byte.
    case mask
    case values
  }

  /// How the file's axes lie, where they do not lie as the mask's.
  public enum Axes: String, CaseIterable, Hashable, Sendable {
    /// Columns outside, rows inside.
    case transposed
    /// The weights of a convolution as filter, channel, kernel row, kernel column.
    case oihw
  }

  public var contents: Contents
  /// To be opened; a relative one was written relative to the trace's folder.
  public var path: String
  /// Nil for the only tensor of the file.
  public var tensor: String?
  public var axes: Axes?
  /// Which bit of a byte comes first in a packed mask; nil where nothing is said, and it is the lowest.
  public var bits: PackedBitOrder?

  public init(
    contents: Contents, path: String, tensor: String?, axes: Axes? = nil, bits: PackedBitOrder? = nil
  ) {
    self.contents = contents
    self.path = path
    self.tensor = tensor
    self.axes = axes
    self.bits = bits
  }
}

/// The rows and columns of a tensor's mask.
public enum MaskShape: Hashable, Sendable {
  /// An activation as it lies in memory, its last and fastest axis the columns: pixels x channels.
  ///
  /// The rows may be those of several matrices, one after the other, such as the heads of an attention.
  case activation(rows: Int, columns: Int, matrices: Int = 1)
  /// A second factor: groups and filters x kernel rows, kernel columns and channels, whatever the order in memory.
  case weight(WeightShape)

  public var rows: Int {
    switch self {
    case .activation(let rows, _, _): rows
    case .weight(let weight): weight.groups * weight.filters
    }
  }

  public var columns: Int {
    switch self {
    case .activation(_, let columns, _): columns
    case .weight(let weight): weight.kernelHeight * weight.kernelWidth * weight.channels
    }
  }
}

extension MaskShape {
  /// Matrices of equal size whose rows the rows are.
  public var matrices: Int {
    if case .activation(_, _, let matrices) = self { matrices } else { 1 }
  }
}

/// The sizes of a product's weights, and the order in which they lie in memory.
public struct WeightShape: Hashable, Sendable {
  public var groups: Int
  public var filters: Int
  public var kernelHeight: Int
  public var kernelWidth: Int
  public var channels: Int
  public var order: ProductLayout.Weight

  public init(_ product: Product) {
    groups = product.groups
    filters = product.filters
    kernelHeight = product.kernelHeight
    kernelWidth = product.kernelWidth
    channels = product.channels
    order = product.layout.weight
  }

  public var reduction: Int { kernelHeight * kernelWidth * channels }
}

extension Product {
  /// The columns of the input as it lies in memory: what is read without a step in between.
  public var inputColumns: Int { layout.input == .groupsInside ? groups * channels : channels }
  public var outputColumns: Int { layout.output == .groupsInside ? groups * filters : filters }
  /// The columns of the second factor as it lies in memory.
  public var weightColumns: Int {
    switch layout.weight {
    case .filtersOutside: k
    case .filtersInside: filters
    case .filtersThenGroups: groups * k
    case .channelsThenGroups: groups * filters
    }
  }
}

extension Trace {
  /// The files that masks are read from, each once.
  public var tensorFiles: [String] {
    var files: [String] = []
    for sparsity in tensors.flatMap({ [$0.sparsity, $0.record] }) {
      guard let file = sparsity?.file, !files.contains(file.path) else { continue }
      files.append(file.path)
    }
    return files
  }
}
