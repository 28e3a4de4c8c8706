import Hardware
import Mapping
import Quantities
import Tensors
import Workloads

/// An operator ready to run: its plan, what each of its passes takes, and what does not depend on time.
///
/// Preparing costs more than a run; the what-if runs of the memory wall share it.
public struct PreparedOperator: Sendable {
  private(set) var plan: Plan
  let profiles: [PassProfile]
  /// Of each pass what its tile takes in the vector unit, where that depends on the passes before it; else empty.
  private let issueLimitedCycles: [Int]
  let isVector: Bool
  /// Slots of a core in a cycle.
  let elements: Int
  /// Cores of the machine, and those of them that have a share of the reduction; 1 where it is not cut.
  let cores: Int
  let reducingCores: Int
  /// Tile slots by operand.
  let slots: [Int]
  private let reduction: Cores.Reduction?
  /// For each memory, its transfers by queue: four for each core.
  private(set) var queues: [[[Int32]]]
  /// All that needs no time to be known.
  var counts: OperatorRecord
  /// Cycles of each transfer in a decoder; empty where no load comes through one.
  let decodeCycles: [Int]
  /// For each core and operand the loads that come through its decoder, in their order; empty likewise.
  let decodedLoads: [[Int32]]
  /// Runs of consecutive bytes in all transfers.
  let runs: Int
  /// Cycles of all passes, back to back: what the operator takes where memory costs nothing.
  public let passCycles: Int

  /// Plans an operator's work on a design under a mapping.
  ///
  /// Throws a `PlanError` where the operator is beyond what the simulator admits.
  public init(design: Design, work: Work, mapping: WorkMapping) throws(PlanError) {
    var profiles = PassProfiles()
    try self.init(design: design, work: work, mapping: mapping, reusing: &profiles)
  }

  /// The same, with what was found of equal passes under other mappings of the work on the design.
  public init(
    design own: Design, work: Work, mapping: WorkMapping, reusing known: inout PassProfiles
  ) throws(PlanError) {
    let design = own.composed(for: work)
    let slotsOfPosition = own.slotsOfPosition(for: work)
    switch (work.body, mapping) {
    case (.product(let product, let epilogue), .product(let mapping)):
      try ProductPass.check(product, mapping, design, slotsOfPosition: slotsOfPosition)
      try Self.checkEpilogue(epilogue, product, mapping, design)
      plan = try Plan(
        product: product, epilogue: epilogue, mapping: mapping, work: work, design: design)
      profiles = try Self.profiles(plan, product, epilogue, work, mapping.spatial, design, &known)
      isVector = false
    case (.vector(let vector), .vector(let units, let channels)):
      try Self.checkOperations(vector, units: units, channels: channels, design)
      plan = try Plan(vector: vector, units: units, channels: channels, work: work, design: design)
      profiles = Self.profiles(plan, vector, design)
      isVector = true
    default:
      preconditionFailure("a mapping of another kind of operator")
    }
    elements = design.array.elements * slotsOfPosition
    cores = design.cores.count
    if case .product(let mapping) = mapping {
      slots = Operand.allCases.map { mapping.slots.used($0, of: design.buffers) }
    } else {
      slots = Operand.allCases.map { design.buffers[$0].tiles }
    }
    runs = plan.runs
    (decodeCycles, decodedLoads) = try Self.decoding(plan, design.decoders)
    queues = Self.queues(plan, memories: design.memories.count)
    reducingCores = plan.transfers.contains { $0.isSent } ? plan.cores.count { !$0.passes.isEmpty } : 1
    reduction = design.cores.reduction
    counts = Self.counts(plan, profiles, design)
    counts.positions = design.array.elements
    counts.slotsOfPosition = slotsOfPosition
    passCycles = try Self.passCycles(plan, profiles, elements: elements * cores)
    issueLimitedCycles = isVector ? [] : Self.issueLimitedCycles(plan, profiles, design)
    if case .product(let product, _) = work.body {
      countProducts(product, work.zeros, design.array.sparsity, &known)
      countSteps(design.array)
      counts.pairProducts = own.array.precision.pairs.map { pair in
        own.mode(of: work)?.pair == pair ? counts.products.multiplied - counts.products.gated : 0
      }
      if let dequantization = own.array.precision.dequantization, case .product(let mapping) = mapping {
        counts.dequantizations = try dequantizations(dequantization, product, work, mapping)
      }
    }
  }

  /// Refuses an epilogue whose cycles would not fit.
  private static func checkEpilogue(
    _ epilogue: [Epilogue], _ product: Product, _ mapping: ProductMapping, _ design: Design
  ) throws(PlanError) {
    var cycles = 0.0
    for stage in epilogue {
      guard let function = design.vectorUnit?.function(named: stage.function) else { continue }
      let passes = Plan.estimatedPasses(product, mapping, cores: design.cores.count)
      cycles += (Double(product.outputElements) + passes) * Double(function.interval)
      cycles += passes * Double(function.latency)
    }
    guard cycles * Double(design.array.elements * design.cores.count) < 4e18 else { throw .tooLarge }
  }

  /// Refuses a vector operator whose cycles would not fit.
  private static func checkOperations(
    _ vector: VectorWork, units: Int, channels: Int?, _ design: Design
  ) throws(PlanError) {
    let channelTiles = channels.map { Double(vector.channels / $0 + 1) } ?? 1
    var cycles = 0.0
    for stage in vector.stages {
      guard let function = design.vectorUnit?.function(named: stage.function) else { continue }
      let passes = Double(vector.units / units + design.cores.count) * channelTiles
      let operations = Double(vector.units) * Double(stage.operationsPerUnit) + passes
      cycles += operations * Double(function.interval) + passes * Double(function.latency)
      guard operations < 4e18 else { throw .tooLarge }
    }
    guard cycles * Double(design.array.elements * design.cores.count) < 4e18 else { throw .tooLarge }
  }

  private static func passCycles(
    _ plan: Plan, _ profiles: [PassProfile], elements: Int
  ) throws(PlanError) -> Int {
    var sum = 0
    for pass in plan.passes {
      let (total, overflow) = sum.addingReportingOverflow(profiles[Int(pass.shape)].cycles)
      guard !overflow else { throw .tooLarge }
      sum = total
    }
    guard Double(sum) * Double(elements) < 4e18 else { throw .tooLarge }
    return sum
  }

  private static func profiles(
    _ plan: Plan, _ product: Product, _ epilogue: [Epilogue], _ work: Work,
    _ spatial: ProductMapping.Spatial, _ design: Design, _ known: inout PassProfiles
  ) throws(PlanError) -> [PassProfile] {
    guard case .product(let shapes, let tiles) = plan.shapes else { return [] }
    var profiles: [PassProfile] = []
    var budget = ProfileBudget()
    let treatment = plan.zeroTreatment
    let kept = try KeptFactors(work, product, plan.kept)
    var skipping = SkippingProfiles(product, work.zeros, treatment, kept)
    var digits = treatment == .digits ? DigitProfiles(product, work, on: design) : nil
    let placeBits = plan.kept.weight ? work.stored.weight?.placeBits(product, design.array.sparsity) ?? 0 : 0
    let dense = treatment == .none ? design.withoutSkipping : design
    for shape in shapes {
      var pass = ProductPass(
        shape, of: product, tiles: tiles, formats: work.formats,
        accumulatorBits: design.array.accumulatorFormat.bits, spatial: spatial)
      if treatment == .places {
        pass.places = design.array.sparsity.pattern.map { WeightPlaces($0, pass) }
        pass.placeBits = placeBits
      }
      var profile: PassProfile
      if let ofDigits = try digits?.profile(of: pass, on: design, &budget) {
        profile = ofDigits
        known.countDigits(of: pass)
      } else if treatment.dependsOnContent {
        profile = try skipping.profile(of: pass, on: design, &budget)
        known.count(profile, of: pass)
      } else {
        profile = try known.profile(of: pass, on: dense, &budget)
      }
      if shape.completes {
        let operations = shape.groups * pass.pixels * shape.filters
        profile.epilogueCycles = design.vectorCycles(epilogue.map { ($0.function, operations) })
      }
      profiles.append(profile)
    }
    return profiles
  }

  private static func profiles(_ plan: Plan, _ vector: VectorWork, _ design: Design) -> [PassProfile] {
    guard case .vector(let shapes) = plan.shapes else { return [] }
    return shapes.map { shape in
      var profile = PassProfile()
      profile.cycles = design.vectorCycles(
        vector.stages.map { stage in
          let operations =
            shape.elements.map { vector.operations(of: stage, elements: $0) }
            ?? vector.operations(of: stage, units: shape.units, channels: shape.channels)
          return (stage.function, operations)
        })
      if let limit = design.vectorUnit?.issueLimit, case .window = vector.input {
        profile.cycles += ceilingDivision(profile.cycles, by: limit)
      }
      return profile
    }
  }

  /// With an issue limit, of each pass what a tile that it completes takes in the vector unit (docs/model.md, 6).
  private static func issueLimitedCycles(_ plan: Plan, _ profiles: [PassProfile], _ design: Design) -> [Int] {
    guard let limit = design.vectorUnit?.issueLimit else { return [] }
    var cycles = [Int](repeating: 0, count: plan.passes.count)
    for core in plan.cores {
      // By tile, the cycles of the passes over it since it took its slot.
      var onArray: [Int32: Int] = [:]
      for index in core.passes {
        let pass = plan.passes[index]
        let profile = profiles[Int(pass.shape)]
        if pass.outputResidency >= 0 { onArray[pass.outputTile] = 0 }
        let sum = onArray[pass.outputTile, default: 0] + profile.cycles
        onArray[pass.outputTile] = sum
        let own = profile.epilogueCycles
        cycles[index] = own == 0 ? 0 : max(own, ceilingDivision(sum + own, by: limit))
      }
    }
    return cycles
  }

  private static func queues(_ plan: Plan, memories: Int) -> [[[Int32]]] {
    let none = [[Int32]](repeating: [], count: 4 * plan.cores.count)
    var queues = [[[Int32]]](repeating: none, count: memories)
    for (number, core) in plan.cores.enumerated() {
      func enqueue(_ index: Int32) {
        guard index >= 0 else { return }
        let place = Int(index)
        // Another core's load, which this one listens to, waits there; what is sent to another core, nowhere.
        guard Int(plan.transfers[place].core) == number, !plan.transfers[place].isSent else { return }
        let queue = 4 * number + Int(plan.transfers[place].queue.rawValue)
        queues[plan.transfers[place].memory][queue].append(index)
      }
      for pass in plan.passes[core.passes] {
        enqueue(pass.inputLoad)
        enqueue(pass.weightLoad)
        enqueue(pass.reload)
        enqueue(pass.store)
      }
    }
    return queues
  }

  private static func counts(
    _ plan: Plan, _ profiles: [PassProfile], _ design: Design
  ) -> OperatorRecord {
    var record = OperatorRecord()
    record.passes = plan.passes.count
    record.memories = design.memories.map { _ in MemoryCounts() }
    var buffers = [BufferCounts](repeating: BufferCounts(), count: 3)
    var uses = [Int](repeating: 0, count: profiles.count)
    for pass in plan.passes { uses[Int(pass.shape)] += 1 }
    for (profile, times) in zip(profiles, uses) {
      record.folds += profile.folds * times
      record.foldElements += profile.foldElements * times
      record.slots.effective += profile.effective * times
      record.slots.ineffectual += profile.ineffectual * times
      record.slots.unmapped += profile.unmapped * times
      record.slots.imbalance += profile.imbalance * times
      record.slots.decode += profile.decode * times
      record.gated += profile.gated * times
      record.digits += profile.digits * times
      record.products.effective += profile.effectiveProducts * times
      record.work.add(profile.work, times: times)
      record.chain.add(profile.chain, times: times)
      for operand in 0..<3 {
        buffers[operand].reads += profile.reads[operand] * times
        buffers[operand].writes += profile.writes[operand] * times
        let readAccesses = operand == 2 ? profile.readBacks : profile.accesses[operand]
        buffers[operand].readAccesses += readAccesses * times
        buffers[operand].writeAccesses += (profile.accesses[operand] - readAccesses) * times
        if operand < 2 { buffers[operand].metadataAccesses += profile.metadataAccesses[operand] * times }
      }
      for operand in 0..<2 { record.registerLoads[operand] += profile.registerLoads[operand] * times }
    }
    for transfer in plan.transfers {
      let operand = transfer.operand.index
      let (words, metadataWords) = transfer.words(ofBits: design.buffers[transfer.operand].width * 8)
      // Every core that it is for fills its buffer.
      let times = 1 + transfer.listeners.count
      if transfer.isSent {
        // The link reads it here, and reads and writes the first core's tile.
        buffers[operand].reads += 2 * transfer.elements
        buffers[operand].writes += transfer.elements
        buffers[operand].readAccesses += 2 * words
        buffers[operand].writeAccesses += words
        record.reduction.bytes += (transfer.bufferBits + 7) / 8
        record.reduction.additions += transfer.elements
      } else if transfer.queue == .store {
        buffers[operand].reads += transfer.elements
        buffers[operand].readAccesses += words
        record.memories[transfer.memory].writeBytes[operand] += transfer.bytes
      } else {
        buffers[operand].writes += transfer.elements * times
        buffers[operand].writeAccesses += words * times
        buffers[operand].metadataAccesses += metadataWords * times
        record.memories[transfer.memory].readBytes[operand] += transfer.bytes
      }
      record.memories[transfer.memory].metadataBytes[operand] += transfer.metadataBytes
      record.memories[transfer.memory].pointerBytes[operand] += transfer.pointerBytes
    }
    for operand in 0..<3 { buffers[operand].peakBytes = plan.peakBytes[operand] }
    if design.buffers.isShared {
      var shared = BufferCounts()
      for buffer in buffers {
        shared.reads += buffer.reads
        shared.writes += buffer.writes
        shared.readAccesses += buffer.readAccesses
        shared.writeAccesses += buffer.writeAccesses
        shared.metadataAccesses += buffer.metadataAccesses
      }
      shared.peakBytes = plan.peakBytesTogether
      buffers = [shared]
    }
    record.buffers = buffers
    return record
  }
}

extension PreparedOperator {
  var memories: Int { counts.memories.count }

  /// Passes of all cores.
  public var passes: Int { counts.passes }

  /// What was counted before anything happens.
  var emptyRecord: OperatorRecord {
    var record = OperatorRecord()
    record.memories = counts.memories.map { _ in MemoryCounts() }
    record.buffers = counts.buffers.map { _ in BufferCounts() }
    return record
  }

  /// The core that runs a pass.
  func core(of pass: Int32) -> Int {
    plan.cores.count == 1 ? 0 : plan.cores.firstIndex { $0.passes.contains(Int(pass)) } ?? 0
  }

  func profile(of pass: Int32) -> PassProfile { profiles[Int(plan.passes[Int(pass)].shape)] }

  /// What a tile takes in the vector unit that is complete with a pass.
  func epilogueCycles(of pass: Int32) -> Int {
    issueLimitedCycles.isEmpty
      ? profiles[Int(plan.passes[Int(pass)].shape)].epilogueCycles : issueLimitedCycles[Int(pass)]
  }

  /// What all finished tiles take in the vector units, at most.
  var greatestEpilogueCycles: Double {
    if !issueLimitedCycles.isEmpty { return issueLimitedCycles.reduce(0.0) { $0 + Double($1) } }
    return profiles.reduce(0.0) { $0 + Double($1.epilogueCycles) * Double(plan.passes.count) }
  }

  /// Its transfers in a memory, by queue, as those of the `sequence`-th operator of a stream.
  func segments(memory: Int, sequence: Int) -> [QueueHead.Segment] {
    queues[memory].map {
      QueueHead.Segment(
        sequence: sequence, queue: $0, transfers: plan.transfers, strips: plan.strips)
    }
  }

  /// Cycles that a tile's sums take on the reduction link (docs/model.md, 8).
  func linkCycles(bufferBits: Int) -> Int {
    guard let reduction else { return 0 }
    let bytes = (bufferBits + 7) / 8
    return reduction.latency + (reducingCores - 1) * ((bytes + reduction.width - 1) / reduction.width)
  }

  /// Whether sums leave the chip before they are complete.
  public var movesPartialSums: Bool {
    counts.memories.contains { $0.readBytes[Operand.output.index] > 0 }
  }

  /// Bytes that all its transfers move.
  public var movedBytes: Int { plan.transfers.reduce(0) { $0 + $1.bytes } }

  /// The same operator with all its tensors in one memory.
  public func flattened() -> PreparedOperator {
    guard counts.memories.count > 1 else { return self }
    var flat = self
    for index in flat.plan.transfers.indices { flat.plan.transfers[index].memory = 0 }
    flat.queues = Self.queues(flat.plan, memories: 1)
    var memory = MemoryCounts()
    for other in counts.memories {
      for operand in 0..<3 {
        memory.readBytes[operand] += other.readBytes[operand]
        memory.writeBytes[operand] += other.writeBytes[operand]
        memory.metadataBytes[operand] += other.metadataBytes[operand]
        memory.pointerBytes[operand] += other.pointerBytes[operand]
      }
    }
    flat.counts.memories = [memory]
    return flat
  }
}

extension StoredTensor {
  /// Bits of an index that the array reads with each place of weights, where the format has an index for each: groups
  /// of the pattern's size along k (docs/model.md, 11).
  fileprivate func placeBits(_ product: Product, _ sparsity: ArraySparsity) -> Int? {
    guard case .groupIndices(let bound, let axis) = format, bound.m == sparsity.pattern?.groupSize,
      let listing = try? listing()
    else { return nil }
    let along: MaskAxis =
      switch product.layout.weight {
      case .filtersOutside, .filtersThenGroups: .columns
      case .filtersInside, .channelsThenGroups: .rows
      }
    return axis == along ? listing.metadataBits : nil
  }
}

extension Design {
  /// Cycles that the functions of an operator take for so many element operations each (docs/model.md, 6).
  func vectorCycles(_ stages: [(function: String, operations: Int)]) -> Int {
    var latency = 0
    var (longest, sum) = (0, 0)
    for (function, operations) in stages {
      guard let unit = vectorUnit, let function = unit.function(named: function) else {
        preconditionFailure("a design without '\(function)' is refused before it runs")
      }
      let cycles = (operations + unit.lanes - 1) / unit.lanes * function.interval
      latency += function.latency
      longest = max(longest, cycles)
      sum += cycles
    }
    return latency + (vectorUnit?.isChained == true ? longest : sum)
  }
}
