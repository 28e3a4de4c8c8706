import Hardware
import Mapping
import Workloads

extension ProductPass {
  /// What the pass takes and does on the design's array.
  func profile(
    on design: Design, _ budget: inout ProfileBudget, _ inputs: inout InputTraffics
  ) throws(PlanError) -> PassProfile {
    switch design.array {
    case .systolic(let array):
      try SystolicPass(array: array, pass: self).profile(design.buffers, &budget, &inputs)
    case .broadcast(let array):
      try BroadcastPass(array: array, pass: self).profile(design.buffers, &budget)
    case .simd(let cluster):
      try SIMDPass(cluster: cluster, pass: self).profile(design.buffers, &budget)
    case .rowStationary(let array): RowStationaryPass(array: array, pass: self).profile()
    case .dspChain(let array): try DSPChainPass(array: array, pass: self).profile(design.buffers, &budget)
    case .independent: preconditionFailure("its passes depend on what is zero")
    }
  }

  /// Refuses an operator that the array does not admit so, or with more folds in a pass, or more slots in all, than can
  /// be counted.
  ///
  /// - Parameter slotsOfPosition: Of each position of a multiplier, in a step.
  static func check(
    _ product: Product, _ mapping: ProductMapping, _ design: Design, slotsOfPosition: Int
  ) throws(PlanError) {
    let size = PassSize(
      groups: mapping.groups, rows: mapping.rows, columns: mapping.columns,
      window: product.kernelHeight * product.kernelWidth, channels: mapping.channels,
      filters: mapping.filters)
    if let reason = SpatialChoices.problem(mapping.spatial, size, of: product, on: design.array) {
      throw .notAdmitted(mapping.spatial, reason: reason)
    }
    let reduction = Double(size.window) * Double(size.channels)
    let pixels = Double(size.rows) * Double(size.columns)
    func check(_ value: Double, _ limit: PlanLimit, _ most: Int) throws(PlanError) {
      guard value <= Double(most) else { throw .beyond(limit, most: most) }
    }
    try check(pixels, .pixels, 1 << 27)
    try check(reduction, .reduction, 1_000_000_000_000)
    let (folds, steps) = bounds(size, mapping.spatial, of: product, on: design.array)
    try check(folds, .folds, 1 << 27)
    let passes = Plan.estimatedPasses(product, mapping, cores: design.cores.count)
    let slots = passes * steps * Double(design.array.elements * design.cores.count) * Double(slotsOfPosition)
    try check(slots, .slots, mostSlots(design.array))
  }

  /// Slots of all passes with which no count overflows.
  private static func mostSlots(_ array: ProcessingArray) -> Int {
    switch array {
    // A step is a cycle, and a slot has at most four accesses: an input, a weight, and a sum that is read and written.
    case .rowStationary: 1_000_000_000_000_000_000
    // Not even with steps that take all their accesses one by one.
    case .systolic, .broadcast, .simd, .independent, .dspChain: 100_000_000_000_000_000
    }
  }

  /// At least the folds and steps of a pass, whatever their number.
  private static func bounds(
    _ size: PassSize, _ spatial: ProductMapping.Spatial, of product: Product, on array: ProcessingArray
  ) -> (folds: Double, steps: Double) {
    let reduction = Double(size.window) * Double(size.channels)
    let pixels = Double(size.rows) * Double(size.columns)
    let groups = Double(size.groups)
    let filters = Double(size.filters)
    func steps() -> Double { Double(PassSteps(array, product).steps(size, spatial)) }
    switch array {
    case .systolic(let array):
      if spatial == .channelWise {
        let vectors = pixels * Double(array.steps)
        return (groups, groups * (vectors + Double(3 * array.rows + array.columns)))
      }
      let (rows, columns, vectors) =
        switch array.dataflow {
        case .weightStationary: (reduction, filters, pixels)
        case .inputStationary: (reduction, pixels, filters)
        case .outputStationary: (pixels, filters, reduction)
        }
      let cuts = spatial == .direct ? Double(size.window) : 1
      let folds = (rows / Double(array.rows) + cuts) * (columns / Double(array.columns) + 1) * groups
      // A fold with several turns takes no more than as many folds of one.
      let steps = vectors * Double(array.stepsOfVector(turns: 1))
      return (folds, folds * (steps + Double(3 * array.rows + array.columns)))
    case .broadcast(let array):
      let folds = PassSteps.folds(size, spatial, on: array)
      // The blocks of weights are gone through one by one, whichever operand is in the folds.
      let blocks = groups * (filters / Double(array.filters) + 1) * (reduction + 1)
      return (max(Double(folds.count), blocks), steps() * Double(array.digits?.mostSteps ?? 1))
    case .simd(let cluster): return (reduction / Double(cluster.lanes), steps())
    case .rowStationary(let array): return RowStationaryPass.bounds(size, of: product, on: array)
    case .dspChain(let array):
      let dense = array.broadcast(filters: array.active.filters, sumsOf: array.positions)
      let folds = PassSteps.folds(size, spatial, on: dense)
      let blocks = groups * (filters / Double(dense.filters) + 1) * (reduction + 1)
      // No vector takes more than as many as its filters would one by one.
      let vectors = Double(folds.count) * Double(folds.vectors + 1)
      return (
        max(Double(folds.count), blocks), vectors + Double(dense.pipeline) + Double(array.switchSteps)
      )
    case .independent(let array):
      let pairs = filters * Double(1 + array.stealSteps)
      return (1, groups * pixels * reduction * (pairs + 1) + Double(steps()))
    }
  }
}
