import Quantities

extension StorageFormat {
  /// The size of a tensor whose ranks are represented one by one.
  ///
  /// A rank's fibers are one for each coordinate that the rank outside it keeps. `U` and `UB` keep every coordinate, the
  /// others those below which there is a non-zero. How many these are in all is the number of blocks with any non-zero,
  /// of the sides that the ranks further inside have together.
  func size(
    of tile: OccupancyMask, _ ranks: [StorageRank], _ elementBits: Int
  ) throws(StorageError) -> StorageSize {
    var fibers = 1
    var (metadataBits, pointerBits, zeros) = (0, 0, 0)
    let shapes = try shapes(of: ranks, rows: tile.rows, columns: tile.columns)
    for (number, shape) in shapes.enumerated() {
      let (rank, size) = (shape.rank, shape.size)
      let occupied =
        tile.count == 0 ? 0 : tile.blockOccupancy(height: shape.height, width: shape.width).count
      let kept: Int
      switch rank.representation {
      case .uncompressed: kept = fibers * size
      case .uncompressedBitmask:
        kept = fibers * size
        metadataBits += fibers * size
      case .bitmask:
        kept = occupied
        metadataBits += fibers * size
      case .coordinatePayload:
        kept = occupied
        metadataBits += occupied * shape.indexBits
      case .runLength:
        kept = occupied
        if number == shapes.count - 1 {
          zeros = zerosOfLastRank(rank, bits: shape.indexBits, size: size, of: tile)
        }
        metadataBits += (occupied + zeros) * shape.indexBits
      case .offsetPairs:
        kept = occupied
        pointerBits += fibers * (size + 1) * shape.payloadBits
      }
      if rank.representation != .offsetPairs { pointerBits += (kept + zeros) * shape.payloadBits }
      fibers = kept
    }
    return StorageSize(
      storedElements: fibers + zeros, occupiedElements: tile.count, elementBits: elementBits,
      metadataBits: metadataBits, pointerBits: pointerBits)
  }

  /// What is wrong with a list of ranks, whatever the tensor; nil where nothing is.
  public static func problem(with ranks: [StorageRank]) -> StorageError? {
    do throws(StorageError) {
      _ = try StorageFormat.ranks(ranks).sizes(of: ranks, rows: 1, columns: 1)
      return nil
    } catch {
      return error
    }
  }

  /// The coordinates, boxes and widths of each rank, for a tensor of that size.
  func shapes(
    of ranks: [StorageRank], rows: Int, columns: Int
  ) throws(StorageError) -> [RankShape] {
    let sizes = try sizes(of: ranks, rows: rows, columns: columns)
    var (height, width) = (sizes.height, sizes.width)
    var positions = 1
    var shapes: [RankShape] = []
    for (number, rank) in ranks.enumerated() {
      let size = sizes.coordinates[number]
      switch rank.axis {
      case .rows: height /= max(size, 1)
      case .columns: width /= max(size, 1)
      case .flattened: (height, width) = (sizes.innerHeight, sizes.innerWidth)
      }
      let isLast = number == ranks.count - 1
      let places = isLast ? positions * size : positions * size * sizes.coordinates[number + 1]
      positions *= size
      let across =
        switch rank.axis {
        case .rows: 1
        case .columns: size
        case .flattened: sizes.width / sizes.innerWidth
        }
      let indexBits =
        switch rank.representation {
        case .coordinatePayload: try self.width(rank.indexBits, "index", for: size)
        case .runLength: try runBits(of: rank, size: size, isLast: isLast)
        default: 0
        }
      shapes.append(
        RankShape(
          rank: rank, size: size, height: max(height, 1), width: max(width, 1), across: max(across, 1),
          indexBits: indexBits, payloadBits: try payloadBits(of: rank, places: places)))
    }
    return shapes
  }

  private func payloadBits(of rank: StorageRank, places: Int) throws(StorageError) -> Int {
    if rank.representation == .offsetPairs { return try width(rank.payloadBits, "payload", for: places + 1) }
    guard let bits = rank.payloadBits else { return 0 }
    try inRange(bits, 0, 64, "payload bits")
    return bits
  }

  /// In the last rank runs may be shorter than a fiber: zeros are stored. Further outside there is nothing to store.
  private func runBits(of rank: StorageRank, size: Int, isLast: Bool) throws(StorageError) -> Int {
    guard isLast, let bits = rank.indexBits else { return try width(rank.indexBits, "index", for: size) }
    try inRange(bits, 0, 32, "index bits")
    return bits
  }

  private func zerosOfLastRank(_ rank: StorageRank, bits: Int, size: Int, of tile: OccupancyMask) -> Int {
    switch rank.axis {
    case .rows: tile.transposed().zerosForRuns(bits: bits, segment: max(size, 1))
    case .columns: tile.zerosForRuns(bits: bits, segment: max(size, 1))
    case .flattened: tile.zerosForRuns(bits: bits, segment: nil)
    }
  }

  private struct RankSizes {
    /// The coordinates of a fiber, for each rank.
    var coordinates: [Int] = []
    /// The rows and columns that all ranks have together, which is at least what the tensor has.
    var (height, width) = (1, 1)
    /// The same without the first rank of the axis.
    var (innerHeight, innerWidth) = (1, 1)
  }

  private func sizes(
    of ranks: [StorageRank], rows: Int, columns: Int
  ) throws(StorageError) -> RankSizes {
    var sizes = RankSizes()
    var (hasRows, hasColumns) = (false, false)
    for (number, rank) in ranks.enumerated() {
      let isFirst: Bool
      switch rank.axis {
      case .rows: (isFirst, hasRows) = (!hasRows, true)
      case .columns: (isFirst, hasColumns) = (!hasColumns, true)
      case .flattened:
        guard !hasRows, !hasColumns else { throw .flattenedTooLate(number: number + 1) }
        (isFirst, hasRows, hasColumns) = (true, true, true)
      }
      guard (rank.size == nil) == isFirst else { throw .rankSize(number: number + 1, isFirst: isFirst) }
      guard let size = rank.size else { continue }
      try inRange(size, 1, 1 << 16, "size")
      if rank.axis == .rows { sizes.innerHeight *= size } else { sizes.innerWidth *= size }
      // Far below what could overflow, and above every tensor.
      guard sizes.innerHeight <= 1 << 34, sizes.innerWidth <= 1 << 34 else { throw .ranksTooLarge }
    }
    guard hasRows else { throw .missingRank(.rows) }
    guard hasColumns else { throw .missingRank(.columns) }
    let (outerHeight, outerWidth) = (
      ceilingDivision(rows, by: sizes.innerHeight), ceilingDivision(columns, by: sizes.innerWidth)
    )
    (sizes.height, sizes.width) = (outerHeight * sizes.innerHeight, outerWidth * sizes.innerWidth)
    let (positions, overflow) = sizes.height.multipliedReportingOverflow(by: sizes.width)
    guard !overflow, positions <= 1 << 50 else { throw .ranksTooLarge }
    sizes.coordinates = ranks.map { rank in
      switch rank.axis {
      case .rows: rank.size ?? outerHeight
      case .columns: rank.size ?? outerWidth
      case .flattened: outerHeight * outerWidth
      }
    }
    return sizes
  }
}
