import Documents

/// The layers of a SCALE-Sim topology file (CSV), convolutions or matrix products.
public struct SCALESimTopology: Hashable, Sendable {
  /// What the lines are, as the header says it.
  public enum Kind: Hashable, Sendable {
    case convolutions, matrixProducts
  }

  /// What a layer computes.
  public enum Shape: Hashable, Sendable {
    case convolution(Convolution)
    case matrixProduct(m: Int, n: Int, k: Int)
  }

  /// A convolution in SCALE-Sim's terms: no padding, no batch, no groups.
  public struct Convolution: Hashable, Sendable {
    public var inputHeight: Int
    public var inputWidth: Int
    public var filterHeight: Int
    public var filterWidth: Int
    public var channels: Int
    public var filters: Int
    public var strideHeight: Int
    public var strideWidth: Int

    public init(
      inputHeight: Int, inputWidth: Int, filterHeight: Int, filterWidth: Int, channels: Int, filters: Int,
      strideHeight: Int, strideWidth: Int
    ) {
      self.inputHeight = inputHeight
      self.inputWidth = inputWidth
      self.filterHeight = filterHeight
      self.filterWidth = filterWidth
      self.channels = channels
      self.filters = filters
      self.strideHeight = strideHeight
      self.strideWidth = strideWidth
    }
  }

  /// One line of a topology.
  public struct Layer: Hashable, Sendable {
    /// The name as written, made unique where it is not.
    public var name: String
    public var shape: Shape
    public var position: SourcePosition
  }

  public var kind: Kind
  public var layers: [Layer]
  /// What a reader of the trace should know about it.
  public var notes: [String]
}

extension SCALESimTopology.Convolution {
  /// SCALE-Sim's output rows: `ceil((height - filter + stride) / stride)`, where the last window may hang over
  /// the input by less than a stride.
  public var outputHeight: Int { Self.positions(inputHeight, filterHeight, strideHeight) }

  public var outputWidth: Int { Self.positions(inputWidth, filterWidth, strideWidth) }

  /// The same convolution with the overhang as padding at the bottom and the right.
  public var product: Product {
    Product(
      inputHeight: inputHeight, inputWidth: inputWidth, channels: channels, filters: filters,
      kernelHeight: filterHeight, kernelWidth: filterWidth, strideHeight: strideHeight,
      strideWidth: strideWidth, padBottom: (outputHeight - 1) * strideHeight + filterHeight - inputHeight,
      padRight: (outputWidth - 1) * strideWidth + filterWidth - inputWidth)
  }

  /// Whether a window hangs over the input.
  var overhangs: Bool { product.padBottom > 0 || product.padRight > 0 }

  /// Window positions; 0 where the filter is larger than the input by a stride or more.
  private static func positions(_ input: Int, _ filter: Int, _ stride: Int) -> Int {
    let span = input - filter + stride
    return span > 0 ? (span - 1) / stride + 1 : 0
  }
}
