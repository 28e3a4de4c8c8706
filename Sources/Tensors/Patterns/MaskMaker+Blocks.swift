import Quantities

// Patterns of blocks and of groups.
extension MaskMaker {
  /// Whole blocks, as many as the density asks for of all blocks; those at the edges are cut off and count as one.
  func blocks(_ density: Ratio, _ block: BlockShape) -> OccupancyMask {
    let grid = grid(of: block)
    return grid.sample(nearestCount(density, of: grid.capacity)).expanded(block, rows: rows, columns: columns)
  }

  /// Elements of as few blocks as hold them all when filled to the share `fill`.
  func clustered(
    _ density: Ratio, _ block: BlockShape, _ fill: Ratio, _ pattern: SparsityPattern
  ) throws(SparsityError) -> OccupancyMask {
    let (count, elements) = (nearestCount(density, of: rows * columns), rows * columns)
    let capacity = nearestCount(fill, of: elements)
    guard count <= capacity else {
      throw .aboveCapacity(pattern: pattern.name, asked: count, capacity: capacity, elements: elements)
    }
    let grid = grid(of: block)
    let blockElements = min(block.height, rows) * min(block.width, columns)
    let filled = Int128(blockElements) * Int128(fill.numerator)
    var chosen =
      count == 0
      ? 0 : Int(min(Int128(grid.capacity), (Int128(count) * Int128(fill.denominator) + filled - 1) / filled))
    while true {
      let region = grid.sample(chosen).expanded(block, rows: rows, columns: columns)
      if region.count >= count { return try sample(density, of: region, pattern) }
      // Blocks at the edges were chosen, which have fewer elements.
      chosen += ceilingDivision(count - region.count, by: blockElements)
    }
  }

  /// The first N of a random order of each M consecutive elements of a row; min(N, its size) of a shorter last group.
  func structured(_ bound: GroupBound) -> OccupancyMask {
    let generators = generator.part(2)
    let choices = GroupChoices(bound.n, of: min(bound.m, columns))
    let last = columns % bound.m
    let lastChoices = GroupChoices(min(bound.n, last), of: last)
    return .ofRows(rows, columns: columns, workers: workers) { row, words in
      var generator = generators.part(row)
      var start = 0
      while start < columns {
        (columns - start >= bound.m ? choices : lastChoices).set(at: start, in: words, &generator)
        start += min(bound.m, columns - start)
      }
    }
  }

  private func grid(of block: BlockShape) -> RegionSampler {
    RegionSampler(
      region: .everything(
        rows: ceilingDivision(rows, by: block.height), columns: ceilingDivision(columns, by: block.width)),
      generator: generator, workers: workers)
  }
}

/// All choices of n of m elements, all equally likely; from a table where there are few.
struct GroupChoices: Sendable {
  private let n: Int
  private let m: Int
  private let table: [UInt64]

  private static let longestTable = 1 << 14

  init(_ n: Int, of m: Int) {
    (self.n, self.m) = (min(n, m), m)
    table = Self.isTabled(self.n, m) ? Self.words(self.n, m) : []
  }

  /// Sets the bits of one choice from `start` on.
  func set(
    at start: Int, in words: UnsafeMutableBufferPointer<UInt64>, _ generator: inout SplitMix64
  ) {
    if table.count == 1 { return words.set(table[0], at: start) }
    if !table.isEmpty { return words.set(table[generator.next(below: table.count)], at: start) }
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: (m + 63) / 64) { group in
      group.initialize(repeating: 0)
      RowSampler.choose(n, of: m, in: group, &generator)
      for word in group.indices { words.set(group[word], at: start + word * 64) }
    }
  }

  private static func isTabled(_ n: Int, _ m: Int) -> Bool {
    guard m <= 64 else { return false }
    var count = 1
    for index in 0..<min(n, m - n) {
      count = count * (m - index) / (index + 1)
      if count > longestTable { return false }
    }
    return true
  }

  /// The words with n of their lowest m bits set, from the least on.
  private static func words(_ n: Int, _ m: Int) -> [UInt64] {
    guard n > 0, n < m else { return [n == 0 ? 0 : lowestBits(m)] }
    var (words, word) = ([UInt64](), lowestBits(n))
    while true {
      words.append(word)
      // The next word with as many bits (Gosper): the lowest run of ones moves its top one up, the rest to the bottom.
      let lowest = word & (~word &+ 1)
      let (moved, overflow) = word.addingReportingOverflow(lowest)
      let next = moved | ((word ^ moved) >> 2) / lowest
      if overflow || next & ~lowestBits(m) != 0 { return words }
      word = next
    }
  }
}

extension OccupancyMask {
  /// A mask in which each element of this one is a block, cut off at the edges of the new shape.
  func expanded(_ block: BlockShape, rows newRows: Int, columns newColumns: Int) -> OccupancyMask {
    if block == BlockShape(height: 1, width: 1) { return self }
    let newStride = Self.stride(columns: newColumns)
    var target = Self.zeroWords(rows: newRows, columns: newColumns)
    target.withUnsafeMutableBufferPointer { target in
      for row in 0..<rows {
        let first = row * block.height
        let line = UnsafeMutableBufferPointer(rebasing: target[first * newStride..<(first + 1) * newStride])
        for word in 0..<stride {
          var bits = words[row * stride + word]
          while bits != 0 {
            let start = (word * 64 + bits.trailingZeroBitCount) * block.width
            line.set(start..<min(start + block.width, newColumns))
            bits &= bits - 1
          }
        }
        for copy in first + 1..<max(first + 1, min(first + block.height, newRows)) {
          for word in 0..<newStride { target[copy * newStride + word] = line[word] }
        }
      }
    }
    return OccupancyMask(rows: newRows, columns: newColumns, unpaddedWords: target)
  }
}
