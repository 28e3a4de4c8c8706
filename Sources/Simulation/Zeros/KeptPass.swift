import Hardware
import Mapping
import Workloads

/// What a pass's kept tiles hold; nothing of an operand whose tiles are decoded.
struct KeptPass {
  var inputs: KeptInputs?
  /// What all vectors of inputs ask of their buffer, each once.
  var inputTraffic: VectorTraffic?
  /// Register loads of inputs that rest.
  var restingInputs: Int?
  var weights: KeptWeights?

  /// Whether both operands' tiles are decoded.
  var isEmpty: Bool { inputs == nil && weights == nil }
}

/// The kept tiles of a pass, made again only where they are others than the pass before had.
struct KeptSources {
  private var inputContent: PassContent?
  private var weightContent: PassContent?
  private var pass = KeptPass()

  mutating func pass(
    _ wide: BroadcastPass, _ content: PassContent, _ kept: KeptFactors, _ product: Product,
    _ buffer: BankedBuffer, _ budget: inout ProfileBudget
  ) throws(PlanError) -> KeptPass {
    let nothing = Segment(start: 0, count: 0)
    if let operand = kept.input {
      var ofInput = content
      ofInput.filters = nothing
      if inputContent != ofInput {
        inputContent = ofInput
        try budget.spend(vectors: wide.groups * wide.sets.count * wide.reductionChunks.count)
        let inputs = KeptInputs(wide, operand, content, product)
        pass.inputs = inputs
        pass.inputTraffic = inputs.traffic(buffer)
        if wide.array.dataflow == .inputStationary {
          pass.restingInputs = Self.resting(operand, kept, content, product)
        }
      }
    }
    if let operand = kept.weight {
      var ofWeight = content
      (ofWeight.image, ofWeight.rows, ofWeight.columns) = (0, nothing, nothing)
      if weightContent != ofWeight || pass.weights?.sets != wide.sets.count {
        weightContent = ofWeight
        try budget.spend(vectors: wide.groups * wide.filterChunks.count * wide.reductionChunks.count)
        func rows(_ zeros: ProductZeros) -> [BitRows] {
          let bits = ReductionBits(product: product, zeros: zeros)
          return (content.groups.start..<content.groups.end).map {
            bits.weights(group: $0, filters: content.filters, channels: content.channels)
          }
        }
        pass.weights = KeptWeights(
          wide, operand, elements: rows(kept.occupied), repeated: operand.extra > 0 ? rows(kept.repeated) : []
        )
      }
    }
    return pass
  }

  /// Stored inputs at all taps of all pixels.
  private static func resting(
    _ operand: KeptOperand, _ kept: KeptFactors, _ content: PassContent, _ product: Product
  ) -> Int {
    func count(_ zeros: ProductZeros) -> Int {
      let bits = ReductionBits(product: product, zeros: zeros)
      return (content.groups.start..<content.groups.end).reduce(0) {
        $0
          + bits.inputs(
            image: content.image, group: $1, rows: content.rows.start..<content.rows.end,
            columns: content.columns.start..<content.columns.end, channels: content.channels
          ).count
      }
    }
    return count(kept.occupied) + (operand.extra > 0 ? operand.extra * count(kept.repeated) : 0)
  }
}
