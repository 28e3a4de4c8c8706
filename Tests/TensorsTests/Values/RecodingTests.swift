import Quantities
import Tensors
import Testing

@Suite struct RecodingTests {
  static let formats: [NumberFormat] =
    (1...16).map { NumberFormat.integer(bits: $0) } + (1...16).compactMap { NumberFormat(name: "uint\($0)") }
    + ["ternary", "binary"].compactMap { NumberFormat(name: $0) }

  @Test(arguments: Recoding.allCases)
  func `The digits of every value add up to it`(recoding: Recoding) throws {
    for format in Self.formats {
      let places = try #require(recoding.places(of: format))
      var wrong: Int?
      let range = try #require(format.integers)
      for value in range {
        let digits = recoding.digits(of: value, places: places)
        let sum = digits.reversed().reduce(0) { $0 << recoding.bitsOfPlace + $1 }
        let mask = digits.enumerated().reduce(UInt32(0)) {
          $1.element == 0 ? $0 : $0 | 1 << UInt32($1.offset)
        }
        if sum != value || mask != recoding.nonzeroPlaces(of: value) { wrong = value }
      }
      #expect(wrong == nil, "\(format)")
    }
  }

  @Test func `Each recoding has its own digits`() throws {
    let digits: [(Recoding, ClosedRange<Int>)] = [(.bits, -1...1), (.booth, -2...2), (.naf, -1...1)]
    for (recoding, range) in digits {
      for value in -32768...65535 {
        #expect(recoding.digits(of: value, places: 17).allSatisfy { range.contains($0) })
        if recoding == .naf {
          let places = recoding.nonzeroPlaces(of: value)
          #expect(places & places >> 1 == 0)
        }
      }
    }
    for value in 0...65535 {
      #expect(Recoding.enT.digits(of: value, places: 9).allSatisfy { (-1...2).contains($0) })
      #expect(
        Recoding.enT.digits(of: -value, places: 9) == Recoding.enT.digits(of: value, places: 9).map { -$0 })
    }
    // Worked by hand: 7 = 8 - 1; -86 in two's complement is 10 10 10 10.
    #expect(Recoding.enT.digits(of: 7, places: 4) == [-1, 2, 0, 0])
    #expect(Recoding.enT.digits(of: 127, places: 4) == [-1, 0, 0, 2])
    #expect(Recoding.booth.digits(of: 7, places: 4) == [-1, 2, 0, 0])
    #expect(Recoding.booth.digits(of: -86, places: 4) == [-2, -1, -1, -1])
    #expect(Recoding.naf.digits(of: 7, places: 9) == [-1, 0, 0, 1, 0, 0, 0, 0, 0])
    #expect(Recoding.bits.digits(of: -5, places: 8) == [-1, 0, -1, 0, 0, 0, 0, 0])
  }

  /// A published share: 68.4 % of int8 have at most three Booth digits that are not 0 (arXiv:2503.06342).
  @Test func `Uniform int8 has the digits that were published`() {
    func counts(_ recoding: Recoding) -> [Int] {
      (-128...127).map { recoding.nonzeroPlaces(of: $0).nonzeroBitCount }
    }
    #expect(counts(.booth).reduce(0, +) == 3 * 256)
    // 2.918 in the mean.
    #expect(counts(.enT).reduce(0, +) == 747)
    // 68.36 %.
    #expect(counts(.booth).count { $0 <= 3 } == 175)
  }

  @Test(arguments: ["fp16", "fp8_e4m3", "int17", "uint32", "ue8m0"])
  func `No floating-point number and no wide integer is recoded`(name: String) throws {
    let format = try #require(NumberFormat(name: name))
    for recoding in Recoding.allCases { #expect(recoding.places(of: format) == nil) }
  }

  @Test func `A format says what it holds`() throws {
    let int8 = NumberFormat.integer(bits: 8)
    #expect(int8.integers == -128...127)
    #expect(NumberFormat(name: "uint16")?.integers == 0...65535)
    #expect(NumberFormat(name: "int1")?.integers == -1...0)
    #expect(NumberFormat(name: "fp16")?.integers == nil)
    let binary = try #require(NumberFormat(name: "binary"))
    let ternary = try #require(NumberFormat(name: "ternary"))
    #expect((-2...2).map { binary.holds($0) } == [false, true, false, true, false])
    #expect((-2...2).map { ternary.holds($0) } == [false, true, true, true, false])
    #expect(int8.holds(-128) && !int8.holds(128))
  }
}
