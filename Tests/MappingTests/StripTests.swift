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

  @Test func `Strips behind those of another tile are those of the tile alone`() {
    var random = SplitMix64(seed: 20_261_130)
    for number in 0..<1000 {
      let dimensions = Self.dimensions(&random).map {
        LayoutDimension(segments: $0.segments, stride: $0.stride)
      }
      var builder = StripBuilder(budget: 1 << 20)
      builder.add(dimensions, base: 64, bits: 8)
      builder.finishRun()
      let (alone, bytes) = (builder.strips, builder.bytes.data)
      // Where it begins, the tile before may go on: at its end, or one stride behind its last run.
      let last = alone[alone.count - 1]
      let gap = random.next(below: 2) == 0 ? last.length : max(last.stride, last.length)
      let base = 64 + last.start + (last.count - 1) * last.stride + gap - alone[0].start
      builder.beginTile()
      builder.add(dimensions, base: base, bits: 8)
      builder.finishRun()
      let moved = alone.map {
        Strip(start: $0.start + base - 64, length: $0.length, stride: $0.stride, count: $0.count)
      }
      #expect(builder.strips == alone + moved, "tile \(number): \(dimensions)")
      #expect(builder.bytes.data == bytes)
    }
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
