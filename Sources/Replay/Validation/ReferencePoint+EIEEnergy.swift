import Hardware
import Quantities
import Tensors

extension ReferencePoint {
  /// EIE's power, a unit's and by part, in the layer Alex-7.
  static let eieEnergy = [
    eiePart(
      "unit", 9.157, [""], "all of a unit",
      "its clock network (1.874 mW) and what its layout adds have no source but the same table"),
    eiePart(
      "weights", 4.955, ["buffer_weight"], "SpmatRead",
      "a word of 64 bits from asic_45nm's SRAM for eight weights and their runs, pointers among them; theirs is a layout's, with its registers and clock"
    ),
    eiePart(
      "arithmetic", 1.162, ["multiply", "add"], "ArithmUnit",
      "int16 and int32 of asic_45nm, an estimate and Horowitz's; theirs is a layout's, with its registers and clock"
    ),
    eiePart(
      "activations", 1.122, ["buffer_input", "buffer_output"], "ActRW",
      "files of 64 words by asic_45nm's SRAM rule, sums of 32 bits; theirs are registers of 16 bits beside an SRAM of 2 KB"
    ),
  ]

  private static func eiePart(
    _ name: String, _ theirs: Double, _ components: [String], _ part: String, _ why: String
  ) -> ReferencePoint {
    ReferencePoint(
      name: "eie_power_\(name)", figure: "mW of a unit", theirs: theirs, relation: .beside, kind: .rtl,
      source: "S. Han et al., EIE, ISCA 2016, table II: \(part), 45 nm, laid out, 800 MHz; ours in Alex-7",
      why: "\(why): docs/energy.md"
    ) { files in
      let layer = EIELayer.all[1]
      let design = try files.design("eie_45nm")
      let total = try await layer.total(on: design)
      let picojoules = (total.figures.energyPicojoules?.components ?? []).reduce(0.0) { sum, one in
        components.contains { one.name.hasPrefix($0) } ? sum + one.picojoules : sum
      }
      let seconds = Double(total.record.cycles) / Double(design.clock.hertz)
      return picojoules * 1e-9 / seconds / Double(design.array.elements)
    }
  }
}
