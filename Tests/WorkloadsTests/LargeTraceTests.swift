import Testing
import Workloads

@Suite("Large traces are read in the time that their size takes")
struct LargeTraceTests {
  static let head = "network: large\nformats: {input: int8, weight: int8, output: int8}\n"

  @Test("a chain of 20,000 operators", .timeLimit(.minutes(10)))
  func chain() throws {
    var text = Self.head + "inputs: {a0: {elements: 4}}\noperators:\n"
    for number in 1...20_000 {
      text += "- {name: a\(number), op: softmax, input: a\(number - 1), rows: 1, columns: 4}\n"
    }
    #expect(try decoded(text).operators.count == 20_000)
  }

  @Test("20,000 inputs, all carried", .timeLimit(.minutes(10)))
  func inputs() throws {
    let numbers = 0..<20_000
    var text = Self.head + "inputs:\n" + numbers.map { "  a\($0): {elements: 4}\n" }.joined()
    text += "operators:\n- name: layer\n  repeat: 2\n  carry:\n"
    text += numbers.map { "    b\($0): a\($0)\n" }.joined() + "  operators:\n"
    text += numbers.map { "  - {name: b\($0), op: softmax, input: a\($0), rows: 1, columns: 4}\n" }.joined()
    #expect(try decoded(text).operators.count == 20_000)
  }
}
