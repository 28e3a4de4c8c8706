import Quantities

extension SparsityPattern {
  /// The mask of a tensor: the same for the same pattern, shape, seed and name, on every machine and for any number of
  /// workers.
  ///
  /// - Parameters:
  ///   - seed: The seed of the run.
  ///   - name: The tensor's name; every design that replays a trace sees the same zeros.
  ///   - workers: The most processors that are used.
  public func mask(
    rows: Int, columns: Int, seed: UInt64, name: String, workers: Int = 1
  ) throws(SparsityError) -> OccupancyMask {
    try check()
    guard OccupancyMask.wordCount(rows: rows, columns: columns) != nil,
      !isMadeTransposed || OccupancyMask.wordCount(rows: columns, columns: rows) != nil
    else { throw .tensorTooLarge(rows: rows, columns: columns) }
    let generator = SplitMix64(seed: seed, name: name)
    let maker = MaskMaker(rows: rows, columns: columns, generator: generator, workers: workers)
    guard rows > 0, columns > 0 else { return maker.dense() }
    return try maker.mask(of: self)
  }

  /// Whether the lines that are made one by one are columns.
  private var isMadeTransposed: Bool {
    switch self {
    case .skewed(_, _, .columns), .structured(_, .rows, _), .activation, .channelRates: true
    default: false
    }
  }
}

/// Makes the masks of patterns, for a tensor of one shape.
struct MaskMaker: Sendable {
  let rows: Int
  let columns: Int
  let generator: SplitMix64
  let workers: Int

  func mask(of pattern: SparsityPattern) throws(SparsityError) -> OccupancyMask {
    switch pattern {
    case .dense: return dense()
    case .uniform(let density):
      return everything.sample(nearestCount(density, of: rows * columns))
    case .skewed(let density, let exponent, let axis):
      let lines = axis == .rows ? rows : columns
      if PowerLaw.underflows(count: lines, exponent: exponent),
        let most = PowerLaw.greatestExponent(count: lines)
      {
        throw .exponentTooGreat(found: exponent, lines: lines, axis: axis, most: most)
      }
      return along(axis) { $0.skewed(density, exponent) }
    case .clustered(let density, let block, let fill):
      return try clustered(density, block, fill, pattern)
    case .structured(let bound, let axis, let density):
      // Groups lie along the columns of the mask or of its transpose.
      let full = along(axis == .columns ? .rows : .columns) { $0.structured(bound) }
      return try sample(density, of: full, pattern)
    case .block(let density, let block): return blocks(density, block)
    case .vector(let density, let length, let axis):
      return blocks(
        density,
        axis == .columns ? BlockShape(height: 1, width: length) : BlockShape(height: length, width: 1))
    case .channel(let density, let axis, let group):
      return blocks(
        density,
        axis == .rows ? BlockShape(height: group, width: columns) : BlockShape(height: rows, width: group))
    case .banded, .diagonal, .strided, .window, .sinkAndWindow:
      return try sample(pattern.density, of: try region(of: pattern), pattern)
    case .activation(let density, let spread):
      return along(.columns) { $0.spread(density, spread) }
    case .channelRates(let rates):
      guard rates.count == columns else { throw .rateCount(found: rates.count, columns: columns) }
      return along(.columns) { maker in
        maker.rows(withCounts: rates.map { nearestCount($0, of: maker.columns) })
      }
    case .batchCorrelated(let density, let batch, let common):
      return batchCorrelated(density, batch: batch, common: common)
    }
  }

  func dense() -> OccupancyMask { .dense(rows: rows, columns: columns) }

  var everything: RegionSampler {
    RegionSampler(region: .everything(rows: rows, columns: columns), generator: generator, workers: workers)
  }

  /// A mask whose lines along that axis are made as rows: for columns, that of the transpose, transposed.
  func along(_ axis: MaskAxis, _ make: (MaskMaker) -> OccupancyMask) -> OccupancyMask {
    if axis == .rows { return make(self) }
    return make(MaskMaker(rows: columns, columns: rows, generator: generator, workers: workers)).transposed()
  }

  /// The region, or as many of its elements as the density asks for.
  func sample(
    _ density: Ratio?, of region: OccupancyMask, _ pattern: SparsityPattern
  ) throws(SparsityError) -> OccupancyMask {
    guard let density else { return region }
    let count = nearestCount(density, of: rows * columns)
    guard count <= region.count else {
      throw .aboveCapacity(
        pattern: pattern.name, asked: count, capacity: region.count, elements: rows * columns)
    }
    return RegionSampler(region: .mask(region), generator: generator.part(3), workers: workers).sample(count)
  }

  /// Rows with exactly these counts.
  func rows(withCounts counts: [Int]) -> OccupancyMask {
    let generators = generator.part(2)
    return .ofRows(rows, columns: columns, workers: workers) { row, words in
      var generator = generators.part(row)
      RowSampler.choose(counts[row], of: columns, in: words, &generator)
    }
  }
}
