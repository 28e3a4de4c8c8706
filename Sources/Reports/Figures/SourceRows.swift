import Accounting
import Hardware
import Replay

/// How many numbers of a design's energies and areas are assumptions, what the energies are of, and what they leave out.
struct SourceRows {
  /// Nil where the design has neither energies nor areas.
  let view: SourcesView?
  private let wrong: (design: SRAMSupply?, view: SupplyView)?
  /// Whether products of DSP chains are charged by themselves, and not by operations of DSPs.
  private let chargesProducts: Bool

  init(_ result: RunResult) {
    let design = result.design
    chargesProducts = Self.chargesProducts(design)
    wrong = SupplyView(result).map { (design.energy?.supply, $0) }
    guard design.energy != nil || design.area != nil else {
      view = nil
      return
    }
    let sources = NumberSources(design)
    let all = result.energyActions.reduce(0) { $0 + $1.picojoules }
    let assumed = result.energyActions.reduce(0) {
      NumberSources.isAssumed($1.source) ? $0 + $1.picojoules : $0
    }
    view = SourcesView(
      energies: sources.ofEnergies.count,
      energiesAssumed: sources.ofEnergies.count(where: NumberSources.isAssumed),
      energyAssumedShare: OrNull(all > 0 ? assumed / all : nil), areas: sources.ofAreas.count,
      areasAssumed: sources.ofAreas.count(where: NumberSources.isAssumed),
      boundary: design.energy?.boundary.rawValue, leftOut: sources.leftOut)
  }

  private static func chargesProducts(_ design: Design) -> Bool {
    guard case .dspChain = design.array, let energy = design.energy else { return false }
    return energy.chain?.operation == nil
  }

  /// One sentence for each of energies and areas.
  var text: String? {
    guard let view else { return nil }
    var sentences: [String] = []
    if view.energies > 0, let boundary = view.boundary.flatMap(EnergyTable.Boundary.init(rawValue:)) {
      let share = view.energyAssumedShare.value.map { " (\(NumberText.percent($0)) of the energy)" } ?? ""
      let left = view.leftOut.isEmpty ? "" : "; nothing for \(view.leftOut.joined(separator: ", "))"
      sentences.append(
        "energies of \(boundary.words): \(view.energiesAssumed) of \(view.energies) numbers are assumptions\(share)\(left)"
      )
    }
    if chargesProducts {
      sentences.append(
        "each product takes 'multiply' and 'add', however many a DSP packs: 'dsp_operation' would charge DSPs"
      )
    }
    if let wrong, let supply = wrong.design {
      sentences.append(
        "SRAM at \(supply.voltage): \(NumberText.significant(wrong.view.bitErrorRate, 3)) of its bits are wrong, "
          + "\(NumberText.count(Int(wrong.view.wrongBitsPerSample.rounded()))) of those that a sample reads")
    }
    if view.areas > 0 {
      sentences.append("areas: \(view.areasAssumed) of \(view.areas) numbers are assumptions")
    }
    return sentences.joined(separator: "; ")
  }
}

extension EnergyTable.Boundary {
  var words: String {
    switch self {
    case .core: "a core"
    case .chip: "a chip without its memories"
    case .chipAndMemory: "a chip and its memories"
    case .board: "a board"
    }
  }
}

extension RunResult {
  /// Joules of a sample; nil where the design has no energies.
  var joulesPerSample: Double? {
    total.figures.energyPicojoules.map { $0.total * 1e-12 / Double(total.throughput.samples) }
  }

  /// Nil where nothing is known of a price or a rate.
  var samplesPerSecondPerDollar: Double? {
    guard let price = design.board?.board.price else { return nil }
    return total.throughput.samplesPerSecond(design).map { $0 / Double(price) }
  }
}

extension SupplyView {
  /// Nil where the design does not say the supply of its SRAM.
  init?(_ result: RunResult) {
    guard let supply = result.design.energy?.supply else { return nil }
    bitErrorRate = supply.bitErrorRate.value
    readBits = zip(result.design.buffers.named, result.total.record.buffers).reduce(0) {
      $0 + 8 * Double($1.0.buffer.width) * Double($1.1.readAccesses)
    }
    wrongBitsPerSample = bitErrorRate * readBits / Double(result.total.throughput.samples)
  }
}
