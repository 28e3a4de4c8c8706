import Quantities

/// The stored blocks of a tensor, and which of their places belong to which of its elements.
struct BlockListing: Sendable {
  private let rows: Int
  private let columns: Int
  private let block: BlockShape
  private let blocks: RankedRows

  init(_ mask: OccupancyMask, _ block: BlockShape) {
    (rows, columns) = (mask.rows, mask.columns)
    self.block = block
    blocks = RankedRows(mask.blockOccupancy(height: block.height, width: block.width))
  }

  private typealias Piece = (row: Int, columns: Range<Int>)

  /// Adds the entries of a tile: places of blocks, block numbers, pointers to rows of blocks.
  func list(_ tile: ElementRanges, _ entries: inout StorageListing.Entries) {
    var pieces: [Piece] = []
    tile.forEachRow(columns: columns) { pieces.append(($0, $1)) }
    var first = 0
    while first < pieces.count {
      let blockRow = pieces[first].row / block.height
      var end = first
      while end < pieces.count, pieces[end].row / block.height == blockRow { end += 1 }
      entries.pointers.add(blockRow, 2)
      list(pieces[first..<end], blockRow: blockRow, &entries)
      first = end
    }
  }

  /// The same of the pieces that are in one row of blocks.
  private func list(_ pieces: ArraySlice<Piece>, blockRow: Int, _ entries: inout StorageListing.Entries) {
    let left = pieces.reduce(columns) { min($0, $1.columns.lowerBound) } / block.width
    let right = pieces.reduce(0) { max($0, $1.columns.upperBound - 1) } / block.width
    let stride = blocks.mask.stride
    var index = blocks.rank(blockRow, left)
    for word in left >> 6...right >> 6 {
      var bits = blocks.mask.words[blockRow * stride + word]
      if word == left >> 6 { bits &= ~lowestBits(left & 63) }
      while bits != 0 {
        let place = word * 64 + bits.trailingZeroBitCount
        guard place <= right else { return }
        bits &= bits - 1
        list(pieces, blockRow: blockRow, column: place, index: index, &entries)
        index += 1
      }
    }
  }

  /// The places of one block; those beyond the tensor's edge belong to its last element.
  private func list(
    _ pieces: ArraySlice<Piece>, blockRow: Int, column: Int, index: Int,
    _ entries: inout StorageListing.Entries
  ) {
    let (top, left) = (blockRow * block.height, column * block.width)
    let (height, width) = (min(block.height, rows - top), min(block.width, columns - left))
    let inside = left..<left + width
    let common = pieces.filter { $0.columns.overlaps(inside) }
    guard !common.isEmpty else { return }
    entries.metadata.add(index, 1)
    let hasLast = common.contains { $0.row == top + height - 1 && $0.columns.contains(left + width - 1) }
    var next = common.startIndex
    for row in 0..<(hasLast ? block.height : height) {
      let start = (index * block.height + row) * block.width
      while next < common.endIndex, common[next].row == top + row {
        let part = common[next].columns.clamped(to: inside)
        entries.stored.add(start + part.lowerBound - left, part.count)
        next += 1
      }
      guard hasLast else { continue }
      // A row beyond the edge lies there with all its places.
      let reached = row < height ? width : 0
      entries.stored.add(start + reached, block.width - reached)
    }
  }
}
