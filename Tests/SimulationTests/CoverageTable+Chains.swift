import Hardware
import Mapping
import ReferenceMachine
import Tensors
import Workloads

extension CoverageTable {
  /// Counts what a case of a product on DSP chains has, and what came of it.
  mutating func addChains(_ one: RandomCase, _ record: ReferenceRecord, _ observations: Observations) {
    guard case .dspChain(let array) = one.design.array, case .product(let mapping) = one.mapping else {
      return
    }
    addCase()
    let events = observations.chainEvents
    countDSPs(array, record, events)
    countPacking(one, array, record)
    let isSparse = array.sparsity.weight == .skip && one.work.zeros.weight != nil
    countDensities(one, isSparse ? array : nil, record, events)
    count("dense: sparse array, weights without a mask", array.sparsity.weight == .skip && !isSparse)
    count("dense", array.sparsity.weight != .skip)
    for spatial in [ProductMapping.Spatial.im2col, .direct] {
      count("dense: \(spatial.rawValue)", !isSparse && mapping.spatial == spatial)
      count("sparse: \(spatial.rawValue)", isSparse && mapping.spatial == spatial)
    }
    count("mode: a change that takes steps", events.switches > 0)
    count("mode: a change of no steps", one.work.switchesMode && array.switchSteps == 0)
    if case .dspChain(let used) = one.design.composed(for: one.work).array {
      count("mode: vector", used.working == .vector)
      count("mode: vector, sparse", used.working == .vector && isSparse)
      count(
        "mode: vector, that has fewer chains",
        used.working == .vector && used.hasFewerChains(than: used.matrix))
      count("mode: matrix of two", used.working == .matrix && used.vector != nil)
      count(
        "mode: matrix, that has fewer chains",
        used.working == .matrix && used.vector.map { used.hasFewerChains(than: $0) } ?? false)
    }
    count("gated slots", record.gated > 0)
    count("buffer_bandwidth", record.bufferBandwidth > 0)
    count("accumulating write", observations.accumulatingWrites > 0)
    count("slots: unmapped", record.slots["unmapped"]! > 0)
    count("slots: ineffectual", record.slots["ineffectual"]! > 0)
    count("several folds", record.folds > record.passes)
    count("stored weights", one.work.stored.weight != nil)
    count("encoded weights", one.work.encoded.weight != nil)
    count("memory of DRAM", one.design.memories.contains { if case .dram = $0.kind { true } else { false } })
  }

  private mutating func countDSPs(
    _ array: DSPChainArray, _ record: ReferenceRecord, _ events: ChainEvents
  ) {
    for dsp in DSPChainArray.DSP.allCases {
      count(dsp.rawValue, array.dsp == dsp)
      if dsp.neighbours > 1 {
        count("\(dsp.rawValue): products of neighbours", array.dot && array.dsp == dsp)
      }
    }
    count("double pumped", array.pump == 2)
    count("double pumped: a tick beyond whole steps", array.pump == 2 && array.cascade.isMultiple(of: 2))
    count("lanes that have borrowed", events.borrows > 0)
    count("groups of several DSPs", array.group > 1)
    count("one DSP", array.chain == 1)
    count("several pieces", events.severalPieces > 0)
    count("several pieces: more than two", events.severalPieces > 0 && array.chain > 2 * array.cascade)
    count("several pieces: nodes that take time", events.severalPieces > 0 && array.nodeLatency > 0)
    count("adjusts", record.chains.adjusts > 0)
    count("adjusts: that take time", record.chains.adjusts > 0 && array.adjust.latency > 0)
    count("adjusts: double pumped", record.chains.adjusts > 0 && array.pump == 2)
    count("adjusts: in several pieces", record.chains.adjusts > 0 && events.severalPieces > 0)
    count("adjusts: as a lane needs them", record.chains.adjusts > 0 && array.adjust.above == nil)
  }

  private mutating func countPacking(
    _ one: RandomCase, _ array: DSPChainArray, _ record: ReferenceRecord
  ) {
    let formats = one.work.multipliedFormats
    let mode = one.design.array.mode(input: formats[0], weight: formats[1])
    let packing = array.matrix.packing
    let isAlone = array.vector == nil
    count("packing: nothing", isAlone && packing.products == 1)
    count("packing: inputs", isAlone && packing.inputs > 1 && packing.weights == 1)
    count("packing: weights", isAlone && packing.inputs == 1 && packing.weights > 1)
    count("packing: both", packing.inputs > 1 && packing.weights > 1)
    count("packing: three of an operand", packing.inputs == 3 || packing.weights == 3)
    count("packing: another in the other mode", array.vector.map { $0.packing != packing } ?? false)
    count("products at once: weights", mode?.products == 2 && packing.weights <= packing.inputs)
    count("products at once: inputs", mode?.products == 2 && packing.weights > packing.inputs)
    count("products at once: not of these formats", mode?.products == 1 && !array.precision.pairs.isEmpty)
    count("unsigned factor", formats.contains { $0.family == .unsignedInteger })
    count("factor of few values", formats.contains(where: \.isOfFewValues))
    count("narrower factor than the array's", formats[0].bits < array.precision.input.bits)
    let lanes = DSPChainArray.lanes(
      of: array.dsp, packing, input: array.precision.input, weight: array.precision.weight)
    count(
      "lanes that leave out the least weight",
      packing.products > 1 && (array.adjust.above ?? 0) > (lanes?.products ?? Int.max))
  }

  private mutating func countDensities(
    _ one: RandomCase, _ array: DSPChainArray?, _ record: ReferenceRecord, _ events: ChainEvents
  ) {
    count("sparse", array != nil)
    count("sparse: one density", array?.sparsity.densities.count == 1)
    count("sparse: several densities", (array?.sparsity.densities.count ?? 0) > 1)
    count("sparse: sums of different lengths", events.mixedSums > 0)
    count(
      "sparse: sums of different lengths, nodes that take time",
      events.mixedSums > 0 && array!.nodeLatency > 0)
    count("sparse: blocks of several filters", (array?.sparsity.block ?? 1) > 1)
    count("sparse: vectors of several steps", events.severalSteps > 0)
    count("sparse: vectors that take no step", events.vectorsLeftOut > 0)
    count("sparse: vectors that only write", events.emptyWrites > 0)
    count("sparse: empty places", events.emptyPlaces > 0)
    count("sparse: empty places, gated", events.emptyPlaces > 0 && array?.sparsity.input == .gate)
    count("sparse: stored weights", array != nil && one.work.stored.weight != nil)
    count("sparse: packed inputs", array != nil && array!.matrix.packing.inputs > 1)
    count("sparse: adjusts", array != nil && record.chains.adjusts > 0)
    count("sparse: products of neighbours", array?.dot == true)
    count("sparse: double pumped", array?.pump == 2)
    count("sparse: in the mode of vectors, maybe", array?.vector != nil)
  }

  /// Counts what a stream on DSP chains has.
  mutating func countChains(_ one: StreamCase, _ events: ChainEvents) {
    var chains: DSPChainArray?
    if case .dspChain(let array) = one.design.array { chains = array }
    let overlaps = one.design.boundary == .overlap
    count("chains", chains != nil)
    count("chains: overlap", chains != nil && overlaps)
    count("chains: overlap, sparse", chains?.sparsity.weight == .skip && overlaps)
    count("chains: several cores", chains != nil && one.design.cores.count > 1)
    count("chains: a change of the mode", events.switches > 0)
    count("chains: two modes", chains?.vector != nil && one.stream.count > 1)
  }
}

extension DSPChainArray {
  /// Whether the mode in use makes fewer products a step than another.
  fileprivate func hasFewerChains(than other: Mode) -> Bool {
    active.pixels * active.filters < other.pixels * other.filters
  }
}
