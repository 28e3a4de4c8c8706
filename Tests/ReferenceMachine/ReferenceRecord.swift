import Workloads

/// Everything that the reference machine counted in one operator, to be compared field by field.
public struct ReferenceRecord: Equatable, Sendable {
  /// What one buffer did.
  public struct BufferCounts: Equatable, Sendable {
    public var reads = 0
    public var writes = 0
    public var readAccesses = 0
    public var writeAccesses = 0
    /// Of the accesses those of metadata and pointers of tiles that lie as they came.
    public var metadataAccesses = 0
    public var peakBytes = 0

    public var accesses: Int { readAccesses + writeAccesses }

    public init(
      reads: Int = 0, writes: Int = 0, readAccesses: Int = 0, writeAccesses: Int = 0,
      metadataAccesses: Int = 0, peakBytes: Int = 0
    ) {
      self.metadataAccesses = metadataAccesses
      self.reads = reads
      self.writes = writes
      self.readAccesses = readAccesses
      self.writeAccesses = writeAccesses
      self.peakBytes = peakBytes
    }
  }

  /// What one memory did; bytes are by operand: input, weight, output.
  public struct MemoryCounts: Equatable, Sendable {
    public var readBytes = [0, 0, 0]
    public var writeBytes = [0, 0, 0]
    /// Of the bytes, read or written, those of metadata and of pointers of stored tensors.
    public var metadataBytes = [0, 0, 0]
    public var pointerBytes = [0, 0, 0]
    public var requests = 0
    public var busyCycles = 0
    /// Of DRAM: bursts that the requests are made of, and the bytes of them that nobody asked for.
    public var bursts = 0
    public var overfetchedBytes = 0
    /// What its controllers and devices did.
    public var dram: DRAMTally?

    public init(
      readBytes: [Int] = [0, 0, 0], writeBytes: [Int] = [0, 0, 0], metadataBytes: [Int] = [0, 0, 0],
      pointerBytes: [Int] = [0, 0, 0], requests: Int = 0, busyCycles: Int = 0,
      bursts: Int = 0, overfetchedBytes: Int = 0, dram: DRAMTally? = nil
    ) {
      self.bursts = bursts
      self.overfetchedBytes = overfetchedBytes
      self.dram = dram
      self.metadataBytes = metadataBytes
      self.pointerBytes = pointerBytes
      self.readBytes = readBytes
      self.writeBytes = writeBytes
      self.requests = requests
      self.busyCycles = busyCycles
    }
  }

  /// What a memory's controllers and devices did, by channel.
  public struct DRAMTally: Equatable, Sendable {
    /// The ticks that are counted.
    public var cycles: Int
    public var counts: [SteppedDRAM.Counts]
    /// Of each channel, its pseudo-channels' data buses.
    public var stacks: [[SteppedDRAM.BusStack]]

    /// The ticks of the last commands are left out: records that are summed have none.
    public init(cycles: Int, counts: [SteppedDRAM.Counts], stacks: [[SteppedDRAM.BusStack]]) {
      self.cycles = cycles
      self.counts = counts.map {
        var sums = $0
        (sums.lastRead, sums.lastWrite) = (-1, -1)
        return sums
      }
      self.stacks = stacks
    }
  }

  public var cycles = 0

  // The cycle stack, the sum over all cores.
  public var working = 0
  public var bufferBandwidth = 0
  public var dramBandwidth = 0
  public var dramLatency = 0
  public var decode = 0
  public var vectorUnit = 0
  public var imbalance = 0

  /// The slot stack, by the names of `slotNames`; all of them are present.
  public var slots: [String: Int]

  /// Of the ineffectual slots those whose multiplier did not switch.
  public var gated = 0
  /// What was multiplied, however many slots it took.
  public var products = ProductCounts()
  /// Nonzero digits that were added, of an operator that runs digit by digit.
  public var digits = 0
  /// Elements or sums that were multiplied by scales.
  public var dequantizations = 0
  /// Of independent units.
  public var work = UnitWork()
  /// Of DSP chains.
  public var chains = ChainCounts()

  public var passes = 0
  public var folds = 0
  /// The sum of r x c over the folds.
  public var foldElements = 0

  /// Input, weight, output; or the one that they share.
  public var buffers: [BufferCounts] = []
  /// In the design's order.
  public var memories: [MemoryCounts] = []
  /// Inputs and weights that came into a register of a multiplier in which they rest.
  public var registerLoads = [0, 0]
  /// Bytes that crossed the link between the cores, and sums that it added.
  public var linkBytes = 0
  public var linkAdditions = 0

  /// A record of nothing, to be filled in.
  public init() {
    slots = Dictionary(uniqueKeysWithValues: Self.slotNames.map { ($0, 0) })
  }

  /// The classes of the slot stack.
  public static let slotNames = [
    "effective", "ineffectual", "unmapped", "fill_drain", "imbalance", "decode", "buffer_bandwidth",
    "dram_bandwidth", "dram_latency", "vector_unit", "idle",
  ]

  /// The cycle stack's total, which is the cores times the cycles.
  public var stackedCycles: Int {
    working + bufferBandwidth + dramBandwidth + dramLatency + decode + vectorUnit + imbalance
  }
}

/// Products by what they were good for.
public struct ProductCounts: Equatable, Sendable {
  public var effective = 0
  public var ineffectual = 0
  /// Of the ineffectual ones those that were not computed.
  public var gated = 0
  /// Of the ineffectual ones those without a zero whose sum nobody needs.
  public var unneeded = 0

  public init(effective: Int = 0, ineffectual: Int = 0, gated: Int = 0, unneeded: Int = 0) {
    (self.effective, self.ineffectual, self.gated) = (effective, ineffectual, gated)
    self.unneeded = unneeded
  }

  mutating func add(_ other: ProductCounts) {
    effective += other.effective
    ineffectual += other.ineffectual
    gated += other.gated
    unneeded += other.unneeded
  }
}

/// Steps in which independent units multiplied.
public struct UnitWork: Equatable, Sendable {
  public var all: Int
  /// As if all units of a pass had as much as the one with most.
  public var ofBusiest: Int

  public init(all: Int = 0, ofBusiest: Int = 0) { (self.all, self.ofBusiest) = (all, ofBusiest) }
}

/// What happened that no engine reports: so that a test can say which rules it has exercised.
public struct Observations: Equatable, Sendable {
  public var loads = 0
  public var reloads = 0
  public var partialStores = 0
  public var finalStores = 0
  /// Uses of a tile that a former pass had brought into its slot.
  public var slotHits = 0
  /// Folds that leave rows or columns of the array unused.
  public var partialFolds = 0
  /// Steps in which a write of results was added to what the buffer held.
  public var accumulatingWrites = 0
  public var emptyTransfers = 0
  /// Loads that fill the slots of several cores.
  public var sharedLoads = 0
  /// Tiles that the cores' link added up.
  public var reductions = 0
  /// Operators of which some core has no share.
  public var idleShares = 0
  /// Loads that began while passes of the operator before had still to end.
  public var prefetches = 0
  /// Loads that waited for the operator before to be committed, or for the one before that.
  public var loadsAfterCommit = 0
  /// Products whose weights have the pattern that the array leaves zeros out of, and those for which it is dense.
  public var patternsTaken = 0
  public var patternsMissed = 0
  public var zeroEvents = ZeroEvents()
  /// Operands of which tiles lay in their slots as they came.
  public var keptOperands: Set<Operand> = []
  /// Steps that took longer because of metadata.
  public var metadataStalls = 0
  public var rowEvents = RowEvents()
  public var codes = CodeEvents()
  public var chainEvents = ChainEvents()
  /// Requests to DRAM that waited for their buffer's port.
  public var gateWaits = 0
  /// Core-cycles at the end in which only DRAM had still to be written.
  public var drainCycles = 0

  public init() {}

  mutating func add(_ other: Observations) {
    loads += other.loads
    reloads += other.reloads
    partialStores += other.partialStores
    finalStores += other.finalStores
    slotHits += other.slotHits
    partialFolds += other.partialFolds
    accumulatingWrites += other.accumulatingWrites
    emptyTransfers += other.emptyTransfers
    sharedLoads += other.sharedLoads
    reductions += other.reductions
    idleShares += other.idleShares
    prefetches += other.prefetches
    loadsAfterCommit += other.loadsAfterCommit
    patternsTaken += other.patternsTaken
    patternsMissed += other.patternsMissed
    zeroEvents.add(other.zeroEvents)
    keptOperands.formUnion(other.keptOperands)
    metadataStalls += other.metadataStalls
    rowEvents.add(other.rowEvents)
    codes.add(other.codes)
    chainEvents.add(other.chainEvents)
    gateWaits += other.gateWaits
    drainCycles += other.drainCycles
  }
}

/// Why a run of the reference machine is no run of the machine of docs/model.md.
public struct ReferenceFailure: Error, CustomStringConvertible, Sendable {
  public var description: String
  /// Whether a memory's controllers are stuck, as the page lets them be (docs/dram.md, 4 and 6): the machine is not wrong.
  public var isOfControllers = false
}

func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
  if !condition { throw ReferenceFailure(description: message()) }
}
