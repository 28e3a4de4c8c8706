import Documents
import Quantities
import Tensors

extension DesignDecoder {
  static func decodeDSPChain(_ reader: MappingReader) -> ProcessingArray? {
    let dsp = reader.enumeration("dsp", as: DSPChainArray.DSP.self)
    let chain = reader.integer("chain", in: DesignLimits.chain)
    let group = reader.integer("group", in: DesignLimits.chain, default: 1)
    let dot = reader.boolean("dot", default: false)
    let pump = reader.integer("pump", in: 1...2, default: 1)
    let matrix = reader.mapping("matrix").flatMap(decodeMode)
    let vector = reader.mappingIfPresent("vector").map(decodeMode)
    let cascade = reader.integerIfPresent("cascade", in: DesignLimits.chain)
    let adjust = reader.mappingIfPresent("adjust").map(decodeAdjust) ?? DSPChainArray.Adjust()
    let nodes = reader.mappingIfPresent("nodes").map(decodeNodes) ?? 0
    let switching = reader.integer("switch", in: DesignLimits.instructions, default: 0)
    let pipeline = reader.integer("pipeline", in: DesignLimits.pipeline, default: 4)
    let formats = reader.mapping("precision").flatMap(decodePrecision)
    var places: SegmentedChain?
    if let dsp, let chain {
      let ofDSP = (dot ? dsp.neighbours : 1) * pump
      places = SegmentedChain(positions: chain * ofDSP, ofGroup: group * ofDSP)
    }
    let sparsity = decodeSparsity(reader, .segments(places))
    reader.finish()
    guard let dsp, let chain, let matrix, let formats else { return nil }
    // Densities that cannot be read are a finding, and no densities at all.
    guard sparsity.weight != .skip || !sparsity.densities.isEmpty else { return nil }
    if let vector, vector == nil { return nil }
    let array = DSPChainArray(
      dsp: dsp, chain: chain, group: group, dot: dot, pump: pump, matrix: matrix, vector: vector ?? nil,
      cascade: cascade, adjust: adjust, nodeLatency: nodes, switchSteps: switching, pipeline: pipeline,
      precision: formats, sparsity: sparsity)
    guard let problem = array.problem else { return .dspChain(array) }
    reader.report(problem.message, at: problem.key)
    return nil
  }

  private static func decodeMode(_ block: MappingReader) -> DSPChainArray.Mode? {
    let pixels = block.integer("pixels", in: DesignLimits.side)
    let filters = block.integer("filters", in: DesignLimits.side)
    var packing = DSPChainArray.Packing.none
    if let reader = block.mappingIfPresent("packing") {
      packing.inputs = reader.integer("inputs", in: DesignLimits.packing, default: 1)
      packing.weights = reader.integer("weights", in: DesignLimits.packing, default: 1)
      reader.finish()
    }
    block.finish()
    guard let pixels, let filters else { return nil }
    for (key, side, packed) in [("pixels", pixels, packing.inputs), ("filters", filters, packing.weights)]
    where !side.isMultiple(of: packed) {
      block.report(.packingDoesNotFill(key, side, packed), at: key)
      return nil
    }
    return DSPChainArray.Mode(pixels: pixels, filters: filters, packing: packing)
  }

  private static func decodeAdjust(_ block: MappingReader) -> DSPChainArray.Adjust {
    let above = block.integerIfPresent("above", in: DesignLimits.chain)
    let latency = block.integer("latency", in: DesignLimits.instructions, default: 0)
    block.finish()
    return DSPChainArray.Adjust(above: above, latency: latency)
  }

  private static func decodeNodes(_ block: MappingReader) -> Int {
    let latency = block.integer("latency", in: DesignLimits.instructions, default: 0)
    block.finish()
    return latency
  }
}

extension DSPChainArray {
  /// Whether there can be such chains, of such formats.
  public var isPossible: Bool { problem == nil }

  /// Why there cannot be such chains, and the key that says it; nil where there can.
  var problem: (key: String, message: Finding.Message)? {
    if !chain.isMultiple(of: group) { return ("group", .groupsDoNotFill(chain: chain, group: group)) }
    if !cascade.isMultiple(of: group) || !chain.isMultiple(of: cascade) {
      return ("cascade", .cascadeOfGroups(cascade, chain: chain, group: group))
    }
    if positions < 2 { return ("chain", .chainTooShort) }
    if dot, dsp.neighbours == 1 { return ("dot", .noDot(dsp)) }
    // Densities that cannot be are reported as such.
    for density in sparsity.densities
    where density > 0 && density.isMultiple(of: group * positionsOfDSP) && positions.isMultiple(of: density) {
      let dsps = density / positionsOfDSP
      // A sum of that many lies across a node's place otherwise.
      guard dsps.isMultiple(of: cascade) || cascade.isMultiple(of: dsps) else {
        return ("cascade", .cascadeOfDensities(cascade, density: density, dsps: dsps))
      }
    }
    let modes = [("matrix", matrix)] + (vector.map { [("vector", $0)] } ?? [])
    for (key, mode) in modes {
      let (area, overflow) = (mode.pixels * mode.filters).multipliedReportingOverflow(by: positions)
      guard !overflow, area <= DesignLimits.elements else {
        return (key, .tooManyMultipliers(overflow ? Int.max : area))
      }
      if dot, mode.packing.products > 1 { return (key, .packingBesideDot) }
      if sparsity.weight == .skip, mode.packing.weights > 1 { return (key, .weightsPackedBesideSkipping) }
      if let message = laneProblem(mode) { return (key, message) }
    }
    return nil
  }

  /// Why a mode's DSPs cannot multiply the formats that the array has.
  private func laneProblem(_ mode: Mode) -> Finding.Message? {
    // Other arithmetic than packing is refused as such.
    for one in precision.modes where precision.arithmetic == .native {
      guard let b = one.input.signedBits, let c = one.weight.signedBits else {
        return .chainsOfFloats(one.input, one.weight)
      }
      if dot {
        if one.products > 1 { return .packingBesideDot }
        let (x, y) = dsp.neighbourSides
        guard b <= x && c <= y || b <= y && c <= x else {
          return .dotTooNarrow(dsp, one.input, one.weight)
        }
        continue
      }
      var packing = mode.packing
      if packing.weights <= packing.inputs {
        packing.weights *= one.products
      } else {
        packing.inputs *= one.products
      }
      guard let lanes = Self.lanes(of: dsp, packing, input: one.input, weight: one.weight) else {
        return .doesNotPack(dsp, packing, one.input, one.weight)
      }
      if packing.products > 1, let above = adjust.above, above > lanes.symmetricProducts {
        return .laneOverflows(above, lanes, one.input, one.weight)
      }
    }
    return nil
  }
}

extension Finding.Message {
  fileprivate static func packingDoesNotFill(_ key: String, _ side: Int, _ packed: Int) -> Self {
    Self(
      .inconsistent,
      "'\(key)' is \(side), and a DSP packs \(packed) of them; it must be a multiple of \(packed)")
  }

  fileprivate static func groupsDoNotFill(chain: Int, group: Int) -> Self {
    Self(.inconsistent, "'group' is \(group), and a chain has \(chain) DSPs; it must divide them")
  }

  fileprivate static func cascadeOfGroups(_ cascade: Int, chain: Int, group: Int) -> Self {
    Self(
      .inconsistent,
      "'cascade' is \(cascade); reduction nodes are behind groups of \(group) and cut the chain evenly, so it must be a "
        + "multiple of that which divides the chain's \(chain)")
  }

  fileprivate static func cascadeOfDensities(_ cascade: Int, density: Int, dsps: Int) -> Self {
    Self(
      .inconsistent,
      "'cascade' is \(cascade), and sums of the density \(density) are of \(dsps) DSPs, which would lie across a reduction "
        + "node; one of the two must be a multiple of the other")
  }

  fileprivate static let chainTooShort = Self(
    .outOfRange, "a chain needs at least two positions of the reduction; give it another DSP")

  fileprivate static func noDot(_ dsp: DSPChainArray.DSP) -> Self {
    Self(.inconsistent, "a \(dsp.rawValue) makes one product a tick; remove 'dot', or name another 'dsp'")
  }

  fileprivate static let packingBesideDot = Self(
    .inconsistent, "a DSP that sums products of neighbours ('dot') packs no operands; remove 'packing'")

  fileprivate static let weightsPackedBesideSkipping = Self(
    .inconsistent,
    "weights of two filters that are packed in a DSP meet one input, and filters whose zeros are skipped have their "
      + "weights at different positions; pack inputs alone")

  fileprivate static func chainsOfFloats(_ input: NumberFormat, _ weight: NumberFormat) -> Self {
    Self(.impossibleDesign, "DSP chains multiply integers, and not \(input) with \(weight)")
  }

  fileprivate static func dotTooNarrow(
    _ dsp: DSPChainArray.DSP, _ input: NumberFormat, _ weight: NumberFormat
  ) -> Self {
    let (x, y) = dsp.neighbourSides
    return Self(
      .impossibleDesign,
      "a \(dsp.rawValue) sums products of \(x) x \(y) bits, too few for \(input) x \(weight); remove 'dot'")
  }

  fileprivate static func doesNotPack(
    _ dsp: DSPChainArray.DSP, _ packing: DSPChainArray.Packing, _ input: NumberFormat, _ weight: NumberFormat
  ) -> Self {
    let (x, y) = dsp.sides
    return Self(
      .impossibleDesign,
      "\(packing.inputs) of \(input) x \(packing.weights) of \(weight) do not fit the \(x) x \(y) bits and the "
        + "sum of a \(dsp.rawValue) with lanes as wide as a product; pack fewer, or narrower ones")
  }

  fileprivate static func laneOverflows(
    _ above: Int, _ lanes: DSPChainArray.Lanes, _ input: NumberFormat, _ weight: NumberFormat
  ) -> Self {
    Self(
      .impossibleDesign,
      "'adjust.above' is \(above), and a lane of \(lanes.bits) bits has room for \(lanes.products) products of "
        + "\(input) x \(weight), or \(lanes.symmetricProducts) if no weight is the least of its format; write at most "
        + "that")
  }
}
