import DRAM

/// Everything counted in one execution of an operator: integers only (docs/model.md, 7).
public struct OperatorRecord: Hashable, Sendable {
  public var cycles = 0
  public var cycleStack = CycleStack()
  public var slots = SlotStack()
  /// Of the ineffectual slots those whose multiplier did not switch.
  public var gated = 0
  /// What was multiplied, however many slots it took (docs/model.md, 13).
  public var products = ProductCounts()
  /// Of each of the design's pairs of formats, in its order, the products that switched in its mode; empty without any.
  public var pairProducts: [Int] = []
  /// Nonzero digits, or pairs of them, that multipliers added one by one.
  public var digits = 0
  /// What independent units multiplied.
  public var work = UnitWork()
  /// What DSP chains did besides.
  public var chain = ChainCounts()
  /// Elements or sums that were multiplied by scales (docs/model.md, 13.5).
  public var dequantizations = 0
  public var passes = 0
  public var folds = 0
  /// Sum over folds of the elements in use.
  public var foldElements = 0
  /// Input, weight and output buffer; or the one that they share.
  public var buffers: [BufferCounts] = []
  /// In the design's order.
  public var memories: [MemoryCounts] = []
  /// Inputs and weights that registers of the multipliers took, to be used again.
  public var registerLoads = [0, 0]
  /// What the cores' link moved and added up.
  public var reduction = ReductionCounts()

  /// Until slots are filled in: positions of the multipliers of a core, and the slots of each in a cycle.
  var positions = 0
  var slotsOfPosition = 1

  public init() {}
}

/// Products of an operator, each once.
public struct ProductCounts: Hashable, Sendable {
  /// Neither factor is zero.
  public var effective = 0
  /// Multiplied all the same.
  public var ineffectual = 0
  /// Of the ineffectual ones those whose multiplier did not switch.
  public var gated = 0
  /// Of the ineffectual ones those without a zero whose sum nobody needs.
  public var unneeded = 0

  public init() {}

  /// Those without a zero, whether somebody needs their sum or not.
  public var effectual: Int { effective + unneeded }
  /// All that took slots.
  public var multiplied: Int { effective + ineffectual }
}

/// Steps in which independent units multiplied (docs/model.md, 10.3).
public struct UnitWork: Hashable, Sendable {
  /// Of all units together.
  public var all = 0
  /// What that would be if all units of a pass had as much as the one with most.
  public var ofBusiest = 0

  public init() {}

  init(all: Int, ofBusiest: Int) { (self.all, self.ofBusiest) = (all, ofBusiest) }

  mutating func add(_ other: UnitWork, times: Int) {
    all += times * other.all
    ofBusiest += times * other.ofBusiest
  }
}

/// What DSP chains did (docs/model.md, 3.5 and 10.4).
public struct ChainCounts: Hashable, Sendable {
  /// Ticks in which a DSP multiplied.
  public var operations = 0
  /// Packed sums that the overflow-adjust unit read.
  public var adjusts = 0
  /// Inputs that the sparse multiplexer chose.
  public var selections = 0

  public init() {}

  mutating func add(_ other: ChainCounts, times: Int) {
    operations += times * other.operations
    adjusts += times * other.adjusts
    selections += times * other.selections
  }
}

/// Every cycle of every core, by what it did or waited for.
public struct CycleStack: Hashable, Sendable {
  public var working = 0
  public var dramBandwidth = 0
  public var dramLatency = 0
  /// A tile was there, and had not left its decoder.
  public var decode = 0
  public var vectorUnit = 0
  public var bufferBandwidth = 0
  /// Of a core that had no pass left while another one had.
  public var imbalance = 0

  public init() {}

  public var total: Int {
    working + dramBandwidth + dramLatency + decode + vectorUnit + bufferBandwidth + imbalance
  }
}

/// Every slot of every cycle, by class; a slot is one cycle of a multiplier, or of the part of it that makes its finest
/// product.
public struct SlotStack: Hashable, Sendable {
  public var effective = 0
  public var ineffectual = 0
  public var unmapped = 0
  public var fillDrain = 0
  public var imbalance = 0
  public var decode = 0
  public var bufferBandwidth = 0
  public var dramBandwidth = 0
  public var dramLatency = 0
  public var vectorUnit = 0
  public var idle = 0

  public init() {}

  /// The classes by their names in reports, useful ones first.
  public var named: [(name: String, count: Int)] {
    [
      ("effective", effective), ("ineffectual", ineffectual), ("unmapped", unmapped),
      ("fill_drain", fillDrain), ("imbalance", imbalance), ("decode", decode),
      ("buffer_bandwidth", bufferBandwidth), ("dram_bandwidth", dramBandwidth),
      ("dram_latency", dramLatency), ("vector_unit", vectorUnit), ("idle", idle),
    ]
  }

  public var total: Int { named.reduce(0) { $0 + $1.count } }
}

/// What passed through a buffer's ports.
public struct BufferCounts: Hashable, Sendable {
  /// Elements.
  public var reads = 0
  public var writes = 0
  /// Word accesses, after coalescing.
  public var readAccesses = 0
  public var writeAccesses = 0
  /// Of all accesses those of words that hold metadata or pointers of stored tensors.
  public var metadataAccesses = 0
  public var peakBytes = 0

  public var accesses: Int { readAccesses + writeAccesses }

  public init() {}
}

/// What went over the link on which the sums of a cut reduction come together.
public struct ReductionCounts: Hashable, Sendable {
  public var bytes = 0
  /// Sums that were added to the first core's.
  public var additions = 0

  public init() {}
}

/// What crossed a memory's bus.
public struct MemoryCounts: Hashable, Sendable {
  /// By operand: input, weight, output.
  public var readBytes = [0, 0, 0]
  public var writeBytes = [0, 0, 0]
  /// Of both together, those of stored tensors' metadata and of their pointers.
  public var metadataBytes = [0, 0, 0]
  public var pointerBytes = [0, 0, 0]
  public var requests = 0
  /// Cycles in which the bus moved data.
  public var busyCycles = 0
  /// Of DRAM: bursts that the requests are made of, and the bytes of them that nobody asked for.
  public var bursts = 0
  public var overfetchedBytes = 0
  /// What its controllers and devices did, without completions; nil of a memory that is no DRAM.
  public var dram: DRAMRecord?

  public init() {}
}
