import Hardware
import Mapping
import Workloads

/// The passes of a product on an array whose time depends on what is zero: each is gone through, and what does not depend
/// on it is found once for all passes of a shape.
struct SkippingProfiles {
  private let bits: ReductionBits
  private let treatment: ZeroTreatment
  private let kept: KeptFactors
  private var known: [ProductPassShape: WindowedShape] = [:]
  private var sources = FactorBits()
  private var keptSources = KeptSources()

  init(_ product: Product, _ zeros: ProductZeros, _ treatment: ZeroTreatment, _ kept: KeptFactors) {
    bits = ReductionBits(product: product, zeros: zeros)
    self.treatment = treatment
    self.kept = kept
  }

  mutating func profile(
    of pass: ProductPass, on design: Design, _ budget: inout ProfileBudget
  ) throws(PlanError) -> PassProfile {
    guard let content = pass.shape.content else {
      preconditionFailure("a pass without its part of the product")
    }
    sources.load(content, bits)
    switch design.array {
    case .broadcast(let array):
      let windowed = WindowedPass(array: array, pass: pass, factors: sources, zeros: bits.zeros)
      var shape = pass.shape
      shape.content = nil
      if known[shape] == nil { known[shape] = try windowed.shape(design.buffers, &budget) }
      let tiles = try keptSources.pass(
        windowed.wide, content, kept, bits.product, BankedBuffer(design.buffers[.input]), &budget)
      return try windowed.profile(known[shape]!, design.buffers, tiles, &budget)
    case .independent(let array):
      return try ItemPass(array: array, pass: pass, factors: sources, kept: kept, design.buffers).profile(
        &budget)
    case .dspChain(let array):
      return try SegmentedPass(array: array, pass: pass, factors: sources).profile(design.buffers, &budget)
    case .systolic, .simd, .rowStationary: preconditionFailure("its time does not depend on zeros")
    }
  }
}

/// The bits of the two factors of a pass, kept from pass to pass, and for passes that come back to them as far as they are few.
struct FactorBits {
  private struct Known {
    /// Words that are kept in all, at most: 8 MiB.
    static let mostWords = 1 << 20

    var rows: [PassContent: [BitRows]] = [:]
    var words = 0

    mutating func add(_ all: [BitRows], _ content: PassContent) {
      let more = all.reduce(0) { $0 + $1.words.count }
      guard more <= Self.mostWords else { return }
      if words + more > Self.mostWords {
        rows.removeAll(keepingCapacity: true)
        words = 0
      }
      rows[content] = all
      words += more
    }
  }

  private var knownInputs = Known()
  private var knownWeights = Known()
  private(set) var inputs: [BitRows] = []
  private(set) var weights: [BitRows] = []
  private var inputContent: PassContent?
  private var weightContent: PassContent?

  mutating func load(_ content: PassContent, _ bits: ReductionBits) {
    let groups = content.groups.start..<content.groups.end
    let nothing = Segment(start: 0, count: 0)
    var ofInput = content
    ofInput.filters = nothing
    if inputContent != ofInput {
      inputContent = ofInput
      if let known = knownInputs.rows[ofInput] {
        inputs = known
      } else {
        inputs = groups.map {
          bits.inputs(
            image: content.image, group: $0, rows: content.rows.start..<content.rows.end,
            columns: content.columns.start..<content.columns.end, channels: content.channels)
        }
        knownInputs.add(inputs, ofInput)
      }
    }
    var ofWeight = content
    (ofWeight.image, ofWeight.rows, ofWeight.columns) = (0, nothing, nothing)
    if weightContent != ofWeight {
      weightContent = ofWeight
      if let known = knownWeights.rows[ofWeight] {
        weights = known
      } else {
        weights = groups.map {
          bits.weights(group: $0, filters: content.filters, channels: content.channels)
        }
        knownWeights.add(weights, ofWeight)
      }
    }
  }
}

extension Design {
  /// The same with an array that multiplies every pair.
  var withoutSkipping: Design {
    guard array.sparsity.skips else { return self }
    var dense = self
    dense.array.sparsity = .none
    return dense
  }
}
