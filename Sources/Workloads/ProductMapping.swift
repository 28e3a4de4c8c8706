/// How a product is cut into tiles and in which order they run: data only, shared by every engine.
///
/// docs/mapping.md defines the loops; docs/model.md what a pass over resident tiles does.
public struct ProductMapping: Hashable, Sendable {
  /// A loop over tiles. `batch` runs images outside groups, `m` runs output rows outside columns.
  public enum Loop: String, CaseIterable, Hashable, Sendable {
    case batch, m, n, k
  }

  /// Groups of one image in a tile.
  public var groups: Int
  /// Output rows in a tile.
  public var rows: Int
  /// Output columns in a tile.
  public var columns: Int
  /// Input channels of a group in a tile; the whole kernel window always is.
  public var channels: Int
  /// Filters of a group in a tile.
  public var filters: Int
  /// All four loops, outermost first.
  public var order: [Loop]

  public init(groups: Int, rows: Int, columns: Int, channels: Int, filters: Int, order: [Loop]) {
    self.groups = groups
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.filters = filters
    self.order = order
  }
}
