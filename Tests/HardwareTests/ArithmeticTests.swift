import Hardware
import Tensors
import Testing

@Suite("The mode of a pair of formats")
struct ArithmeticTests {
  private func precision(_ arithmetic: Arithmetic, pairs: [FormatPair] = []) -> ArrayPrecision {
    ArrayPrecision(
      input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32),
      arithmetic: arithmetic, pairs: pairs)
  }

  private func mode(_ precision: ArrayPrecision, _ input: String, _ weight: String) throws -> ArithmeticMode?
  {
    precision.mode(
      input: try #require(NumberFormat(name: input)), weight: try #require(NumberFormat(name: weight)))
  }

  @Test("of native multipliers makes one product a step of whatever is no wider")
  func native() throws {
    let native = precision(.native)
    #expect(try mode(native, "int8", "int4")?.isPlain == true)
    #expect(try mode(native, "ternary", "uint7")?.isPlain == true)
    #expect(try mode(native, "uint8", "int8") == nil)
    #expect(native.slotMultiple == 1)
  }

  @Test(
    "of BitFusion's sixteen bricks makes 16 products of 2 bits at once, and one of 16 bits in four steps",
    arguments: [
      ("int2", "int2", 16, 1), ("int4", "int2", 8, 1), ("int4", "int4", 4, 1), ("uint8", "int2", 4, 1),
      ("int8", "int8", 1, 1), ("uint8", "uint8", 1, 1), ("int16", "int8", 1, 2), ("int16", "int16", 1, 4),
      ("int3", "ternary", 8, 1),
    ])
  func fusion(input: String, weight: String, products: Int, steps: Int) throws {
    let fusion = precision(.fusion(brick: 2, most: 16))
    let mode = try #require(try mode(fusion, input, weight))
    #expect(mode.products == products)
    #expect(mode.steps == steps)
    #expect(fusion.slotMultiple == 16)
  }

  @Test("of a serial operand takes as many steps as its own bits need")
  func serial() throws {
    let serial = precision(.serial(operand: .weight, bits: 2))
    #expect(try mode(serial, "int8", "int8")?.steps == 4)
    #expect(try mode(serial, "int8", "int3")?.steps == 2)
    #expect(try mode(serial, "int2", "binary")?.steps == 1)
    #expect(serial.slotMultiple == 1)
  }

  @Test("is the fastest that runs it, then the one of the fewest bits, then the first")
  func fastest() throws {
    let (four, eight) = (NumberFormat.integer(bits: 4), NumberFormat.integer(bits: 8))
    let pairs = [
      FormatPair(input: eight, weight: four, products: 2), FormatPair(input: four, weight: four, products: 2),
      FormatPair(input: four, weight: four, products: 4, steps: 2),
      FormatPair(input: .integer(bits: 16), weight: eight, steps: 2),
    ]
    let precision = precision(.native, pairs: pairs)
    #expect(try mode(precision, "int8", "int4")?.pair == pairs[0])
    #expect(try mode(precision, "int4", "int4")?.pair == pairs[1])
    #expect(try mode(precision, "int16", "int4")?.pair == pairs[3])
    #expect(try mode(precision, "int8", "int8")?.pair == nil)
    #expect(try mode(precision, "int16", "int16") == nil)
    #expect(precision.slotMultiple == 4)
  }

  @Test("of digits takes any integer of no more bits as the recoded operand")
  func digits() throws {
    let digits = precision(.digits(DigitArithmetic(operand: .weight, recoding: .booth, group: 4)))
    #expect(try mode(digits, "int8", "uint8")?.products == 4)
    #expect(try mode(digits, "uint8", "int8") == nil)
    #expect(digits.slotMultiple == 1)
  }
}
