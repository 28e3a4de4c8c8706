import Quantities

/// Which blocks of attention's scores are kept: those that queries of some tokens and keys of others meet in.
///
/// The blocks of a head are rows x columns; those of a row's *own* column, its last tokens, are always kept. docs/sparsity.md
/// says of every key which blocks it keeps.
public struct BlockPattern: Hashable, Sendable {
  /// Whether only blocks up to a row's own may be kept.
  public var isCausal: Bool
  /// Blocks near a row's own, by head, from the first one again where there are more heads; empty for none but its own.
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
  ///
  /// Rows are the last ones of as many as there are columns; there are no more of them.
  public func mask(rows: Int, columns: Int, heads: Int, seed: UInt64, name: String) -> OccupancyMask {
    precondition(rows <= columns, "rows are the last ones of a sequence")
    let source = SplitMix64(seed: seed, name: name)
    return .stacked(
      (0..<heads).map { head in
        var draws = source.part(head)
        var kept = [Bool](repeating: false, count: rows * columns)
        for row in 0..<rows {
          for column in 0..<columns where isKept(row, column, ahead: columns - rows, head) {
            kept[row * columns + column] = true
          }
          draw(random, from: row * columns..<(row + 1) * columns, columns, columns - rows, &kept, &draws)
        }
        if let density, !isFull {
          let possible = kept.indices.count { mayBeKept($0 / columns, $0 % columns, ahead: columns - rows) }
          let wanted = density.share(of: possible) - kept.count { $0 }
          draw(wanted, from: 0..<kept.count, columns, columns - rows, &kept, &draws)
        }
        return OccupancyMask(rows: rows, columns: columns) { kept[$0 * columns + $1] }
      })
  }

  private func mayBeKept(_ row: Int, _ column: Int, ahead: Int) -> Bool { !isCausal || column <= row + ahead }

  /// Whether a block is kept without drawing.
  private func isKept(_ row: Int, _ column: Int, ahead: Int, _ head: Int) -> Bool {
    guard mayBeKept(row, column, ahead: ahead) else { return false }
    let distance = row + ahead - column
    let window = windows.isEmpty ? 1 : windows[head % windows.count]
    let isNear = isCausal ? distance < window : abs(distance) <= window / 2
    return isFull || isNear || column < sink || column < global || row + ahead < global
  }

  /// Keeps so many more blocks of those in a range, all choices equally likely; all of them where they are fewer.
  private func draw(
    _ count: Int, from range: Range<Int>, _ columns: Int, _ ahead: Int, _ kept: inout [Bool],
    _ draws: inout SplitMix64
  ) {
    guard count > 0 else { return }
    var open = range.filter { !kept[$0] && mayBeKept($0 / columns, $0 % columns, ahead: ahead) }
    for place in 0..<min(count, open.count) {
      open.swapAt(place, place + draws.next(below: open.count - place))
      kept[open[place]] = true
    }
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
