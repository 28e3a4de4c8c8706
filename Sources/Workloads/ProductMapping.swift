/// How a product is cut into tiles and in which order they run: data only, shared by every engine.
///
/// docs/mapping.md defines the loops; docs/model.md what a pass over resident tiles does.
public struct ProductMapping: Hashable, Sendable {
  /// A loop over tiles. `batch` runs images outside groups, `m` runs output rows outside columns.
  public enum Loop: String, CaseIterable, Hashable, Sendable {
    case batch, m, n, k
  }

  /// How the reduction and the groups lie on an array (docs/model.md, 3).
  public enum Spatial: String, CaseIterable, Hashable, Sendable {
    /// The taps of the window and their channels side by side, as one long reduction.
    case im2col
    /// The channels of one tap of the window at a time.
    case direct
    /// As `direct`, but all taps of some channels before the next channels.
    case partKernel = "part_kernel"
    /// Several groups at once, each with its own filters: what a depthwise convolution needs.
    case channelWise = "channel_wise"
  }
  /// The dimension over which an operator is cut into shares for several cores (docs/model.md, 8).
  public enum Partition: String, CaseIterable, Hashable, Sendable {
    case m, n, k, batch, head
  }

  /// In which direction the loops run (docs/model.md, 1).
  public enum Scan: String, CaseIterable, Hashable, Sendable {
    /// Each from its first tile to its last.
    case raster
    /// Each turns round whenever a loop outside it advances, so that the tiles of the turn are still in their slots.
    case serpentine
  }
  /// Into how many slots each operand's buffer is divided: fewer take larger tiles; nil for the `tiles` of the buffer.
  public struct Slots: Hashable, Sendable {
    public var input: Int?
    public var weight: Int?
    public var output: Int?

    public init(input: Int? = nil, weight: Int? = nil, output: Int? = nil) {
      self.input = input
      self.weight = weight
      self.output = output
    }

    /// The `tiles` of every buffer.
    public static let all = Slots()

    public subscript(operand: Operand) -> Int? {
      switch operand {
      case .input: input
      case .weight: weight
      case .output: output
      }
    }
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
  public var scan: Scan
  public var slots: Slots
  public var spatial: Spatial
  /// Nil on a machine of one core.
  public var partition: Partition?

  public init(
    groups: Int, rows: Int, columns: Int, channels: Int, filters: Int, order: [Loop],
    scan: Scan = .raster, slots: Slots = .all, spatial: Spatial = .im2col, partition: Partition? = nil
  ) {
    self.groups = groups
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.filters = filters
    self.order = order
    self.scan = scan
    self.slots = slots
    self.spatial = spatial
    self.partition = partition
  }
}
