import Documents
import Tensors
import TestFiles
import Testing
import Workloads

/// The examples of docs/values.md, each with what it says of itself.
@Suite("Values have the digits that their page says")
struct ValuesPageTests {
  static let lines: [String] = {
    guard let page = readFile(packageFolder + "/docs/values.md") else { return [] }
    return String(decoding: page, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
  }()

  /// Lines that begin with this, and the line after each.
  private static func examples(_ beginning: String) -> [(comment: String, line: String)] {
    lines.indices.dropLast().compactMap { at in
      lines[at].hasPrefix(beginning) ? (String(lines[at].dropFirst(beginning.count)), lines[at + 1]) : nil
    }
  }

  @Test("a distribution has the digits and zeros of its comment")
  func digits() throws {
    let examples = Self.examples("# digits: ")
    #expect(examples.count >= 5)
    for (comment, line) in examples {
      let trace = try TraceSparsityTests.trace(weight: "{format: int8, \(line)}")
      let distribution = try #require(trace.tensor("a.weight").sparsity?.distribution)
      let probabilities = try ValueProbabilities(distribution, .integer(bits: 8))
      func rounded(_ number: Double, _ places: Int) -> String {
        let scale = places == 3 ? 1000.0 : 100.0
        let whole = Int((number * scale).rounded())
        let rest = String(whole % Int(scale))
        return "\(whole / Int(scale))." + String(repeating: "0", count: places - rest.count) + rest
      }
      let digits = Recoding.allCases.map {
        "\($0.rawValue) \(rounded(probabilities.meanNonzeroDigits($0), 3))"
      }
      let zeros = rounded(100 * probabilities.probability(of: 0), 2)
      #expect(comment == digits.joined(separator: ", ") + "; zeros \(zeros) %", "\(line)")
    }
  }

  @Test("a value has the digits of its row")
  func recodings() throws {
    let int8 = NumberFormat.integer(bits: 8)
    var rows = 0
    for line in Self.lines {
      let cells = line.split(separator: "|").map { $0.split(separator: " ").compactMap { Int($0) } }
      guard cells.count == 5, let value = cells[0].first, cells[1].count == 8 else { continue }
      rows += 1
      for (recoding, digits) in zip(Recoding.allCases, cells.dropFirst()) {
        let places = try #require(recoding.places(of: int8))
        #expect(recoding.digits(of: value, places: places).reversed() == digits, "\(value), \(recoding)")
      }
    }
    #expect(rows == 6)
  }
}
