import Hardware
import Quantities
import Workloads

/// How the folds of a pass lie on a row-stationary array that admits its kernel (docs/model.md, 3.4).
public struct RowStationaryLayout: Sendable {
  /// Output rows side by side.
  public let rows: Int
  /// Channels and filters of an element.
  public let elementChannels: Int
  public let elementFilters: Int
  /// Channels and filters of a fold.
  public let channels: Int
  public let filters: Int
  /// Whether a fold has all channels and filters of a group.
  private let hasWholeGroup: Bool

  /// - Parameters:
  ///   - rows: Output rows of the tile.
  ///   - channels: Of the tile, in a group; so are `filters`.
  public init(
    on array: RowStationaryArray, kernelHeight: Int, kernelWidth: Int, rows: Int, channels: Int, filters: Int
  ) {
    self.rows = min(rows, array.columns)
    let columnSets = array.columns / self.rows
    let rowSets = array.rows / kernelHeight
    let most = array.mostChannels(kernelWidth: kernelWidth)
    let channelSets = min(rowSets, ceilingDivision(channels, by: most))
    elementChannels = min(most, ceilingDivision(channels, by: channelSets))
    // Sets of the same channels, with filters of their own.
    let filterSets = rowSets / channelSets * columnSets
    let mostFilters = min(array.files.sum, array.files.weight / (kernelWidth * elementChannels))
    let runs = ceilingDivision(filters, by: filterSets * mostFilters)
    elementFilters = ceilingDivision(filters, by: runs *| filterSets)
    self.channels = channelSets * elementChannels
    self.filters = filterSets * elementFilters
    hasWholeGroup = self.channels >= channels && self.filters >= filters
  }

  /// Whether all folds of a pass over so many groups have the same weights, which are then all weights of its tile.
  public func hasOneRun(groups: Int) -> Bool { groups == 1 && hasWholeGroup }
}

extension RowStationaryArray {
  /// Channels that an element has room for, of a kernel of so many columns.
  func mostChannels(kernelWidth: Int) -> Int { min(files.input, files.weight) / kernelWidth }
}

extension Product {
  /// Kernel columns that are on other inputs than any of the window before, in the same row; they are the last ones.
  public var newKernelColumns: Int {
    guard kernelWidth > 1, strideWidth % dilationWidth == 0 else { return kernelWidth }
    return min(kernelWidth, strideWidth / dilationWidth)
  }
}
