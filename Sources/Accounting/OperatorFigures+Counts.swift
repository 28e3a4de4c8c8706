import Hardware
import Quantities
import Simulation
import Workloads

extension OperatorFigures {
  /// The figures of counts that may be one execution's or a run's sum.
  ///
  /// - Parameters:
  ///   - mode: In which an operator's products were made; without it that of the design's own formats.
  ///   - shares: Of a sum, what its products were made in.
  public init(
    record: OperatorRecord, denseMACs: Int, vectorOperations: Int, design: Design,
    mode: ArithmeticMode? = nil, shares: ModeShares = ModeShares()
  ) {
    let mode = mode ?? shares.common ?? design.array.nativeMode
    cycles = record.cycles
    timeSeconds = Double(record.cycles) / Double(design.clock.hertz)
    self.denseMACs = denseMACs
    effectiveMACs = record.products.effective
    self.vectorOperations = vectorOperations
    let elements = design.array.elements
    let slots = elements * design.array.slotMultiple
    let isProduct = denseMACs > 0
    let multiplied = record.slots.effective + record.slots.ineffectual
    skippedMACs = isProduct ? denseMACs - record.products.multiplied : 0
    gatedMACs = record.products.gated
    nominalSparsity = isProduct ? quotient(denseMACs - record.products.effective, denseMACs) : nil
    if case .independent = design.array {
      unitWork = record.work
      loadImbalance = quotient(record.work.ofBusiest, record.work.all)
    } else {
      loadImbalance = isProduct ? quotient(multiplied + record.slots.imbalance, multiplied) : nil
    }
    let allSlots = design.cores.count * slots * record.cycles
    // A product takes as many slots as the array would have for it at its peak, but where digits decide.
    macUtilization =
      !isProduct
      ? nil
      : mode.digits == nil
        ? quotient(record.slots.effective, allSlots)
        : shares.areMixed
          ? quotient(shares.effectiveSteps, Double(allSlots))
          : quotient(record.products.effective * mode.leastSteps, allSlots * mode.products)
    if mode.digits != nil {
      digits = record.digits
      idealSteps = quotient(record.digits, design.elements)
    }
    let workingSlots = slots * record.cycleStack.working
    mappedUtilization = quotient(workingSlots - record.slots.unmapped, workingSlots)
    mappingEfficiency = quotient(record.foldElements, record.folds * elements)
    let elementsOfAll = Double(design.elements)
    let peak =
      shares.areMixed
      ? elementsOfAll * (shares.peakProducts ?? 1)
      : elementsOfAll * Double(mode.products) / Double(mode.leastSteps)
    memories = zip(design.memories, record.memories).map { memory, counts in
      MemoryFigures(
        memory: memory, counts: counts, operations: 2 * denseMACs, cycles: record.cycles, design: design,
        peak: peak)
    }
    bound = record.cycles > 0 ? Bound(record.slots) : nil
    roofline = isProduct ? Roofline(memories) : nil
    energyPicojoules = EnergyFigures(
      record: record, denseMACs: denseMACs, vectorOperations: vectorOperations, design: design)
  }
}

extension MemoryFigures {
  /// - Parameter peak: Products of a cycle at most.
  init(
    memory: Memory, counts: MemoryCounts, operations: Int, cycles: Int, design: Design, peak: Double
  ) {
    name = memory.name
    self.counts = counts
    let bytes = (counts.readBytes + counts.writeBytes).reduce(0, +)
    operationalIntensity = operations > 0 ? quotient(operations, bytes) : nil
    guard let bandwidth = memory.kind.flat else { return }
    let rate = bandwidth.bytesPerCycle(design.clock).value
    bandwidthUtilization = cycles > 0 ? Double(bytes) / (rate * Double(cycles)) : nil
    ridgePoint = 2 * peak / rate
  }
}

extension Bound {
  /// `compute`, unless some loss is at least the useful share: then the greatest loss.
  init(_ slots: SlotStack) {
    let losses: [(Bound, Int)] = [
      (.dramBandwidth, slots.dramBandwidth), (.dramLatency, slots.dramLatency),
      (.vectorUnit, slots.vectorUnit), (.bufferBandwidth, slots.bufferBandwidth),
      (.decode, slots.decode), (.idle, slots.idle), (.unmapped, slots.unmapped),
      (.fillDrain, slots.fillDrain), (.imbalance, slots.imbalance),
    ]
    var greatest = (Bound.compute, 0)
    for loss in losses where loss.1 > greatest.1 { greatest = loss }
    self = greatest.1 >= max(1, slots.effective + slots.ineffectual) ? greatest.0 : .compute
  }
}

extension Roofline {
  /// Nil where no memory both moved bytes and has a ridge.
  init?(_ memories: [MemoryFigures]) {
    var worst: (ratio: Double, name: String)?
    for memory in memories {
      guard let intensity = memory.operationalIntensity, let ridge = memory.ridgePoint else { continue }
      let ratio = intensity / ridge
      if worst == nil || ratio < worst!.ratio { worst = (ratio, memory.name) }
    }
    guard let worst else { return nil }
    side = worst.ratio < 1 ? .memory : .compute
    memory = worst.name
  }
}

/// A quotient; nil over zero.
private func quotient(_ dividend: Double, _ divisor: Double) -> Double? {
  divisor == 0 ? nil : dividend / divisor
}

/// A quotient of counts; nil over zero.
func quotient(_ dividend: Int, _ divisor: Int) -> Double? {
  divisor == 0 ? nil : Double(dividend) / Double(divisor)
}
