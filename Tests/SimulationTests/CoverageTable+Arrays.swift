import Hardware
import ReferenceMachine
import Workloads

extension CoverageTable {
  /// Counts the array's kind and keys, and for a product how its tiles lie on it.
  mutating func countArray(_ one: RandomCase, _ record: ReferenceRecord) {
    var spatial: ProductMapping.Spatial?
    if case .product(let mapping) = one.mapping { spatial = mapping.spatial }
    let (systolic, broadcast, simd) = one.design.array.kinds
    countSystolic(systolic, spatial)
    countTurns(systolic, one)
    countBroadcast(broadcast, spatial)
    count("simd", simd != nil && spatial != nil)
    count("simd: transform", (simd?.transform ?? 0) > 0 && spatial != nil)
    count("simd: no transform", simd?.transform == 0 && spatial != nil)
    count("simd: buffer_bandwidth", simd != nil && record.bufferBandwidth > 0)
    count("broadcast: buffer_bandwidth", broadcast != nil && record.bufferBandwidth > 0)
    if case .product(let product, _) = one.work.body, case .product(let mapping) = one.mapping {
      let groups = systolic != nil && spatial == .channelWise && min(product.groups, mapping.groups) > 1
      count("systolic: channel_wise, groups at once", groups && record.foldElements > record.folds)
    } else {
      count("systolic: channel_wise, groups at once", false)
    }
  }

  private mutating func countSystolic(_ array: SystolicArray?, _ spatial: ProductMapping.Spatial?) {
    for dataflow in Dataflow.allCases { count("systolic: \(dataflow.rawValue)", array?.dataflow == dataflow) }
    for drain in SystolicArray.Drain.allCases {
      let isThere = array?.dataflow == .outputStationary && array?.drain == drain
      count("drain: " + drain.rawValue, isThere)
    }
    for preload in SystolicArray.Preload.allCases {
      let isThere = array.map { $0.dataflow != .outputStationary && $0.preload == preload } ?? false
      count("preload: " + preload.rawValue, isThere)
    }
    count("fold overlap", array?.foldOverlap == true)
    count("no fold overlap", array?.foldOverlap == false)
    count("partial folds: full", array?.partialFolds == .full)
    count("partial folds: used", array?.partialFolds == .used)
    for lying in ProductMapping.Spatial.allCases where lying != .partKernel {
      count("systolic: \(lying.rawValue)", array != nil && spatial == lying)
    }
  }

  /// Counts what elements do that keep several sums, or wait for their adders.
  private mutating func countTurns(_ array: SystolicArray?, _ one: RandomCase) {
    var pixels = 0
    if case .product(let product, _) = one.work.body, case .product(let mapping) = one.mapping {
      pixels = min(mapping.rows, product.outputHeight) * min(mapping.columns, product.outputWidth)
    }
    let isThere = array?.dataflow == .outputStationary && pixels > 0
    let (rows, sums, interval) =
      isThere ? (array!.rows, array!.interleavedSums, array!.accumulateInterval) : (1, 1, 1)
    let turns = min(sums, (pixels + rows - 1) / rows)
    count("turns: adders waited for", interval > max(1, turns))
    count("turns: several sums", turns > 1)
    count("turns: several sums, adders waited for", turns > 1 && interval > turns)
    count("turns: a last turn of fewer rows", turns > 1 && !pixels.isMultiple(of: rows))
    for drain in [SystolicArray.Drain.serial, .shadowed] {
      count("turns: several sums, drain \(drain.rawValue)", turns > 1 && array?.drain == drain)
    }
  }

  private mutating func countBroadcast(_ array: BroadcastArray?, _ spatial: ProductMapping.Spatial?) {
    for arrangement in BroadcastArray.Arrangement.allCases {
      count(arrangement.rawValue, array?.arrangement == arrangement)
    }
    for dataflow in Dataflow.allCases {
      count("broadcast: \(dataflow.rawValue)", array?.dataflow == dataflow && spatial != nil)
      for lying in ProductMapping.Spatial.allCases
      where lying != .channelWise || dataflow != .inputStationary {
        count(
          "broadcast: \(dataflow.rawValue), \(lying.rawValue)",
          array?.dataflow == dataflow && spatial == lying)
      }
    }
    for preload in BroadcastArray.Preload.allCases {
      let isThere = array.map { $0.dataflow != .outputStationary && $0.preload == preload } ?? false
      count("broadcast: preload \(preload.rawValue)", isThere)
    }
    count("broadcast: blocks of pixels", array?.pixelsAreFlattened == false)
    count("broadcast: fold gap", (array?.foldGap ?? 0) > 0)
    let isLaid = array != nil && spatial != nil
    count("broadcast: resting chunks", isLaid && array!.restingChunks > 1)
    count("broadcast: resting chunks, channel_wise", array?.restingChunks ?? 1 > 1 && spatial == .channelWise)
    count("broadcast: resting chunks, part_kernel", array?.restingChunks ?? 1 > 1 && spatial == .partKernel)
    for preload in BroadcastArray.Preload.allCases {
      count(
        "broadcast: preload rate, \(preload.rawValue)",
        isLaid && array!.preloadRate != nil && array!.preloadSteps > 1 && array!.preload == preload)
    }
  }
}

extension ProcessingArray {
  var kinds: (SystolicArray?, BroadcastArray?, SIMDCluster?) {
    switch self {
    case .systolic(let array): (array, nil, nil)
    case .broadcast(let array): (nil, array, nil)
    case .simd(let cluster): (nil, nil, cluster)
    case .rowStationary, .independent, .dspChain: (nil, nil, nil)
    }
  }
}
