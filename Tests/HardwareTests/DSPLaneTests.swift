import Hardware
import Tensors
import TestFiles
import Testing

/// What DSPs pack, with values (docs/model.md, 3.5).
@Suite struct DSPLaneTests {
  @Test func `Lanes are as wide as those that are published`() throws {
    func lanes(
      _ dsp: DSPChainArray.DSP, _ inputs: Int, _ weights: Int, _ format: String
    ) -> DSPChainArray.Lanes? {
      let format = NumberFormat(name: format)!
      return DSPChainArray.lanes(
        of: dsp, .init(inputs: inputs, weights: weights), input: format, weight: format)
    }
    // WP486: two int8 products 18 bits apart, of which seven can be summed; eight without the least weight.
    for (inputs, weights) in [(2, 1), (1, 2)] {
      let int8 = try #require(lanes(.dsp48e2, inputs, weights, "int8"))
      #expect(int8.bits == 18 && int8.products == 7 && int8.symmetricProducts == 8)
    }
    // WP521: four int4 products 11 bits apart.
    let int4 = try #require(lanes(.dsp48e2, 2, 2, "int4"))
    #expect(int4.bits == 11 && int4.products == 15)
    #expect(lanes(.dsp48e2, 2, 2, "int8") == nil)
    #expect(lanes(.dsp48e2, 3, 1, "int8") == nil)
    #expect(lanes(.dsp48e2, 1, 1, "int8") != nil && lanes(.dsp48e2, 1, 1, "int28") == nil)
  }

  @Test func `Sums of packed products are those of products made one by one`() {
    var packed = 0
    for seed in 0..<2000 as Range<UInt64> {
      var random = RandomNumbers(seed: seed)
      let dsp = random.pick(DSPChainArray.DSP.allCases)
      let packing = DSPChainArray.Packing(inputs: random.integer(1...3), weights: random.integer(1...3))
      let formats = (0..<2).map { _ in
        NumberFormat(name: "\(random.pick(["int", "int", "uint"]))\(random.integer(2...9))")!
      }
      guard let lanes = DSPChainArray.lanes(of: dsp, packing, input: formats[0], weight: formats[1]) else {
        continue
      }
      packed += packing.products > 1 ? 1 : 0
      // As many as fit, of values that are mostly the least or the greatest.
      let count = min(lanes.products, random.pick([1, 3, 40]))
      let isExtreme = random.chance(50)
      func value(_ format: NumberFormat, _ random: inout RandomNumbers) -> Int {
        let range = format.integers!
        return isExtreme ? random.pick([range.lowerBound, range.upperBound]) : random.integer(range)
      }
      var word: Int128 = 0
      var sums = [Int](repeating: 0, count: packing.products)
      for _ in 0..<count {
        let inputs = (0..<packing.inputs).map { _ in value(formats[0], &random) }
        let weights = (0..<packing.weights).map { _ in value(formats[1], &random) }
        word +=
          Self.packed(inputs, apart: lanes.bits) * Self.packed(weights, apart: lanes.bits * packing.inputs)
        for (j, weight) in weights.enumerated() {
          for (i, input) in inputs.enumerated() { sums[i + j * packing.inputs] += input * weight }
        }
      }
      // The sum's register has so many bits.
      let register = Self.signed(word, bits: dsp.sumBits)
      #expect(
        Self.unpacked(register, lanes: packing.products, bits: lanes.bits) == sums,
        "seed \(seed): \(count) of \(formats) in lanes of \(lanes.bits) bits")
    }
    #expect(packed > 600)
  }

  @Test func `One product more than a lane has room for overflows`() {
    let int8 = NumberFormat.integer(bits: 8)
    let lanes = DSPChainArray.lanes(of: .dsp48e2, .init(inputs: 2), input: int8, weight: int8)!
    func sums(_ count: Int, weight: Int) -> [Int] {
      let word = Int128(count) * Self.packed([-128, -128], apart: lanes.bits) * Int128(weight)
      return Self.unpacked(word, lanes: 2, bits: lanes.bits)
    }
    #expect(sums(7, weight: -128) == [7 * 16_384, 7 * 16_384])
    #expect(sums(8, weight: -128) != [8 * 16_384, 8 * 16_384])
    #expect(sums(8, weight: -127) == [8 * 16_256, 8 * 16_256])
    #expect(sums(9, weight: -127) != [9 * 16_256, 9 * 16_256])
  }

  /// Numbers so many bits apart in one.
  private static func packed(_ values: [Int], apart bits: Int) -> Int128 {
    values.enumerated().reduce(0) { $0 + Int128($1.element) << Int128(bits * $1.offset) }
  }

  private static func signed(_ word: Int128, bits: Int) -> Int128 {
    let low = word & (1 << Int128(bits) - 1)
    return low >> Int128(bits - 1) == 1 ? low - 1 << Int128(bits) : low
  }

  /// The numbers, what each has borrowed from the next one given back.
  private static func unpacked(_ word: Int128, lanes: Int, bits: Int) -> [Int] {
    var (rest, sums) = (word, [Int]())
    for _ in 1..<max(lanes, 1) {
      let sum = signed(rest, bits: bits)
      sums.append(Int(sum))
      rest = (rest - sum) >> Int128(bits)
    }
    return sums + [Int(rest)]
  }
}
