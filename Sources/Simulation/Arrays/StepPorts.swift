import Hardware

/// The accesses of one step at every bank.
struct StepPorts {
  private let input: BankedBuffer
  private let weight: BankedBuffer
  private let output: BankedBuffer
  private let isShared: Bool
  private var inputWords = WordRanges()
  private var weightWords = WordRanges()
  private var outputWords = WordRanges()
  /// Of inputs and weights that lie as they are stored.
  private var inputMetadata = WordRanges()
  private var weightMetadata = WordRanges()
  private var elements = WordRanges()
  private var readsBack = false
  /// Of the accesses of outputs so far, those that read what is added to.
  private(set) var readBacks = 0
  private var inputCounts: [Int]
  private var weightCounts: [Int]
  private var outputCounts: [Int]

  init(_ buffers: Buffers) {
    input = BankedBuffer(buffers[.input])
    weight = BankedBuffer(buffers[.weight])
    output = BankedBuffer(buffers[.output])
    isShared = buffers.isShared
    inputCounts = [Int](repeating: 0, count: input.banks)
    weightCounts = [Int](repeating: 0, count: weight.banks)
    outputCounts = [Int](repeating: 0, count: output.banks)
  }

  /// Adds one vector of inputs.
  mutating func addInput(
    _ gather: InputGather, set: Int, groups: Range<Int>, reduction: Range<Int>
  ) {
    elements.removeAll()
    gather.addElements(set: set, groups: groups, reduction: reduction, to: &elements)
    inputWords.addWords(of: elements, bits: gather.bits, wordBits: input.wordBits)
  }

  mutating func addWeight(offset: Int, length: Int, bits: Int) {
    weightWords.add(offset: offset, length: length, bits: bits, wordBits: weight.wordBits)
  }

  mutating func addWeightMetadata(offset: Int, length: Int, bits: Int) {
    weightMetadata.add(offset: offset, length: length, bits: bits, in: weight)
  }

  /// Adds what one vector of kept inputs reads.
  mutating func add(_ vector: KeptInputs.Vector) {
    inputWords = vector.data
    inputMetadata = vector.metadata
  }

  /// Adds what one block of kept weights reads.
  mutating func addWeight(data: Range<Int>, metadata: Range<Int>) {
    if !data.isEmpty { weightWords.add(offset: data.lowerBound, length: data.count) }
    if !metadata.isEmpty { weightMetadata.add(offset: metadata.lowerBound, length: metadata.count) }
  }

  /// Several folds may write in one step; they all read back or none does.
  mutating func addOutput(offset: Int, length: Int, bits: Int, readsBack: Bool) {
    outputWords.addUnordered(offset: offset, length: length, bits: bits, wordBits: output.wordBits)
    self.readsBack = readsBack
  }

  /// The cycles of the step; adds its word accesses and forgets them.
  mutating func finishStep(_ accesses: inout InlineArray<3, Int>) -> Int {
    outputWords.normalise()
    let times = readsBack ? 2 : 1
    accesses[0] += inputWords.words + inputMetadata.words
    accesses[1] += weightWords.words + weightMetadata.words
    accesses[2] += outputWords.words * times
    readBacks += outputWords.words * (times - 1)
    var load = 0
    if isShared {
      clear(&inputCounts)
      inputWords.addLoads(to: &inputCounts, times: 1)
      weightWords.addLoads(to: &inputCounts, times: 1)
      inputMetadata.addLoads(to: &inputCounts, times: 1)
      weightMetadata.addLoads(to: &inputCounts, times: 1)
      outputWords.addLoads(to: &inputCounts, times: times)
      load = input.cycles(load: inputCounts.max() ?? 0)
    } else {
      load = max(
        input.cycles(load: input.load(inputWords, inputMetadata, counts: &inputCounts)),
        weight.cycles(load: weight.load(weightWords, weightMetadata, counts: &weightCounts)),
        output.cycles(load: outputWords.load(counts: &outputCounts) * times))
    }
    inputWords.removeAll()
    weightWords.removeAll()
    inputMetadata.removeAll()
    weightMetadata.removeAll()
    outputWords.removeAll()
    return load
  }

  private func clear(_ counts: inout [Int]) {
    for bank in counts.indices { counts[bank] = 0 }
  }
}
