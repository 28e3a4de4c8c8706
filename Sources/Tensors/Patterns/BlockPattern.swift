import Quantities

/// Which blocks of attention's scores are kept: those that queries of some tokens and keys of others meet in.
///
/// A row's *own* blocks, in which its tokens meet their own keys, are always kept. docs/sparsity.md says of every key which blocks
/// it keeps.
public struct BlockPattern: Hashable, Sendable {
  /// Whether only blocks up to a row's own ones may be kept.
  public var isCausal: Bool
  /// Blocks near a row's own, by head, from the first one again where there are more heads; empty for none but its own ones.
  public var windows: [Int]
  /// The first columns, of every row.
  public var sink: Int
  /// The first rows and columns.
  public var global: Int
  /// So many more in each row, drawn.
  public var random: Int
  /// So many more, drawn, that this share of those that may be kept is.
  public var density: Ratio?
  /// Whether all that may be kept are.
  public var isFull: Bool

  public init(
    isCausal: Bool = true, windows: [Int] = [], sink: Int = 0, global: Int = 0, random: Int = 0,
    density: Ratio? = nil, isFull: Bool = false
  ) {
    self.isCausal = isCausal
    self.windows = windows
    self.sink = sink
    self.global = global
    self.random = random
    self.density = density
    self.isFull = isFull
  }

  /// Whether it depends on the seed.
  public var isDrawn: Bool { !isFull && (random > 0 || density != nil) }

  /// The blocks of all heads, one below the other: a row has at least one.
  public func mask(_ grid: BlockGrid, heads: Int, seed: UInt64, name: String) -> OccupancyMask {
    let source = SplitMix64(seed: seed, name: name)
    let (rows, columns) = (grid.blockRows, grid.blockColumns)
    return .stacked(
      (0..<heads).map { head in
        var draws = source.part(head)
        var kept = [Bool](repeating: false, count: rows * columns)
        for row in 0..<rows {
          for column in 0..<columns where isKept(row, column, of: grid, head) {
            kept[row * columns + column] = true
          }
          draw(random, from: row * columns..<(row + 1) * columns, grid, &kept, &draws)
        }
        if let density, !isFull {
          let possible = kept.indices.count { mayBeKept($0 / columns, $0 % columns, of: grid) }
          let wanted = density.share(of: possible) - kept.count { $0 }
          draw(wanted, from: 0..<kept.count, grid, &kept, &draws)
        }
        return OccupancyMask(rows: rows, columns: columns) { kept[$0 * columns + $1] }
      })
  }

  /// Whether no block of any head is left out, whatever is drawn.
  public func keepsAll(of grid: BlockGrid, heads: Int) -> Bool {
    let last = grid.blockColumns - 1
    guard mayBeKept(0, last, of: grid) else { return false }
    if isFull || random >= grid.blockColumns || density == Ratio(1) { return true }
    return (0..<min(heads, max(1, windows.count))).allSatisfy { head in
      (0..<grid.blockRows).allSatisfy { row in
        let window = nearColumns(row, of: grid, head)
        let first = grid.ownColumns(ofRow: row).lowerBound < global ? last + 1 : max(sink, global)
        return first > last || window.lowerBound <= first && window.upperBound >= last
      }
    }
  }

  private func mayBeKept(_ row: Int, _ column: Int, of grid: BlockGrid) -> Bool {
    !isCausal || column <= grid.ownColumns(ofRow: row).upperBound
  }

  /// The columns near a row's own ones; they may be none of the grid.
  private func nearColumns(_ row: Int, of grid: BlockGrid, _ head: Int) -> ClosedRange<Int> {
    let own = grid.ownColumns(ofRow: row)
    let window = windows.isEmpty ? 1 : windows[head % windows.count]
    return isCausal
      ? own.lowerBound - (window - 1)...own.upperBound
      : own.lowerBound - window / 2...own.upperBound + window / 2
  }

  /// Whether a block is kept without drawing.
  private func isKept(_ row: Int, _ column: Int, of grid: BlockGrid, _ head: Int) -> Bool {
    guard mayBeKept(row, column, of: grid) else { return false }
    return isFull || nearColumns(row, of: grid, head).contains(column) || column < max(sink, global)
      || grid.ownColumns(ofRow: row).lowerBound < global
  }

  /// Keeps so many more blocks of those in a range, all choices equally likely; all of them where they are fewer.
  private func draw(
    _ count: Int, from range: Range<Int>, _ grid: BlockGrid, _ kept: inout [Bool], _ draws: inout SplitMix64
  ) {
    guard count > 0 else { return }
    let columns = grid.blockColumns
    var open = range.filter { !kept[$0] && mayBeKept($0 / columns, $0 % columns, of: grid) }
    for place in 0..<min(count, open.count) {
      open.swapAt(place, place + draws.next(below: open.count - place))
      kept[open[place]] = true
    }
  }
}

/// The blocks of a head's scores: rows are the last tokens of a sequence, and columns all of its keys.
public struct BlockGrid: Hashable, Sendable {
  public let rows: Int
  public let columns: Int
  public let block: BlockShape

  /// There are no more rows than columns.
  public init(rows: Int, columns: Int, block: BlockShape) {
    precondition(rows > 0 && rows <= columns, "rows are the last ones of a sequence")
    (self.rows, self.columns, self.block) = (rows, columns, block)
  }

  public var blockRows: Int { ceilingDivision(rows, by: block.height) }
  public var blockColumns: Int { ceilingDivision(columns, by: block.width) }

  /// The columns of blocks in which the tokens of a row of blocks have their own keys.
  public func ownColumns(ofRow row: Int) -> ClosedRange<Int> {
    let ahead = columns - rows
    let last = min((row + 1) * block.height, rows) - 1
    return (row * block.height + ahead) / block.width...(last + ahead) / block.width
  }
}

extension Ratio {
  /// The whole number nearest to its share of so many, of two the greater.
  fileprivate func share(of count: Int) -> Int {
    let (parts, whole) = (UInt128(numerator) * UInt128(count), UInt128(denominator))
    return Int((2 * parts + whole) / (2 * whole))
  }
}

extension OccupancyMask {
  /// The mask of elements of which this one has the blocks: so many matrices, one below the other, each of some rows.
  ///
  /// The last blocks of a matrix are cut off at its edges.
  public func expanded(_ block: BlockShape, matrices: Int, rows: Int, columns: Int) -> OccupancyMask {
    let blockRows = ceilingDivision(rows, by: block.height)
    precondition(
      self.rows == matrices * blockRows && self.columns == ceilingDivision(columns, by: block.width),
      "a matrix has whole blocks")
    let stride = Self.stride(columns: columns)
    var words: [UInt64] = []
    words.reserveCapacity(matrices * rows * stride)
    for matrix in 0..<matrices {
      for blockRow in 0..<blockRows {
        var line = [UInt64](repeating: 0, count: stride)
        for blockColumn in 0..<self.columns where self[matrix * blockRows + blockRow, blockColumn] {
          for column in blockColumn * block.width..<min((blockColumn + 1) * block.width, columns) {
            line[column >> 6] |= 1 << UInt64(column & 63)
          }
        }
        for _ in 0..<min(block.height, rows - blockRow * block.height) { words += line }
      }
    }
    return OccupancyMask(rows: matrices * rows, columns: columns, words: words)
  }
}
