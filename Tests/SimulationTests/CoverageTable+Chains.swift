import Hardware
import Mapping
import ReferenceMachine
import Workloads

extension CoverageTable {
  /// Counts the modes, packings and zeros of DSP chains.
  mutating func countChains(_ one: RandomCase, _ record: ReferenceRecord) {
    guard RandomCase.drawsChains else { return }
    var (own, composed): (DSPChainArray?, DSPChainArray?) = (nil, nil)
    var product: Product?
    if case .product(let body, _) = one.work.body, case .dspChain(let array) = one.design.array {
      (own, product) = (array, body)
      if case .dspChain(let array) = one.design.composed(for: one.work).array { composed = array }
    }
    count("chains", own != nil)
    for dsp in DSPChainArray.DSP.allCases { count("chains: \(dsp.rawValue)", own?.dsp == dsp) }
    count("chains: several products of neighbours", own?.dot == true)
    count("chains: pumped", own?.pump == 2)
    count("chains: vector mode", composed?.working == .vector)
    count("chains: mode changes", one.work.switchesMode && (own?.switchSteps ?? 0) > 0)
    count("chains: packed inputs", (composed?.active.packing.inputs ?? 1) > 1)
    count("chains: packed weights", (composed?.active.packing.weights ?? 1) > 1)
    count("chains: pair of formats", (composed?.products ?? 1) > 1)
    count("chains: adjusts", composed.map { $0.adjusts(ofPositions: $0.positions) > 0 } ?? false)
    count("chains: pieces", composed.map { $0.pieces(ofPositions: $0.positions) > 1 } ?? false)
    let skips = composed?.sparsity.weight == .skip
    count("chains: skip", skips)
    count("chains: skip, and gate", skips && record.gated > 0)
    count("chains: blocks of filters", skips && (composed?.sparsity.block ?? 1) > 1)
    count("chains: skip, several sets of pixels", skips && (product?.outputHeight ?? 1) > 1)
    count("chains: buffer_bandwidth", own != nil && record.bufferBandwidth > 0)
  }
}
