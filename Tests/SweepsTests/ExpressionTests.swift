import Quantities
import Sweeps
import TestFiles
import Testing

@Suite struct ExpressionTests {
  static func value(_ text: String, _ names: [String: Value] = [:]) throws -> Value {
    let expression = try Expression(parsing: text)
    return try expression.value { (place) throws(ExpressionError) in
      names[expression.names[place].path] ?? .undefined
    }
  }

  @Test(arguments: [
    ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("2 ^ 3 ^ 2", "512"), ("-2 ^ 2", "-4"), ("7 % 4", "3"),
    ("-7 % 4", "1"), ("1 / 3 + 1 / 6", "0.5"), ("2 ^ -1", "0.5"), ("256 KiB / 2", "131072"),
    ("1 GB/s / 1 GHz", "1"), ("12.8 GB/s * 1 us", "12800"), ("floor(-7 / 2)", "-4"), ("ceil(7 / 2)", "4"),
    ("max(3, 9, 4) - min(3, 9, 4)", "6"), ("sum(1, 2, 3)", "6"), ("log2(1024)", "10"), ("log2(1 / 8)", "-3"),
    ("sqrt(144)", "12"), ("abs(-3)", "3"), ("if(2 < 3, 10, 20)", "10"), ("not 1 == 2 and 3 >= 3", "true"),
    ("1 KiB == 1024", "true"), ("\"a\" != 'b'", "true"), ("1 / 0", ""), ("defined(1 / 0)", "false"),
    ("1 < 2 or 1 / 0 < 1", "true"), ("0.1 + 0.2 == 0.3", "true"), ("1e3", "1000.0"), ("10 / 4", "2.5"),
    ("2 ^ 2000", ""), ("1e308 * 10", ""), ("-1e308 - 1e308", ""), ("defined(1e308 + 1e308)", "false"),
    ("1e308 * 10 > 1", ""), ("max(1, 1e200 * 1e200)", ""),
  ])
  func `an expression has its value`(text: String, value: String) throws {
    let found = try Self.value(text)
    #expect(found.description == value || (Double(value) != nil && found.number?.value == Double(value)))
  }

  @Test(arguments: [
    ("1 +", 3, "a value"), ("(1", 2, "')'"), ("1 2", 2, "the end"), ("1 = 2", 2, "'=='"),
    ("fob(1)", 0, "no function"), ("flor(1)", 0, "'floor'"), ("sqrt(1, 2)", 0, "one value"),
    ("\"a", 0, "no end"),
    ("1 + 1e400", 4, "no number"), ("1 < 2 < 3", 6, "'and'"), ("1 && 2", 2, "'and'"), ("", 0, "a value"),
  ])
  func `what is no expression is refused at its place`(text: String, offset: Int, message: String) {
    let error = #expect(throws: ExpressionError.self) { try Expression(parsing: text) }
    #expect(error?.offset == offset)
    #expect(error?.message.contains(message) ?? false, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    "1 KiB + 1 GHz", "1 KiB < 1 s", "\"a\" + 1", "not 1", "1 and true", "2 ^ 0.5", "max(1, 1 KiB)", "-true",
  ])
  func `values that do not go together are refused`(text: String) {
    #expect(throws: ExpressionError.self) { try Self.value(text) }
  }

  @Test func `names are paths, with any key in backticks`() throws {
    let names = ["array.rows": Value(4), "memories.odd name.x": Value(5), "trace.operators.0.m": Value(6)]
    #expect(try Self.value("array.rows + memories.`odd name`.x * trace.operators.0.m", names) == Value(34))
  }

  /// A sum, a difference or a product of small integers and quotients.
  private static func random(_ numbers: inout RandomNumbers, depth: Int) -> (
    text: String, top: Int, bottom: Int
  ) {
    guard depth > 0, numbers.chance(75) else {
      let number = numbers.integer(0...20)
      return ("\(number)", number, 1)
    }
    let (a, b) = (random(&numbers, depth: depth - 1), random(&numbers, depth: depth - 1))
    switch numbers.integer(0...3) {
    case 0: return ("(\(a.text) + \(b.text))", a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom)
    case 1: return ("(\(a.text) - \(b.text))", a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom)
    case 2 where b.top != 0: return ("(\(a.text) / \(b.text))", a.top * b.bottom, a.bottom * b.top)
    default: return ("(\(a.text) * \(b.text))", a.top * b.top, a.bottom * b.bottom)
    }
  }

  @Test func `arithmetic of ratios is exact`() throws {
    for seed in 0..<500 {
      var numbers = RandomNumbers(seed: UInt64(seed))
      let drawn = Self.random(&numbers, depth: 3)
      let expected = Ratio(drawn.top, drawn.bottom)
      let found = try Self.value(drawn.text)
      let wanted = try Self.value("(\(expected.numerator)) / \(expected.denominator)").number
      #expect(found.number == wanted, "seed \(seed): \(drawn.text)")
    }
  }

  @Test func `what does not fit becomes the nearest real number`() throws {
    #expect(try Self.value("9223372036854775807 * 4").number?.value == 0x1p65)
    #expect(try Self.value("2 ^ 100").number?.value == 0x1p100)
  }

  @Test func `no text makes the reader crash`() {
    let pieces = [
      "1", "a.b", "(", ")", ",", "+", "-", "*", "/", "^", "<", "and", "not", "if(", "min(", "\"x\"", " KiB",
    ]
    for seed in 0..<2_000 {
      var numbers = RandomNumbers(seed: UInt64(seed))
      let text = (0..<numbers.integer(1...12)).map { _ in numbers.pick(pieces) }.joined(separator: " ")
      _ = try? Self.value(text, ["a.b": Value(3)])
    }
    #expect(throws: ExpressionError.self) { try Expression(parsing: String(repeating: "(", count: 5_000)) }
  }
}
