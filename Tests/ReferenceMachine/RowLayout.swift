import Hardware

/// What a pass of a row-stationary array lays on it at once (docs/model.md, 3.4).
///
/// Rows, channels and filters are counted from the tile's first.
struct RowFold {
  var group: Int
  var filters: Range<Int>
  /// Of the output.
  var rows: Range<Int>
  var channels: Range<Int>

  func hasWeights(of other: RowFold) -> Bool {
    group == other.group && filters == other.filters && channels == other.channels
  }
}

/// What an element does in a fold.
struct RowDuty {
  var kernelRow: Int
  /// Of the output.
  var row: Int
  var channels: Range<Int>
  var filters: Range<Int>
}

/// How the tiles of a pass lie on a row-stationary array.
struct RowLayout {
  private let kernelHeight: Int
  /// Output rows side by side.
  let rowsAbreast: Int
  /// Sets of columns with filters of their own.
  let columnSets: Int
  /// Sets of rows with channels of their own, and how often these are there for other filters.
  let channelSets: Int
  let filterSets: Int
  /// Of an element, at most.
  let channels: Int
  let filters: Int
  /// In the order in which the pass runs them.
  let folds: [RowFold]

  init(array: RowStationaryArray, tiles: PassTiles) throws {
    let kernelHeight = tiles.product.kernelHeight
    let kernelWidth = tiles.product.kernelWidth
    let outputRows = tiles.box.rows.count
    try require(
      kernelHeight <= array.rows && kernelWidth <= array.files.input && kernelWidth <= array.files.weight,
      "the kernel does not fit the array")
    self.kernelHeight = kernelHeight
    rowsAbreast = min(outputRows, array.columns)
    columnSets = array.columns / rowsAbreast
    let sets = array.rows / kernelHeight
    let mostChannels = min(array.files.input, array.files.weight) / kernelWidth
    channelSets = min(sets, partsNeeded(tiles.channels, of: mostChannels))
    filterSets = sets / channelSets
    channels = min(mostChannels, partsNeeded(tiles.channels, of: channelSets))
    let mostFilters = min(array.files.sum, array.files.weight / (kernelWidth * channels))
    let runs = partsNeeded(tiles.filters, of: filterSets * columnSets * mostFilters)
    filters = partsNeeded(tiles.filters, of: runs * filterSets * columnSets)
    var folds: [RowFold] = []
    for group in 0..<tiles.groups {
      for filters in cuts(of: tiles.filters, by: filterSets * columnSets * filters) {
        for rows in cuts(of: outputRows, by: rowsAbreast) {
          for channels in cuts(of: tiles.channels, by: channelSets * channels) {
            folds.append(RowFold(group: group, filters: filters, rows: rows, channels: channels))
          }
        }
      }
    }
    self.folds = folds
  }

  /// Whether all folds have the same weights.
  var hasOneRun: Bool { folds.allSatisfy { $0.hasWeights(of: folds[0]) } }

  /// What an element does in a fold; nil if it is not in use.
  func duty(row: Int, column: Int, in fold: RowFold) -> RowDuty? {
    let channelSet = row / kernelHeight % channelSets
    let filterSet = row / (kernelHeight * channelSets)
    let columnSet = column / rowsAbreast
    let outputRow = fold.rows.lowerBound + column % rowsAbreast
    let firstChannel = fold.channels.lowerBound + channelSet * channels
    let firstFilter = fold.filters.lowerBound + (filterSet * columnSets + columnSet) * filters
    guard filterSet < filterSets, columnSet < columnSets, outputRow < fold.rows.upperBound,
      firstChannel < fold.channels.upperBound, firstFilter < fold.filters.upperBound
    else { return nil }
    return RowDuty(
      kernelRow: row % kernelHeight, row: outputRow,
      channels: firstChannel..<min(firstChannel + channels, fold.channels.upperBound),
      filters: firstFilter..<min(firstFilter + filters, fold.filters.upperBound))
  }
}

/// How many parts of a size, or of that number how large ones, hold so many.
private func partsNeeded(_ count: Int, of size: Int) -> Int { (count + size - 1) / size }
