import Hardware
import Mapping

/// What each operand of a pass asks of its buffer, all vectors summed.
extension SystolicPass {
  /// Whether two folds may write results in one step: only where draining costs nothing.
  var writesOverlap: Bool {
    array.dataflow == .outputStationary && array.drain == .immediate && array.foldOverlap && folds > 1
      && vectors * array.stepsOfVector(turns: 1) < min(array.rows, pass.pixels)
  }

  /// Which inputs the vectors take: of single pixels, or of the pixels that lie on a side of the array.
  var gather: InputGather {
    let isWeightStationary = array.dataflow == .weightStationary
    let side =
      switch array.dataflow {
      case .weightStationary: 1
      case .inputStationary: array.columns
      case .outputStationary: array.rows
      }
    // A group's inputs are read together.
    let channelsInside = isWeightStationary || pass.places != nil
    return InputGather(
      pass, PixelSets(pass, consecutive: side), channelsInside: channelsInside,
      takesSeveral: array.products > 1)
  }

  func inputVectors(_ buffer: BankedBuffer) -> InputVectors {
    if isChannelWise {
      let runs = (0..<rowChunks.count).map { rowChunks[$0] }
      return InputVectors(
        gather, Chunks(pass.reduction, side: pass.reduction), groupRuns: runs, buffer)
    }
    let chunks: Chunks
    switch (array.dataflow, pass.places) {
    case (.weightStationary, let places?):
      chunks = Chunks(
        pass.reduction, pieces: (0..<rowChunks.count).map { places.positions(of: rowChunks[$0]) })
    case (.weightStationary, nil): chunks = rowChunks
    case (.inputStationary, let places?):
      chunks = Chunks(
        pass.reduction, pieces: (0..<rowChunks.count).flatMap { places.groups(of: rowChunks[$0]) })
    case (.outputStationary, let places?): chunks = Chunks(pass.reduction, pieces: places.groups)
    case (_, nil): chunks = pass.reductionChunks(side: array.products)
    }
    return InputVectors(gather, chunks, buffer)
  }

  /// How often every vector of inputs is read: for each chunk of filters, unless they rest.
  var inputTimes: Int { array.dataflow == .inputStationary ? 1 : columnChunks.count }

  /// All weight vectors of the pass.
  func weightTraffic(_ buffer: BankedBuffer) -> VectorTraffic {
    if array.products > 1, array.dataflow != .inputStationary { return blockTraffic(buffer) }
    let (length, chunks, count, again) =
      switch array.dataflow {
      case .weightStationary where isChannelWise:
        (pass.filters, Chunks(pass.filters, side: pass.filters), pass.groups * pass.reduction, 1)
      case .weightStationary: (pass.filters, columnChunks, groups * reduction, 1)
      case .outputStationary: (pass.filters, columnChunks, groups * reduction, rowChunks.count)
      case .inputStationary: (reduction, rowChunks, groups * pass.filters, columnChunks.count)
      }
    var traffic = VectorTraffic()
    guard pass.placeBits == 0 else {
      traffic.add(
        buffer.places(
          chunks, stride: length, count: count, bits: pass.bits.weight, metadataBits: pass.placeBits),
        times: again)
      return traffic
    }
    traffic.add(
      buffer.sweep(chunks, stride: length, count: count, bits: pass.bits.weight, times: 1), times: again)
    return traffic
  }

  /// All weight vectors of several positions of k each, which are as many rows of the buffer's filters.
  private func blockTraffic(_ buffer: BankedBuffer) -> VectorTraffic {
    let rests = array.dataflow == .weightStationary
    var blocks = WeightBlocks(filters: pass.filters, bits: pass.bits.weight, buffer)
    var traffic = VectorTraffic()
    let blockChunks = pass.reductionChunks(side: array.products)
    for columnChunk in 0..<columnChunks.count {
      let columns = columnChunks[columnChunk]
      for group in 0..<groups {
        for index in 0..<blockChunks.count {
          let block = blocks.block(group * reduction, blockChunks[index], columns)
          traffic.add(
            words: block.words, load: block.load, elements: blockChunks[index].count * columns.count,
            vectors: rests ? 1 : rowChunks.count, in: buffer)
        }
      }
    }
    return traffic
  }

  /// All result vectors of the pass: those that are only written, and those that are added to what is there.
  func outputTraffic(_ buffer: BankedBuffer) -> VectorTraffic {
    let (length, chunks, count) =
      switch array.dataflow {
      case .inputStationary: (pass.pixels, columnChunks, groups * pass.filters)
      case .weightStationary where isChannelWise:
        (
          pass.groups * pass.filters,
          Chunks(pass.groups * pass.filters, side: rowChunks.side * pass.filters), pass.pixels
        )
      default: (pass.filters, columnChunks, groups * pass.pixels)
      }
    return buffer.results(
      chunks, stride: length, count: count, bits: pass.bits.output, writes: writesOfResult,
      accumulates: pass.shape.accumulates)
  }
}

/// Weights of several positions of k and some filters, those that lie alike evaluated once.
private struct WeightBlocks {
  private struct Key: Hashable {
    var phase: Int
    var positions: Int
    var filters: Int
  }

  private let stride: Int
  private let bits: Int
  private let buffer: BankedBuffer
  private var known: [Key: (words: Int, load: Int)] = [:]
  private var words = WordRanges()
  private var counts: [Int]

  /// - Parameter filters: Elements from one position to the next.
  init(filters: Int, bits: Int, _ buffer: BankedBuffer) {
    stride = filters
    self.bits = bits
    self.buffer = buffer
    counts = [Int](repeating: 0, count: buffer.banks)
  }

  mutating func block(
    _ base: Int, _ positions: Range<Int>, _ filters: Range<Int>
  ) -> (words: Int, load: Int) {
    let offset = (base + positions.lowerBound) * stride + filters.lowerBound
    let key = Key(
      phase: offset * bits % buffer.wordBits, positions: positions.count, filters: filters.count)
    if let block = known[key] { return block }
    words.removeAll()
    for position in 0..<positions.count {
      words.add(
        offset: offset + position * stride, length: filters.count, bits: bits, wordBits: buffer.wordBits)
    }
    let block = (words: words.words, load: words.load(counts: &counts))
    known[key] = block
    return block
  }
}

extension BankedBuffer {
  /// Vectors of the chunks of `count` packed rows of places, each with its index.
  func places(
    _ chunks: Chunks, stride: Int, count: Int, bits: Int, metadataBits: Int
  ) -> VectorTraffic {
    var traffic = VectorTraffic()
    for index in 0..<chunks.count {
      let chunk = chunks[index]
      for row in 0..<count {
        let (start, end) = (row * stride + chunk.lowerBound, row * stride + chunk.upperBound)
        let data = words(ofBits: start * bits..<end * bits)
        let metadata = words(ofBits: start * metadataBits..<end * metadataBits)
        traffic.add(
          words: data.count + metadata.count, load: load(data, metadata), elements: chunk.count, vectors: 1,
          in: self)
        traffic.metadataWords += metadata.count
      }
    }
    return traffic
  }

  /// Vectors of the chunks of `count` packed rows of `stride` elements.
  func sweep(_ chunks: Chunks, stride: Int, count: Int, bits: Int, times: Int) -> VectorTraffic {
    var traffic = VectorTraffic()
    for index in 0..<chunks.count {
      let chunk = chunks[index]
      traffic.add(
        sweep(
          offset: chunk.lowerBound, stride: stride, count: count, length: chunk.count, bits: bits,
          times: times))
    }
    return traffic
  }

  /// Result vectors, each written so often; all but the first time, or all times, they are added to what is there.
  func results(
    _ chunks: Chunks, stride: Int, count: Int, bits: Int, writes: Int, accumulates: Bool
  ) -> VectorTraffic {
    let additions = writes - 1 + (accumulates ? 1 : 0)
    var traffic = VectorTraffic()
    for (times, again) in [(1, writes - additions), (2, additions)] where again > 0 {
      var vectors = sweep(chunks, stride: stride, count: count, bits: bits, times: times)
      vectors.countReadBacks(accessesOfWord: times)
      traffic.add(vectors, times: again)
    }
    return traffic
  }
}
