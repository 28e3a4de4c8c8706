import Glibc
import Quantities
import Tensors

extension MaskBenchmarks {
  /// As many values as ResNet-50 has weights: drawn and kept, drawn for their mask alone, and recoded, on one processor.
  static func values() throws {
    let (rows, columns) = (5_114, 5_000)
    let probabilities = try ValueProbabilities(
      ValueDistribution(.normal(mean: Ratio(0), sigma: Ratio(30))), .integer(bits: 8))
    print("\nValues of \(rows * columns) weights, one processor")
    func time<Result>(_ what: String, _ body: () throws -> Result) rethrows -> Result {
      let start = cpuSeconds()
      let result = try body()
      print("  \(what): \(text(cpuSeconds() - start)) s")
      return result
    }
    let values = try time("drawn and kept") {
      try probabilities.tensor(rows: rows, columns: columns, seed: 1, name: "weight")
    }
    let mask = time("drawn for their mask") {
      probabilities.mask(rows: rows, columns: columns, seed: 1, name: "weight")
    }
    precondition(time("their mask") { values.mask() } == mask, "one mask")
    // The first use makes a table.
    _ = values.nonzeroDigitCount(.enT)
    let digits = time("digits counted") { values.nonzeroDigitCount(.enT) }
    let counts = time("digits of each") { values.nonzeroDigits(.enT) }
    let mean = Double(digits) / Double(values.elements)
    print(
      "  \(counts.count) values, \(text(mean)) digits (expected \(text(probabilities.meanNonzeroDigits(.enT))))"
    )
  }
}
