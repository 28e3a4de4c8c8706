import Hardware
import ReferenceMachine
import Tensors
import TestFiles
import Testing

/// What a DSP's packed words come to, bit by bit (docs/model.md, 3.5).
@Suite struct PackedLanesTests {
  @Test func `Seven products of int8 fit a lane of a DSP48E2, and eight do not`() throws {
    let lanes = try PackedLanes(of: .dsp48e2, inputs: 2, weights: 1, inputBits: 8, weightBits: 8)
    #expect(lanes.bits == 18 && lanes.products == 7 && lanes.symmetricProducts == 8)
    let sums = try (7...8).map { try sum(lanes, [-128, -128], [-128], times: $0).sums }
    #expect(sums[0] == [7 << 14, 7 << 14])
    // The eighth is one too many: the lane is full, and what is above it is wrong, too.
    #expect(sums[1] == [-(1 << 17), (8 << 14) + 1])
    let eight = try sum(lanes, [-128, -128], [-127], times: 8)
    #expect(eight.sums == [8 * 128 * 127, 8 * 128 * 127] && eight.borrows == 0)
    #expect(try sum(lanes, [127, -1], [-128], times: 7).borrows == 1)
  }

  @Test func `Four products of int4 lie in lanes of eleven bits`() throws {
    let lanes = try PackedLanes(of: .dsp48e2, inputs: 2, weights: 2, inputBits: 4, weightBits: 4)
    #expect(lanes.bits == 11 && lanes.products == 15)
    let found = try sum(lanes, [-8, 7], [-8, 7], times: 15)
    #expect(found.sums == [64, -56, -56, 49].map { 15 * $0 } && found.borrows == 2)
  }

  @Test func `Whatever is packed comes out, up to as many products as a lane has room for`() throws {
    var random = RandomNumbers(seed: 0x1A7E5)
    var (packed, refused) = (0, 0)
    for _ in 0..<4000 {
      let dsp = random.pick(DSPChainArray.DSP.allCases)
      let (u, v) = (random.integer(1...4), random.integer(1...3))
      let (b, c) = (random.integer(2...9), random.integer(2...9))
      let known = DSPChainArray.lanes(
        of: dsp, .init(inputs: u, weights: v), input: .integer(bits: b), weight: .integer(bits: c))
      guard let lanes = try? PackedLanes(of: dsp, inputs: u, weights: v, inputBits: b, weightBits: c) else {
        #expect(known == nil)
        refused += 1
        continue
      }
      #expect(known?.bits == lanes.bits)
      guard u * v > 1 else { continue }
      #expect(known?.products == lanes.products && known?.symmetricProducts == lanes.symmetricProducts)
      packed += 1
      let leavesOutLeast = random.chance(50)
      let most = leavesOutLeast ? lanes.symmetricProducts : lanes.products
      var (word, expected) = (0, [Int](repeating: 0, count: u * v))
      let side = random.chance(50)
      for _ in 0..<min(most, 40) {
        let inputs = (0..<u).map { _ in random.operand(bits: b, isExtreme: side) }
        let weights = (0..<v).map { _ in
          max(random.operand(bits: c, isExtreme: side), leavesOutLeast ? 1 - 1 << (c - 1) : Int.min)
        }
        word = lanes.sum(
          word, adding: try lanes.word(inputs: inputs), times: try lanes.word(weights: weights))
        for i in 0..<u { for j in 0..<v { expected[i + u * j] += inputs[i] * weights[j] } }
      }
      #expect(lanes.read(word).sums == expected, "\(dsp), \(u) x \(v), \(b) and \(c) bits")
    }
    #expect(packed > 500 && refused > 500)
  }

  /// The same products of two words, so many times.
  private func sum(
    _ lanes: PackedLanes, _ inputs: [Int], _ weights: [Int], times: Int
  ) throws -> (sums: [Int], borrows: Int) {
    var word = 0
    for _ in 0..<times {
      word = lanes.sum(
        word, adding: try lanes.word(inputs: inputs), times: try lanes.word(weights: weights))
    }
    return lanes.read(word)
  }
}

extension RandomNumbers {
  /// A signed number of so many bits, of all or of the least and the greatest.
  fileprivate mutating func operand(bits: Int, isExtreme: Bool) -> Int {
    let half = 1 << (bits - 1)
    if isExtreme { return chance(90) ? -half : half - 1 }
    return integer(-half...half - 1)
  }
}
