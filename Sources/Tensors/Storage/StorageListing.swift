import Quantities

/// A tensor in a storage format, entry by entry: which stored elements, indices and pointers belong to which of its
/// elements (docs/model.md, 11).
///
/// Stored elements are numbered in the order in which they lie in memory. Made once for a tensor, it answers for any of its
/// tiles in a time that depends on the tile's ranges and not on the tensor.
public struct StorageListing: Sendable {
  public let format: StorageFormat
  public let rows: Int
  public let columns: Int
  /// Stored elements of the whole tensor, entries of metadata, and pointers, with the bits of one of each of the latter two.
  public let storedElements: Int
  public let metadataEntries: Int
  public let metadataBits: Int
  public let pointerEntries: Int
  public let pointerBits: Int
  private let order: Order

  private enum Order: Sendable {
    case rows(RankedRows)
    /// The rows are the tensor's columns.
    case columns(RankedRows)
    case blocks(BlockListing)
    case ranks(RankListing)
  }
  /// Stored elements that belong to the last element of each line besides the one there.
  private let extra: Int

  /// The listing of a tensor whose rows and columns are as its elements lie in memory.
  ///
  /// Throws a `StorageError` where the format cannot hold it, or has no layout.
  public init(_ mask: OccupancyMask, _ format: StorageFormat) throws(StorageError) {
    let size = try format.size(of: mask, elementBits: 1)
    self.format = format
    (rows, columns) = (mask.rows, mask.columns)
    storedElements = size.storedElements
    let entries = try format.entries(of: mask, size)
    (metadataEntries, metadataBits) = entries.metadata
    (pointerEntries, pointerBits) = entries.pointers
    switch format {
    case .dense:
      extra = 0
      order = .rows(RankedRows(.dense(rows: mask.rows, columns: mask.columns)))
    case .bitmask, .compressedRows, .coordinates:
      extra = 0
      order = .rows(RankedRows(mask))
    case .compressedColumns:
      extra = 0
      order = .columns(RankedRows(mask.transposed()))
    case .runLength(let runBits, let lines, let pointers):
      extra = 0
      let lined = lines == .rows ? mask : mask.transposed()
      let ranked = RankedRows(lined.withZerosOfRuns(bits: runBits, beginAnew: pointers != .none))
      order = lines == .rows ? .rows(ranked) : .columns(ranked)
    case .ellpack:
      let width = mask.rows == 0 ? 0 : size.storedElements / mask.rows
      extra = mask.columns == 0 ? 0 : max(0, width - mask.columns)
      order = .rows(RankedRows(mask.withPlacesFilled(width, of: max(1, mask.columns)), extra: extra))
    case .groupIndices(let bound, let axis):
      let lined = axis == .columns ? mask : mask.transposed()
      let last = lined.columns == 0 ? bound.m : (lined.columns - 1) % bound.m + 1
      extra = max(0, bound.n - last)
      let ranked = RankedRows(lined.withPlacesFilled(bound.n, of: bound.m), extra: extra)
      order = axis == .columns ? .rows(ranked) : .columns(ranked)
    case .blocks(let block, _, _):
      extra = 0
      order = .blocks(BlockListing(mask, block))
    case .ranks(let ranks):
      extra = 0
      order = .ranks(
        try RankListing(mask, format.shapes(of: ranks, rows: mask.rows, columns: mask.columns)))
    }
  }

  /// The entries that belong to some elements.
  public struct Entries: Hashable, Sendable {
    /// Numbers of stored elements, of entries of metadata, and of pointers: ascending ranges that do not adjoin.
    public var stored = ElementRanges()
    public var metadata = ElementRanges()
    public var pointers = ElementRanges()
  }

  /// The entries that belong to the elements of a tile.
  public func entries(of tile: ElementRanges) -> Entries {
    var entries = Entries()
    switch order {
    case .rows(let ranked): list(tile, ranked, &entries)
    case .columns(let ranked): list(ColumnIntervals(tile, columns: columns), ranked, &entries)
    case .blocks(let blocks):
      blocks.list(tile, &entries)
      return entries
    case .ranks(let ranks):
      ranks.list(tile, &entries)
      return entries
    }
    if pointerEntries == 0 { entries.pointers = ElementRanges() }
    switch format {
    case .dense: break
    case .bitmask: entries.metadata = tile
    default: entries.metadata = entries.stored
    }
    return entries
  }

  private func list(_ tile: ElementRanges, _ ranked: RankedRows, _ entries: inout Entries) {
    func rank(_ element: Int) -> (rank: Int, row: Int) {
      let (row, column) = element.quotientAndRemainder(dividingBy: columns)
      return (column == 0 ? ranked.starts[row] : ranked.rank(row, column), row)
    }
    for range in tile.ranges {
      let first = rank(range.lowerBound)
      entries.stored.add(first.rank, rank(range.upperBound).rank - first.rank)
      let last = (range.upperBound - 1) / columns
      entries.pointers.add(first.row, last + 2 - first.row)
    }
  }

  private func list(_ tile: ColumnIntervals, _ ranked: RankedRows, _ entries: inout Entries) {
    for interval in tile.intervals {
      entries.pointers.add(interval.columns.lowerBound, interval.columns.count + 1)
      if interval.rows == [0..<rows] {
        let first = ranked.starts[interval.columns.lowerBound]
        entries.stored.add(first, ranked.starts[interval.columns.upperBound] - first)
        continue
      }
      for column in interval.columns {
        for range in interval.rows {
          let first = ranked.rank(column, range.lowerBound)
          entries.stored.add(first, ranked.rank(column, range.upperBound) - first)
        }
      }
    }
  }
}

extension StorageListing {
  /// The elements to which any stored element belongs, as they lie in memory, and how many more than one belong to the last
  /// element of each line; not for a format of blocks or ranks.
  public var occupied: (elements: OccupancyMask, extra: Int, lines: MaskAxis)? {
    switch order {
    case .rows(let ranked): (ranked.mask, extra, .rows)
    case .columns(let ranked): (ranked.mask.transposed(), extra, .columns)
    case .blocks, .ranks: nil
    }
  }

  /// Whether several stored elements may belong to one of the tensor's.
  public var hasRepeated: Bool {
    if case .blocks = order { true } else { extra > 0 }
  }

  /// What the tensor takes.
  public func size(elementBits: Int) -> (dataBits: Int, metadataBits: Int, pointerBits: Int) {
    (storedElements * elementBits, metadataEntries * metadataBits, pointerEntries * pointerBits)
  }
}

extension StorageFormat {
  /// How many entries of metadata, and pointers, a tensor of that size has, and the bits of each.
  fileprivate func entries(
    of mask: OccupancyMask, _ size: StorageSize
  ) throws(StorageError) -> (metadata: (Int, Int), pointers: (Int, Int)) {
    let (rows, columns, stored) = (mask.rows, mask.columns, size.storedElements)
    switch self {
    case .dense: return ((0, 0), (0, 0))
    case .bitmask: return ((mask.elements, 1), (0, 0))
    case .runLength(let runBits, let lines, let pointers):
      guard case .eachLine(let bits) = pointers else { return ((stored, runBits), (0, 0)) }
      let width = try width(bits, "pointer", for: mask.elements + 1)
      return ((stored, runBits), ((lines == .rows ? rows : columns) + 1, width))
    case .compressedRows(let index, let pointer):
      return (
        (stored, try width(index, "index", for: columns)),
        (rows + 1, try width(pointer, "pointer", for: mask.elements + 1))
      )
    case .compressedColumns(let index, let pointer):
      return (
        (stored, try width(index, "index", for: rows)),
        (columns + 1, try width(pointer, "pointer", for: mask.elements + 1))
      )
    case .coordinates(let row, let column):
      let bits = try width(row, "row index", for: rows) + width(column, "column index", for: columns)
      return ((stored, bits), (0, 0))
    case .ellpack(_, let index): return ((stored, try width(index, "index", for: columns)), (0, 0))
    case .groupIndices(let bound, _): return ((stored, bitsToTellApart(bound.m)), (0, 0))
    case .blocks(let block, let index, let pointer):
      let (blockRows, blockColumns) = (
        ceilingDivision(rows, by: block.height), ceilingDivision(columns, by: block.width)
      )
      return (
        (stored / (block.height * block.width), try width(index, "index", for: blockColumns)),
        (blockRows + 1, try width(pointer, "pointer", for: blockRows * blockColumns + 1))
      )
    // Ranks have entries of different widths, so their bits are the entries.
    case .ranks: return ((size.metadataBits, 1), (size.pointerBits, 1))
    }
  }
}
