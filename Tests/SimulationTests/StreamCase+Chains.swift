import Hardware
import Tensors
import TestFiles
import Workloads

extension StreamCase {
  /// Gives some streams an array of DSP chains, and their tensors formats that it multiplies.
  mutating func drawChains(_ sources: [StreamSources], seed: UInt64) {
    var random = RandomNumbers(seed: seed &* 0xA24B_AED4_963E_E407 &+ 0x5_C4A1)
    guard random.chance(9), stream.contains(where: \.mapping.isOfProduct) else { return }
    // Operators that recode what one before made are rare enough.
    guard !stream.contains(where: { $0.inputFollows && $0.work.values.input != nil }) else { return }
    for _ in 0..<20 {
      var one = self
      one.layOnChains(sources, &random)
      guard case .dspChain(let array) = one.design.array, array.isPossible,
        one.stream.allSatisfy({ $0.work.admitsMode($0.mapping, on: one.design) })
      else { continue }
      self = one
      return
    }
  }

  private mutating func layOnChains(_ sources: [StreamSources], _ random: inout RandomNumbers) {
    let names = tensorNames(sources)
    for name in names.order {
      let format = random.chainFormat()
      for use in names.uses[name] ?? [] {
        stream[use.number].work.encode(nil, as: use.operand)
        stream[use.number].work.give(format, to: use.operand)
      }
    }
    for number in stream.indices {
      stream[number].work.values = .none
      guard case .product(var tiles) = stream[number].mapping else { continue }
      tiles.spatial = random.chance(50) ? .direct : .im2col
      stream[number].mapping = .product(tiles)
      stream[number].work.switchesMode = random.chance(50)
    }
    repeatCopied(sources)
    let pairs = stream.filter(\.mapping.isOfProduct).map(\.work.multipliedFormats)
    // Formats of one more bit than the widest run all of them.
    let native = (0..<2).map { side in
      NumberFormat.integer(bits: min(9, 1 + (pairs.map { $0[side].integerBits }.max() ?? 7)))
    }
    var array = random.dspChains(for: native, accumulate: design.array.accumulatorFormat)
    (array.precision.input, array.precision.weight, array.precision.pairs) = (native[0], native[1], [])
    if array.sparsity.weight != .skip, !array.dot, random.chance(50) {
      let pair = random.pick(pairs)
      array.precision.pairs = [FormatPair(input: pair[0], weight: pair[1], products: 2)]
    }
    design.array = .dspChain(array)
  }
}
