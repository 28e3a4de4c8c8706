import Quantities

extension StorageFormat {
  /// The size of a whole tensor.
  public func size(of mask: OccupancyMask, elementBits: Int) throws(StorageError) -> StorageSize {
    try size(of: mask, rows: 0..<mask.rows, columns: 0..<mask.columns, elementBits: elementBits)
  }

  /// The size of a tile that is stored as a tensor of its own: its indices count from its edges, and its runs begin there.
  public func size(
    of mask: OccupancyMask, rows: Range<Int>, columns: Range<Int>, elementBits: Int
  ) throws(StorageError) -> StorageSize {
    try inRange(elementBits, 1, 1_024, "element bits")
    switch self {
    case .dense, .bitmask, .compressedRows, .compressedColumns, .coordinates:
      // These need no more of the tile than its count.
      return try size(
        rows: rows.count, columns: columns.count, occupied: mask.count(rows: rows, columns: columns),
        elementBits)
    default:
      let isWhole = rows == 0..<mask.rows && columns == 0..<mask.columns
      return try size(of: isWhole ? mask : mask.tile(rows: rows, columns: columns), elementBits)
    }
  }

  private func size(
    rows: Int, columns: Int, occupied: Int, _ elementBits: Int
  ) throws(StorageError) -> StorageSize {
    var size = StorageSize(storedElements: occupied, occupiedElements: occupied, elementBits: elementBits)
    switch self {
    case .dense:
      size = StorageSize(
        storedElements: rows * columns, occupiedElements: occupied, elementBits: elementBits)
    case .bitmask:
      size.metadataBits = rows * columns
    case .compressedRows(let indexBits, let pointerBits):
      size.metadataBits = occupied * (try width(indexBits, "index", for: columns))
      size.pointerBits = (rows + 1) * (try width(pointerBits, "pointer", for: rows * columns + 1))
    case .compressedColumns(let indexBits, let pointerBits):
      size.metadataBits = occupied * (try width(indexBits, "index", for: rows))
      size.pointerBits = (columns + 1) * (try width(pointerBits, "pointer", for: rows * columns + 1))
    case .coordinates(let rowBits, let columnBits):
      let (row, column) = (
        try width(rowBits, "row index", for: rows), try width(columnBits, "column index", for: columns)
      )
      size.metadataBits = occupied * (row + column)
    default: preconditionFailure("\(name) needs the mask")
    }
    return size
  }

  private func size(of tile: OccupancyMask, _ elementBits: Int) throws(StorageError) -> StorageSize {
    func stored(_ elements: Int) -> StorageSize {
      StorageSize(storedElements: elements, occupiedElements: tile.count, elementBits: elementBits)
    }
    switch self {
    case .runLength(let runBits, let lines, let pointers):
      try inRange(runBits, 0, 32, "run bits")
      let lined = lines == .rows ? tile : tile.transposed()
      let length = pointers == .none ? nil : max(lined.columns, 1)
      var size = stored(tile.count + lined.zerosForRuns(bits: runBits, segment: length))
      size.metadataBits = size.storedElements * runBits
      if case .eachLine(let bits) = pointers {
        size.pointerBits = (lined.rows + 1) * (try width(bits, "pointer", for: tile.elements + 1))
      }
      return size
    case .ellpack(let given, let indexBits):
      if let given { try inRange(given, 0, 1 << 24, "width") }
      let longest = tile.rowCounts().max() ?? 0
      let width = given ?? longest
      guard longest <= width else { throw .rowTooLong(found: longest, width: width) }
      var size = stored(tile.rows * width)
      size.metadataBits = size.storedElements * (try self.width(indexBits, "index", for: tile.columns))
      return size
    case .groupIndices(let bound, let axis):
      try inRange(bound.m, 1, 1 << 16, "M")
      try inRange(bound.n, 0, 1 << 16, "N")
      guard bound.n <= bound.m else { throw .moreThanTheGroup(bound) }
      guard tile.fits(n: bound.n, m: bound.m, along: axis) else { throw .doesNotFit(bound) }
      let (lines, length) = axis == .columns ? (tile.rows, tile.columns) : (tile.columns, tile.rows)
      var size = stored(lines * ceilingDivision(length, by: bound.m) * bound.n)
      size.metadataBits = size.storedElements * bitsToTellApart(bound.m)
      return size
    case .blocks(let block, let indexBits, let pointerBits):
      try inRange(block.height, 1, 1 << 16, "block height")
      try inRange(block.width, 1, 1 << 16, "block width")
      let occupied = tile.blockOccupancy(height: block.height, width: block.width)
      var size = stored(occupied.count * block.height * block.width)
      size.metadataBits = occupied.count * (try width(indexBits, "index", for: occupied.columns))
      size.pointerBits = (occupied.rows + 1) * (try width(pointerBits, "pointer", for: occupied.elements + 1))
      return size
    case .ranks(let ranks): return try size(of: tile, ranks, elementBits)
    default: preconditionFailure("\(name) needs no mask")
    }
  }

  /// The width that is given, where it can tell so many positions apart, or else the least that can.
  func width(_ given: Int?, _ parameter: String, for positions: Int) throws(StorageError) -> Int {
    let needed = bitsToTellApart(positions)
    guard let given else { return needed }
    try inRange(given, 0, 64, "\(parameter) bits")
    guard given >= needed else { throw .tooNarrow(parameter: parameter, found: given, needed: needed) }
    return given
  }

  func inRange(_ found: Int, _ least: Int, _ most: Int, _ parameter: String) throws(StorageError) {
    guard (least...most).contains(found) else {
      throw .outOfRange(parameter: parameter, found: found, least: least, most: most)
    }
  }
}

extension OccupancyMask {
  /// The zeros that must be stored where a run holds at most `2^bits - 1` of them: one for every `2^bits` zeros before a
  /// non-zero. Runs begin anew every `segment` columns and with each row, or never where it is nil.
  func zerosForRuns(bits: Int, segment: Int?) -> Int {
    var zeros = 0
    words.withUnsafeBufferPointer { words in
      // The position after the last non-zero, counted over rows where runs go on.
      var next = 0
      for row in 0..<rows {
        var start = segment == nil ? row * columns : 0
        if segment != nil { next = 0 }
        var segmentEnd = segment ?? .max
        for word in 0..<stride {
          var left = words[row * stride + word]
          while left != 0 {
            let position = start + left.trailingZeroBitCount
            while position >= segmentEnd {
              next = segmentEnd
              segmentEnd += segment!
            }
            zeros += (position - next) >> bits
            next = position + 1
            left &= left - 1
          }
          start += 64
        }
      }
    }
    return zeros
  }
}
