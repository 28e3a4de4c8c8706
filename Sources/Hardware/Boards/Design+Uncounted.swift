import Tensors

extension Design {
  /// What of the design takes LUTs, flip-flops or DSPs of its board and has no count here, in words (docs/boards.md); the design's `others` may have it.
  public func uncounted(on use: BoardUse) -> [String] {
    var parts = use.mac == nil ? uncountedProducts : []
    if case .dspChain = array {
      parts.append("what packs, selects and reduces beside the DSPs")
    } else if array.choosesOperands || array.gatesZeros {
      parts.append("what finds zeros, digits and pairs")
    }
    if case .independent(let units) = array, units.queue > 0 { parts.append("queues") }
    if array.precision.dequantization != nil { parts.append("multiplications by scales") }
    if storage != .dense || decoders != .none { parts.append("decoders") }
    if vectorUnit != nil { parts.append("the vector unit") }
    if cores.reduction != nil { parts.append("the link between cores") }
    return parts + ["registers", "control"]
  }

  /// Of multiply-accumulates that are no chains of DSPs.
  private var uncountedProducts: [String] {
    if case .dspChain = array { return [] }
    var parts: [String] = []
    let precision = array.precision
    let factors = [array.inputFormat, array.weightFormat].map(\.multiplied)
    func isWide(_ format: NumberFormat) -> Bool { format.family == .floatingPoint && format.bits > 8 }
    // Minifloats are added exactly, and counted so.
    let isExact = factors.allSatisfy { $0.family == .floatingPoint && $0.bits <= 8 }
    if precision.product == .multiplication, let wide = factors.first(where: isWide) {
      parts.append("LUTs beside the DSPs of products of \(wide.name)")
    }
    if !isExact, array.accumulatorFormat.family == .floatingPoint {
      parts.append("additions of \(array.accumulatorFormat.name)")
    }
    if !precision.pairs.isEmpty {
      let names = precision.pairs.map { "\($0.input.name) x \($0.weight.name)" }
      parts.append("what the pairs \(names.joined(separator: ", ")) take beside those of the array's formats")
    }
    return parts
  }
}
