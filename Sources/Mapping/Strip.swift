import Tensors

/// Runs of consecutive bytes, all of one length and at one distance from each other.
///
/// A tile's bytes in memory are a few strips: the unit in which transfers are kept.
public struct Strip: Hashable, Sendable {
  /// The first byte's address.
  public var start: Int
  /// Bytes of one run.
  public var length: Int
  /// Bytes from one run's start to the next one's.
  public var stride: Int
  /// Runs.
  public var count: Int

  public init(start: Int, length: Int, stride: Int, count: Int) {
    self.start = start
    self.length = length
    self.stride = stride
    self.count = count
  }
}

/// Joins adjoining elements to runs and runs to strips (docs/model.md, 2, "Requests").
package struct StripBuilder {
  package private(set) var strips: [Strip] = []
  /// The place of the tile's first strip; those before it are of other tiles.
  private(set) var first = 0
  /// Runs that may still be added; what comes after is dropped, and the plan is refused.
  package private(set) var budget: Int
  /// Bytes of the tile's runs so far, by what they are of.
  package private(set) var bytes = RegionBytes()
  /// What the runs that are added now are of.
  private var region = Region.data
  /// Of a stored tensor's tile the entries that belong to it; nil where none was added.
  private(set) var entries: EntryCounts?
  /// What a tile of an encoded format has besides its elements; nil where none was added.
  private(set) var tileMetadata: TileMetadata?

  package init(budget: Int) { self.budget = budget }

  /// Ends the tile under way; what is added from now on is another's, behind its strips.
  package mutating func beginTile() {
    finishRun()
    first = strips.count
    bytes = RegionBytes()
    entries = nil
    tileMetadata = nil
  }

  private enum Region { case data, metadata, pointers }

  private var runStart = 0
  private var runEnd = 0

  /// Adds the bits `[start, end)`, after those added before.
  package mutating func add(bits start: Int, to end: Int) {
    guard budget > 0 else { return }
    budget -= 1
    if start == runEnd, runEnd > runStart {
      runEnd = end
    } else {
      finishRun()
      runStart = start
      runEnd = end
    }
  }

  /// Ends the run under way, so that what follows begins a new one.
  package mutating func finishRun() {
    guard runEnd > runStart else { return }
    append(start: runStart >> 3, end: (runEnd + 7) >> 3)
    runStart = 0
    runEnd = 0
  }

  private mutating func append(start: Int, end: Int) {
    let length = end - start
    count(length)
    if strips.count > first, var last = strips.last, last.length == length {
      let distance = start - last.start - (last.count - 1) * last.stride
      if last.count == 1 || distance == last.stride {
        if last.count == 1 { last.stride = distance }
        last.count += 1
        strips[strips.count - 1] = last
        return
      }
    }
    strips.append(Strip(start: start, length: length, stride: 0, count: 1))
  }
}

/// Bytes that a transfer moves, by what they are of.
package struct RegionBytes {
  package var data = 0
  var metadata = 0
  var pointers = 0

  var all: Int { data + metadata + pointers }
}

/// How many entries of a stored tensor belong to a tile.
struct EntryCounts {
  var stored: Int
  var metadata: Int
  var pointers: Int
}

extension StripBuilder {
  private mutating func count(_ length: Int) {
    switch region {
    case .data: bytes.data += length
    case .metadata: bytes.metadata += length
    case .pointers: bytes.pointers += length
    }
  }

  /// Adds a tile of an operand that begins at `base`, however it lies; its dimensions come slowest first.
  mutating func add(_ dimensions: [LayoutDimension], base: Int, bits: Int, _ place: OperandPlace) {
    if let stored = place.stored { return add(ElementRanges(dimensions), of: stored) }
    guard let encoded = place.encoded else { return add(dimensions, base: base, bits: bits) }
    add([ElementRanges(dimensions, from: encoded.firstElement)], of: encoded)
  }

  /// Adds what belongs to the elements of tiles of an encoded tensor, part by part, of each part tile by tile; what
  /// belongs to all elements comes once.
  mutating func add(_ tiles: [ElementRanges], of operand: EncodedOperand) {
    guard tiles.reduce(0, { $0 + $1.ranges.count }) <= budget else {
      budget = 0
      return
    }
    let moved = tiles.map { operand.regions.moved($0, isStore: operand.isStore) }
    var metadata = TileMetadata()
    for part in moved.first?.indices ?? 0..<0 {
      finishRun()
      for (number, tile) in moved.enumerated() {
        if number > 0, tile[part].isOfAllElements { break }
        let bits = tile[part].bits
        switch tile[part].part {
        case .data, .otherBits: region = .data
        case .scales: metadata.scales += bits.count
        case .secondScale: metadata.secondScale += bits.count
        case .zeroPoints: metadata.zeroPoints += bits.count
        case .table: metadata.table += bits.count
        }
        if tile[part].part.isMetadata { region = .metadata }
        for range in bits.ranges { add(bits: range.lowerBound, to: range.upperBound) }
      }
    }
    finishRun()
    region = .data
    tileMetadata = metadata
  }

  /// Adds all that belongs to the elements of a tile of a stored tensor, region by region.
  mutating func add(_ tile: ElementRanges, of operand: StoredOperand) {
    guard tile.ranges.count <= budget else {
      budget = 0
      return
    }
    let entries = operand.listing.entries(of: tile)
    self.entries = EntryCounts(
      stored: entries.stored.count, metadata: entries.metadata.count, pointers: entries.pointers.count)
    func add(_ ranges: ElementRanges, _ base: Int, _ bits: Int, to builder: inout StripBuilder) {
      guard bits > 0 else { return }
      for range in ranges.ranges {
        builder.add(bits: base * 8 + range.lowerBound * bits, to: base * 8 + range.upperBound * bits)
      }
    }
    add(entries.stored, operand.regions.data, operand.bits, to: &self)
    finishRun()
    region = .metadata
    add(entries.metadata, operand.regions.metadata, operand.listing.metadataBits, to: &self)
    finishRun()
    region = .pointers
    add(entries.pointers, operand.regions.pointers, operand.listing.pointerBits, to: &self)
    finishRun()
    region = .data
  }
}

extension StripBuilder {
  /// Adds the elements of a tile whose dimensions come slowest first; `bits` an element, from `base`.
  package mutating func add(_ dimensions: [LayoutDimension], base: Int, bits: Int) {
    var (outer, block, offset) = dimensions.folded
    var dimensions = dimensions
    // A dimension that goes on where the one within it ends is one with it: taps of filters, columns of whole rows.
    while outer > 1, let joined = dimensions[outer - 2].joined(dimensions[outer - 1]) {
      dimensions[outer - 2] = joined
      outer -= 1
    }
    add(
      dimensions, upTo: outer, block: block, position: base * 8 + offset * bits, bits: bits, index: 0)
  }

  /// Adds blocks of `bits` bits, `distance` bits from one start to the next one's.
  private mutating func add(runs count: Int, from start: Int, bits: Int, apart distance: Int) {
    var at = 0
    while at < count, budget > 0 {
      add(bits: start + at * distance, to: start + at * distance + bits)
      at += 1
      // Once two of them make a strip of their distance, all others join it, but for the last, which may not end here.
      if at >= 4, count - at > 1, distance > bits, distance % 8 == 0, budget > count,
        let last = strips.last, last.count > 1, last.stride * 8 == distance
      {
        strips[strips.count - 1].count += count - at
        self.count((count - at) * last.length)
        budget -= count - at
        runStart = start + (count - 1) * distance
        runEnd = runStart + bits
        at = count
      }
    }
  }

  /// Adds what the last `runs` runs were again, `times` times, `distance` bits from one to the next, where both they and as
  /// many before them made a strip of their own; returns how many times it did.
  ///
  /// Exact because the second began behind the first as all that follow begin behind the one before: what joins there
  /// joins everywhere.
  private mutating func repeatStrip(runs: Int, times: Int, apart distance: Int) -> Int {
    guard times > 0, runs > 2, distance % 8 == 0, budget > times * runs, strips.count > first + 1
    else { return 0 }
    let (first, second) = (strips[strips.count - 2], strips[strips.count - 1])
    // The last run is still under way.
    guard first.count == runs, second.count == runs - 1, first.length == second.length,
      first.stride == second.stride, second.start - first.start == distance / 8,
      runStart == (second.start + second.count * second.stride) * 8, runEnd - runStart == second.length * 8
    else { return 0 }
    strips[strips.count - 1].count = runs
    for time in 1...times {
      strips.append(
        Strip(
          start: second.start + time * (distance / 8), length: second.length, stride: second.stride,
          count: time == times ? runs - 1 : runs))
    }
    count(times * runs * second.length)
    budget -= times * runs
    runStart += times * distance
    runEnd += times * distance
    return times
  }

  private mutating func add(
    _ dimensions: [LayoutDimension], upTo outer: Int, block: Int, position: Int, bits: Int, index: Int
  ) {
    if index == outer {
      add(bits: position, to: position + block * bits)
      return
    }
    // By index, not by copies: this is called for every run of a dimension above.
    let stride = dimensions[index].stride
    for place in dimensions[index].segments.indices {
      let segment = dimensions[index].segments[place]
      let first = position + segment.start * stride * bits
      if index == outer - 1 {
        if stride == block {
          add(bits: first, to: first + segment.count * block * bits)
        } else {
          add(runs: segment.count, from: first, bits: block * bits, apart: stride * bits)
        }
        continue
      }
      var at = 0
      while at < segment.count, budget > 0 {
        let before = budget
        add(
          dimensions, upTo: outer, block: block, position: first + at * stride * bits, bits: bits,
          index: index + 1)
        at += 1
        if at == 2, index == outer - 2 {
          at += repeatStrip(runs: before - budget, times: segment.count - at, apart: stride * bits)
        }
      }
    }
  }
}
