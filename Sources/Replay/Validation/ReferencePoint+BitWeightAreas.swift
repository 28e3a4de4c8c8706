import Hardware

extension ReferencePoint {
  /// How many times the peak for each square millimetre a bit-weight engine has over the engine without.
  static let bitWeightAreas = [
    areaRatio("tpu", 1.27, "tensor_engine_ws16", "systolic arrays of 16 x 16"),
    areaRatio("ascend", 1.28, "tensor_engine_cube8", "cubes of 8 x 8 x 8"),
    areaRatio("flexflow", 1.44, "tensor_engine_matrix16", "elements without their wires"),
  ]

  private static func areaRatio(
    _ name: String, _ theirs: Double, _ engine: String, _ what: String
  ) -> ReferencePoint {
    ReferencePoint(
      name: "bit_weight_area_\(name)", figure: "times the TOPS/mm2 at the peak", theirs: theirs,
      relation: .beside, kind: .rtl,
      source:
        "the bit-weight paper, HPCA 2025, SMIC 28 nm; ours from the areas and clocks of its repository's README, SAED 32 nm: \(what)",
      why: "another library, and other clocks: docs/energy.md, Area"
    ) { files in
      func density(_ name: String) throws -> Double {
        let design = try files.design(name)
        let area = design.area?.total(design).squareMillimetres ?? 0
        return Double(design.peakOperationsPerSecond) / area
      }
      return try density("\(engine)_opt1") / density(engine)
    }
  }
}
