import Quantities
import Tensors
import Workloads

/// An operator cut into passes and transfers: all that follows from the mapping and not from time.
public struct Plan: Sendable {
  public var passes: [Pass]
  public var transfers: [Transfer]
  /// The bytes of all transfers; transfers that move the same tile share theirs.
  public var strips: [Strip]
  public var shapes: PassShapes
  /// Greatest bytes in the slots of the input, weight and output buffer, and of all three at once.
  public var peakBytes: [Int]
  public var peakBytesTogether: Int
  /// The passes of each core, which follow one another in `passes`.
  public var cores: [CorePasses]
  /// The cores that a load is for besides its own, where it is multicast.
  public var listeners: [Listener]
  /// What the array does about the zeros of a product under the mapping.
  public var zeroTreatment = ZeroTreatment.none
  /// The operands whose tiles lie in their buffers as they came.
  public var kept = KeptOperands.none
  /// The parts of a product that no pass works on, as nobody needs them.
  public var leftOut: [PassContent] = []

  /// One core's part of a plan.
  public struct CorePasses: Sendable {
    public var passes: Range<Int>
    /// By operand, what was in the slots at the end, the one last used longest ago first.
    public var residents: [[Resident]]
    /// What the slots held while as many of each operand were taken, in the order of the passes.
    public var fillings: [SlotFilling]
  }

  /// A tile that is in a slot when the passes are over.
  public struct Resident: Sendable {
    /// Of an input or weight tile the last pass that used it, of an output tile its store.
    public var index: Int32
    public var bytes: Int
  }

  /// A stretch of passes in which no slot is taken for the first time.
  public struct SlotFilling: Sendable {
    /// Slots that hold a tile, by operand.
    public var held: InlineArray<3, Int>
    /// The greatest bytes in them, by operand, and of all three at once.
    public var peakBytes: InlineArray<3, Int>
    public var peakBytesTogether: Int
  }

  /// A core that a multicast load is for too.
  public struct Listener: Sendable {
    public var core: Int32
    /// The pass whose end frees the slot on that core; -1 for none.
    public var afterPass: Int32
    /// Bytes of the tile that was in that slot.
    public var replacedBytes: Int
  }
}

/// One run of the array, or of the vector unit, over resident tiles. Indices are -1 where there is none.
public struct Pass: Sendable {
  /// Which of the plan's shapes it has.
  public var shape: Int32
  /// The loads that it is the first to need.
  public var inputLoad: Int32 = -1
  public var weightLoad: Int32 = -1
  public var reload: Int32 = -1
  /// The store that must be complete before it may use its output slot.
  public var slotStore: Int32 = -1
  /// The store that its end makes possible.
  public var store: Int32 = -1
  /// How many output tiles took a slot on its core before the one that it is the first to need; -1 where the tile
  /// was there.
  public var outputResidency: Int32 = -1
  /// The output tile that it is over, counted on its core; -1 of a vector operator.
  public var outputTile: Int32 = -1
  /// Bytes that such a tile takes in its buffer.
  public var outputBytes = 0
  /// Bytes of the tile that was in its output slot, where it is the first to need it.
  public var replacedBytes = 0
}

/// A tile on its way between a memory and a buffer.
public struct Transfer: Sendable {
  /// The queues of a memory, in round-robin order.
  public enum Queue: UInt8, Sendable {
    case input, weight, partialSums, store
  }

  public var queue: Queue
  /// The core whose queue it waits in.
  public var core: Int32
  /// How many tiles of its operand took a slot on its core before it.
  public var residency: Int32 = 0
  /// Of a load the bytes of the tile that was in its slot.
  public var replacedBytes = 0
  /// Where its tile is a sum of one core's share only, how many such tiles were complete before it; -1 elsewhere.
  public var reduction: Int32 = -1
  /// Whether it goes over the reduction link to another core, and to no memory.
  public var isSent = false
  /// The cores that it is for besides its own: a part of the plan's `listeners`.
  public var listeners = 0..<0
  /// The operand that its bytes count for.
  public var operand: Operand
  public var memory: Int
  /// The pass whose end makes it eligible; -1 for cycle 0.
  public var afterPass: Int32
  /// Stores that must be complete before a reload; -1 for none.
  public var afterSlotStore: Int32 = -1
  public var afterOwnStore: Int32 = -1
  /// A final tile that goes through the epilogue first.
  public var throughVectorUnit = false
  public var strips: Range<Int>
  public var bytes: Int
  /// Of the bytes those of a stored tensor's metadata and of its pointers.
  public var metadataBytes = 0
  public var pointerBytes = 0
  public var elements: Int
  /// Of them those that a decoder makes of what comes; -1 of a load that passes it by.
  public var decodedElements = -1
  /// Bits that its elements take in the buffer.
  public var bufferBits: Int
  /// What a tile takes there that lies as it came; nil of one that is decoded.
  public var kept: KeptTile?
  /// Scales and tables that lie with its elements in the buffer; nil where there are none.
  public var tileMetadata: TileMetadata?

  /// Bytes that its tile takes in the buffer.
  public var bufferBytes: Int { kept?.bytes ?? (bufferBits + 7) / 8 + (tileMetadata?.bytes ?? 0) }

  /// Words of so many bits that it fills or reads in the buffer, and those of them that hold metadata and pointers.
  public func words(ofBits width: Int) -> (all: Int, metadata: Int) {
    guard let kept else {
      let metadata = tileMetadata?.words(ofBits: width) ?? 0
      return (ceilingDivision(bufferBits, by: width) + metadata, metadata)
    }
    let metadata =
      ceilingDivision(kept.metadataBits, by: width) + ceilingDivision(kept.pointerBits, by: width)
    let data = ceilingDivision(kept.dataBits, by: width) + ceilingDivision(kept.parameterBits, by: width)
    return (data + metadata, metadata)
  }
}

extension Transfer {
  /// A load of nothing but bytes, for a memory that is looked at by itself.
  package init(loading strips: Range<Int>) {
    self.init(
      queue: .input, core: 0, operand: .input, memory: 0, afterPass: -1, strips: strips, bytes: 0,
      elements: 0,
      bufferBits: 0)
  }
}

/// A tile that lies in its buffer in its tensor's storage format (docs/model.md, 11).
public struct KeptTile: Hashable, Sendable {
  public var dataBits: Int
  public var metadataBits: Int
  public var pointerBits: Int
  public var parameterBits: Int

  public var bytes: Int {
    (dataBits + 7) / 8 + (metadataBits + 7) / 8 + (pointerBits + 7) / 8 + (parameterBits + 7) / 8
  }
}

/// The distinct shapes of a plan's passes.
public enum PassShapes: Sendable {
  case product([ProductPassShape], ProductTiles)
  case vector([VectorPassShape])

  public var count: Int {
    switch self {
    case .product(let shapes, _): shapes.count
    case .vector(let shapes): shapes.count
    }
  }
}

/// All that decides the cycles and counts of a product's pass.
public struct ProductPassShape: Hashable, Sendable {
  public var groups: Int
  /// Indices of the tiles whose taps it has: the first such tile of each axis.
  public var rowTile: Int
  public var columnTile: Int
  public var channels: Int
  public var filters: Int
  public var accumulates: Bool
  public var completes: Bool
  /// Whether the elements' files have its weights from the pass before.
  public var keepsWeights: Bool
  /// Whether the array changes its mode before it.
  public var switches: Bool
  /// What part of the operands it works on, where its time depends on which of their elements are zero; else nil.
  public var content: PassContent?
}

/// The part of a product that a pass works on, in indices of the whole.
public struct PassContent: Hashable, Sendable {
  public var image: Int
  public var groups: Segment
  public var rows: Segment
  public var columns: Segment
  public var channels: Segment
  public var filters: Segment

  public var outputs: Int { groups.count * rows.count * columns.count * filters.count }
}

/// The tiles of a product's two output axes.
public struct ProductTiles: Sendable {
  public var rows: [AxisTile]
  public var columns: [AxisTile]
}

/// All that decides the cycles of a vector operator's pass.
public struct VectorPassShape: Hashable, Sendable {
  public var units: Int
  public var channels: Int
  /// Of units that leave elements out, those that are there; nil of others.
  public var elements: Int?
}

/// Why an operator cannot be planned.
public enum PlanError: Error, Hashable, Sendable {
  /// More passes than the simulator admits.
  case tooManyPasses(count: Int, limit: Int)
  /// The array does not admit the mapping's spatial assignment.
  case notAdmitted(ProductMapping.Spatial, reason: String)
  /// A number of the plan does not fit into 62 bits.
  case tooLarge
  /// More of something than is gone through or counted.
  case beyond(PlanLimit, most: Int)
  /// A tile of so many channels takes several scales, which change as often as every so many positions of k, where sums
  /// may be scaled only once.
  case scalesInTile(group: Int, channels: Int)
  /// The reduction is cut over the cores, and no link brings the sums together.
  case noReductionLink
  /// An operand's storage format cannot hold it.
  case notStored(StorageError)
  /// A memory cannot be simulated, or its controllers make no progress.
  case memory(reason: String)
}

extension Plan {
  /// Passes of one operator that the simulator admits; beyond it a mapping is surely not meant.
  public static let passLimit = 1 << 20

  /// Passes of a product under a mapping, however many, as a floating-point number.
  public static func estimatedPasses(_ product: Product, _ mapping: ProductMapping, cores: Int) -> Double {
    ProductShare.all(product, mapping.partition, cores: cores).reduce(0.0) { sum, share in
      let loops = ProductLoops(product, share, mapping)
      return sum
        + [loops.images, loops.groups, loops.rows, loops.columns, loops.channels, loops.filters]
        .reduce(1.0) { $0 * Double($1) }
    }
  }

  /// Runs of consecutive bytes in all transfers.
  public var runs: Int {
    var runs = 0
    for transfer in transfers.indices {
      for strip in transfers[transfer].strips { runs += strips[strip].count }
    }
    return runs
  }
}
