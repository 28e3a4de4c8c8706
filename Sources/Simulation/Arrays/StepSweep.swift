import Hardware

/// Goes through a pass step by step and asks every buffer what the step costs: for passes in which several
/// accesses contend, so that no closed form holds.
struct StepSweep {
  private(set) var cycles = 0
  private(set) var accesses = [0, 0, 0]

  /// Consecutive steps in which a fold uses one buffer.
  private struct Activity {
    enum Kind { case preload, inputStream, weightStream, write }
    var kind: Kind
    var fold: Fold
    var start: Int
    var end: Int
  }

  init(_ pass: SystolicPass, _ buffers: Buffers) {
    var activities: [Activity] = []
    var steps = 0
    pass.forEachFold { fold in
      steps = max(steps, fold.end)
      activities += Self.activities(of: fold, pass)
    }
    activities.sort { $0.start < $1.start }
    var ports = StepPorts(buffers)
    var active: [Activity] = []
    var next = 0
    for step in 0..<steps {
      active.removeAll { $0.end <= step }
      while next < activities.count, activities[next].start <= step {
        active.append(activities[next])
        next += 1
      }
      for activity in active { Self.add(activity, step: step, pass, &ports) }
      cycles += ports.finishStep(&accesses)
    }
  }

  private static func activities(of fold: Fold, _ pass: SystolicPass) -> [Activity] {
    let start = fold.streamStart
    let vectors = pass.spread.vectors
    let stream = start..<(start + vectors)
    if pass.array.dataflow == .outputStationary {
      return [
        Activity(kind: .inputStream, fold: fold, start: stream.lowerBound, end: stream.upperBound),
        Activity(kind: .weightStream, fold: fold, start: stream.lowerBound, end: stream.upperBound),
        Activity(kind: .write, fold: fold, start: fold.end - fold.rows, end: fold.end),
      ]
    }
    let streamed: Activity.Kind =
      pass.array.dataflow == .weightStationary ? .inputStream : .weightStream
    return [
      Activity(
        kind: .preload, fold: fold, start: fold.preloadEnd - fold.rows, end: fold.preloadEnd),
      Activity(kind: streamed, fold: fold, start: stream.lowerBound, end: stream.upperBound),
      Activity(kind: .write, fold: fold, start: fold.end - vectors, end: fold.end),
    ]
  }

  private static func add(
    _ activity: Activity, step: Int, _ pass: SystolicPass, _ ports: inout StepPorts
  ) {
    let fold = activity.fold
    let (rows, columns) = (pass.array.rows, pass.array.columns)
    let index = step - activity.start
    let firstRow = fold.rowChunk * rows
    let firstColumn = fold.columnChunk * columns
    let pixelColumns = pass.columnTile.outputs.count
    switch (activity.kind, pass.array.dataflow) {
    case (.preload, .weightStationary):
      let k = firstRow + fold.rows - 1 - index
      ports.addWeight(
        offset: (fold.group * pass.reduction + k) * pass.filters + firstColumn, length: fold.columns,
        bits: pass.bits.weight)
    case (.preload, _):
      let k = firstRow + fold.rows - 1 - index
      ports.addInput { words, wordBits in
        pass.addTapVector(
          groupChannel: fold.group * pass.shape.channels + k % pass.shape.channels,
          tap: k / pass.shape.channels, pixels: firstColumn..<(firstColumn + fold.columns),
          wordBits: wordBits, to: &words)
      }
    case (.inputStream, .weightStationary):
      ports.addInput { words, wordBits in
        pass.addPixelVector(
          group: fold.group, row: index / pixelColumns, column: index % pixelColumns,
          reduction: firstRow..<(firstRow + fold.rows), wordBits: wordBits, to: &words)
      }
    case (.inputStream, _):
      ports.addInput { words, wordBits in
        pass.addTapVector(
          groupChannel: fold.group * pass.shape.channels + index % pass.shape.channels,
          tap: index / pass.shape.channels, pixels: firstRow..<(firstRow + fold.rows),
          wordBits: wordBits, to: &words)
      }
    case (.weightStream, .inputStationary):
      ports.addWeight(
        offset: (fold.group * pass.filters + index) * pass.reduction + firstRow, length: fold.rows,
        bits: pass.bits.weight)
    case (.weightStream, _):
      ports.addWeight(
        offset: (fold.group * pass.reduction + index) * pass.filters + firstColumn,
        length: fold.columns, bits: pass.bits.weight)
    case (.write, .outputStationary):
      let pixel = firstRow + fold.rows - 1 - index
      ports.addOutput(
        offset: (fold.group * pass.pixels + pixel) * pass.filters + firstColumn, length: fold.columns,
        bits: pass.bits.output, readsBack: pass.shape.accumulates)
    case (.write, .weightStationary):
      ports.addOutput(
        offset: (fold.group * pass.pixels + index) * pass.filters + firstColumn, length: fold.columns,
        bits: pass.bits.output, readsBack: pass.shape.accumulates || fold.rowChunk > 0)
    case (.write, .inputStationary):
      ports.addOutput(
        offset: (fold.group * pass.filters + index) * pass.pixels + firstColumn, length: fold.columns,
        bits: pass.bits.output, readsBack: pass.shape.accumulates || fold.rowChunk > 0)
    }
  }
}

/// The accesses of one step at every bank.
struct StepPorts {
  private let input: BankedBuffer
  private let weight: BankedBuffer
  private let output: BankedBuffer
  private let isShared: Bool
  private var inputWords = WordRanges()
  private var weightWords = WordRanges()
  private var outputWords = WordRanges()
  private var readsBack = false
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

  mutating func addInput(_ add: (inout WordRanges, Int) -> Void) { add(&inputWords, input.wordBits) }

  mutating func addWeight(offset: Int, length: Int, bits: Int) {
    weightWords.add(offset: offset, length: length, bits: bits, wordBits: weight.wordBits)
  }

  /// Several folds may write in one step; they all read back or none does.
  mutating func addOutput(offset: Int, length: Int, bits: Int, readsBack: Bool) {
    outputWords.addUnordered(offset: offset, length: length, bits: bits, wordBits: output.wordBits)
    self.readsBack = readsBack
  }

  /// The cycles of the step; adds its word accesses and forgets them.
  mutating func finishStep(_ accesses: inout [Int]) -> Int {
    outputWords.normalise()
    let times = readsBack ? 2 : 1
    accesses[0] += inputWords.words
    accesses[1] += weightWords.words
    accesses[2] += outputWords.words * times
    var load = 0
    if isShared {
      clear(&inputCounts)
      inputWords.addLoads(to: &inputCounts, times: 1)
      weightWords.addLoads(to: &inputCounts, times: 1)
      outputWords.addLoads(to: &inputCounts, times: times)
      load = input.cycles(load: inputCounts.max() ?? 0)
    } else {
      load = max(
        input.cycles(load: inputWords.load(counts: &inputCounts)),
        weight.cycles(load: weightWords.load(counts: &weightCounts)),
        output.cycles(load: outputWords.load(counts: &outputCounts) * times))
    }
    inputWords.removeAll()
    weightWords.removeAll()
    outputWords.removeAll()
    return load
  }

  private func clear(_ counts: inout [Int]) {
    for bank in counts.indices { counts[bank] = 0 }
  }
}
