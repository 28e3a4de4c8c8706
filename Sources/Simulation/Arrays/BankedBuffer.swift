import Hardware

/// A buffer's words, banks and ports as the array sees them (docs/model.md, 4).
struct BankedBuffer: Hashable {
  let wordBits: Int
  let banks: Int
  let ports: Int

  init(_ buffer: Buffer) {
    wordBits = buffer.width * 8
    banks = buffer.banks
    ports = buffer.ports
  }

  /// The most accesses that one bank gets from `words` consecutive words.
  func load(consecutiveWords words: Int) -> Int { (words + banks - 1) / banks }

  /// The words that bits touch.
  func words(ofBits bits: Range<Int>) -> Range<Int> {
    bits.isEmpty ? 0..<0 : bits.lowerBound / wordBits..<(bits.upperBound - 1) / wordBits + 1
  }

  /// The most accesses that one bank gets from two runs of consecutive words, each maybe empty.
  func load(_ first: Range<Int>, _ second: Range<Int>) -> Int {
    let whole = first.count / banks + second.count / banks
    let (one, other) = (first.count % banks, second.count % banks)
    guard one > 0, other > 0 else { return one + other > 0 ? whole + 1 : whole }
    // The rests are arcs on the circle of banks.
    let distance = (second.lowerBound % banks - first.lowerBound % banks + banks) % banks
    return distance < one || (distance > 0 && banks - distance < other) ? whole + 2 : whole + 1
  }

  /// The same of two sets of words; `counts` is scratch of one entry a bank.
  func load(_ first: WordRanges, _ second: WordRanges, counts: inout [Int]) -> Int {
    if second.ranges.isEmpty { return first.load(counts: &counts) }
    for bank in counts.indices { counts[bank] = 0 }
    first.addLoads(to: &counts, times: 1)
    second.addLoads(to: &counts, times: 1)
    return counts.max() ?? 0
  }

  func cycles(load: Int) -> Int { max(1, (load + ports - 1) / ports) }

  /// The traffic of `count` vectors of `length` consecutive elements, each `stride` elements after the one before,
  /// every word accessed `times` times in its step.
  func sweep(
    offset: Int, stride: Int, count: Int, length: Int, bits: Int, times: Int = 1
  ) -> VectorTraffic {
    let period = period(ofStride: stride, bits: bits)
    var traffic = VectorTraffic()
    let whole = count / period
    let rest = count % period
    var position = offset * bits
    for index in 0..<min(period, count) {
      let words = (position + length * bits - 1) / wordBits - position / wordBits + 1
      let vectors = index < rest ? whole + 1 : whole
      traffic.add(
        words: words * times, load: load(consecutiveWords: words) * times, elements: length,
        vectors: vectors, in: self)
      position += stride * bits
    }
    return traffic
  }

  /// After how many strides a vector begins at the same bit of a word again.
  func period(ofStride stride: Int, bits: Int) -> Int {
    let phase = (stride * bits) % wordBits
    return phase == 0 ? 1 : wordBits / divisor(phase, wordBits)
  }

  private func divisor(_ first: Int, _ second: Int) -> Int {
    var (a, b) = (first, second)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

/// What the vectors of an operand ask of its buffer in a pass, one vector a step.
struct VectorTraffic {
  /// Word accesses, and elements read or written.
  var words = 0
  var elements = 0
  /// Of the words, those of metadata.
  var metadataWords = 0
  /// Of the words, those that are read to be added to.
  var readBacks = 0
  /// Cycles beyond one each, were there nothing else to wait for.
  var extraCycles = 0
  /// The most accesses of one bank in one step.
  var mostLoad = 0

  mutating func add(words: Int, load: Int, elements: Int, vectors: Int, in buffer: BankedBuffer) {
    self.words += words * vectors
    self.elements += elements * vectors
    mostLoad = max(mostLoad, load)
    extraCycles += (buffer.cycles(load: load) - 1) * vectors
  }

  mutating func add(_ other: VectorTraffic, times: Int = 1) {
    words += other.words * times
    elements += other.elements * times
    metadataWords += other.metadataWords * times
    readBacks += other.readBacks * times
    extraCycles += other.extraCycles * times
    if times > 0 { mostLoad = max(mostLoad, other.mostLoad) }
  }

  /// Of result vectors whose every word is accessed once, to be written, or twice, to be added to.
  mutating func countReadBacks(accessesOfWord times: Int) { readBacks = words / times * (times - 1) }
}

/// The distinct words of one step, as ascending ranges.
struct WordRanges {
  private(set) var ranges: [(first: Int, last: Int)] = []

  mutating func removeAll() { ranges.removeAll(keepingCapacity: true) }

  /// Adds the words of `length` consecutive elements that lie at or after those added before.
  mutating func add(offset: Int, length: Int, bits: Int, wordBits: Int) {
    let first = offset * bits / wordBits
    let last = ((offset + length) * bits - 1) / wordBits
    if let end = ranges.last?.last, first <= end + 1 {
      ranges[ranges.count - 1].last = max(end, last)
    } else {
      ranges.append((first, last))
    }
  }

  /// The same; of no element none.
  mutating func add(offset: Int, length: Int, bits: Int, in buffer: BankedBuffer) {
    guard length > 0, bits > 0 else { return }
    add(offset: offset, length: length, bits: bits, wordBits: buffer.wordBits)
  }

  func forEachRange(_ body: (Range<Int>) -> Void) {
    for range in ranges { body(range.first..<range.last + 1) }
  }

  /// Adds single elements as if each were a word.
  mutating func add(offset: Int, length: Int) { add(offset: offset, length: length, bits: 1, wordBits: 1) }

  mutating func addUnordered(offset: Int, length: Int) { ranges.append((offset, offset + length - 1)) }

  /// Adds the words of ranges of elements that lie after those added before.
  mutating func addWords(of elements: WordRanges, bits: Int, wordBits: Int) {
    for range in elements.ranges {
      add(offset: range.first, length: range.last - range.first + 1, bits: bits, wordBits: wordBits)
    }
  }

  /// Puts ranges that were added in any order into order, each word once.
  mutating func normalise() {
    ranges.sort { $0.first < $1.first }
    var kept = 0
    for index in ranges.indices {
      if kept > 0, ranges[index].first <= ranges[kept - 1].last + 1 {
        ranges[kept - 1].last = max(ranges[kept - 1].last, ranges[index].last)
      } else {
        ranges[kept] = ranges[index]
        kept += 1
      }
    }
    ranges.removeLast(ranges.count - kept)
  }

  /// Appends without order; `normalise` follows.
  mutating func addUnordered(offset: Int, length: Int, bits: Int, wordBits: Int) {
    ranges.append((offset * bits / wordBits, ((offset + length) * bits - 1) / wordBits))
  }

  var words: Int { ranges.reduce(0) { $0 + $1.last - $1.first + 1 } }

  /// Adds `times` accesses of each word to its bank's count.
  func addLoads(to counts: inout [Int], times: Int) {
    let banks = counts.count
    for range in ranges {
      let words = range.last - range.first + 1
      let whole = words / banks
      if whole > 0 {
        for bank in 0..<banks { counts[bank] += whole * times }
      }
      var bank = range.first % banks
      for _ in 0..<(words % banks) {
        counts[bank] += times
        bank = bank + 1 == banks ? 0 : bank + 1
      }
    }
  }

  /// The most accesses of one bank; `counts` is scratch of one entry a bank.
  func load(counts: inout [Int]) -> Int {
    guard let first = ranges.first?.first, let last = ranges.last?.last else { return 0 }
    if last - first < counts.count { return 1 }
    if ranges.count == 1 { return (last - first + counts.count) / counts.count }
    for bank in counts.indices { counts[bank] = 0 }
    addLoads(to: &counts, times: 1)
    return counts.max() ?? 0
  }
}
