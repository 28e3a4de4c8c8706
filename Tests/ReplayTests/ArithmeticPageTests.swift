import Documents
import Hardware
import Simulation
import Tensors
import TestFiles
import Testing
import Workloads

/// The examples of docs/arithmetic.md, each with what it says of itself.
@Suite("Arithmetic takes the cycles that its page says")
struct ArithmeticPageTests {
  struct Example: CustomTestStringConvertible {
    var input: String
    var weight: String
    var cycles: Int
    var slots: Int
    /// The value of all inputs, and of all weights, where the page says it.
    var values: [Int?]
    /// Multiplications by scales, where the page says how many.
    var dequantizations: Int
    var precision: String
    var testDescription: String
  }

  static let examples: [Example] = {
    let tests = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex))
    guard let page = readFile(tests + "/../../docs/arithmetic.md") else { return [] }
    let blocks = String(decoding: page, as: UTF8.self).split(separator: "```yaml\n").dropFirst()
    return blocks.compactMap { block in
      let text = block[..<(block.firstRange(of: "```")?.lowerBound ?? block.endIndex)]
      guard let end = text.firstIndex(of: "\n"),
        let head = text[..<end].wholeMatch(
          of:
            /# run: (\w+) x (\w+|\{.*\}), (\d+) cycles, (\d+) slots?(?:, inputs of (\d+))?(?:, weights of (\d+))?(?:, (\d+) dequantizations)?/
        ),
        let cycles = Int(head.3), let slots = Int(head.4)
      else { return nil }
      return Example(
        input: String(head.1), weight: String(head.2), cycles: cycles, slots: slots,
        values: [head.5.flatMap { Int($0) }, head.6.flatMap { Int($0) }],
        dequantizations: head.7.flatMap { Int($0) } ?? 0, precision: String(text[end...]),
        testDescription: String(text[..<end]))
    }
  }()

  @Test("an example takes its cycles", arguments: examples)
  func cycles(example: Example) throws {
    let design = try design(example)
    let work = try work(example)
    let mapping = WorkMapping.product(
      ProductMapping(
        groups: 1, rows: 8, columns: 1, channels: 64, filters: 8, order: [.batch, .m, .n, .k],
        spatial: .im2col))
    let record = try PreparedOperator(design: design, work: work, mapping: mapping).run(design)
    #expect(record.cycles == example.cycles)
    #expect(design.array.slotMultiple == example.slots)
    #expect(record.slots.total == record.cycles * 16 * example.slots)
    #expect(record.products.multiplied == 8 * 64 * 8)
    #expect(record.dequantizations == example.dequantizations)
  }

  /// What kind of arithmetic it is; a new one needs a word here, and an example.
  private static func kind(_ arithmetic: Arithmetic) -> String {
    switch arithmetic {
    case .native: "native"
    case .fusion: "fusion"
    case .serial: "serial"
    case .digits: "digits"
    }
  }

  @Test("the page has an example of each kind")
  func hasExamples() throws {
    let precisions = try Self.examples.map { try design($0).array.precision }
    #expect(Set(precisions.map { Self.kind($0.arithmetic) }) == ["native", "fusion", "serial", "digits"])
    let digits = precisions.compactMap { precision in
      if case .digits(let digits) = precision.arithmetic { digits } else { nil }
    }
    #expect(Set(digits.map(\.recoding)) == Set(Recoding.allCases))
    #expect(Set(digits.map(\.operand)) == Set(DigitArithmetic.Operand.allCases))
    #expect(Set(digits.map(\.wait)) == Set(DigitArithmetic.Wait.allCases))
    #expect(Set(precisions.compactMap(\.dequantization)) == Set(Dequantization.allCases))
    let pairs = precisions.flatMap(\.pairs)
    #expect(pairs.contains { $0.products > 1 } && pairs.contains { $0.steps > 1 })
    for weight in ["ternary", "binary", "int4", "fp8_e4m3"] {
      #expect(pairs.contains { $0.weight.name == weight })
    }
  }

  private func design(_ example: Example) throws -> Design {
    let precision = example.precision.split(separator: "\n").map { "  \($0)\n" }.joined()
    let text = """
      name: example
      clock: 1 GHz
      array:
        topology: dot_product
        dataflow: output_stationary
        units: 4
        width: 4
      \(precision)  pipeline: 4
      buffers:
        input: {capacity: 64 KiB, banks: 64, ports: 4, width: 64 B}
        weight: {capacity: 64 KiB, banks: 64, ports: 4, width: 64 B}
        output: {capacity: 64 KiB, banks: 64, ports: 4, width: 64 B}
      memories:
        main: {type: ideal}
      """
    let findings = Findings()
    let node = try #require(
      DocumentLoader().load(text: Array(text.utf8), name: "example.yaml", findings: findings))
    let design = DesignDecoder.decode(node, findings: findings)
    #expect(findings.lines.isEmpty)
    return try #require(design)
  }

  /// A word, or what a trace would say.
  private func weightFormat(_ text: String) throws -> NumberFormat {
    let trace = """
      network: example
      formats: {input: int8, weight: \(text), output: int8}
      inputs: {x: {elements: 512}}
      operators: [{name: product, op: matmul, input: x, m: 8, k: 64, n: 8}]
      """
    let findings = Findings()
    let node = try #require(
      DocumentLoader().load(text: Array(trace.utf8), name: "example.yaml", findings: findings))
    let decoded = try #require(TraceDecoder.decode(node, seed: 0, findings: findings), "\(findings.lines)")
    return try #require(decoded.tensors.first { $0.name == "product.weight" }).format
  }

  private func work(_ example: Example) throws -> Work {
    let input = try #require(NumberFormat(name: example.input))
    let weight = try weightFormat(example.weight)
    let product = Product.matrixProduct(m: 8, k: 64, n: 8)
    let place = OperandAddresses.Place(memory: 0, address: 0)
    var work = Work(
      body: .product(product, epilogue: []),
      formats: OperandFormats(input: input, weight: weight, output: .integer(bits: 8)),
      addresses: OperandAddresses(
        input: place, weight: place, parameters: place, output: place, partialSums: place))
    func tensor(_ value: Int?, _ format: NumberFormat) -> ValueTensor? {
      value.flatMap {
        ValueTensor(
          rows: 8, columns: 64, format: format, values: Array(repeating: $0, count: 8 * 64))
      }
    }
    work.values = ProductValues(
      input: tensor(example.values[0], input), weight: tensor(example.values[1], weight))
    if weight.encoding != nil {
      work.encoded.weight = EncodedTensor(format: weight, shape: EncodedShape(WeightShape(product)))
    }
    work.zeros = ProductZeros(input: work.values.input?.mask(), weight: work.values.weight?.mask())
    return work
  }
}
