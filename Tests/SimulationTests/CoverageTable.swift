import Hardware
import ReferenceMachine
import Simulation
import Workloads

/// How many of the cases had each feature, and were stalled for each cause.
struct CoverageTable {
  private(set) var cases = 0
  private(set) var counts: [String: Int] = [:]

  mutating func add(_ one: RandomCase, _ record: ReferenceRecord, _ observations: Observations) {
    cases += 1
    countCauses(record)
    countMachine(one.design)
    countArray(one, record)
    countZeros(one, record, observations)
    countStorage(one, record, observations)
    countFormats(one, observations.codes)
    countArithmetic(one, record)
    countRows(one, record, observations.rowEvents)
    countDRAM(one.design, [record], observations)
    for (name, isThere) in [
      ("spill", observations.partialStores > 0), ("reload", observations.reloads > 0),
      ("slot hit", observations.slotHits > 0), ("partial fold", observations.partialFolds > 0),
      ("accumulating write", observations.accumulatingWrites > 0),
      ("several passes", record.passes > 1),
      ("vector_unit stall of a product", record.vectorUnit > 0 && record.folds > 0),
    ] { count(name, isThere) }
    countWork(one)
  }

  /// Notes which ways the fast engine took.
  mutating func add(_ paths: FastPaths) {
    count("fast path: pass in closed form", paths.closedFormPasses > 0)
    count("fast path: pass swept by steps", paths.sweptPasses > 0)
    count("fast path: steady stream skipped", paths.skippedRequests > 0)
  }

  /// Takes in another table's cases.
  mutating func add(_ other: CoverageTable) {
    cases += other.cases
    for (name, count) in other.counts { counts[name, default: 0] += count }
  }

  mutating func addCase() { cases += 1 }

  mutating func count(_ name: String, _ isThere: Bool) { counts[name, default: 0] += isThere ? 1 : 0 }

  private mutating func countCauses(_ record: ReferenceRecord) {
    for (name, cycles) in [
      ("working", record.working), ("buffer_bandwidth", record.bufferBandwidth),
      ("dram_bandwidth", record.dramBandwidth), ("dram_latency", record.dramLatency),
      ("decode", record.decode), ("vector_unit", record.vectorUnit),
    ] { count("cycles: " + name, cycles > 0) }
    for name in ["effective", "ineffectual", "unmapped", "fill_drain", "imbalance", "decode"] {
      count("slots: " + name, record.slots[name]! > 0)
    }
  }

  private mutating func countMachine(_ design: Design) {
    count("shared buffer", design.buffers.isShared)
    count("several memories", design.memories.count > 1)
    var (ideal, unlimited, single) = (false, false, false)
    for memory in design.memories {
      guard case .bandwidth(let memory) = memory.kind else {
        if memory.kind == .ideal { ideal = true }
        continue
      }
      if memory.outstanding == nil { unlimited = true }
      if memory.outstanding == 1 { single = true }
    }
    count("ideal memory", ideal)
    count("outstanding: unlimited", unlimited)
    count("outstanding: 1", single)
    for pixels in Buffer.SkippedPixels.allCases {
      count("skipped pixels: \(pixels.rawValue)", design.buffers.skippedPixels == pixels)
    }
    count("issue limit", design.vectorUnit?.issueLimit != nil)
    count("chained vector unit", design.vectorUnit?.isChained == true)
  }

  private mutating func countWork(_ one: RandomCase) {
    let formats = one.work.formats
    count("sub-byte format", Operand.allCases.contains { formats[$0].bits % 8 != 0 })
    var (product, epilogue, vector): (Product?, [Epilogue], VectorWork?) = (nil, [], nil)
    switch one.work.body {
    case .product(let body, let functions): (product, epilogue) = (body, functions)
    case .vector(let body): vector = body
    }
    count("product", product != nil)
    count("epilogue", !epilogue.isEmpty)
    count("chained epilogue", epilogue.count > 1 && one.design.vectorUnit?.isChained == true)
    let isLimited = one.design.vectorUnit?.issueLimit != nil
    count("issue limit on an epilogue", isLimited && !epilogue.isEmpty)
    if case .window = vector?.input {
      count("issue limit on a pooling", isLimited)
    } else {
      count("issue limit on a pooling", false)
    }
    let skips = product.map { $0.strideHeight > $0.kernelHeight || $0.strideWidth > $0.kernelWidth } ?? false
    count("skipped pixels loaded", skips && one.design.buffers.skippedPixels == .loaded)
    count("skipped pixels between windows", skips && one.design.buffers.skippedPixels == .between)
    count("epilogue with parameters", epilogue.contains { $0.parametersPerFilter > 0 })
    count("groups", (product?.groups ?? 1) > 1)
    count("images", (product?.images ?? 1) > 1)
    count("depthwise", (product?.groups ?? 1) > 1 && product?.channels == 1)
    count("stride", (product?.strideHeight ?? 1) > 1 || (product?.strideWidth ?? 1) > 1)
    count("dilation", (product?.dilationHeight ?? 1) > 1 || (product?.dilationWidth ?? 1) > 1)
    for layout in ProductLayout.Weight.allCases {
      count("weight layout: " + layout.rawValue, product?.layout.weight == layout)
    }
    count("vector operator", vector != nil)
    countLoops(one, product)
    if case .vector(_, let channels) = one.mapping {
      count("channels of a pooling cut", channels != nil)
      count("channels cut beside a weight", channels != nil && vector?.weight != nil)
    }
    let (input, weight) = (vector.map { accessName($0.input) }, vector?.weight.map(accessName))
    for name in ["streaming", "window", "gather"] { count("access: " + name, input == name) }
    for name in ["streaming", "constant"] { count("access: weight " + name, weight == name) }
  }

  /// Slots of the mapping's own, and loops that turn round.
  private mutating func countLoops(_ one: RandomCase, _ product: Product?) {
    guard case .product(let mapping) = one.mapping, let product else {
      for operand in Operand.allCases {
        count("fewer slots: \(operand)", false)
        count("more slots: \(operand)", false)
      }
      for name in ["serpentine", "serpentine: sums begin with the last channels"] { count(name, false) }
      return
    }
    for operand in Operand.allCases {
      let buffer = one.design.buffers[operand]
      let used = min(mapping.slots[operand] ?? buffer.tiles, buffer.mostTiles)
      count("fewer slots: \(operand)", used < buffer.tiles)
      count("more slots: \(operand)", used > buffer.tiles)
    }
    let turns = mapping.scan == .serpentine && mapping.passes(of: product) > 3
    count("serpentine", turns)
    count(
      "serpentine: sums begin with the last channels",
      turns && mapping.order[0] != .k && mapping.channels < product.channels)
  }

  private func accessName(_ access: VectorWork.Access) -> String {
    switch access {
    case .streaming: "streaming"
    case .constant: "constant"
    case .window: "window"
    case .gather: "gather"
    case .masked: "masked"
    }
  }

  /// The features that fewer than this many in a hundred cases have.
  func rare(below percent: Int) -> [String] {
    counts.filter { $0.value * 100 < percent * cases }.keys.sorted()
  }

  var description: String {
    counts.sorted { $0.key < $1.key }.map { name, count in
      "\(count * 1000 / max(1, cases)) per mille  \(name)"
    }.joined(separator: "\n")
  }
}
