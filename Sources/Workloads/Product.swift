/// The one shape that convolutions and matrix products share: groups of sliding dot products.
///
/// A convolution is `batch = images x groups`, `m` = output pixels, `k` = kernel x channels of a group,
/// `n` = filters of a group. A matrix product is a convolution over an `m` x 1 image with a 1 x 1 kernel,
/// `k` channels and `n` filters; its batch entries are groups. All sizes are elements and at least 1.
public struct Product: Hashable, Sendable {
  public var images: Int
  public var groups: Int
  public var inputHeight: Int
  public var inputWidth: Int
  /// Input channels of one group.
  public var channels: Int
  /// Output channels of one group.
  public var filters: Int
  public var kernelHeight: Int
  public var kernelWidth: Int
  public var strideHeight: Int
  public var strideWidth: Int
  public var dilationHeight: Int
  public var dilationWidth: Int
  public var padTop: Int
  public var padBottom: Int
  public var padLeft: Int
  public var padRight: Int
  public var layout: ProductLayout

  public init(
    images: Int = 1, groups: Int = 1, inputHeight: Int, inputWidth: Int, channels: Int, filters: Int,
    kernelHeight: Int = 1, kernelWidth: Int = 1, strideHeight: Int = 1, strideWidth: Int = 1,
    dilationHeight: Int = 1, dilationWidth: Int = 1,
    padTop: Int = 0, padBottom: Int = 0, padLeft: Int = 0, padRight: Int = 0,
    layout: ProductLayout = ProductLayout()
  ) {
    self.images = images
    self.groups = groups
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.channels = channels
    self.filters = filters
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.dilationHeight = dilationHeight
    self.dilationWidth = dilationWidth
    self.padTop = padTop
    self.padBottom = padBottom
    self.padLeft = padLeft
    self.padRight = padRight
    self.layout = layout
  }

  /// The matrix product of `batch` pairs of an m x k and a k x n matrix.
  public static func matrixProduct(
    batch: Int = 1, m: Int, k: Int, n: Int, layout: ProductLayout = ProductLayout()
  ) -> Product {
    Product(groups: batch, inputHeight: m, inputWidth: 1, channels: k, filters: n, layout: layout)
  }

  /// Rows of the output image: the window positions that fit into the padded input.
  public var outputHeight: Int {
    (inputHeight + padTop + padBottom - (kernelHeight - 1) * dilationHeight - 1) / strideHeight + 1
  }

  /// Columns of the output image.
  public var outputWidth: Int {
    (inputWidth + padLeft + padRight - (kernelWidth - 1) * dilationWidth - 1) / strideWidth + 1
  }

  public var batch: Int { images * groups }
  public var m: Int { outputHeight * outputWidth }
  public var k: Int { kernelHeight * kernelWidth * channels }
  public var n: Int { filters }

  /// Multiply-accumulates of the mathematics, padding taps included: batch x m x k x n.
  public var denseMACs: Int { batch * m * k * n }
  public var inputElements: Int { images * groups * inputHeight * inputWidth * channels }
  public var weightElements: Int { groups * k * n }
  public var outputElements: Int { batch * m * n }
}

/// The order in which the elements of a product's operands lie in memory, slowest dimension first.
public struct ProductLayout: Hashable, Sendable {
  /// `image, row, column, group, channel` of a convolution (NHWC) or `group, row, channel` of a matrix.
  public enum Activation: String, CaseIterable, Hashable, Sendable {
    /// image, row, column, group, channel: NHWC, or a token's heads side by side.
    case groupsInside = "m_batch_k"
    /// image, group, row, column, channel: one group's matrix after the other.
    case groupsOutside = "batch_m_k"
  }
  /// How the second factor lies.
  public enum Weight: String, CaseIterable, Hashable, Sendable {
    /// group, filter, kernel row, kernel column, channel: OHWI, and a matrix stored output-major.
    case filtersOutside = "batch_n_k"
    /// group, kernel row, kernel column, channel, filter: a matrix stored k-major.
    case filtersInside = "batch_k_n"
    /// filter, group, channel: a key cache, tokens slowest.
    case filtersThenGroups = "n_batch_k"
    /// channel, group, filter: a value cache, tokens slowest.
    case channelsThenGroups = "k_batch_n"
  }

  public var input: Activation
  public var weight: Weight
  public var output: Activation

  public init(
    input: Activation = .groupsInside, weight: Weight = .filtersOutside, output: Activation = .groupsInside
  ) {
    self.input = input
    self.weight = weight
    self.output = output
  }
}
