import Mapping

/// All vectors of inputs that a pass takes, those that touch a buffer alike evaluated once: vectors whose words differ
/// only by a rotation of the banks have as many words and as full a bank.
struct InputVectors {
  private let gather: InputGather
  private let buffer: BankedBuffer
  private let chunks: Chunks
  /// Of each set the sample that it is like, in taps and offset within a word; -1 for a set wholly in the padding.
  private var setSample: [Int32] = []
  private var setSamples: [(set: Int, count: Int)] = []
  private var places: [Place] = []
  /// Of each run of groups its place; empty where places repeat in turn.
  private var placeOfRun: [Int32] = []
  /// Cycles of each vector, once they are wanted.
  private var table: [Int32] = []

  /// What besides its pixels and its chunk of the reduction decides a vector: groups, and a channel where the
  /// channels of a pixel are apart.
  private struct Place {
    var groups: Range<Int>
    var channel: Int
    var count: Int
  }

  /// Vectors of the chunks of the reduction, for each group apart.
  init(_ gather: InputGather, _ chunks: Chunks, _ buffer: BankedBuffer) {
    self.init(gather, buffer, chunks: chunks)
    let count = gather.takesChunks ? gather.groupCount : gather.groupCount * gather.channelCount
    let stride =
      gather.takesChunks ? gather.offset(group: 1, channel: 0) : gather.offset(group: 0, channel: 1)
    let period = buffer.period(ofStride: stride, bits: gather.bits)
    for index in 0..<min(period, count) {
      let group = gather.takesChunks ? index : index / gather.channelCount
      places.append(
        Place(
          groups: group..<(group + 1), channel: gather.takesChunks ? 0 : index % gather.channelCount,
          count: count / period + (index < count % period ? 1 : 0)))
    }
  }

  /// Vectors of the chunks of the reduction, for each run of groups together.
  init(_ gather: InputGather, _ chunks: Chunks, groupRuns: [Range<Int>], _ buffer: BankedBuffer) {
    self.init(gather, buffer, chunks: chunks)
    var known: [PlaceKey: Int32] = [:]
    for groups in groupRuns {
      let offset = gather.offset(group: groups.lowerBound, channel: 0)
      let key = PlaceKey(groups: groups.count, phase: offset * gather.bits % buffer.wordBits)
      if let place = known[key] {
        places[Int(place)].count += 1
        placeOfRun.append(place)
      } else {
        known[key] = Int32(places.count)
        placeOfRun.append(Int32(places.count))
        places.append(Place(groups: groups, channel: 0, count: 1))
      }
    }
  }

  private struct PlaceKey: Hashable {
    var groups: Int
    var phase: Int
  }

  private init(_ gather: InputGather, _ buffer: BankedBuffer, chunks: Chunks) {
    self.gather = gather
    self.buffer = buffer
    self.chunks = chunks
    if gather.isUniform {
      let period = buffer.period(ofStride: gather.strideOfPixels, bits: gather.bits)
      let count = gather.sets.count
      setSamples = (0..<min(period, count)).map { ($0, count / period + ($0 < count % period ? 1 : 0)) }
      return
    }
    let classes = gather.classes()
    var index = SampleIndex(patterns: classes.count, phases: buffer.wordBits)
    for set in classes.classes.indices {
      guard classes.bases[set] >= 0 else {
        setSample.append(-1)
        continue
      }
      let phase = classes.bases[set] * gather.bits % buffer.wordBits
      let sample = index.number(
        pattern: Int(classes.classes[set]), phase: phase, next: setSamples.count)
      if sample < setSamples.count {
        setSamples[sample].count += 1
      } else {
        setSamples.append((set, 1))
      }
      setSample.append(Int32(sample))
    }
  }

  /// Chunks of the reduction that are looked at: where channels are apart, the taps alone, because a channel only
  /// moves the vector.
  private var chunkCount: Int { gather.takesChunks ? chunks.count : chunks.whole / gather.channelCount }

  private func reduction(_ chunk: Int, _ place: Place) -> Range<Int> {
    if gather.takesChunks { return chunks[chunk] }
    let index = chunk * gather.channelCount + place.channel
    return index..<(index + 1)
  }

  /// Vectors that are evaluated.
  var evaluations: Int {
    let (vectors, overflow) = (places.count * setSamples.count).multipliedReportingOverflow(by: chunkCount)
    return overflow ? Int.max : vectors
  }

  /// Every vector once.
  func traffic() -> VectorTraffic {
    var traffic = VectorTraffic()
    forEachVector { place, sample, chunk, elements, words, load in
      traffic.add(
        words: words, load: load, elements: elements,
        vectors: places[place].count * setSamples[sample].count, in: buffer)
    }
    return traffic
  }

  /// The vectors of a group and chunk so often; only where the chunks are vectors of their own.
  func traffic(times: (_ group: Int, _ chunk: Int) -> Int) -> VectorTraffic {
    var traffic = VectorTraffic()
    forEachVector { place, sample, chunk, elements, words, load in
      // Groups whose vectors lie alike take turns.
      let count = stride(from: place, to: gather.groupCount, by: places.count).reduce(0) {
        $0 + times($1, chunk)
      }
      guard count > 0 else { return }
      traffic.add(
        words: words, load: load, elements: elements, vectors: count * setSamples[sample].count, in: buffer)
    }
    return traffic
  }

  /// Finds the cycles of every vector, for `cycles`.
  mutating func tabulate() {
    var table = [Int32](repeating: 1, count: evaluations)
    forEachVector { place, sample, chunk, _, _, load in
      table[(place * chunkCount + chunk) * setSamples.count + sample] = Int32(
        clamping: buffer.cycles(load: load))
    }
    self.table = table
  }

  /// Cycles of a vector; `run` is the group, or the run of groups.
  func cycles(set: Int, run: Int, chunk: Int) -> Int {
    // Without a list of them, samples repeat in turn.
    let sample = setSample.isEmpty ? set % setSamples.count : Int(setSample[set])
    guard sample >= 0 else { return 1 }
    var place = run
    var chunk = chunk
    if !placeOfRun.isEmpty {
      place = Int(placeOfRun[run])
    } else if gather.takesChunks {
      place = run % places.count
    } else {
      let index = chunks[chunk].lowerBound
      place = (run * gather.channelCount + index % gather.channelCount) % places.count
      chunk = index / gather.channelCount
    }
    return Int(table[(place * chunkCount + chunk) * setSamples.count + sample])
  }

  private func forEachVector(
    _ body: (_ place: Int, _ sample: Int, _ chunk: Int, _ elements: Int, _ words: Int, _ load: Int) -> Void
  ) {
    var elements = WordRanges()
    var words = WordRanges()
    var counts = [Int](repeating: 0, count: buffer.banks)
    for place in places.indices {
      for chunk in 0..<chunkCount {
        let range = reduction(chunk, places[place])
        for sample in setSamples.indices {
          elements.removeAll()
          words.removeAll()
          gather.addElements(
            set: setSamples[sample].set, groups: places[place].groups, reduction: range, to: &elements)
          words.addWords(of: elements, bits: gather.bits, wordBits: buffer.wordBits)
          body(place, sample, chunk, elements.words, words.words, words.load(counts: &counts))
        }
      }
    }
  }
}

/// Numbers the pairs of a tap pattern and an offset within a word as they occur: in a table where that is small.
private struct SampleIndex {
  private let phases: Int
  private var table: [Int32]
  private var sparse: [Int: Int] = [:]

  init(patterns: Int, phases: Int) {
    self.phases = phases
    let isSmall = patterns <= (1 << 20) / phases
    table = isSmall ? [Int32](repeating: -1, count: patterns * phases) : []
  }

  /// The number of a pair: its own, or `next` if it has none yet.
  mutating func number(pattern: Int, phase: Int, next: Int) -> Int {
    let key = pattern * phases + phase
    guard !table.isEmpty else {
      let number = sparse[key] ?? next
      sparse[key] = number
      return number
    }
    if table[key] < 0 { table[key] = Int32(next) }
    return Int(table[key])
  }
}
