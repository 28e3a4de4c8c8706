/// What happened on a row-stationary array, so that a test can say which rules it has exercised.
public struct RowEvents: Equatable, Sendable {
  /// Steps in which elements with nothing left to multiply waited for inputs, for weights, and for sums to leave.
  public var waitsForInputs = 0
  public var waitsForWeights = 0
  public var waitsForSums = 0
  /// Folds that found the weights of the fold before.
  public var keptWeights = 0
  /// Passes that found those of the pass before.
  public var foundWeights = 0
  /// Passes with several sets of rows for channels, and for filters, and of columns for filters.
  public var channelSets = 0
  public var filterSets = 0
  public var columnSets = 0
  /// Passes whose elements have several channels, and several filters.
  public var severalChannels = 0
  public var severalFilters = 0
  /// Passes that take channels, filters and rows in several runs, and of these those whose last run is a smaller one.
  public var channelRuns = 0
  public var filterRuns = 0
  public var rowRuns = 0
  public var lastChannelRuns = 0
  public var lastFilterRuns = 0
  public var lastRowRuns = 0
  /// Vectors that find inputs of the vector before.
  public var slidVectors = 0

  public init() {}

  mutating func add(_ other: RowEvents) {
    waitsForInputs += other.waitsForInputs
    waitsForWeights += other.waitsForWeights
    waitsForSums += other.waitsForSums
    keptWeights += other.keptWeights
    foundWeights += other.foundWeights
    channelSets += other.channelSets
    filterSets += other.filterSets
    columnSets += other.columnSets
    severalChannels += other.severalChannels
    severalFilters += other.severalFilters
    channelRuns += other.channelRuns
    filterRuns += other.filterRuns
    rowRuns += other.rowRuns
    lastChannelRuns += other.lastChannelRuns
    lastFilterRuns += other.lastFilterRuns
    lastRowRuns += other.lastRowRuns
    slidVectors += other.slidVectors
  }

  /// Notes how a pass's tiles lie on the array.
  mutating func count(_ layout: RowLayout) {
    func isSeveral(_ number: Int) -> Int { number > 1 ? 1 : 0 }
    channelSets += isSeveral(layout.channelSets)
    filterSets += isSeveral(layout.filterSets)
    columnSets += isSeveral(layout.columnSets)
    severalChannels += isSeveral(layout.channels)
    severalFilters += isSeveral(layout.filters)
    let folds = layout.folds
    guard let last = folds.last else { return }
    func count(
      _ runs: KeyPath<RowFold, Range<Int>>, _ all: WritableKeyPath<RowEvents, Int>,
      _ smaller: WritableKeyPath<RowEvents, Int>
    ) {
      guard last[keyPath: runs].lowerBound > 0 else { return }
      self[keyPath: all] += 1
      if last[keyPath: runs].count < folds[0][keyPath: runs].count { self[keyPath: smaller] += 1 }
    }
    count(\.channels, \.channelRuns, \.lastChannelRuns)
    count(\.filters, \.filterRuns, \.lastFilterRuns)
    count(\.rows, \.rowRuns, \.lastRowRuns)
  }
}
