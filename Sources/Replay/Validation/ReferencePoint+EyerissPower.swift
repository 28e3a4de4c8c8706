import Quantities
import Tensors
import Workloads

extension ReferencePoint {
  /// Power of the chip Eyeriss in each convolution of AlexNet, by an analytical model's energies of that chip.
  ///
  /// The energy is ours and the time is the chip's, DRAM's waits included: what it draws beside its clock grows with what it does.
  static let eyerissPower = zip(EyerissLayer.all, EyerissPower.all).map { layer, power in
    ReferencePoint(
      name: "eyeriss_alexnet_conv\(layer.number)_power", figure: "mW", theirs: power.milliwatts,
      kind: .silicon,
      source:
        "Chen et al., Eyeriss, JSSC 2017, table V: power of conv\(layer.number), batch 4, over its total latency of "
        + "\(power.milliseconds) ms; energies of 65 nm from CNNergy (arXiv:1905.05011), a model of the same chip",
      tolerance: 0.2,
      why: "the energies are a model's, none is measured: row 45 of docs/deviations.md"
    ) { files in try await power.milliwatts(layer, files) }
  }
}

/// What the chip drew in a layer.
struct EyerissPower: Sendable {
  var milliwatts: Double
  /// Its latency, with what it waits for DRAM.
  var milliseconds: Double
  /// Of the inputs those that are not zero.
  var inputs: Ratio

  /// In the order of the layers.
  static let all = [
    EyerissPower(milliwatts: 332, milliseconds: 20.9, inputs: Ratio(9999, 10_000)),
    EyerissPower(milliwatts: 288, milliseconds: 41.9, inputs: Ratio(613, 1000)),
    EyerissPower(milliwatts: 266, milliseconds: 23.6, inputs: Ratio(275, 1000)),
    EyerissPower(milliwatts: 235, milliseconds: 18.4, inputs: Ratio(207, 1000)),
    EyerissPower(milliwatts: 236, milliseconds: 10.5, inputs: Ratio(224, 1000)),
  ]

  /// Ours: the energy of what the layer does over the chip's time, and what the design draws at any time.
  func milliwatts(_ layer: EyerissLayer, _ files: ReferenceFiles) async throws -> Double {
    let design = try layer.design("eyeriss_65nm", files)
    let product = layer.product
    var trace = ReferencePoint.convolution("conv\(layer.number)", product, bits: 16)
    trace.tensors[0].sparsity = TensorSparsity(
      source: .pattern(.uniform(density: inputs)),
      shape: .activation(rows: product.inputElements / product.channels, columns: product.channels),
      position: .none)
    let total = try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false)
    ).total
    let energy = total.figures.energyPicojoules
    let standing = energy?.components.first { $0.name == "static" }?.picojoules ?? 0
    let seconds = Double(total.record.cycles) / Double(design.clock.hertz)
    let done = ((energy?.total ?? 0) - standing) * Double(layer.groups)
    // Picojoules a millisecond are nanowatts, and picojoules a second picowatts.
    return done * 1e-6 / milliseconds + standing * 1e-9 / seconds
  }
}
