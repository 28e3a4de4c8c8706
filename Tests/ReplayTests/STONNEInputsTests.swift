import FoundationEssentials
import Replay
import Testing

@Suite("STONNE's inputs are drawn as STONNE draws them")
struct STONNEInputsTests {
  @Test("the first numbers are those that a program sees that seeds nothing")
  func firstNumbers() {
    var random = GlibcRandom()
    #expect(
      (0..<5).map { _ in random.next() } == [
        1_804_289_383, 846_930_886, 1_681_692_777, 1_714_636_915, 1_957_747_793,
      ])
  }

  /// The rows of the oracle, by the names of its columns.
  static let rows: [[String: Int]] = {
    let folder = #filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/STONNE/input_oracle.csv")) else {
      return []
    }
    let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
    let names = lines.first?.split(separator: ",").map(String.init) ?? []
    return lines.dropFirst().map { line in
      let cells = line.split(separator: ",").map { Int($0) ?? -1 }
      return Dictionary(zip(names, cells)) { first, _ in first }
    }
  }()

  @Test("zeros and sums are the oracle's on each of its rows")
  func oracle() {
    #expect(Self.rows.count == 81)
    for row in Self.rows {
      let inputs = STONNEInputs(
        m: row["M"]!, n: row["N"]!, k: row["K"]!, inputSparsity: row["MK_sparsity"]!,
        weightSparsity: row["KN_sparsity"]!)
      let counts = inputs.input.rowCounts()
      let found = [
        "nnz_A": inputs.input.count, "nnz_B": inputs.weight.count, "minrow_nnz_A": counts.min()!,
        "maxrow_nnz_A": counts.max()!, "sum_A(checksum)": inputs.inputSum,
        "sum_B(checksum)": inputs.weightSum,
      ]
      for (name, count) in found { #expect(count == row[name], "\(name) of \(row)") }
    }
  }

  @Test("what a point says of STONNE is the oracle, and so is what a machine that skips zeros multiplies")
  func effectualMACs() throws {
    let design = try ValidationTests.files.design("eyeriss_v2_pe")
    var held = 0
    for products in STONNEProducts.all {
      let rows = Self.rows.filter {
        $0["M"] == products.m && $0["N"] == products.n && $0["K"] == products.k
      }
      #expect(rows.count == products.cases.count)
      let found = try products.effectualMACs(on: design)
      for ((one, row), macs) in zip(zip(products.cases, rows), found) {
        #expect([one.input, one.weight] == [row["MK_sparsity"], row["KN_sparsity"]])
        #expect(one.effectual == row["effectual_macs"] && macs == one.effectual, "\(row)")
        held += 1
      }
    }
    #expect(held == 81)
  }
}
