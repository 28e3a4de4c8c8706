import Hardware
import Mapping
import Quantities

/// Into which parts chains are broken for each vector's filters: their densities, and what follows from them (docs/model.md,
/// 10.4). The same for all sets of pixels.
struct ChainSegments {
  /// Of a group's chunk of filters, in a chunk of k.
  struct Vector {
    /// Positions of all its filters' parts, and the places among them.
    var positions = 0
    var places = 0
    /// Operations and adjusts for each word of packed inputs.
    var operations = 0
    var adjusts = 0
    /// By density, how many filters have it.
    var first: Int
  }

  private let array: DSPChainArray
  let chunks: Chunks
  let filterChunks: Chunks
  private(set) var vectors: [Vector] = []
  /// For each vector, of each density how many filters have it, the greatest density first.
  private var filters: [Int32] = []
  /// Greatest first.
  private let densities: [Int]
  /// The greatest density that some filter has; the least one where none has any.
  private(set) var greatest: Int
  /// Whether filters have several densities above 0.
  var hasSeveral: Bool { least < greatest }
  /// The least density above 0 that some filter has.
  private var least: Int
  /// Positions of all chains of a step.
  let room: Int
  /// By nonzero weights the place of the least density that has room for them.
  private let places: [Int]
  /// Where chunks lie in whole words.
  private let lanes: CountingLanes?

  init(_ array: DSPChainArray, _ weights: [BitRows], chunks: Chunks, filterChunks: Chunks) {
    self.array = array
    self.chunks = chunks
    self.filterChunks = filterChunks
    let descending = Array(array.sparsity.densities.reversed())
    densities = descending
    greatest = descending.last ?? array.positions
    least = Int.max
    room = array.positions * array.active.filters
    places = (0...array.positions).map { most in descending.lastIndex { $0 >= most } ?? 0 }
    lanes = CountingLanes(chunks)
    for rows in weights { addVectors(rows) }
  }

  private mutating func addVectors(_ rows: BitRows) {
    let block = array.sparsity.block
    var blocks: [[Int32]] = []
    for chunk in 0..<filterChunks.count {
      let filters = filterChunks[chunk]
      blocks.removeAll(keepingCapacity: true)
      var sizes: [Int32] = []
      for first in stride(from: filters.lowerBound, to: filters.upperBound, by: block) {
        let own = first..<min(first + block, filters.upperBound)
        blocks.append(mostNonzeros(rows, own))
        sizes.append(Int32(own.count))
      }
      for index in 0..<chunks.count {
        let start = self.filters.count
        for _ in densities { self.filters.append(0) }
        for (number, most) in blocks.enumerated() where most[index] > 0 {
          // The last density is the whole chain's, which has room for all.
          self.filters[start + places[Int(most[index])]] += sizes[number]
        }
        append(first: start, window: chunks[index].count)
      }
    }
  }

  private mutating func append(first: Int, window: Int) {
    var vector = Vector(first: first)
    for (place, density) in densities.enumerated() {
      let count = Int(filters[first + place])
      guard count > 0 else { continue }
      greatest = max(greatest, density)
      least = min(least, density)
      let places = min(density, window)
      vector.positions += count * density
      vector.places += count * places
      vector.operations += count * ceilingDivision(places, by: array.neighbours)
      vector.adjusts +=
        count * array.pump * array.pieces(ofPositions: density) * array.adjusts(ofPositions: density)
    }
    vectors.append(vector)
  }

  /// In each chunk of k the most nonzero weights of any of some filters.
  private func mostNonzeros(_ rows: BitRows, _ filters: Range<Int>) -> [Int32] {
    if let lanes { return lanes.most(rows, filters, chunks: chunks.count) }
    var most = [Int32](repeating: 0, count: chunks.count)
    for filter in filters {
      for index in 0..<chunks.count {
        most[index] = max(most[index], Int32(rows.countOfBits(row: filter, in: chunks[index])))
      }
    }
    return most
  }

  func index(group: Int, filterChunk: Int, chunk: Int) -> Int {
    (group * filterChunks.count + filterChunk) * chunks.count + chunk
  }

  /// Steps of a vector; the last of a fold takes at least one.
  func steps(group: Int, filterChunk: Int, chunk: Int) -> Int {
    let steps = ceilingDivision(
      vectors[index(group: group, filterChunk: filterChunk, chunk: chunk)].positions, by: room)
    return chunk == chunks.count - 1 ? max(1, steps) : steps
  }

  /// Calls `body` with the places of each step of a vector.
  func forEachStep(group: Int, filterChunk: Int, chunk: Int, _ body: (_ places: Int) -> Void) {
    let vector = vectors[index(group: group, filterChunk: filterChunk, chunk: chunk)]
    guard vector.positions > 0 else {
      if chunk == chunks.count - 1 { body(0) }
      return
    }
    let window = chunks[chunk].count
    var (free, places) = (room, 0)
    for (place, density) in densities.enumerated() {
      var left = Int(filters[vector.first + place])
      while left > 0 {
        let fitting = min(left, free / density)
        places += fitting * min(density, window)
        free -= fitting * density
        left -= fitting
        // Densities divide the room that greater ones leave.
        if free == 0 {
          body(places)
          (free, places) = (room, 0)
        }
      }
    }
    if places > 0 { body(places) }
  }
}

/// Counts the bits of chunks that lie side by side in words, all of a word at once.
private struct CountingLanes {
  private let bits: Int
  /// The highest bit of each lane.
  private let high: UInt64

  /// Nil where chunks have no such length, or begin elsewhere.
  init?(_ chunks: Chunks) {
    // A chunk that is shorter has all that follow it begin before their places.
    guard [8, 16, 32].contains(chunks.side), chunks.count > 0,
      chunks[chunks.count - 1].lowerBound == (chunks.count - 1) * chunks.side
    else { return nil }
    bits = chunks.side
    high = stride(from: bits - 1, to: 64, by: bits).reduce(0) { $0 | 1 << UInt64($1) }
  }

  /// Of each chunk the count of the row, of some, that has the most.
  func most(_ rows: BitRows, _ range: Range<Int>, chunks: Int) -> [Int32] {
    var words = [UInt64](repeating: 0, count: rows.stride)
    rows.words.withUnsafeBufferPointer { source in
      words.withUnsafeMutableBufferPointer { words in
        for row in range {
          let base = row * rows.stride
          for word in words.indices { words[word] = greater(words[word], counts(source[base + word])) }
        }
      }
    }
    let (perWord, mask) = (64 / bits, UInt64(1) << UInt64(bits) - 1)
    return (0..<chunks).map { Int32(words[$0 / perWord] >> UInt64($0 % perWord * bits) & mask) }
  }

  private func counts(_ word: UInt64) -> UInt64 {
    var sums = word &- (word >> 1 & 0x5555_5555_5555_5555)
    sums = (sums & 0x3333_3333_3333_3333) &+ (sums >> 2 & 0x3333_3333_3333_3333)
    sums = (sums &+ (sums >> 4)) & 0x0F0F_0F0F_0F0F_0F0F
    if bits > 8 { sums = (sums &+ (sums >> 8)) & 0x00FF_00FF_00FF_00FF }
    if bits > 16 { sums = (sums &+ (sums >> 16)) & 0x0000_FFFF_0000_FFFF }
    return sums
  }

  /// Lane by lane the greater of two; no count has a lane's highest bit.
  private func greater(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let isGreater = ((one | high) &- other) & high
    let mask = (isGreater &- (isGreater >> UInt64(bits - 1))) | isGreater
    return (one & mask) | (other & ~mask)
  }
}
