/// How the elements of a tensor lie in memory: what is stored of them, and what says where they belong.
///
/// Sizes come from the mask and not from its mean; docs/sparsity.md has the formula of each. Widths that are nil are the
/// least that can tell all positions of the tensor, or of the tile, apart, whatever its zeros are: `ceil(log2(positions))` bits.
public enum StorageFormat: Hashable, Sendable {
  /// Every element.
  case dense
  /// Non-zeros, and a bit for every element.
  case bitmask
  /// Non-zeros, each with the number of zeros before it in `runBits` bits; where there are more, zeros are stored.
  ///
  /// A stored zero stands for the greatest run and itself. With pointers every line along the axis (every row for
  /// `rows`) is a run of its own, as the columns of EIE (Han et al., ISCA 2016, 4 bits); without them runs go on from line
  /// to line, as in Eyeriss (Chen et al., JSSC 2017, 5 bits). Zeros after the last non-zero are not stored.
  case runLength(runBits: Int, lines: MaskAxis, pointers: RunPointers)
  /// CSR: non-zeros by rows, each with its column; where each row begins. As `scipy.sparse.csr_array`.
  case compressedRows(indexBits: Int? = nil, pointerBits: Int? = nil)
  /// CSC: non-zeros by columns, each with its row; where each column begins. As `scipy.sparse.csc_array`.
  case compressedColumns(indexBits: Int? = nil, pointerBits: Int? = nil)
  /// COO: non-zeros, each with its row and its column. As `scipy.sparse.coo_array`.
  case coordinates(rowBits: Int? = nil, columnBits: Int? = nil)
  /// ELL: as many elements of every row as the fullest one has, each with its column (Bell and Garland, SC 2009).
  case ellpack(width: Int? = nil, indexBits: Int? = nil)
  /// N elements of every group of M, each with its position in the group (Mishra et al., arXiv:2104.08378, 2:4).
  case groupIndices(GroupBound, axis: MaskAxis)
  /// BSR: whole blocks that have a non-zero, each with its block column; where each row of blocks begins. As
  /// `scipy.sparse.bsr_array`; blocks at the edges are stored whole.
  case blocks(BlockShape, indexBits: Int? = nil, pointerBits: Int? = nil)
  /// One representation for each rank, from the outermost on (Wu et al., Sparseloop, MICRO 2022).
  case ranks([StorageRank])

  /// Where runs begin, and whether anything says so.
  public enum RunPointers: Hashable, Sendable {
    /// Runs go on from line to line.
    case none
    /// A pointer to each line's beginning, and one to the end.
    case eachLine(bits: Int? = nil)
  }

  /// The format's name in designs and reports.
  public var name: String {
    switch self {
    case .dense: "dense"
    case .bitmask: "bitmask"
    case .runLength: "run_length"
    case .compressedRows: "csr"
    case .compressedColumns: "csc"
    case .coordinates: "coo"
    case .ellpack: "ell"
    case .groupIndices: "nm_indices"
    case .blocks: "block"
    case .ranks: "ranks"
    }
  }
}

/// One rank of a tensor, in Sparseloop's words: an axis, or a part of it, and how its fibers are represented.
public struct StorageRank: Hashable, Sendable {
  public enum Representation: String, Hashable, Sendable, CaseIterable {
    /// Every coordinate; nothing says so.
    case uncompressed = "U"
    /// Every coordinate, and a bit for each that says whether it is empty.
    case uncompressedBitmask = "UB"
    /// The coordinates that are not empty, and a bit for every one.
    case bitmask = "B"
    /// The coordinates that are not empty, each with its number.
    case coordinatePayload = "CP"
    /// The coordinates that are not empty, each with the number of empty ones before it.
    case runLength = "RLE"
    /// The coordinates that are not empty; an offset for every one, and one more.
    case offsetPairs = "UOP"
  }

  public enum Axis: String, Hashable, Sendable, CaseIterable {
    case rows
    case columns
    /// Rows and columns as one: the outermost rank of both.
    case flattened
  }

  public let representation: Representation
  public let axis: Axis
  /// The coordinates of a fiber; nil for the first rank of an axis, which has as many as the others leave.
  public let size: Int?
  /// The bits of a coordinate or a run; nil for as many as tell all coordinates of a fiber apart.
  public let indexBits: Int?
  /// The bits that each coordinate has to find its fiber in the next rank; nil for none, and for `offsetPairs` for as
  /// many as tell all places in the next rank apart.
  public let payloadBits: Int?

  public init(
    _ representation: Representation, _ axis: Axis, size: Int? = nil, indexBits: Int? = nil,
    payloadBits: Int? = nil
  ) {
    self.representation = representation
    self.axis = axis
    self.size = size
    self.indexBits = indexBits
    self.payloadBits = payloadBits
  }
}
