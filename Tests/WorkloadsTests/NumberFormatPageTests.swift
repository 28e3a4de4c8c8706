import Tensors
import TestFiles
import Testing
import Workloads

/// The examples of docs/number-formats.md, each with what it says of itself.
@Suite("Formats take the bits that their page says")
struct NumberFormatPageTests {
  struct Example: CustomTestStringConvertible {
    var data: Int
    var metadata: Int
    var line: String
    var testDescription: String { line }
  }

  static let examples: [Example] = {
    guard let page = readFile(packageFolder + "/docs/number-formats.md") else { return [] }
    let lines = String(decoding: page, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.indices.compactMap { at in
      guard lines[at].hasPrefix("# format: "), at + 1 < lines.count else { return nil }
      let numbers = lines[at].split(separator: " ").compactMap { Int($0) }
      guard numbers.count == 2 else { return nil }
      return Example(data: numbers[0], metadata: numbers[1], line: String(lines[at + 1]))
    }
  }()

  @Test("an example takes its bits", arguments: examples)
  func bits(example: Example) throws {
    let format = example.line.dropFirst("weight: ".count)
    let text = """
      network: example
      formats: {input: int8, weight: \(format), output: int8}
      inputs: {x: {elements: 1000}}
      operators: [{name: product, op: matmul, input: x, m: 10, k: 100, n: 96}]
      """
    let weight = try decoded(text).tensor("product.weight")
    #expect(weight.bits == example.data + example.metadata)
    guard let shape = weight.encodedShape else {
      #expect(example.metadata == 0)
      return
    }
    let regions = try #require(EncodedRegions(weight.format, shape, base: 0, request: 1))
    #expect(regions.dataBits == example.data && regions.metadataBits == example.metadata)
  }

  /// The kinds of words there are; a new one needs an example.
  static let words = Set(
    NumberFormat.allNames.map { name in
      if let match = name.firstMatch(of: /^(u?int|fp(?=\d_)|ue)/) { return String(match.1) }
      return name
    })

  @Test("the page has an example of each kind of word", arguments: words.sorted())
  func hasWord(word: String) {
    #expect(
      Self.examples.contains { example in
        let name = example.line.dropFirst("weight: ".count)
        return name == word || (["int", "uint", "fp", "ue"].contains(word) && name.hasPrefix(word))
      })
  }

  @Test(
    "the page has an example of each key that a mapping may have",
    arguments: [
      "group:", "per: line", "per: tensor", "along: output", "second:", "zero_point:", "packing:",
      "bits_per_element:",
      "row_multiple:", "codebook:", "progressive:",
    ])
  func hasKey(key: String) { #expect(Self.examples.contains { $0.line.contains(key) }) }
}
