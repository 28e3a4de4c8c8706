import Quantities
import Tensors
import Workloads

/// One accelerator: an immutable value that every engine simulates.
public struct Design: Hashable, Sendable {
  public var name: String
  public var clock: Frequency
  /// The array of each core.
  public var array: ProcessingArray
  public var cores: Cores
  public var buffers: Buffers
  /// In the order written; operands refer to them by index.
  public var memories: [Memory]
  public var placement: Placement
  public var vectorUnit: VectorUnit?
  /// How tensors with zeros lie.
  public var storage: Storage
  /// How fast what lies encoded comes into the buffers.
  public var decoders: Decoders
  public var boundary: Boundary
  public var mapping: MappingDirectives
  /// Whether passes over blocks that nobody needs are left out, and elements of such blocks by vector operators
  /// (docs/model.md, 10.5).
  public var leavesBlocksOut = false
  /// What each action takes; nil where the design does not say, and then no energy is reported.
  public var energy: EnergyTable?
  /// What it takes of a chip; nil where the design does not say, and then no area is reported.
  public var area: DesignArea?
  /// Where the numbers come from, as the design says it.
  public var sources: [String]
  /// What its compiler's programs are made for; nil where the design does not say, and each length has its own.
  public var programs: Programs?
  /// The FPGA's board that it lies on; nil where the design does not say.
  public var board: BoardUse?

  public init(
    name: String, clock: Frequency, array: ProcessingArray, cores: Cores = .one, buffers: Buffers,
    memories: [Memory], placement: Placement, vectorUnit: VectorUnit?, boundary: Boundary = .barrier,
    mapping: MappingDirectives = MappingDirectives(), sources: [String] = [], energy: EnergyTable? = nil,
    area: DesignArea? = nil, storage: Storage = .dense, decoders: Decoders = .none
  ) {
    self.name = name
    self.clock = clock
    self.array = array
    self.cores = cores
    self.buffers = buffers
    self.memories = memories
    self.placement = placement
    self.vectorUnit = vectorUnit
    self.storage = storage
    self.decoders = decoders
    self.boundary = boundary
    self.mapping = mapping
    self.sources = sources
    self.energy = energy
    self.area = area
  }
}

/// What happens between two operators.
public enum Boundary: String, CaseIterable, Hashable, Sendable {
  /// The machine drains, memories included, before the next operator starts.
  case barrier
  /// The next operator's tiles load while this one computes (docs/model.md, 9).
  case overlap
}
