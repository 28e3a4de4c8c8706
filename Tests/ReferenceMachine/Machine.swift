import Hardware
import Workloads

/// The state of the machine, stepped cycle by cycle.
final class Machine {
  let design: Design
  let stream: [SequencedWork]
  let cores: [MachineCore]
  let channels: [Channel]
  let program: NaiveProgram
  /// By operator and operand, of stored tensors: every bit of them.
  let layouts: [[StoredLayout?]]
  /// By operator and operand, of tensors of encoded formats: likewise.
  let encodings: [[EncodedLayout?]]
  /// By operator: how its products are made; plain of a vector operator.
  let multiplications: [Multiplication]
  let given: GivenValues
  var image: MemoryImage
  /// By operator.
  var records: [ReferenceRecord]
  var observations = Observations()
  var contentsCache: [[AnyHashable]: TransferContents] = [:]
  /// By operator: every load, once; and every store.
  var operatorLoads: [[Transfer]]
  var operatorStores: [[Transfer]]
  /// By operator: the cores that have a share of it.
  let sharers: [[Int]]
  var link = WorkQueue<ReductionItem>()
  /// By core and operand; nil where everything comes at the memory's pace.
  let decoders: [[SteppedDecoder?]]
  /// By operator: its outputs as scales multiply them, as far as sums are multiplied.
  var scaledSums: [[OutputPlace: Int]]
  /// By operator: whether its passes have ended and its stores are complete, on all cores.
  var isCommitted: [Bool]
  /// By operator: how often each channel of each unit of a vector operator was computed.
  var unitsProcessed: [[Int]]
  /// Set where a load begins before all that it reads is there.
  var unreadable: ReferenceFailure?
  var lastProgress = 0

  init(
    design: Design, stream: [SequencedWork], image: MemoryImage = MemoryImage(), given: GivenValues
  ) throws {
    self.design = design
    self.stream = stream
    self.given = given
    multiplications = try stream.map { try Multiplication(of: $0.work, on: design) }
    let count = design.cores.count
    let bits = stream.map { item in Operand.allCases.map { chipBits(item.work, $0, design) } }
    let scales = stream.map { item in
      Operand.allCases.map { scalesElements(of: $0, item.work, design) }
    }
    let slots = try slotsInUse(stream, design)
    cores = try (0..<count).map { core in
      MachineCore(
        number: core, slots: slots,
        tilings: try stream.map { try tiling(of: $0, design: design, core: core, cores: count) },
        ports: zip(bits, scales).map { BufferPorts(buffers: design.buffers, bits: $0, scales: $1) })
    }
    decoders = (0..<count).map { _ in Operand.allCases.map { design.decoders[$0].map(SteppedDecoder.init) } }
    channels = design.memories.map { memory in
      Channel(
        memory: memory, clock: design.clock, cores: count, operators: stream.count,
        fillBytes: Operand.allCases.map { design.buffers[$0].banks * design.buffers[$0].width })
    }
    layouts = try stream.map { try storedLayouts(of: $0.work, design) }
    encodings = try stream.map { try encodedLayouts(of: $0.work, design) }
    var start = image
    program = try NaiveProgram(
      stream: stream, layouts: layouts, encodings: encodings, multiplications: multiplications, given: given,
      leavesBlocksOut: design.leavesBlocksOut, image: &start)
    self.image = start
    records = stream.map { _ in ReferenceRecord() }
    operatorLoads = stream.map { _ in [] }
    operatorStores = stream.map { _ in [] }
    scaledSums = stream.map { _ in [:] }
    isCommitted = stream.map { _ in false }
    sharers = stream.indices.map { [cores] operation in
      cores.indices.filter { !cores[$0].tilings[operation].passes.isEmpty }
    }
    unitsProcessed = stream.map { item in
      guard case .vector(let work) = item.work.body else { return [] }
      return Array(repeating: 0, count: work.units * channelCount(of: work))
    }
    for operation in stream.indices {
      records[operation].passes = cores.reduce(0) { $0 + $1.tilings[operation].passes.count }
      records[operation].buffers = Array(repeating: .init(), count: design.buffers.isShared ? 1 : 3)
      if design.array.sparsity.pattern != nil, let tiling = cores[0].tilings[operation] as? ProductTiling {
        if tiling.array.sparsity.pattern != nil {
          observations.patternsTaken += 1
        } else {
          observations.patternsMissed += 1
        }
      }
      try enqueueTransfers(operation)
    }
    observations.slotHits = cores.reduce(0) { $0 + $1.plan.slotHits }
    countPeaks()
  }

  func multiplication(_ operation: Int) -> Multiplication { multiplications[operation] }

  /// Whether the tiles of an operand lie in their slots as they came (docs/model.md, 11): those whose zeros the array skips.
  func isKept(_ operation: Int, _ operand: Operand) -> Bool {
    guard operand != .output, layouts[operation][operand.index] != nil,
      let tiling = cores[0].tilings[operation] as? ProductTiling
    else { return false }
    // Chains have places of their own for weights.
    if case .dspChain = tiling.array { return false }
    let sparsity = tiling.array.sparsity
    let isParameter = operand == .weight && stream[operation].work.stored.weightIsParameter
    let kind = isParameter ? design.storage.weight : design.storage.activation
    return kind?.isKept == true && (operand == .input ? sparsity.input : sparsity.weight) == .skip
  }

  /// Whether final tiles of an operator are sums that the cores have yet to add up.
  func isReduced(_ operation: Int) -> Bool {
    guard case .product(let mapping) = stream[operation].mapping, design.cores.count > 1 else { return false }
    return mapping.partition == .k && sharers[operation].count > 1
  }
}

/// By operand the slots that tiles take: of an operator alone as many as its mapping names.
private func slotsInUse(_ stream: [SequencedWork], _ design: Design) throws -> [Int] {
  var slots = Operand.allCases.map { design.buffers[$0].tiles }
  for item in stream {
    guard case .product(let mapping) = item.mapping, mapping.slots != .all else { continue }
    guard stream.count == 1 else {
      throw ReferenceFailure(description: "a mapping of a stream names slots")
    }
    for operand in Operand.allCases {
      if let named = mapping.slots[operand] {
        slots[operand.index] = min(named, design.buffers[operand].mostTiles)
      }
    }
  }
  return slots
}

/// How a core's share of an operator is cut.
private func tiling(
  of item: SequencedWork, design: Design, core: Int, cores: Int
) throws -> any Tiling {
  switch (item.work.body, item.mapping) {
  case (.product(let product, let epilogue), .product(let mapping)):
    let multiplication = try Multiplication(of: item.work, on: design)
    return ProductTiling(
      product: product, zeros: item.work.zeros, mapping: mapping, epilogue: epilogue, design: design,
      array: try arrayMet(by: product, item.work.zeros, mapping, design: design).multiplying(multiplication),
      multiplication: multiplication, switchesMode: item.work.switchesMode,
      share: try Share(of: product, partition: mapping.partition, core: core, cores: cores))
  case (.vector(let work), .vector(let units, let channels)):
    return VectorTiling(
      work: work, unitsPerTile: units, channelsPerTile: channels,
      share: Share(of: work, core: core, cores: cores))
  default: throw ReferenceFailure(description: "the mapping is not of the work's kind")
  }
}

/// By operand: where its bits are, if it lies without its zeros.
func storedLayouts(of work: Work, _ design: Design) throws -> [StoredLayout?] {
  try Operand.allCases.map { operand in
    guard let tensor = work.stored[operand] else { return nil }
    let place = work.addresses[operand]
    return try StoredLayout(
      tensor, bits: work.formats[operand].bits, address: place.address,
      request: design.memories[place.memory].request ?? 1)
  }
}

/// By operand: where its bits are, if its format is encoded.
func encodedLayouts(of work: Work, _ design: Design) throws -> [EncodedLayout?] {
  try Operand.allCases.map { operand in
    guard let tensor = work.encoded[operand] else { return nil }
    let place = work.addresses[operand]
    return try EncodedLayout(
      tensor, address: place.address, request: design.memories[place.memory].request ?? 1)
  }
}

/// Whether each element of an operand is multiplied by its scale on its way to the array.
private func scalesElements(of operand: Operand, _ work: Work, _ design: Design) -> Bool {
  guard design.array.precision.dequantization == .element, case .product(let product, _) = work.body else {
    return false
  }
  return ScaleWalk(work, product).hasScales(operand)
}

/// Bits of an element on the chip: a product's outputs have the accumulator's.
func chipBits(_ work: Work, _ operand: Operand, _ design: Design) -> Int {
  if case .product = work.body, operand == .output { return design.array.accumulatorFormat.bits }
  return work.formats[operand].bits
}
