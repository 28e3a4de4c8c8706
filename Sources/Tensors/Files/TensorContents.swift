import Documents

/// A tensor of a file: its shape and type, and where its elements are read from when they are asked for.
///
/// Nothing of the elements is kept. An element that is -0.0 is zero; NaN is not.
public struct TensorContents: Sendable {
  /// The name within the file; what holds a single tensor without a name has the file's name without its extension.
  public let name: String
  public let shape: [Int]
  public let elementType: ElementType

  enum Storage: Sendable {
    /// Elements one after another, in a range of the file.
    case range(Range<Int>, DenseLayout)
    /// Elements in a member of an archive, after so many bytes of header.
    case member(ZipArchive, ZipArchive.Member, headerBytes: Int, DenseLayout)
    case smtx(SMTXHeader)
    case matrixMarket(MatrixMarketHeader)
  }

  let storage: Storage
  let source: ByteSource
  let limits: TensorFileLimits

  /// The number of elements: at most the limit.
  public let elementCount: Int

  init(
    name: String, shape: [Int], elementType: ElementType, storage: Storage, source: ByteSource,
    limits: TensorFileLimits
  ) throws(TensorFileError) {
    self.name = name
    self.shape = shape
    self.elementType = elementType
    self.storage = storage
    self.source = source
    self.limits = limits
    guard let count = checkedProduct(shape), count <= limits.elements else {
      throw source.error(
        .tooLarge, "the tensor \(quoted(name)) of \(Tensors.shown(shape)) is too large", nil,
        "at most \(limits.elements) elements are read")
    }
    elementCount = count
  }

  /// The layout of what lies one element after another; nil for texts of coordinates.
  var layout: DenseLayout? {
    switch storage {
    case .range(_, let layout), .member(_, _, _, let layout): layout
    case .smtx, .matrixMarket: nil
    }
  }

  /// The elements' bytes, in the file's order.
  func elementStream() throws(TensorFileError) -> any ByteStream {
    switch storage {
    case .range(let range, _): return RangeStream(source, range: range, error: source.errorMaker)
    case .member(let archive, let member, let headerBytes, _):
      let stream = try archive.stream(member)
      try stream.skip(headerBytes)
      return stream
    case .smtx, .matrixMarket: preconditionFailure("a text has no elements one after another")
    }
  }

  /// Checks that leading axes can number the rows of a mask, and that it is not too large.
  func folding(_ shape: [Int], rowAxes: Int?) throws(TensorFileError) -> Folding {
    let rowAxes = rowAxes ?? max(0, shape.count - 1)
    guard (0...shape.count).contains(rowAxes) else {
      throw source.error(
        .wrongType,
        "the tensor \(quoted(name)) of \(Tensors.shown(shape)) has no \(rowAxes) axes to number rows", nil,
        "it has \(counted(shape.count, "axis", "axes"))")
    }
    guard checkedProduct(shape) ?? 0 > 0 else { throw noElements(shape) }
    let folding = Folding(shape, rowAxes: rowAxes)
    let words = checkedProduct([folding.rows, OccupancyMask.stride(columns: folding.columns)])
    let most = min(limits.maskWords, OccupancyMask.mostWords)
    guard let words, words <= most else {
      throw source.error(
        .tooLarge,
        "the mask of \(quoted(name)) has \(counted(folding.rows, "row")) of \(counted(folding.columns, "column"))",
        nil, "each row takes whole words of 64 bits, and all at most \(most)")
    }
    return folding
  }

  func noElements(_ shape: [Int]) -> TensorFileError {
    source.error(
      .wrongType, "the tensor \(quoted(name)) of \(Tensors.shown(shape)) has no elements", nil,
      "a mask has at least one")
  }
}
