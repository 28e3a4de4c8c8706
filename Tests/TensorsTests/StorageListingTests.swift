import Quantities
import Tensors
import Testing

@Suite("Every stored element, index and pointer belongs to its elements")
struct StorageListingTests {
  /// Three rows of five: 1 . . 2 . / . . . . 3 / . 4 5 . .
  static let small = OccupancyMask(rows: 3, columns: 5) { row, column in
    [[0, 3], [4], [1, 2]][row].contains(column)
  }

  private func entries(_ format: StorageFormat, _ elements: Range<Int>...) throws -> [[Range<Int>]] {
    var tile = ElementRanges()
    for range in elements { tile.add(range.lowerBound, range.count) }
    let entries = try StorageListing(Self.small, format).entries(of: tile)
    return [entries.stored.ranges, entries.metadata.ranges, entries.pointers.ranges]
  }

  @Test("tiles of a small tensor, worked out by hand")
  func byHand() throws {
    // The middle row, of which the last element is not zero.
    #expect(try entries(.bitmask, 5..<10) == [[2..<3], [5..<10], []])
    #expect(try entries(.compressedRows(), 5..<10) == [[2..<3], [2..<3], [1..<3]])
    // Down the columns: 1 / 4 / 5 / 2 / 3.
    #expect(try entries(.compressedColumns(), 5..<10) == [[4..<5], [4..<5], [0..<6]])
    // Columns 1 and 2 of all rows.
    #expect(try entries(.compressedColumns(), 1..<3, 6..<8, 11..<13) == [[1..<3], [1..<3], [1..<4]])
    // Runs of at most one zero go on over the rows: 1 . 0 2 . 0 . 0 . 3 . 4 5 with zeros stored at 2, 5 and 7.
    let runs = StorageFormat.runLength(runBits: 1, lines: .rows, pointers: .none)
    #expect(try entries(runs, 0..<3) == [[0..<2], [0..<2], []])
    #expect(try entries(runs, 5..<10) == [[3..<6], [3..<6], []])
    // 1 of 2: 1 | 2 | a zero; 0 | 0 | 3; 4 | 5 | a zero. The last group of a row has one element.
    let groups = StorageFormat.groupIndices(GroupBound(n: 1, m: 2), axis: .columns)
    #expect(try entries(groups, 5..<10) == [[3..<6], [3..<6], []])
    // Two places in a group of one element both belong to it.
    let full = StorageFormat.groupIndices(GroupBound(n: 2, m: 4), axis: .columns)
    #expect(try entries(full, 4..<5) == [[2..<4], [2..<4], []])
    // The fullest row has two: row 1 keeps its first zero and its 3.
    #expect(try entries(.ellpack(), 5..<6) == [[2..<3], [2..<3], []])
    #expect(try entries(.ellpack(width: 7), 9..<10) == [[11..<14], [11..<14], []])
    // Blocks of 2 x 2: (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), those in column 2 and row 1 cut off. Element (1, 4), the 3,
    // has its own place and those beyond the edge.
    let blocks = StorageFormat.blocks(BlockShape(height: 2, width: 2))
    #expect(try entries(blocks, 9..<10) == [[9..<12], [2..<3], [0..<2]])
    #expect(try entries(blocks, 4..<5) == [[8..<9], [2..<3], [0..<2]])
    #expect(try entries(blocks, 10..<15) == [[12..<20], [3..<5], [1..<3]])
  }

  @Test("whole tensors and random tiles of them, against lists made element by element", arguments: 0..<20)
  func random(block: Int) throws {
    for number in block * 40..<(block + 1) * 40 {
      var generator = SplitMix64(seed: UInt64(number), name: "listing")
      let (rows, columns) = (
        1 + generator.next(below: 9), 1 + generator.next(below: number % 3 == 0 ? 600 : 20)
      )
      let rarity = 1 + generator.next(below: 9)
      let mask = OccupancyMask(rows: rows, columns: columns) { _, _ in generator.next(below: rarity) == 0 }
      for format in StorageFormatTests.formats(&generator) {
        guard let listing = try? StorageListing(mask, format) else { continue }
        let naive = NaiveListing(mask, format)
        let size = try format.size(of: mask, elementBits: 3)
        #expect(listing.storedElements == size.storedElements && naive.stored.count == size.storedElements)
        #expect(listing.metadataEntries * listing.metadataBits == size.metadataBits, "\(number): \(format)")
        #expect(listing.pointerEntries * listing.pointerBits == size.pointerBits, "\(number): \(format)")
        for kind in 0..<3 {
          let tile = Self.tile(rows: rows, columns: columns, isWhole: kind == 0, &generator)
          var wanted = ElementRanges()
          for element in tile.sorted() { wanted.add(element, 1) }
          let entries = listing.entries(of: wanted)
          func listed(_ owners: [Set<Int>]) -> ElementRanges {
            var ranges = ElementRanges()
            for (index, owner) in owners.enumerated() where !owner.isDisjoint(with: tile) {
              ranges.add(index, 1)
            }
            return ranges
          }
          let words = "seed \(number), \(format), \(rows) x \(columns)"
          #expect(entries.stored == listed(naive.stored.map { [$0] }), "\(words)")
          #expect(entries.metadata == listed(naive.metadata), "\(words)")
          #expect(entries.pointers == listed(naive.pointers), "\(words)")
        }
      }
    }
  }

  /// All elements; or those of some rows and columns, and a few others.
  private static func tile(
    rows: Int, columns: Int, isWhole: Bool, _ generator: inout SplitMix64
  ) -> Set<Int> {
    if isWhole { return Set(0..<rows * columns) }
    let (top, left) = (generator.next(below: rows), generator.next(below: columns))
    let (bottom, right) = (
      top + generator.next(below: rows - top), left + generator.next(below: columns - left)
    )
    var tile: Set<Int> = []
    for row in top...bottom { for column in left...right { tile.insert(row * columns + column) } }
    for _ in 0..<generator.next(below: 4) { tile.insert(generator.next(below: rows * columns)) }
    return tile
  }
}

/// Whose each stored element, index and pointer is, found element by element.
private struct NaiveListing {
  var stored: [Int] = []
  var metadata: [Set<Int>] = []
  var pointers: [Set<Int>] = []

  init(_ mask: OccupancyMask, _ format: StorageFormat) {
    let (rows, columns) = (mask.rows, mask.columns)
    let byRows = (0..<rows).map { row in (0..<columns).map { row * columns + $0 } }
    let byColumns = (0..<columns).map { column in (0..<rows).map { $0 * columns + column } }
    func isSet(_ element: Int) -> Bool { mask[element / columns, element % columns] }
    func nonzeros(_ lines: [[Int]]) { stored = lines.flatMap { $0.filter(isSet) } }
    func point(_ lines: [[Int]]) {
      pointers = (0...lines.count).map { index in
        Set(lines[max(0, index - 1)..<min(lines.count, index + 1)].joined())
      }
    }
    func places(_ lines: [[Int]], _ count: Int, of size: Int) {
      for line in lines {
        for start in stride(from: 0, to: line.count, by: size) {
          let group = Array(line[start..<min(start + size, line.count)])
          var owners = group.filter(isSet)
          for element in group where !isSet(element) && owners.count < count { owners.append(element) }
          while owners.count < count { owners.append(group[group.count - 1]) }
          stored += owners.sorted()
        }
      }
    }
    switch format {
    case .dense: stored = byRows.flatMap { $0 }
    case .bitmask:
      nonzeros(byRows)
      metadata = (0..<rows * columns).map { [$0] }
    case .compressedRows:
      nonzeros(byRows)
      point(byRows)
    case .compressedColumns:
      nonzeros(byColumns)
      point(byColumns)
    case .coordinates: nonzeros(byRows)
    case .ellpack(let width, _):
      let longest = byRows.map { $0.count(where: isSet) }.max() ?? 0
      places(byRows, width ?? longest, of: columns)
    case .groupIndices(let bound, let axis):
      places(axis == .columns ? byRows : byColumns, bound.n, of: bound.m)
    case .runLength(let bits, let lines, let kind):
      let lines = lines == .rows ? byRows : byColumns
      if kind != .none { point(lines) }
      var zeros: [Int] = []
      for line in lines {
        if kind != .none { zeros = [] }
        for element in line {
          guard isSet(element) else {
            zeros.append(element)
            continue
          }
          for (place, zero) in zeros.enumerated() where (place + 1) % (1 << bits) == 0 { stored.append(zero) }
          stored.append(element)
          zeros = []
        }
      }
    case .blocks(let block, _, _):
      let across = stride(from: 0, to: columns, by: block.width)
      var lines: [[Int]] = []
      for top in stride(from: 0, to: rows, by: block.height) {
        lines.append(byRows[top..<min(top + block.height, rows)].flatMap { $0 })
        for left in across {
          var own: Set<Int> = []
          for row in top..<min(top + block.height, rows) {
            for column in left..<min(left + block.width, columns) { own.insert(row * columns + column) }
          }
          guard own.contains(where: isSet), let last = own.max() else { continue }
          metadata.append(own)
          for row in top..<top + block.height {
            for column in left..<left + block.width {
              stored.append(row < rows && column < columns ? row * columns + column : last)
            }
          }
        }
      }
      point(lines)
    case .ranks(let ranks): (stored, metadata, pointers) = NaiveRankOwners(ranks, mask).owners
    }
    switch format {
    case .dense, .bitmask, .blocks, .ranks: break
    default: metadata = stored.map { [$0] }
    }
  }
}
