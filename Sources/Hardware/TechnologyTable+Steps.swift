import Documents

extension ProcessingArray {
  /// What of an element a table cannot give where a step is a few bits or a digit of a product.
  ///
  /// A table's multiplier, adder and registers are those of whole operands, once a product: such a step adds another
  /// thing, and clocks other bits.
  private static let ofSteps = ["multiply", "add", "registers"]

  /// A finding where entries would have to be a table's and a step of the array is no product; nil of any other.
  ///
  /// `whole` is what may stand in their place.
  func stepsOutsideTable(
    _ table: String, _ own: MappingReader, path: String, whole: String
  ) -> Finding.Message? {
    let arithmetic = precision.arithmetic
    guard let circuit = arithmetic.circuit, !arithmetic.multipliesWhole else { return nil }
    let missing = Self.ofSteps.filter { !own.has($0) }
    return missing.isEmpty ? nil : .stepsOutsideTable(table, circuit, missing, path, whole)
  }
}

extension Finding.Message {
  /// The design's 'add' is that of a step, of which a pair's whole product has none.
  static func pairWithoutAdd(_ place: Int) -> Self {
    Self(
      .missingKey,
      "precision.pairs[\(place)] has no 'add' of its own, and the design's is that of a bit or a digit; give the pair one, of a whole "
        + "product, or leave the energies out with energy=null")
  }

  fileprivate static func stepsOutsideTable(
    _ table: String, _ circuit: String, _ missing: [String], _ path: String, _ whole: String
  ) -> Self {
    let names = missing.map { "'\(path).\($0)'" }.joined(separator: ", ")
    return Self(
      .missingKey,
      "the table '\(table)' has multipliers, adders and registers of whole operands alone, and this array has \(circuit); "
        + "give \(names) a value and a source\(missing.count > 1 ? " each" : ""), or \(whole)")
  }
}
