import Hardware
import Tensors
import TestFiles
import Workloads

extension StreamCase {
  /// Gives tensors that lie dense formats with scales, tables or packed elements, sometimes: for their maker and for all
  /// readers the same. Other cases stay as they were.
  mutating func drawFormats(_ sources: [StreamSources], seed: UInt64) {
    var random = RandomNumbers(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x7_4321)
    guard random.chance(30) else { return }
    let names = tensorNames(sources)
    for name in names.order {
      guard let uses = names.uses[name], random.chance(60) else { continue }
      let works = uses.map { stream[$0.number].work }
      guard zip(works, uses).allSatisfy({ $0.stored[$1.operand] == nil }),
        let elements = zip(works, uses).compactMap({ $0.encodableElements($1.operand) }).max()
      else { continue }
      // One operator's own weights have the sides of its product.
      let operand = uses.count == 1 ? uses[0].operand : .input
      var tensor = random.encoded(works[0], operand, elements: elements)
      if uses.count > 1 { tensor.firstElement = 0 }
      for use in uses { stream[use.number].work.encode(tensor, as: use.operand) }
    }
    for (number, source) in sources.enumerated() {
      guard let copied = source.copied else { continue }
      stream[number].work.encoded = stream[copied].work.encoded
      stream[number].work.formats = stream[copied].work.formats
    }
  }
}
