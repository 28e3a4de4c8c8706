import Documents
import Hardware
import Replay
import Workloads

/// Runs points of a sweep.
public struct PointRunner: Sendable {
  public let sweep: Sweep
  let maker: PointMaker
  private let reader: FigureReader
  private let keys: [String]
  public let cache: ReplayCache
  /// Rows of other stores, which are taken over where their points are equal.
  public var reusable: [ReusableRows] = []

  public init(_ sweep: Sweep, figures: FigureReader, cache: ReplayCache = .sha256()) {
    self.sweep = sweep
    maker = PointMaker(sweep)
    reader = figures
    keys = sweep.figures.map(\.key)
    self.cache = cache
  }

  /// The row of a point; one that cannot be run is a row that says why.
  public func run(_ point: Int) async -> StoreRow {
    let options = sweep.space.options(of: point)
    do throws(ExpressionError) {
      _ = try Evaluation(sweep: sweep, options: options).isFeasible(withFigures: false)
    } catch {
      return StoreRow(point: point, outcome: .failed("a constraint has no value: \(error.message)"))
    }
    switch await maker.make(options) {
    case .failure(let failure): return StoreRow(point: point, outcome: .failed(failure.message))
    case .success(let made):
      if let key = made.key, let known = known(key) {
        return StoreRow(point: point, figures: known, key: key)
      }
      switch await result(made) {
      case .success(let result):
        return StoreRow(point: point, figures: reader.read(result, keys), key: made.key)
      case .failure(let failure): return StoreRow(point: point, outcome: .failed(failure.message))
      }
    }
  }

  /// The figures of a point that another store has.
  private func known(_ key: ReplayDigest) -> [Value]? {
    for rows in reusable {
      if let figures = rows.figures(of: key) { return figures }
    }
    return nil
  }

  private func result(_ made: PointMaker.Made) async -> Result<RunResult, PointFailure> {
    switch await maker.masks(of: made) {
    case .failure(let failure): return .failure(failure)
    case .success(let masks):
      var replay = ReplayOptions(seed: made.seed, findsMemoryWall: sweep.findsMemoryWall)
      replay.cache = cache
      do throws(ReplayError) {
        return .success(
          try await Replayer.run(trace: made.trace, masks: masks, design: made.design, options: replay))
      } catch {
        switch error {
        case .unsuitable(let findings): return .failure(PointFailure(findings))
        }
      }
    }
  }

  /// Says at their lines what results show to be wrong, and as a warning which figures none of a few points has: machines
  /// with a board, say, have figures that others of the sweep have not. Finds nothing where no point of those tried can be run.
  public func checkFigures(findings: Findings) async {
    if sweep.figures.isEmpty {
      findings.add(
        .keepsNothing, at: SourcePosition(file: sweep.file, line: 1, column: 1), severity: .warning)
    }
    var known: Set<String> = []
    var tried = 0
    for point in samples(8) {
      guard case .success(let made) = await maker.make(sweep.space.options(of: point)),
        case .success(let result) = await result(made)
      else { continue }
      tried += 1
      if tried == 1 {
        sweep.checkValues(
          of: StoreRow(point: point, outcome: .figures(reader.read(result, self.keys))), findings: findings)
      }
      known.formUnion(reader.keys(result))
      if sweep.figures.allSatisfy({ known.contains($0.key) }) { return }
    }
    guard tried > 0 else { return }
    for figure in sweep.figures where !known.contains(figure.key) {
      findings.add(
        .figureNotSeen(figure.key, tried: tried), at: figure.position, severity: .warning)
    }
  }

  /// Points spread over the sweep that constraints leave in, at most so many.
  public func samples(_ count: Int) -> [Int] {
    let total = sweep.space.count
    var found: [Int] = []
    var scan = ConstraintScan(sweep)
    let wanted = min(count, total)
    for sample in 0..<wanted {
      // The middle of each of equally long parts, or the first point after it that is left in. In each part one further on:
      // parts are multiples of what an axis has, and all samples would have the same value on it.
      let middle = Int((UInt128(2 * sample + 1) * UInt128(total)) / UInt128(2 * wanted))
      let start = total / wanted > 2 * wanted ? middle + sample : middle
      let end = scan.looked + 10_000
      var place = start
      while place < total, scan.looked < end {
        let (point, isLeftIn) = scan.next(from: place, looking: end - scan.looked)
        place = point + 1
        guard isLeftIn, !scan.isBroken, !found.contains(point) else { continue }
        found.append(point)
        break
      }
    }
    return found
  }
}
