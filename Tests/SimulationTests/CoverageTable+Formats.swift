import Hardware
import ReferenceMachine
import Tensors
import Workloads

extension CoverageTable {
  /// Counts which operands have formats with scales, tables or packed elements.
  mutating func countFormats(_ one: RandomCase, _ events: CodeEvents) {
    count("decoder: elements come out", events.decoded > 0)
    count("decoder: elements come out before the load is complete", events.decodedEarly > 0)
    count("values: entries of a table", events.tables > 0)
    count("values: without the bits that did not come", events.partialTiles > 0)
    count("values: elements times their scales", events.scaledTiles > 0)
    count("values: sums times scales, at changes", events.scaledPasses > 0)
    count("values: sums times scales, once", events.oncePasses > 0)
    count("values: scales of the input change", events.inputScales > 0)
    count("values: scales of the weight change", events.weightScales > 0)
    let encoded = one.work.encoded
    var isProduct = false
    if case .product = one.work.body { isProduct = true }
    for operand in Operand.allCases {
      count("encoded: \(operand)", encoded[operand] != nil)
    }
    count("encoded: a vector operator", !isProduct && !encoded.isEmpty)
    count("encoded: a tile with parameters", isProduct && encoded.weight != nil && one.work.hasParameters)
    for kind in Dequantization.allCases {
      count("dequantization: " + kind.rawValue, one.design.array.precision.dequantization == kind)
    }
    let encodings = Operand.allCases.compactMap { encoded[$0]?.format.encoding }
    count("encoded: packs", encodings.contains { $0.pack != nil })
    count("encoded: rows at multiples", encodings.contains { $0.rowMultiple != nil })
    count("encoded: bits on demand", encodings.contains { $0.progressive != nil })
    count("encoded: table", encodings.contains { $0.codebook != nil })
    count(
      "encoded: bits on demand by a record",
      [encoded.input, encoded.weight].contains { $0?.record != nil })
    count("encoded: a scale of scales", encodings.contains { $0.scale?.second != nil })
    count("encoded: zero points", encodings.contains { $0.scale?.zeroPoint != nil })
    for side in FormatEncoding.Side.allCases {
      count(
        "encoded: groups along \(side)",
        encodings.contains { if case .elements(_, side)? = $0.scale?.group { true } else { false } })
    }
    count(
      "encoded: groups of interleaved lines",
      (encoded.weight?.shape.reduction.inner ?? 1) > 1 && encoded.weight?.format.encoding?.scale != nil)
    count("encoded: an output within its tensor", (encoded.output?.firstElement ?? 0) > 0)
  }
}
