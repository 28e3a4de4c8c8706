import Hardware
import ReferenceMachine
import Workloads

extension CoverageTable {
  /// Counts what arrays do about zeros, and what came of it.
  mutating func countZeros(_ one: RandomCase, _ record: ReferenceRecord, _ observations: Observations) {
    var isProduct = false
    if case .product = one.work.body { isProduct = true }
    let (array, sparsity) = (one.design.array, one.design.array.sparsity)
    let (masks, events) = (one.work.zeros, observations.zeroEvents)
    count("mask of the input", masks.input != nil)
    count("mask of the weight", masks.weight != nil)
    count("mask of a pattern", one.hasPatternedMask)
    count("mask on an array that skips", isProduct && sparsity.skips && masks != .none)
    count("gated slots", record.gated > 0)
    count("gated slots beside skipped ones", record.gated > 0 && sparsity.skips)
    var (broadcast, systolic): (BroadcastArray?, SystolicArray?) = (nil, nil)
    var independent: IndependentArray?
    switch array {
    case .systolic(let it): systolic = it
    case .broadcast(let it): broadcast = it
    case .independent(let it): independent = it
    case .simd, .rowStationary, .dspChain: break
    }
    if !isProduct { (broadcast, systolic, independent) = (nil, nil, nil) }
    let windows = broadcast.flatMap { $0.sparsity.skips && $0.sparsity.pattern == nil ? $0.sparsity : nil }
    count("windows: input", windows?.input == .skip && windows?.weight != .skip && masks.input != nil)
    count("windows: weight", windows?.input != .skip && windows?.weight == .skip && masks.weight != nil)
    let bothMasks = masks.input != nil && masks.weight != nil
    count("windows: both", windows?.input == .skip && windows?.weight == .skip && bothMasks)
    for dataflow in Dataflow.allCases {
      count("windows: \(dataflow.rawValue)", windows != nil && broadcast?.dataflow == dataflow)
    }
    count("windows: wait for the scan", windows != nil && events.scanWaits > 0)
    count("windows: none has a pair", windows != nil && events.emptyWindows > 0)
    count("windows: imbalance", windows != nil && record.slots["imbalance"]! > 0)
    let (isTaken, isMissed) = (observations.patternsTaken > 0, observations.patternsMissed > 0)
    count("N:M trees", broadcast != nil && isTaken)
    count("N:M trees: inputs skipped, too", broadcast?.sparsity.input == .skip && isTaken)
    count("N:M trees: dense", broadcast != nil && isMissed)
    for dataflow in Dataflow.allCases {
      count("N:M systolic: \(dataflow.rawValue)", systolic?.dataflow == dataflow && isTaken)
    }
    count("N:M systolic: dense", systolic != nil && isMissed)
    if case .product(let mapping) = one.mapping {
      count("N:M systolic: direct", systolic != nil && isTaken && mapping.spatial == .direct)
    }
    for distribution in IndependentArray.Distribution.allCases {
      count("independent: \(distribution.rawValue)", independent?.distribution == distribution)
    }
    count("independent: job taken", independent != nil && events.stolenJobs > 0)
    count("independent: job taken before its unit came", independent != nil && events.stolenAhead > 0)
    let returns = (independent?.stealSteps ?? 0) > 0
    count("independent: job taken, steal_steps", returns && events.stolenJobs > 0)
    count("independent: job taken, runs", independent?.sparsity.runBits != nil && events.stolenJobs > 0)
    count("independent: full queues", independent != nil && events.fullQueues > 0)
    count("independent: padding zeros", independent != nil && events.paddingZeros > 0)
    count("independent: items without pairs", independent != nil && events.emptyItems > 0)
    count("independent: windows without an item", independent != nil && events.skippedWindows > 0)
    count("independent: windows of several", (independent?.window ?? 1) > 1)
    count("independent: decode", independent != nil && record.slots["decode"]! > 0)
    let ofUnits = record.folds * (independent?.elements ?? 0)
    count("independent: units without filters", record.foldElements < ofUnits)
  }
}
