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

  /// Chunks of at most `side` that cut the reduction (docs/model.md, 3).
  func reductionChunks(side: Int, _ spatial: ProductMapping.Spatial) -> Int {
    spatial == .direct
      ? window *| ceilingDivision(channels, by: side) : ceilingDivision(reduction, by: side)
  }
}
