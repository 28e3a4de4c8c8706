import Workloads

/// A dimension cut into consecutive pieces of at most a side: none of them crosses a multiple of `period`.
struct Chunks {
  let whole: Int
  let side: Int
  private let period: Int
  private let perPeriod: Int
  /// Whether the pieces at one place of all periods follow each other, place by place (`part_kernel`).
  private let goesAcross: Bool
  let count: Int
  /// The pieces one by one, where no rule gives them.
  private let pieces: [Range<Int>]?

  /// Pieces that may overlap, all of one dimension.
  init(_ whole: Int, pieces: [Range<Int>]) {
    self.whole = whole
    self.pieces = pieces
    side = pieces.reduce(0) { max($0, $1.count) }
    period = whole
    perPeriod = pieces.count
    goesAcross = false
    count = pieces.count
  }

  init(_ whole: Int, side: Int, period: Int? = nil, goesAcross: Bool = false) {
    self.whole = whole
    self.side = side
    self.period = period ?? whole
    self.goesAcross = goesAcross
    pieces = nil
    perPeriod = (self.period + side - 1) / side
    count = whole / self.period * perPeriod
  }

  private var periods: Int { whole / period }

  subscript(index: Int) -> Range<Int> {
    if let pieces { return pieces[index] }
    let start = (goesAcross ? index % periods : index / perPeriod) * period
    let first = start + (goesAcross ? index / periods : index % perPeriod) * side
    return first..<min(first + side, start + period)
  }

  /// Elements of the chunks before one.
  func elements(before index: Int) -> Int {
    guard goesAcross else { return self[index].lowerBound }
    return index / periods * side * periods + index % periods * self[index].count
  }

  /// The chunks in runs of at most `depth`: none has chunks of several periods, or places where they go across.
  func runs(of depth: Int) -> ChunkRuns {
    let together = goesAcross ? periods : perPeriod
    let perGroup = (together + depth - 1) / depth
    return ChunkRuns(depth: depth, together: together, perGroup: perGroup, count: count / together * perGroup)
  }

  /// The elements of the greatest chunk of each run, summed: the first chunk of a run is its greatest.
  ///
  /// With `size` above 1, of which the side is a multiple, they are counted in pieces of so many.
  func greatestOfRuns(_ runs: ChunkRuns, inPiecesOf size: Int = 1) -> Int {
    func pieces(_ elements: Int) -> Int { (elements + size - 1) / size }
    if goesAcross { return pieces(period) * runs.perGroup }
    let last = (runs.perGroup - 1) * runs.depth * side
    return periods * ((runs.perGroup - 1) * pieces(side) + pieces(min(side, period - last)))
  }

  /// Pieces of at most so many elements, of which the side is a multiple, that no chunk shares with another.
  func pieces(of size: Int) -> Int { periods * ((period + size - 1) / size) }
}

/// Runs of chunks of a reduction, by the numbers of the chunks.
struct ChunkRuns {
  let depth: Int
  /// Chunks between which runs are made.
  fileprivate let together: Int
  fileprivate let perGroup: Int
  let count: Int

  subscript(run: Int) -> Range<Int> {
    let place = run % perGroup * depth
    let first = run / perGroup * together + place
    return first..<(first + min(depth, together - place))
  }
}

extension ProductPass {
  /// The reduction in chunks: with `direct` and `part_kernel` none crosses a tap of the window.
  func reductionChunks(side: Int) -> Chunks {
    switch spatial {
    case .im2col, .channelWise: Chunks(reduction, side: side)
    case .direct: Chunks(reduction, side: side, period: shape.channels)
    case .partKernel: Chunks(reduction, side: side, period: shape.channels, goesAcross: true)
    }
  }
}
