import Quantities
import Tensors
import Testing

@Suite("A format's size is what its encoder writes")
struct StorageFormatTests {
  /// Three rows of seven: 1 . . . . 2 . / . . . . . . . / . . 3 4 . . 5
  static let small = OccupancyMask(rows: 3, columns: 7) { row, column in
    [[0, 5], [], [2, 3, 6]][row].contains(column)
  }

  @Test("a small tensor of 8-bit elements, worked out by hand")
  func byHand() throws {
    /// (format, stored elements, metadata bits, pointer bits)
    let expected: [(StorageFormat, Int, Int, Int)] = [
      (.dense, 21, 0, 0),
      (.bitmask, 5, 21, 0),
      // Columns take 3 bits, pointers count to 21 and take 5.
      (.compressedRows(), 5, 5 * 3, 4 * 5),
      (.compressedColumns(), 5, 5 * 2, 8 * 5),
      (.coordinates(), 5, 5 * (2 + 3), 0),
      (.compressedRows(indexBits: 8, pointerBits: 16), 5, 40, 64),
      (.ellpack(), 9, 9 * 3, 0),
      (.ellpack(width: 4), 12, 12 * 3, 0),
      // Zeros before: 0, 4, then 1 + 7 + 2 = 10 over the row's end, 0, 2. Runs of at most 3: 4 and 10 take 1 and 2 zeros.
      (.runLength(runBits: 2, lines: .rows, pointers: .none), 8, 16, 0),
      (.runLength(runBits: 4, lines: .rows, pointers: .none), 5, 20, 0),
      // Row by row: 0 and 4; nothing; 2, 0 and 2.
      (.runLength(runBits: 2, lines: .rows, pointers: .eachLine()), 6, 12, 4 * 5),
      // Down the columns: 0 | | 2 | 2 | | 0 | 2; only run bits of 1 make zeros, one for each 2.
      (.runLength(runBits: 1, lines: .columns, pointers: .eachLine(bits: 6)), 8, 8, 8 * 6),
      // Groups 0123 456: of one row two, at most 2 of 4 each.
      (.groupIndices(GroupBound(n: 2, m: 4), axis: .columns), 12, 24, 0),
      (.groupIndices(GroupBound(n: 2, m: 3), axis: .rows), 14, 28, 0),
      // Blocks of 2 x 2: (0, 0), (0, 2), (1, 1), (1, 3) of 2 x 4.
      (.blocks(BlockShape(height: 2, width: 2)), 16, 4 * 2, 3 * 4),
      (.ranks([StorageRank(.coordinatePayload, .flattened)]), 5, 5 * 5, 0),
      // Rows 0 and 2 are kept, with 2 bits each.
      (
        .ranks([StorageRank(.coordinatePayload, .rows), StorageRank(.bitmask, .columns)]), 5, 2 * 2 + 2 * 7, 0
      ),
    ]
    for (format, stored, metadata, pointers) in expected {
      let size = try format.size(of: Self.small, elementBits: 8)
      let words = "\(format)"
      #expect(size.storedElements == stored, "\(words)")
      #expect(size.metadataBits == metadata, "\(words)")
      #expect(size.pointerBits == pointers, "\(words)")
      #expect(size.dataBits == stored * 8)
      #expect(size.bits == stored * 8 + metadata + pointers)
      #expect(size.paddingElements == stored - 5)
    }
  }

  @Test("the run-length example of EIE's authors")
  func published() throws {
    // Han et al., ISCA 2016, III-B: [0,0,1,2,0 x 18,3] has v = [1,2,0,3] and z = [2,0,15,2].
    let mask = OccupancyMask(rows: 1, columns: 23) { [2, 3, 22].contains($1) }
    let format = StorageFormat.runLength(runBits: 4, lines: .rows, pointers: .eachLine())
    let size = try format.size(of: mask, elementBits: 4)
    #expect((size.storedElements, size.paddingElements, size.metadataBits) == (4, 1, 16))
    let stored = NaiveStorage([(0..<23).map { mask[0, $0] ? 1 : 0 }], as: format)
    #expect(stored.data == [1, 1, 0, 1])
    #expect(stored.metadata.numbers.map(\.value) == [2, 0, 15, 2])
  }

  @Test("2,000 random tensors, tiles and formats", arguments: 0..<20)
  func random(block: Int) throws {
    for number in block * 100..<(block + 1) * 100 {
      var generator = SplitMix64(seed: UInt64(number), name: "storage")
      let (rows, columns) = (1 + generator.next(below: 14), 1 + generator.next(below: 100))
      let rarity = 1 + generator.next(below: 12)
      let mask = OccupancyMask(rows: rows, columns: columns) { _, _ in generator.next(below: rarity) == 0 }
      let top = generator.next(below: rows)
      let left = generator.next(below: columns)
      let range = top..<top + 1 + generator.next(below: rows - top)
      let across = left..<left + 1 + generator.next(below: columns - left)
      let matrix = range.map { row in across.map { mask[row, $0] ? 1 + row * columns + $0 : 0 } }
      for format in Self.formats(&generator) {
        let tile = mask.tile(rows: range, columns: across)
        if case .groupIndices(let bound, let axis) = format, !tile.fits(n: bound.n, m: bound.m, along: axis) {
          #expect(throws: StorageError.doesNotFit(bound)) {
            try format.size(of: mask, rows: range, columns: across, elementBits: 8)
          }
          continue
        }
        let size = try format.size(of: mask, rows: range, columns: across, elementBits: 8)
        let stored = NaiveStorage(matrix, as: format)
        let expected = StorageSize(
          storedElements: stored.data.count, occupiedElements: tile.count, elementBits: 8,
          metadataBits: stored.metadata.bits, pointerBits: stored.pointers.bits)
        #expect(size == expected, "seed \(number), \(rows) x \(columns), tile \(range) \(across), \(format)")
        if case .ranks = format { continue }
        let back = stored.matrix(rows: range.count, columns: across.count, of: format)
        #expect(back == matrix, "seed \(number), \(format)")
      }
    }
  }

  @Test("ranks spell the common formats")
  func spelling() throws {
    var generator = SplitMix64(seed: 11, name: "spelling")
    let mask = OccupancyMask(rows: 12, columns: 64) { _, _ in generator.next(below: 6) == 0 }
    let block = BlockShape(height: 4, width: 8)
    let pairs: [(StorageFormat, [StorageRank])] = [
      (.dense, [StorageRank(.uncompressed, .rows), StorageRank(.uncompressed, .columns)]),
      (.bitmask, [StorageRank(.uncompressed, .rows), StorageRank(.bitmask, .columns)]),
      (.compressedRows(), [StorageRank(.offsetPairs, .rows), StorageRank(.coordinatePayload, .columns)]),
      (.compressedColumns(), [StorageRank(.offsetPairs, .columns), StorageRank(.coordinatePayload, .rows)]),
      (
        .blocks(block),
        [
          StorageRank(.offsetPairs, .rows), StorageRank(.coordinatePayload, .columns),
          StorageRank(.uncompressed, .rows, size: 4), StorageRank(.uncompressed, .columns, size: 8),
        ]
      ),
    ]
    for (format, ranks) in pairs {
      let size = try format.size(of: mask, elementBits: 8)
      #expect(try StorageFormat.ranks(ranks).size(of: mask, elementBits: 8) == size, "\(format)")
    }
  }

  @Test("a tensor without non-zeros, rows or columns has a size")
  func nothing() throws {
    var generator = SplitMix64(seed: 1, name: "nothing")
    for (rows, columns) in [(4, 100), (0, 5), (5, 0), (0, 0)] {
      for format in Self.formats(&generator) {
        let mask = OccupancyMask(rows: rows, columns: columns) { _, _ in false }
        let size = try format.size(of: mask, elementBits: 8)
        #expect(size.occupiedElements == 0)
        #expect(size.paddingElements == size.storedElements)
      }
    }
  }

  @Test("what cannot be stored is refused, and the message says what would be right")
  func refusals() {
    let pair = [StorageRank(.bitmask, .rows), StorageRank(.bitmask, .columns)]
    let cases: [(StorageFormat, StorageError, String)] = [
      (
        .compressedRows(indexBits: 2), .tooNarrow(parameter: "index", found: 2, needed: 3),
        "index has 2 bits; this tensor needs 3 or more"
      ),
      (
        .runLength(runBits: 33, lines: .rows, pointers: .none),
        .outOfRange(parameter: "run bits", found: 33, least: 0, most: 32),
        "run bits is 33; it lies between 0 and 32"
      ),
      (
        .ellpack(width: 2), .rowTooLong(found: 3, width: 2),
        """
        a row has 3 non-zeros; the format ell of width 2 holds that many or fewer: state a width of 3 or more, or none
        """
      ),
      (
        .groupIndices(GroupBound(n: 1, m: 4), axis: .columns), .doesNotFit(GroupBound(n: 1, m: 4)),
        "the tensor has more than 1 non-zeros in a group of 4; the format nm_indices holds 1"
      ),
      (
        .groupIndices(GroupBound(n: 5, m: 4), axis: .columns), .moreThanTheGroup(GroupBound(n: 5, m: 4)),
        "5:4 keeps more elements than a group has; write N:M with N at most M, for example 4:5"
      ),
      (
        .blocks(BlockShape(height: 0, width: 1)),
        .outOfRange(parameter: "block height", found: 0, least: 1, most: 65_536),
        "block height is 0; it lies between 1 and 65536"
      ),
      (
        .ranks([pair[0]]), .missingRank(.columns),
        "no rank has the axis columns; rows and columns need one each, or a flattened one"
      ),
      (
        .ranks(pair + [StorageRank(.bitmask, .flattened)]), .flattenedTooLate(number: 3),
        "rank 3 is flattened; it comes before all ranks of rows and columns"
      ),
      (
        .ranks(pair + [StorageRank(.bitmask, .rows)]), .rankSize(number: 3, isFirst: false),
        "rank 3 is not the first of its axis; state its size"
      ),
      (
        .ranks([StorageRank(.bitmask, .rows, size: 4), pair[1]]), .rankSize(number: 1, isFirst: true),
        "rank 1 is the first of its axis and has as many coordinates as the others leave; leave out its size"
      ),
      (
        .ranks(pair + Array(repeating: StorageRank(.bitmask, .rows, size: 65_536), count: 3)), .ranksTooLarge,
        "the ranks have more positions than 2^50; state smaller sizes"
      ),
    ]
    for (format, error, words) in cases {
      #expect(throws: error) { try format.size(of: Self.small, elementBits: 8) }
      #expect(error.description == words)
    }
  }

  /// Some formats, with parameters drawn.
  static func formats(_ generator: inout SplitMix64) -> [StorageFormat] {
    func axis() -> MaskAxis { generator.next(below: 2) == 0 ? .rows : .columns }
    let representations = StorageRank.Representation.allCases
    func representation() -> StorageRank.Representation {
      representations[generator.next(below: representations.count)]
    }
    func side() -> Int { 1 + generator.next(below: 9) }
    let bound = GroupBound(n: 1 + generator.next(below: 4), m: 4 + generator.next(below: 5))
    let lastBits = [nil, 1, 2, 3][generator.next(below: 4)]
    let last = StorageRank(.runLength, .columns, size: side(), indexBits: lastBits)
    return [
      .dense, .bitmask, .compressedRows(), .compressedColumns(), .coordinates(), .ellpack(),
      .compressedRows(indexBits: 8, pointerBits: 12),
      .runLength(runBits: generator.next(below: 6), lines: axis(), pointers: .none),
      .runLength(runBits: generator.next(below: 6), lines: axis(), pointers: .eachLine()),
      .groupIndices(bound, axis: axis()),
      .blocks(BlockShape(height: side(), width: side())),
      .ranks([StorageRank(representation(), .flattened)]),
      .ranks([StorageRank(representation(), .rows), StorageRank(representation(), .columns, payloadBits: 12)]
      ),
      .ranks([StorageRank(representation(), .columns), StorageRank(representation(), .rows)]),
      .ranks([
        StorageRank(representation(), .rows), StorageRank(representation(), .columns),
        StorageRank(representation(), .rows, size: side()),
        StorageRank(representation(), .columns, size: side()),
      ]),
      .ranks([StorageRank(representation(), .rows), StorageRank(representation(), .columns), last]),
      .ranks([StorageRank(.uncompressed, .columns), StorageRank(.runLength, .rows, indexBits: 2)]),
    ]
  }
}
