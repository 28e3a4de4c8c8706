import Quantities
import Workloads

/// The sizes of a product's pass that decide its folds.
public struct PassSize: Hashable, Sendable {
  public var groups: Int
  /// Output rows and columns.
  public var rows: Int
  public var columns: Int
  /// Taps of the kernel window.
  public var window: Int
  /// Channels and filters of a group.
  public var channels: Int
  public var filters: Int

  public init(groups: Int, rows: Int, columns: Int, window: Int, channels: Int, filters: Int) {
    self.groups = groups
    self.rows = rows
    self.columns = columns
    self.window = window
    self.channels = channels
    self.filters = filters
  }

  var pixels: Int { rows *| columns }
  var reduction: Int { window *| channels }

  /// Chunks of at most `side` that cut the reduction, in runs of at most `depth` (docs/model.md, 3).
  func reductionRuns(side: Int, depth: Int = 1, _ spatial: ProductMapping.Spatial) -> Int {
    switch spatial {
    case .im2col, .channelWise: ceilingDivision(ceilingDivision(reduction, by: side), by: depth)
    case .direct: window *| ceilingDivision(ceilingDivision(channels, by: side), by: depth)
    case .partKernel: ceilingDivision(channels, by: side) *| ceilingDivision(window, by: depth)
    }
  }
}
