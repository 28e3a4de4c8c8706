import Hardware
import Mapping
import Quantities
import TestFiles
import Workloads

extension RandomCase {
  /// Gives decoders a rate where something lies encoded or stored, and says where scales are multiplied in, in many cases;
  /// others stay as they were.
  mutating func drawScales() {
    var random = RandomNumbers(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 0xA_1234)
    random.drawDecoders(of: &design, [work])
    design.array.precision.dequantization = random.dequantization(
      [SequencedWork(work: work, mapping: mapping)], design)
  }
}

extension StreamCase {
  /// The same for all operators of a stream.
  mutating func drawScales(seed: UInt64) {
    var random = RandomNumbers(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 0xB_4321)
    random.drawDecoders(of: &design, stream.map(\.work))
    design.array.precision.dequantization = random.dequantization(stream, design)
  }
}

extension RandomNumbers {
  fileprivate mutating func drawDecoders(of design: inout Design, _ works: [Work]) {
    let isDecoded = works.contains { work in
      [Operand.input, .weight].contains { work.encoded[$0] != nil || work.stored[$0] != nil }
    }
    guard isDecoded, chance(60) else { return }
    if chance(75) { design.decoders.input = decoderRate() }
    if chance(75) || design.decoders == .none { design.decoders.weight = decoderRate() }
  }

  private mutating func decoderRate() -> Ratio {
    chance(30) ? Ratio(integer(1...9), 10) : Ratio(integer(1...24), pick([1, 1, 1, 2, 3]))
  }

  /// Nil where nothing has scales, and sometimes else.
  fileprivate mutating func dequantization(_ stream: [SequencedWork], _ design: Design) -> Dequantization? {
    let hasScales = stream.contains { item in
      guard case .product = item.work.body else { return false }
      return [Operand.input, .weight].contains { item.work.encoded[$0]?.format.encoding?.scale != nil }
    }
    guard hasScales else { return nil }
    let kind = pick([Dequantization.element, .element, .group, .group, .tile, .tile])
    let admitsOnce = stream.allSatisfy { item in
      guard case .product(let product, _) = item.work.body, case .product(let mapping) = item.mapping else {
        return true
      }
      do {
        _ = try item.work.scaledSums(product, mapping, once: true, cores: design.cores.count)
        return true
      } catch { return false }
    }
    return kind == .tile && !admitsOnce ? .group : kind
  }
}
