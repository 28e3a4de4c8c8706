import Quantities

/// A tensor whose ranks are represented one by one: which coordinates each keeps, and which of their entries belong to which
/// elements (docs/model.md, 11).
///
/// Fibers are numbered as the rank outside keeps their coordinates, and coordinates fiber by fiber.
struct RankListing: Sendable {
  /// One rank.
  private struct Level: Sendable {
    let rank: StorageRank
    /// Coordinates of a fiber, and the elements beneath one: `height` x `width`.
    let size: Int
    let height: Int
    let width: Int
    /// Of a flattened rank, the coordinates that lie side by side; 1 along rows, all of them along columns.
    let across: Int
    /// Of an index or a run, and of a payload.
    let indexBits: Int
    let payloadBits: Int
    var kept = RankedBits()
    /// Where its metadata and its payloads begin, in bits.
    var metadataStart = 0
    var pointerStart = 0

    var fibers: Int { size == 0 ? 0 : kept.length / size }

    var metadataBits: Int {
      switch rank.representation {
      case .uncompressed, .offsetPairs: 0
      case .uncompressedBitmask, .bitmask: kept.length
      case .coordinatePayload, .runLength: kept.count * indexBits
      }
    }

    var pointerBits: Int {
      rank.representation == .offsetPairs ? fibers * (size + 1) * payloadBits : kept.count * payloadBits
    }
  }

  private var levels: [Level]
  private let rows: Int
  private let columns: Int
  /// The most coordinates of all fibers together, for a tensor of so many elements: parts may reach beyond its edges, but not
  /// far. A bit is kept for each.
  static func mostCoordinates(elements: Int) -> Int { (1 << 24) + 16 * elements }

  /// - Parameters:
  ///   - shapes: Of each rank the coordinates of a fiber, what lies side by side, and the bits of its entries.
  init(_ mask: OccupancyMask, _ shapes: [RankShape]) throws(StorageError) {
    (rows, columns) = (mask.rows, mask.columns)
    levels = shapes.map { shape in
      Level(
        rank: shape.rank, size: shape.size, height: shape.height, width: shape.width, across: shape.across,
        indexBits: shape.indexBits, payloadBits: shape.payloadBits)
    }
    var builder = Builder(mask, shapes)
    try builder.fiber(0, row: 0, column: 0)
    var (metadata, pointers) = (0, 0)
    for index in levels.indices {
      levels[index].kept = RankedBits(builder.bits[index])
      levels[index].metadataStart = metadata
      levels[index].pointerStart = pointers
      metadata += levels[index].metadataBits
      pointers += levels[index].pointerBits
    }
  }

  /// Adds the entries of a tile; metadata and pointers bit by bit.
  func list(_ tile: ElementRanges, _ entries: inout StorageListing.Entries) {
    var pieces: [Piece] = []
    tile.forEachPiece(columns: columns) { pieces.append(Piece(rows: $0, columns: $1)) }
    var found = [(metadata: ElementRanges, pointers: ElementRanges)](
      repeating: (ElementRanges(), ElementRanges()), count: levels.count)
    list(0, fiber: 0, row: 0, column: 0, pieces, &found, &entries.stored)
    for (level, ranges) in zip(levels, found) {
      for range in ranges.metadata.ranges {
        entries.metadata.add(level.metadataStart + range.lowerBound, range.count)
      }
      for range in ranges.pointers.ranges {
        entries.pointers.add(level.pointerStart + range.lowerBound, range.count)
      }
    }
  }

  private struct Piece {
    var rows: Range<Int>
    var columns: Range<Int>
  }

  private func list(
    _ number: Int, fiber: Int, row: Int, column: Int, _ pieces: [Piece],
    _ found: inout [(metadata: ElementRanges, pointers: ElementRanges)], _ stored: inout ElementRanges
  ) {
    let level = levels[number]
    let isLast = number == levels.count - 1
    for coordinate in 0..<level.size {
      let (top, left) = (
        row + coordinate / level.across * level.height, column + coordinate % level.across * level.width
      )
      guard top < rows, left < columns else { continue }
      let inside = (rows: top..<top + level.height, columns: left..<left + level.width)
      let common = pieces.filter { $0.rows.overlaps(inside.rows) && $0.columns.overlaps(inside.columns) }
      guard !common.isEmpty else { continue }
      let place = fiber * level.size + coordinate
      let isKept = level.kept[place]
      let kept = isKept ? level.kept.rank(place) : 0
      switch level.rank.representation {
      case .uncompressed: break
      case .uncompressedBitmask, .bitmask: found[number].metadata.add(place, 1)
      case .coordinatePayload, .runLength:
        if isKept { found[number].metadata.add(kept * level.indexBits, level.indexBits) }
      case .offsetPairs:
        found[number].pointers.add(
          (fiber * (level.size + 1) + coordinate) * level.payloadBits, 2 * level.payloadBits)
      }
      guard isKept else { continue }
      if level.rank.representation != .offsetPairs {
        found[number].pointers.add(kept * level.payloadBits, level.payloadBits)
      }
      if isLast {
        stored.add(kept, 1)
      } else {
        list(number + 1, fiber: kept, row: top, column: left, common, &found, &stored)
      }
    }
  }

  /// Goes through all fibers once, from the outermost rank on.
  private struct Builder {
    let shapes: [RankShape]
    /// By rank, which boxes of the size beneath a coordinate have a non-zero.
    let occupied: [OccupancyMask]
    var bits: [BitList]
    var coordinates = 0
    let most: Int

    init(_ mask: OccupancyMask, _ shapes: [RankShape]) {
      self.shapes = shapes
      occupied = shapes.map { mask.blockOccupancy(height: $0.height, width: $0.width) }
      bits = shapes.map { _ in BitList() }
      most = RankListing.mostCoordinates(elements: mask.rows * mask.columns)
    }

    mutating func fiber(_ number: Int, row: Int, column: Int) throws(StorageError) {
      let shape = shapes[number]
      coordinates += shape.size
      guard coordinates <= most else { throw .tooFarBeyondTheEdge }
      let isLast = number == shapes.count - 1
      let isUncompressed =
        shape.rank.representation == .uncompressed || shape.rank.representation == .uncompressedBitmask
      // In a rank of runs zeros wait for a non-zero: behind the last one nothing is stored.
      var waiting = 0
      for coordinate in 0..<shape.size {
        let (top, left) = (
          row + coordinate / shape.across * shape.height, column + coordinate % shape.across * shape.width
        )
        let (boxRow, boxColumn) = (top / shape.height, left / shape.width)
        let isOccupied =
          boxRow < occupied[number].rows && boxColumn < occupied[number].columns
          && occupied[number][boxRow, boxColumn]
        let isKept = isUncompressed || isOccupied
        if isLast, shape.rank.representation == .runLength {
          waiting += 1
          guard isOccupied else { continue }
          // Every 2^bits-th of the zeros before it is stored.
          let run = 1 << min(shape.indexBits, 40)
          for place in 1...waiting {
            bits[number].append(place == waiting || place % run == 0)
          }
          waiting = 0
          continue
        }
        bits[number].append(isKept)
        if isKept, !isLast { try fiber(number + 1, row: top, column: left) }
      }
      for _ in 0..<waiting { bits[number].append(false) }
    }
  }
}

/// A rank's coordinates and widths for a tensor of a certain size.
struct RankShape: Sendable {
  var rank: StorageRank
  /// Coordinates of a fiber.
  var size: Int
  /// The elements beneath a coordinate.
  var height: Int
  var width: Int
  /// How many coordinates lie side by side.
  var across: Int
  var indexBits: Int
  var payloadBits: Int
}

/// Bits that are appended one by one.
struct BitList: Sendable {
  private(set) var words: [UInt64] = []
  private(set) var count = 0

  mutating func append(_ bit: Bool) {
    if count & 63 == 0 { words.append(0) }
    if bit { words[count >> 6] |= 1 << UInt64(count & 63) }
    count += 1
  }
}

/// Bits that know how many of them are set before any place.
struct RankedBits: Sendable {
  private let words: [UInt64]
  /// Set bits before every word.
  private let before: [Int]
  let length: Int
  let count: Int

  init(_ list: BitList = BitList()) {
    words = list.words
    length = list.count
    var (sums, sum) = ([Int](), 0)
    sums.reserveCapacity(words.count)
    for word in list.words {
      sums.append(sum)
      sum += word.nonzeroBitCount
    }
    (before, count) = (sums, sum)
  }

  subscript(place: Int) -> Bool { words[place >> 6] >> UInt64(place & 63) & 1 == 1 }

  func rank(_ place: Int) -> Int {
    before[place >> 6] + (words[place >> 6] & ((1 << UInt64(place & 63)) - 1)).nonzeroBitCount
  }
}
