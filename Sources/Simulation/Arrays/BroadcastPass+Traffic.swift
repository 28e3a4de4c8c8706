import Hardware
import Mapping

/// What each operand of a pass asks of its buffer, all vectors summed.
extension BroadcastPass {
  func inputVectors(_ buffer: BankedBuffer) -> InputVectors {
    guard isChannelWise else { return InputVectors(gather, reductionChunks, buffer) }
    let runs = (0..<filterChunks.count).map { groupRange(group: 0, filterChunk: $0) }
    return InputVectors(gather, reductionChunks, groupRuns: runs, buffer)
  }

  /// How often every vector of inputs is read: for each chunk of filters, unless they rest or a chunk of pairs has
  /// inputs of its own.
  var inputTimes: Int {
    array.dataflow == .inputStationary || isChannelWise ? 1 : filterChunks.count
  }

  /// All blocks of weights of the pass: each is one run of elements.
  func weightTraffic(_ buffer: BankedBuffer) -> VectorTraffic {
    let rests = array.dataflow == .weightStationary
    var traffic = VectorTraffic()
    for filterChunk in 0..<filterChunks.count {
      for index in 0..<(rests ? runs.count : reductionChunks.count) {
        let block = weights(
          group: 0, filterChunk: filterChunk, reductionChunks: rests ? runs[index] : index..<(index + 1))
        traffic.add(blockTraffic(block, rate: rests ? array.preloadRate : nil, buffer))
      }
    }
    var all = VectorTraffic()
    all.add(traffic, times: rests ? 1 : sets.count)
    return all
  }

  /// A block of weights of every group, whole in one step or so many elements in each.
  private func blockTraffic(_ block: Range<Int>, rate: Int?, _ buffer: BankedBuffer) -> VectorTraffic {
    let stride = pass.filters * pass.reduction
    guard let rate, rate < block.count else {
      return buffer.sweep(
        offset: block.lowerBound, stride: stride, count: groups, length: block.count, bits: pass.bits.weight)
    }
    let whole = block.count / rate
    var traffic = VectorTraffic()
    for group in 0..<groups {
      let offset = block.lowerBound + group * stride
      traffic.add(
        buffer.sweep(offset: offset, stride: rate, count: whole, length: rate, bits: pass.bits.weight))
      if block.count % rate > 0 {
        traffic.add(
          buffer.sweep(
            offset: offset + whole * rate, stride: rate, count: 1, length: block.count % rate,
            bits: pass.bits.weight))
      }
    }
    return traffic
  }

  /// All result vectors of the pass.
  func outputTraffic(_ buffer: BankedBuffer) -> VectorTraffic {
    if sets.areSingle {
      return buffer.results(
        filterChunks, stride: filterChunks.whole, count: groups * pass.pixels, bits: pass.bits.output,
        writes: writesOfResult, accumulates: pass.shape.accumulates)
    }
    let additions = writesOfResult - 1 + (pass.shape.accumulates ? 1 : 0)
    var traffic = VectorTraffic()
    var results = ResultVectors(self, buffer)
    for (times, again) in [(1, writesOfResult - additions), (2, additions)] where again > 0 {
      var vectors = results.traffic(times: times)
      vectors.countReadBacks(accessesOfWord: times)
      traffic.add(vectors, times: again)
    }
    return traffic
  }
}

/// The results of a set of pixels for a chunk of filters, those that lie alike evaluated once.
struct ResultVectors {
  private let pass: BroadcastPass
  private let buffer: BankedBuffer
  private var known: [Key: Int] = [:]
  private var evaluated: [(words: Int, load: Int)] = []
  private var words = WordRanges()
  private var counts: [Int]

  /// All that the words of a vector depend on but for a rotation of the banks.
  private struct Key: Hashable {
    var phase: Int
    var pixels: Int
    /// Pixels until the block's next row, where it is one of several rows.
    var run: Int
    var filters: Int
  }

  init(_ pass: BroadcastPass, _ buffer: BankedBuffer) {
    self.pass = pass
    self.buffer = buffer
    counts = [Int](repeating: 0, count: buffer.banks)
  }

  /// Every vector once, each of its words accessed `times` times.
  mutating func traffic(times: Int) -> VectorTraffic {
    var traffic = VectorTraffic()
    for group in 0..<pass.groups {
      for chunk in 0..<pass.filterChunks.count {
        for set in 0..<pass.sets.count {
          let vector = vector(group: group, set: set, filterChunk: chunk)
          traffic.add(
            words: vector.words * times, load: vector.load * times, elements: 0, vectors: 1, in: buffer)
        }
      }
    }
    return traffic
  }

  mutating func vector(group: Int, set: Int, filterChunk: Int) -> (words: Int, load: Int) {
    let filters = pass.filterChunks[filterChunk]
    var first = -1
    var run = 0
    pass.sets.forEachRun(of: set) { start, count in
      if first < 0 { (first, run) = (start, count) }
    }
    let offset = ((group * pass.pass.pixels + first) * pass.filterChunks.whole + filters.lowerBound)
    let key = Key(
      phase: offset * pass.pass.bits.output % buffer.wordBits, pixels: pass.sets.size(of: set), run: run,
      filters: filters.count)
    if let index = known[key] { return evaluated[index] }
    words.removeAll()
    pass.addResults(group: group, set: set, filterChunk: filterChunk) { offset, length in
      words.add(offset: offset, length: length, bits: pass.pass.bits.output, wordBits: buffer.wordBits)
    }
    let vector = (words: words.words, load: words.load(counts: &counts))
    known[key] = evaluated.count
    evaluated.append(vector)
    return vector
  }
}

extension BroadcastPass {
  /// Calls `body` with the runs of elements that the results of a vector are, in ascending order.
  func addResults(group: Int, set: Int, filterChunk: Int, _ body: (_ offset: Int, _ length: Int) -> Void) {
    let filters = filterChunks[filterChunk]
    let whole = filterChunks.whole
    sets.forEachRun(of: set) { first, count in
      let start = (group * pass.pixels + first) * whole + filters.lowerBound
      if filters.count == whole { return body(start, count * whole) }
      for pixel in 0..<count { body(start + pixel * whole, filters.count) }
    }
  }
}
