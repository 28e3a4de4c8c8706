import Accounting
import Hardware
import Replay
import Simulation
import Workloads

extension ResultDocument {
  public init(_ report: RunReport) {
    let result = report.result
    schema = Self.schema
    tool = ToolView(version: Tool.version, modelVersion: Tool.modelVersion)
    seed = result.seed
    inputs = report.inputs
    settings = report.settings
    design = DocumentValue(report.design)
    network = result.network
    total = TotalView(result)
    areaSquareMillimetres = result.design.area.map { area in
      let parts = area.components(result.design).map { ($0.name, $0.entry.amount.squareMillimetres) }
      return Dictionary([("total", area.total(result.design).squareMillimetres)] + parts) { first, _ in first
      }
    }
    seeds = report.spread
    denseFallbacks =
      result.denseFallbacks.isEmpty
      ? nil
      : result.denseFallbacks.map {
        FallbackView(tensor: $0.tensor, format: $0.format.name, reason: $0.reason)
      }
    overflowingSums =
      result.overflowingSums.isEmpty
      ? nil
      : result.overflowingSums.map {
        OverflowView(
          name: $0.name, k: $0.k, input: $0.input.name, weight: $0.weight.name, bits: $0.bits,
          accumulator: $0.accumulator.name)
      }
    patternMisses =
      result.patternMisses.isEmpty
      ? nil
      : result.patternMisses.map {
        PatternMissView(
          name: $0.name, pattern: "\($0.miss.pattern)", groups: $0.miss.groups, tooFull: $0.miss.fuller)
      }
    operators = result.operators.enumerated().map { place, entry in
      var view = OperatorView(entry, result.design)
      view.figures.whatIf = WhatIfView.operation(place, result.total.whatIfs, cycles: entry.record.cycles)
      return view
    }
    let phases = PhaseRows(result)
    guard !phases.rows.isEmpty else { return }
    self.phases = phases.rows.map {
      PhaseView(
        name: OrNull($0.phase), executions: $0.executions, cycles: $0.cycles,
        timeSeconds: phases.seconds($0, result), denseMACs: $0.denseMACs, energyPicojoules: $0.picojoules)
    }
  }
}

extension TotalView {
  init(_ result: RunResult) {
    let total = result.total
    self.init(
      executions: total.executions, barrierCycles: total.barrierCycles,
      overlapChoice: total.overlapChoice,
      throughput: ThroughputView(total.throughput, result.design),
      figures: FiguresView(total.record, total.figures, total.wall, mapping: nil, result.design),
      energyActions: result.design.energy == nil ? nil : result.energyActions.map { EnergyActionView($0) })
    figures.sparsity = SparsityView(total.record, total.figures, nil, total.gain)
    figures.arithmetic = ArithmeticView(
      total.record, total.figures, result.design.array.nativeMode, result.design)
    for (memory, peak) in zip(result.design.memories, total.peakBytes) {
      figures.memories[memory.name]?.peakBytes = peak
      figures.memories[memory.name]?.capacityBytes = memory.capacity?.count
    }
    figures.paddingMACs = result.operators.reduce(0) {
      $0 + $1.executions * ($1.work.body.product?.paddingMACs ?? 0)
    }
    figures.whatIf = WhatIfView.total(total.whatIfs, cycles: total.record.cycles)
    resources = result.design.board.map { ResourceView.all(result.design, on: $0) }
    sources = SourceRows(result).view
    supply = SupplyView(result)
    joulesPerSample = result.joulesPerSample
    samplesPerSecondPerDollar = result.design.board?.board.price.map { _ in
      OrNull(result.samplesPerSecondPerDollar)
    }
  }
}

extension ResourceView {
  /// By name, all that the board has, or the design takes.
  fileprivate static func all(_ design: Design, on use: BoardUse) -> [String: ResourceView] {
    let taken = Dictionary(uniqueKeysWithValues: design.resources(on: use).map { ($0.resource, $0.count) })
    return Dictionary(
      uniqueKeysWithValues: Set(taken.keys).union(use.board.counts.keys).map { resource in
        let (count, available) = (taken[resource] ?? 0, use.board.counts[resource] ?? 0)
        let share = available > 0 ? Double(count) / Double(available) : nil
        return (resource.rawValue, ResourceView(taken: count, available: available, share: OrNull(share)))
      })
  }
}

extension EnergyActionView {
  init(_ action: EnergyAction) {
    component = action.component
    self.action = action.name
    count = action.count
    picojoulesEach = action.one.picojoules
    picojoules = action.picojoules
    source = action.source
  }
}

extension OperatorView {
  init(_ entry: RunResult.Entry, _ design: Design) {
    let product = entry.work.body.product
    identity = Identity(
      name: entry.name, kind: entry.kind.rawValue, phase: OrNull(entry.phase),
      groups: entry.groups.map(\.name),
      repeat: entry.executions, firstExecution: entry.firstExecution, batch: OrNull(product?.batch),
      m: OrNull(product?.m), k: OrNull(product?.k),
      n: OrNull(product?.n), placement: entry.placement(design))
    figures = FiguresView(entry.record, entry.figures, entry.wall, mapping: entry.mapping, design)
    figures.sparsity = SparsityView(entry.record, entry.figures, entry.densities, entry.gain)
    figures.arithmetic = ArithmeticView(entry.record, entry.figures, entry.mode, design)
    figures.paddingMACs = product?.paddingMACs ?? 0
    figures.mapping.search = entry.search.map { SearchView($0) }
    guard design.storage != .dense else { return }
    figures.storage = Dictionary(
      entry.storage.map { ($0.operand.rawValue, StorageView($0)) }, uniquingKeysWith: { first, _ in first })
  }
}

extension ThroughputView {
  init(_ throughput: Throughput, _ design: Design) {
    samples = throughput.samples
    latencyCycles = throughput.latencyCycles
    latencySeconds = throughput.latencySeconds(design)
    throughputPerSecond = OrNull(figure: throughput.samplesPerSecond(design))
    switch throughput.steadyState {
    case .success(let steady):
      steadyStateCycles = OrNull(steady.cyclesPerRun)
      steadyStateRuns = OrNull(steady.runs)
      steadyStateRunsCycles = OrNull(steady.cycles)
      steadyStateExact = OrNull(steady.isExact)
      steadyStateProblem = OrNull(nil)
    case .failure(let problem):
      steadyStateCycles = OrNull(nil)
      steadyStateRuns = OrNull(nil)
      steadyStateRunsCycles = OrNull<Int>(nil)
      steadyStateExact = OrNull<Bool>(nil)
      steadyStateProblem = OrNull("\(problem)")
    }
  }
}

extension Throughput {
  func latencySeconds(_ design: Design) -> Double { Double(latencyCycles) / Double(design.clock.hertz) }

  /// Samples of the network's input a second, in the steady state; nil where there is none or it takes no time.
  func samplesPerSecond(_ design: Design) -> Double? {
    steadyCycles.flatMap { $0 > 0 ? Double(samples) * Double(design.clock.hertz) / $0 : nil }
  }
}

extension FiguresView {
  init(
    _ record: OperatorRecord, _ figures: OperatorFigures, _ wall: MemoryWall?, mapping: WorkMapping?,
    _ design: Design
  ) {
    cycles = figures.cycles
    timeSeconds = figures.timeSeconds
    denseMACs = figures.denseMACs
    effectiveMACs = figures.effectiveMACs
    vectorOperations = figures.vectorOperations
    macUtilization = OrNull(figure: figures.macUtilization)
    mappedUtilization = OrNull(figure: figures.mappedUtilization)
    self.mapping = MappingView(record, figures, mapping)
    cycleStack = Dictionary(uniqueKeysWithValues: record.cycleStack.named.map { ($0.name, $0.count) })
    slots = Dictionary(uniqueKeysWithValues: record.slots.named.map { ($0.name, $0.count) })
    efficiencyGap = Dictionary(
      uniqueKeysWithValues: EfficiencyGap(record.slots).named.map { ($0.name, $0.slots) })
    let isStored = design.storage != .dense || figures.memories.contains { $0.metadataBytes > 0 }
    memories = Dictionary(figures.memories.map { ($0.name, MemoryView($0, isStored: isStored)) }) {
      first, _ in first
    }
    for row in DeviceRows(design, record).rows {
      memories[row.name]?.dram = DeviceView(row, hasChannels: mapping == nil)
    }
    for (memory, counts) in zip(design.memories, record.memories) {
      guard case .dram = memory.kind else { continue }
      memories[memory.name]?.bursts = counts.bursts
      memories[memory.name]?.overfetchedBytes = counts.overfetchedBytes
    }
    buffers = Dictionary(
      zip(design.buffers.named, record.buffers).map { ($0.name, BufferView($1, isStored: isStored)) }
    ) { first, _ in first }
    registerLoads = ["input": record.registerLoads[0], "weight": record.registerLoads[1]]
    if case .dspChain = design.array {
      let counts = record.chain
      chain = ChainView(
        operations: counts.operations, adjusts: counts.adjusts, selections: counts.selections)
    }
    reduction = ReductionView(bytes: record.reduction.bytes, additions: record.reduction.additions)
    bound = OrNull(figures.bound?.rawValue)
    rooflineSide = OrNull(figures.roofline?.side.name)
    rooflineMemory = OrNull(figures.roofline?.memory)
    if let energy = figures.energyPicojoules {
      energyPicojoules = Dictionary(
        [("total", energy.total)] + energy.components.map { ($0.name, $0.picojoules) }
      ) { first, _ in first }
      picojoulesPerDenseMAC = OrNull(figure: energy.perDenseMAC)
      picojoulesPerEffectiveMAC = OrNull(figure: energy.perEffectiveMAC)
      energyDelayProduct = energy.delayProduct
      averagePowerWatts = OrNull(figure: energy.averagePower)
      teraoperationsPerWatt = OrNull(figure: energy.teraoperationsPerWatt)
    }
    teraoperations = OrNull(figure: figures.teraoperationsPerSecond)
    if design.area != nil {
      teraoperationsPerSquareMillimetre = OrNull(figure: figures.teraoperationsPerSquareMillimetre(design))
    }
    unlimitedCycles = wall?.unlimitedCycles
    wallFactor = wall.map { OrNull(figure: $0.factor) }
    balanceBandwidth = wall.map { OrNull(figure: $0.balanceBandwidth) }
  }
}

extension MappingView {
  init(_ record: OperatorRecord, _ figures: OperatorFigures, _ mapping: WorkMapping?) {
    passes = record.passes
    folds = record.folds
    foldElements = record.foldElements
    efficiency = OrNull(figure: figures.mappingEfficiency)
    switch mapping {
    case .product(let product):
      tiles = [
        "groups": product.groups, "rows": product.rows, "columns": product.columns,
        "channels": product.channels, "filters": product.filters,
      ]
      order = OrNull(product.order.map(\.rawValue))
      scan = OrNull(product.scan.rawValue)
      slots = product.namedSlots
      spatial = OrNull(product.spatial.rawValue)
      partition = OrNull(product.partition?.rawValue)
    case .vector(let units, let channels):
      tiles = ["units": units]
      tiles?["channels"] = channels
      order = OrNull(nil)
      scan = OrNull(nil)
      spatial = OrNull(nil)
      partition = OrNull(nil)
    case nil: break
    }
  }
}

extension ProductMapping {
  /// The slots that the mapping names, by operand; nil where it names none.
  fileprivate var namedSlots: [String: Int]? {
    let named = Operand.allCases.compactMap { operand in slots[operand].map { (operand.rawValue, $0) } }
    return named.isEmpty ? nil : Dictionary(uniqueKeysWithValues: named)
  }
}

extension SearchView {
  init(_ effort: SearchEffort) {
    candidates = effort.candidates
    simulated = effort.simulated
    isExhaustive = effort.isExhaustive
  }
}

extension MemoryView {
  init(_ figures: MemoryFigures, isStored: Bool) {
    readBytes = figures.readBytes
    writeBytes = figures.writeBytes
    let counts = figures.counts
    if isStored {
      metadataBytes = figures.metadataBytes
      pointerBytes = counts.pointerBytes.reduce(0, +)
      metadataOverhead = OrNull(figure: figures.metadataOverhead)
    }
    byOperand = Dictionary(
      uniqueKeysWithValues: Operand.allCases.map {
        let (read, written) = (counts.readBytes[$0.index], counts.writeBytes[$0.index])
        var view = OperandView(readBytes: read, writeBytes: written)
        if isStored {
          view.metadataBytes = counts.metadataBytes[$0.index] + counts.pointerBytes[$0.index]
          view.pointerBytes = counts.pointerBytes[$0.index]
        }
        return ($0.rawValue, view)
      })
    requests = counts.requests
    busyCycles = counts.busyCycles
    bandwidthUtilization = OrNull(figure: figures.bandwidthUtilization)
    operationalIntensity = OrNull(figure: figures.operationalIntensity)
    ridgePoint = OrNull(figure: figures.ridgePoint)
    rooflineSide = OrNull(figures.side?.name)
  }
}

extension MemoryFigures {
  /// The side of this memory's own ridge; nil where it has none or moved nothing.
  var side: Roofline.Side? {
    guard let operationalIntensity, let ridgePoint else { return nil }
    return operationalIntensity < ridgePoint ? .memory : .compute
  }
}

extension BufferView {
  init(_ counts: BufferCounts, isStored: Bool) {
    metadataAccesses = isStored ? counts.metadataAccesses : nil
    reads = counts.reads
    writes = counts.writes
    accesses = counts.accesses
    readAccesses = counts.readAccesses
    writeAccesses = counts.writeAccesses
    peakBytes = counts.peakBytes
  }
}
