import Hardware
import Tensors

/// An array as the Swift expression that builds it again.
func text(_ array: ProcessingArray) -> String {
  let precision = array.precision
  let formats =
    "precision: ArrayPrecision(input: \(text(precision.input)), weight: \(text(precision.weight)), "
    + "accumulate: \(text(precision.accumulate))\(modesText(precision)))"
  let zeros = array.sparsity == .none ? "" : ", sparsity: \(text(array.sparsity))"
  switch array {
  case .systolic(let array):
    return ".systolic(SystolicArray(rows: \(array.rows), columns: \(array.columns), "
      + "dataflow: .\(array.dataflow), \(formats), preload: .\(array.preload), "
      + "foldOverlap: \(array.foldOverlap), partialFolds: .\(array.partialFolds), drain: .\(array.drain)\(zeros), "
      + "accumulateInterval: \(array.accumulateInterval), interleavedSums: \(array.interleavedSums)))"
  case .broadcast(let array):
    return ".broadcast(BroadcastArray(arrangement: .\(array.arrangement), dataflow: .\(array.dataflow), "
      + "pixelRows: \(array.pixelRows), pixelColumns: \(array.pixelColumns), "
      + "pixelsAreFlattened: \(array.pixelsAreFlattened), reduction: \(array.reduction), "
      + "filters: \(array.filters), ownInputs: \(array.ownInputs), ownReduction: \(array.ownReduction), "
      + "preload: .\(array.preload), restingChunks: \(array.restingChunks), "
      + "preloadRate: \(array.preloadRate.map(String.init) ?? "nil"), pipeline: \(array.pipeline), "
      + "foldGap: \(array.foldGap), \(formats)\(zeros)))"
  case .simd(let cluster):
    return
      ".simd(SIMDCluster(lanes: \(cluster.lanes), macsPerCycle: \(cluster.macsPerCycle), registerPixels: \(cluster.registerPixels), "
      + "registerFilters: \(cluster.registerFilters), loopOverhead: \(cluster.loopOverhead), "
      + "blockOverhead: \(cluster.blockOverhead), transform: \(cluster.transform), \(formats)\(zeros)))"
  case .rowStationary(let array):
    let (files, buses) = (array.files, array.buses)
    return ".rowStationary(RowStationaryArray(rows: \(array.rows), columns: \(array.columns), "
      + "files: .init(input: \(files.input), weight: \(files.weight), sum: \(files.sum)), "
      + "buses: .init(input: \(buses.input), weight: \(buses.weight), output: \(buses.output)), "
      + "multicast: \(array.multicast), preload: .\(array.preload), weightsStay: .\(array.weightsStay), "
      + "pipeline: \(array.pipeline), \(formats)\(zeros)))"
  case .dspChain(let array):
    func text(_ mode: DSPChainArray.Mode) -> String {
      ".init(pixels: \(mode.pixels), filters: \(mode.filters), packing: .init(inputs: \(mode.packing.inputs), "
        + "weights: \(mode.packing.weights)))"
    }
    let above = array.adjust.above.map { "\($0)" } ?? "nil"
    return ".dspChain(DSPChainArray(dsp: .\(array.dsp), chain: \(array.chain), group: \(array.group), "
      + "dot: \(array.dot), pump: \(array.pump), matrix: \(text(array.matrix)), "
      + "vector: \(array.vector.map(text) ?? "nil"), cascade: \(array.cascade), "
      + "adjust: .init(above: \(above), latency: \(array.adjust.latency)), nodeLatency: \(array.nodeLatency), "
      + "switchSteps: \(array.switchSteps), pipeline: \(array.pipeline), \(formats)\(zeros)))"
  case .independent(let array):
    return ".independent(IndependentArray(units: \(array.units), multipliers: \(array.multipliers), "
      + "queue: \(array.queue), distribution: .\(array.distribution), stealSteps: \(array.stealSteps), "
      + "leastSteps: \(array.leastSteps), pipeline: \(array.pipeline), \(formats), sparsity: \(text(array.sparsity))))"
  }
}

/// What of a precision makes modes; nothing of one that has only the native one.
private func modesText(_ precision: ArrayPrecision) -> String {
  var text = ""
  switch precision.arithmetic {
  case .native: break
  case .fusion(let brick, let most): text += ", arithmetic: .fusion(brick: \(brick), most: \(most))"
  case .serial(let operand, let bits): text += ", arithmetic: .serial(operand: .\(operand), bits: \(bits))"
  case .digits(let digits):
    text +=
      ", arithmetic: .digits(DigitArithmetic(operand: .\(digits.operand), recoding: .\(digits.recoding), "
      + "group: \(digits.group), wait: .\(digits.wait)))"
  }
  guard !precision.pairs.isEmpty else { return text }
  let pairs = precision.pairs.map {
    "FormatPair(input: \(SimulationTests.text($0.input)), weight: \(SimulationTests.text($0.weight)), "
      + "products: \($0.products), steps: \($0.steps))"
  }
  return text + ", pairs: [\(pairs.joined(separator: ", "))]"
}

private func text(_ sparsity: ArraySparsity) -> String {
  func text(_ value: Int?) -> String { value.map(String.init) ?? "nil" }
  let pattern =
    sparsity.pattern.map { ".init(nonzeros: \($0.nonzeros), groupSize: \($0.groupSize))" } ?? "nil"
  return "ArraySparsity(input: .\(sparsity.input), weight: .\(sparsity.weight), pattern: \(pattern), "
    + "window: \(text(sparsity.window)), scan: \(text(sparsity.scan)), runBits: \(text(sparsity.runBits)), "
    + "densities: \(sparsity.densities), block: \(sparsity.block))"
}

func text(_ format: NumberFormat) -> String { "NumberFormat(name: \"\(format.name)\")!" }
