/// The figures of an operator or of a total, as they stand in `result.json`.
public struct FiguresView: Codable, Sendable {
  public var cycles: Int
  public var timeSeconds: Double
  public var denseMACs: Int
  public var effectiveMACs: Int
  /// Absent in documents of versions that did not count them, like the gap.
  public var paddingMACs: Int?
  public var vectorOperations: Int
  public var macUtilization: OrNull<Double>
  public var mappedUtilization: OrNull<Double>
  public var mapping: MappingView
  public var cycleStack: [String: Int]
  public var slots: [String: Int]
  public var efficiencyGap: [String: Int]?
  public var memories: [String: MemoryView]
  public var buffers: [String: BufferView]
  public var registerLoads: [String: Int]
  /// Absent of any other array.
  public var chain: ChainView?
  public var reduction: ReductionView
  public var bound: OrNull<String>
  public var rooflineSide: OrNull<String>
  public var rooflineMemory: OrNull<String>
  /// Absent in documents of versions that knew no zeros.
  public var sparsity: SparsityView?
  /// Absent where the design makes products of its own formats alone.
  public var arithmetic: ArithmeticView?
  /// Of the operands that lie in a storage format; absent where the design has no `storage`, and in a total.
  public var storage: [String: StorageView]?
  /// By component and `total`; absent, like the figures after it, where the design has no `energy`.
  public var energyPicojoules: [String: Double]?
  public var picojoulesPerDenseMAC: OrNull<Double>?
  public var picojoulesPerEffectiveMAC: OrNull<Double>?
  public var energyDelayProduct: Double?
  public var averagePowerWatts: OrNull<Double>?
  public var teraoperationsPerWatt: OrNull<Double>?
  /// Absent in documents of older versions.
  public var teraoperations: OrNull<Double>?
  /// Absent where the design has no `area`.
  public var teraoperationsPerSquareMillimetre: OrNull<Double>?
  /// The three are absent where the memory wall was not asked for.
  public var unlimitedCycles: Int?
  public var wallFactor: OrNull<Double>?
  public var balanceBandwidth: OrNull<Double>?
  /// Absent where it was not asked for, and of operators where they overlap.
  public var whatIf: [String: WhatIfView]?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case cycles
    case timeSeconds = "time_s"
    case denseMACs = "dense_macs"
    case effectiveMACs = "effective_macs"
    case paddingMACs = "padding_macs"
    case vectorOperations = "vector_operations"
    case macUtilization = "mac_utilization"
    case mappedUtilization = "mapped_utilization"
    case mapping
    case cycleStack = "cycle_stack"
    case slots, memories, buffers, sparsity, storage, arithmetic
    case registerLoads = "register_loads"
    case chain = "dsp_chain"
    case reduction, bound
    case rooflineSide = "roofline_side"
    case rooflineMemory = "roofline_memory"
    case energyPicojoules = "energy_pj"
    case picojoulesPerDenseMAC = "energy_per_dense_mac_pj"
    case picojoulesPerEffectiveMAC = "energy_per_effective_mac_pj"
    case energyDelayProduct = "energy_delay_product_j_s"
    case averagePowerWatts = "average_power_w"
    case teraoperationsPerWatt = "tops_per_watt"
    case teraoperations = "tops"
    case teraoperationsPerSquareMillimetre = "tops_per_mm2"
    case unlimitedCycles = "unlimited_cycles"
    case wallFactor = "wall_factor"
    case balanceBandwidth = "balance_bandwidth_bytes_per_s"
    case whatIf = "what_if"
    case efficiencyGap = "efficiency_gap"
  }
}

/// What DSP chains did.
public struct ChainView: Codable, Sendable {
  public var operations: Int
  public var adjusts: Int
  public var selections: Int
}

/// How an operator was cut up, or what the operators of a run came to.
public struct MappingView: Codable, Sendable {
  /// Sizes of a tile; absent in a total.
  public var tiles: [String: Int]?
  /// Loops over tiles, outermost first; null for what is no product, absent in a total.
  public var order: OrNull<[String]>?
  /// In which direction the loops run; null for what is no product, absent in a total.
  public var scan: OrNull<String>?
  /// How many slots operands have, where the mapping names them.
  public var slots: [String: Int]?
  /// How the reduction and the groups lie on the array; null for what is no product, absent in a total.
  public var spatial: OrNull<String>?
  /// The dimension that is cut over the cores; null on one core and for what is no product, absent in a total.
  public var partition: OrNull<String>?
  public var passes: Int
  public var folds: Int
  /// Absent in documents of versions that did not say it.
  public var foldElements: Int?
  public var efficiency: OrNull<Double>
  /// Absent where the mapping was not searched for, and in a total.
  public var search: SearchView?

  enum CodingKeys: String, CodingKey {
    case tiles, order, scan, slots, spatial, partition, passes, folds, efficiency, search
    case foldElements = "fold_elements"
  }
}

/// What the search for a mapping did.
public struct SearchView: Codable, Sendable {
  public var candidates: Int
  public var simulated: Int
  public var isExhaustive: Bool

  enum CodingKeys: String, CodingKey {
    case candidates, simulated
    case isExhaustive = "exhaustive"
  }
}

/// What crossed one memory's bus.
public struct MemoryView: Codable, Sendable {
  public struct OperandView: Codable, Sendable {
    public var readBytes: Int
    public var writeBytes: Int
    /// The two are absent where the design has no `storage`.
    public var metadataBytes: Int?
    public var pointerBytes: Int?

    enum CodingKeys: String, CodingKey {
      case readBytes = "read_bytes"
      case writeBytes = "write_bytes"
      case metadataBytes = "metadata_bytes"
      case pointerBytes = "pointer_bytes"
    }
  }

  public var readBytes: Int
  public var writeBytes: Int
  /// Of both together; absent, like the pointers among them, where the design has no `storage`.
  public var metadataBytes: Int?
  public var pointerBytes: Int?
  /// Absent where the design has no `storage`, null where nothing but metadata moved.
  public var metadataOverhead: OrNull<Double>?
  public var byOperand: [String: OperandView]
  public var requests: Int
  public var busyCycles: Int
  public var bandwidthUtilization: OrNull<Double>
  public var operationalIntensity: OrNull<Double>
  public var ridgePoint: OrNull<Double>
  public var rooflineSide: OrNull<String>
  /// Both are only in a total; the capacity only where the memory has one.
  public var peakBytes: Int?
  public var capacityBytes: Int?
  /// All three are absent of a memory that is no DRAM, and the devices of an operator whose devices another one has.
  public var bursts: Int?
  public var overfetchedBytes: Int?
  public var dram: DeviceView?

  enum CodingKeys: String, CodingKey {
    case readBytes = "read_bytes"
    case writeBytes = "write_bytes"
    case metadataBytes = "metadata_bytes"
    case pointerBytes = "pointer_bytes"
    case metadataOverhead = "metadata_overhead"
    case peakBytes = "peak_bytes"
    case capacityBytes = "capacity_bytes"
    case byOperand = "by_operand"
    case requests, bursts, dram
    case overfetchedBytes = "overfetched_bytes"
    case busyCycles = "busy_cycles"
    case bandwidthUtilization = "bandwidth_utilization"
    case operationalIntensity = "operational_intensity"
    case ridgePoint = "ridge_point"
    case rooflineSide = "roofline_side"
  }
}

/// What passed through one buffer's ports.
public struct BufferView: Codable, Sendable {
  public var reads: Int
  public var writes: Int
  public var accesses: Int
  public var readAccesses: Int
  public var writeAccesses: Int
  /// Absent where the design has no `storage`.
  public var metadataAccesses: Int?
  public var peakBytes: Int

  enum CodingKeys: String, CodingKey {
    case reads, writes, accesses
    case readAccesses = "read_accesses"
    case writeAccesses = "write_accesses"
    case metadataAccesses = "metadata_accesses"
    case peakBytes = "peak_bytes"
  }
}

/// What the cores' reduction link did.
public struct ReductionView: Codable, Sendable {
  public var bytes: Int
  public var additions: Int
}
