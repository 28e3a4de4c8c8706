import Mapping
import Tensors
import Testing

@Suite struct StripTests {
  @Test func `The strips of a tile are those of its runs, one after the other`() {
    var random = SplitMix64(seed: 20_261_129)
    var (repeated, joined) = (0, 0)
    for number in 0..<4000 {
      let bits = [1, 4, 8, 8, 12, 16][random.next(below: 6)]
      let base = random.next(below: 64)
      let dimensions = Self.dimensions(&random)
      var builder = StripBuilder(budget: 1 << 20)
      // What lies before it may go on in it.
      builder.add(bits: base * 8 - 8, to: base * 8)
      var oneByOne = builder
      builder.add(
        dimensions.map { LayoutDimension(segments: $0.segments, stride: $0.stride) }, base: base, bits: bits)
      Self.addElements(dimensions[...], at: base * 8, bits, to: &oneByOne)
      builder.finishRun()
      oneByOne.finishRun()
      #expect(builder.strips == oneByOne.strips, "tile \(number): \(dimensions), \(bits) bits from \(base)")
      #expect(builder.bytes.data == oneByOne.bytes.data, "tile \(number): \(dimensions)")
      if builder.strips.count(where: { $0.count > 2 }) > 2 { repeated += 1 }
      if builder.strips.contains(where: { $0.count > 8 }) { joined += 1 }
    }
    #expect(repeated > 100 && joined > 100, "\(repeated) repeated, \(joined) joined")
  }

  private typealias Dimension = (segments: [Segment], stride: Int)

  /// One to four dimensions; each goes on where the one within it ends, or leaves a gap.
  private static func dimensions(_ random: inout SplitMix64) -> [Dimension] {
    var dimensions: [Dimension] = []
    var stride = 1
    for place in 0..<(1 + random.next(below: 4)) {
      let count = 1 + random.next(below: place == 0 ? 20 : 7)
      let start = random.next(below: 3)
      var segments = [Segment(start: start, count: count)]
      if random.next(below: 6) == 0 {
        segments.append(Segment(start: start + count + 1, count: 1 + random.next(below: 4)))
      }
      dimensions.insert((segments, stride), at: 0)
      let end = segments.last.map(\.end) ?? 0
      stride *=
        random.next(below: 2) == 0 && start == 0 && segments.count == 1 ? count : end + random.next(below: 5)
      if random.next(below: 3) == 0 { stride = (stride + 7) / 8 * 8 }
    }
    return dimensions
  }

  private static func addElements(
    _ dimensions: ArraySlice<Dimension>, at position: Int, _ bits: Int, to builder: inout StripBuilder
  ) {
    guard let dimension = dimensions.first else { return builder.add(bits: position, to: position + bits) }
    for segment in dimension.segments {
      for index in segment.start..<segment.end {
        addElements(
          dimensions.dropFirst(), at: position + index * dimension.stride * bits, bits, to: &builder)
      }
    }
  }
}
