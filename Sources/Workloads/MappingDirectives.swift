/// What a design or a trace says about mapping; what it leaves out is chosen (docs/mapping.md).
public struct MappingDirectives: Hashable, Sendable {
  public var groups: Int?
  public var rows: Int?
  public var columns: Int?
  /// Of a product, or of a pooling.
  public var channels: Int?
  public var filters: Int?
  /// Units in a tile of an operator that is no product.
  public var units: Int?
  public var order: [ProductMapping.Loop]?
  public var scan: ProductMapping.Scan?
  /// Of the operands that it names, how many slots their tiles take turns in.
  public var slots: ProductMapping.Slots
  /// The spatial assignments that may be used.
  public var spatial: [ProductMapping.Spatial]?
  /// The tile is the whole operator, whatever its size.
  public var whole: Bool
  /// How what is left open is decided; nil where nothing is said.
  public var search: Search?
  /// What a search does for one operator at most, in passes that are simulated (docs/mapping.md, "The bound"); nil where
  /// nothing is said.
  public var searchWork: Int?

  /// How a mapping is chosen among those that the directives leave open (docs/mapping.md).
  public enum Search: String, CaseIterable, Hashable, Sendable {
    /// The one that is simulated to be best.
    case full
    /// The one that the rule estimates to be best.
    case rule
  }

  public init(
    groups: Int? = nil, rows: Int? = nil, columns: Int? = nil, channels: Int? = nil, filters: Int? = nil,
    units: Int? = nil, order: [ProductMapping.Loop]? = nil, scan: ProductMapping.Scan? = nil,
    slots: ProductMapping.Slots = .all, spatial: [ProductMapping.Spatial]? = nil, whole: Bool = false,
    search: Search? = nil, searchWork: Int? = nil
  ) {
    self.groups = groups
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.filters = filters
    self.units = units
    self.order = order
    self.scan = scan
    self.slots = slots
    self.spatial = spatial
    self.whole = whole
    self.search = search
    self.searchWork = searchWork
  }
}
