import Testing
import Workloads

@Suite("Formats follow the names of operators")
struct FormatRuleTests {
  @Test func `The first rule that states a weight says its format, but for a format at the tensor`() throws {
    let trace = try decoded(
      """
      network: mixed
      formats:
        input: int8
        weight: int3
        output: int8
        rules:
          - {operators: "layer.{0..1}.*", output: fp16}
          - {operators: "layer.{1..12}.*", weight: int8, output: int9}
          - {operators: "*.down", weight: {element: int6, row_multiple: 32}}
      inputs: {x: {elements: 64}}
      operators:
        - {name: layer.0.down, op: matmul, input: x, m: 1, k: 64, n: 64}
        - {name: layer.1.down, op: matmul, input: layer.0.down, m: 1, k: 64, n: 64}
        - {name: layer.12.up, op: matmul, input: layer.1.down, m: 1, k: 64, n: 64}
        - {name: last.down, op: matmul, input: layer.12.up, m: 1, k: 64, n: 64, weight: {format: int2}}
        - {name: last.up, op: matmul, input: last.down, m: 1, k: 64, n: 64}
      """)
    func formats(_ name: String) throws -> [String] {
      [try trace.tensor(name + ".weight").format.name, try trace.tensor(name).format.name]
    }
    #expect(try formats("layer.0.down") == ["int6 with rows of 32 bits", "fp16"])
    #expect(try formats("layer.1.down") == ["int8", "fp16"])
    #expect(try formats("layer.12.up") == ["int8", "int9"])
    #expect(try formats("last.down") == ["int2", "int8"])
    #expect(try formats("last.up") == ["int3", "int8"])
  }

  @Test(
    "A pattern is of whole names",
    arguments: [
      ("a*c", "abbc", true), ("a*c", "abcd", false), ("*", "", true), ("e{2..11}x", "e11x", true),
      ("e{2..11}x", "e12x", false), ("e{1..3}*", "e12", false), ("*{1..3}", "e2", true), ("a", "a", true),
    ])
  func matches(pattern: String, name: String, expected: Bool) throws {
    #expect(try #require(NamePattern(pattern)).matches(name) == expected)
  }
}
