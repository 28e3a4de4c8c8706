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
    let energy = result.assumedEnergy
    view = SourcesView(design, assumedShare: energy.all > 0 ? energy.assumed / energy.all : nil)
  }

  private static func chargesProducts(_ design: Design) -> Bool {
    guard case .dspChain = design.array, let energy = design.energy else { return false }
    return energy.chain?.operation == nil
  }

  /// One sentence for each of energies and areas.
  var text: String? {
    guard let view else { return nil }
    var sentences = [view.energyText].compactMap(\.self)
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
    if let areas = view.areaText { sentences.append(areas) }
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
