import Hardware

/// The DSPs of all chains, what stands between and behind them, and accumulators at the end (docs/model.md, 3.5).
struct ChainBlock {
  /// What a DSP multiplies in a tick: of each neighbour the operands that it packs.
  struct Operands {
    var inputs: [[Int]]
    var weights: [[Int]]
  }

  /// A sum that enters: its operands by DSP and tick, empty where it has no place.
  struct Entry {
    /// The step of the pass that it is of.
    var order: Int
    /// Pixels of the vector, by their number in it.
    var pixels: [Int]
    /// The set of chains that has these pixels.
    var set: Int
    var sum: ChainSum
    var operands: [[Operands]]
  }

  private let mode: ChainMode
  /// By DSP of a longest sum: the ticks from the beginning of a sum to the DSP's work for it; so long its operands wait.
  private let delays: [Int]
  private var sums: [MovingChainSum] = []
  /// By set, chain and DSP: the tick in which it multiplied last.
  private var lastWork: [Int]
  /// Whether all sums of the pass take as long.
  private let isUniform: Bool
  private var step = 0
  private(set) var counts = ChainCounts()
  private(set) var events = ChainEvents()

  init(mode: ChainMode, longestSum: Int, isUniform: Bool) {
    self.mode = mode
    self.isUniform = isUniform
    lastWork = Array(
      repeating: -1, count: mode.pixels / mode.lanes.inputs * mode.chains * mode.array.chain)
    let (array, above) = (mode.array, mode.above)
    var delays: [Int] = []
    for dsp in 0..<longestSum {
      let ofPiece = dsp % array.cascade
      if ofPiece == 0 {
        delays.append(0)
      } else {
        // Before a DSP that begins from zero the unit reads the lanes.
        let reads = ofPiece.isMultiple(of: above)
        delays.append(delays[dsp - 1] + 1 + (reads ? array.adjust.latency * array.pump : 0))
      }
    }
    self.delays = delays
  }

  /// Lets the sums of a step enter, moves everything on by a step, and returns what has been added up, of which step it was.
  ///
  /// - Parameter due: The step of the pass whose sums leave now; nil if none do.
  mutating func advance(
    _ entering: [Entry], due: Int?
  ) throws -> [(pixels: [Int], filters: [Int], sums: [[Int]])] {
    let pump = mode.array.pump
    // The stages that an array of single DSPs would have stand in front, all but the last.
    let first = (step + mode.array.pipeline - 1) * pump
    for entry in entering { sums.append(try MovingChainSum(entry, mode, delays, firstTick: first)) }
    for number in sums.indices { sums[number].moveThroughNodes() }
    for tick in step * pump..<(step + 1) * pump {
      for number in sums.indices {
        while let work = sums[number].work(in: tick) {
          let (set, sum) = (sums[number].entry.set, sums[number].entry.sum)
          let place = (set * mode.chains + sum.chain) * mode.array.chain + sum.firstDSP + work.dsp
          try require(lastWork[place] < tick, "a DSP multiplies twice in tick \(tick)")
          lastWork[place] = tick
          try sums[number].multiply(work, mode, &counts, &events)
        }
      }
    }
    for number in sums.indices { sums[number].leaveCascade(mode, step, &events) }
    step += 1
    guard let due else { return [] }
    let leaving = sums.filter { $0.entry.order == due }
    sums.removeAll { $0.entry.order == due }
    return try leaving.map { sum in
      guard let result = sum.result, let ready = sum.ready else {
        throw ReferenceFailure(description: "a sum of step \(due) is to be written, and is still under way")
      }
      try require(!isUniform || ready == step - 1, "sums wait, and none is longer")
      // Lane i + u j has the products of input i and weight j.
      let entry = sum.entry
      let byPixel = entry.pixels.indices.map { pixel in
        entry.sum.filters.indices.map { result[pixel + mode.lanes.inputs * $0] }
      }
      return (entry.pixels, entry.sum.filters, byPixel)
    }
  }

  var isEmpty: Bool { sums.isEmpty }
}

/// A sum on its way: piece after piece through the cascade, then through nodes and the tree behind them.
private struct MovingChainSum {
  /// A DSP of the sum in a tick of its step's.
  struct Work {
    var tick: Int
    var dsp: Int
    var wave: Int
  }

  /// What the DSPs of a piece pass on of one tick of theirs.
  private struct Word {
    var value = 0
    /// What the overflow-adjust unit has read so far, by lane.
    var adjusted: [Int]
    var tick = -1
  }

  let entry: ChainBlock.Entry
  /// In the order of time.
  private var works: [Work] = []
  private var nextWork = 0
  /// By piece and wave.
  private var words: [[Word]]
  /// By piece, its lanes' sums, once it has left the cascade.
  private var parts: [[Int]] = []
  private var stepsInNode = 0
  /// The step in which it was added up.
  private(set) var ready: Int?
  private let pieceLength: Int
  /// The place of its first DSP among those of a longest sum.
  private let offset: Int
  private let isAdjusted: Bool

  init(_ entry: ChainBlock.Entry, _ mode: ChainMode, _ delays: [Int], firstTick: Int) throws {
    self.entry = entry
    let sum = entry.sum
    offset = sum.firstDSP % delays.count
    try require(offset + sum.dsps <= delays.count, "a sum lies across two of the longest")
    pieceLength = min(mode.array.cascade, sum.dsps)
    isAdjusted = pieceLength > mode.above
    let waves = (0..<mode.array.pump).map { _ in
      Word(adjusted: Array(repeating: 0, count: mode.lanes.inputs * mode.lanes.weights))
    }
    words = cuts(of: sum.dsps, by: pieceLength).map { _ in waves }
    for dsp in 0..<sum.dsps {
      for wave in 0..<mode.array.pump {
        works.append(Work(tick: firstTick + delays[offset + dsp] + wave, dsp: dsp, wave: wave))
      }
    }
    works.sort { ($0.tick, $0.dsp) < ($1.tick, $1.dsp) }
  }

  /// The next that a DSP has to do in a tick, taken off the list.
  mutating func work(in tick: Int) -> Work? {
    guard nextWork < works.count, works[nextWork].tick == tick else { return nil }
    nextWork += 1
    return works[nextWork - 1]
  }

  mutating func multiply(
    _ work: Work, _ mode: ChainMode, _ counts: inout ChainCounts, _ events: inout ChainEvents
  ) throws {
    let (piece, ofPiece) = work.dsp.quotientAndRemainder(dividingBy: pieceLength)
    var word = words[piece][work.wave]
    if ofPiece > 0 {
      let place = (offset + work.dsp) % mode.array.cascade
      let reads = isAdjusted && place.isMultiple(of: mode.above)
      let least = reads ? 1 + mode.array.adjust.latency * mode.array.pump : 1
      try require(
        work.tick - word.tick >= least, "a word is at a DSP before the one below it has passed it on")
      if reads {
        let (sums, borrows) = mode.lanes.read(word.value)
        for lane in sums.indices { word.adjusted[lane] += sums[lane] }
        word.value = 0
        counts.adjusts += 1
        events.borrows += borrows
      }
    }
    let operands = entry.operands[work.dsp][work.wave]
    if !operands.inputs.isEmpty { counts.operations += 1 }
    for (inputs, weights) in zip(operands.inputs, operands.weights) {
      word.value = mode.lanes.sum(
        word.value, adding: try mode.lanes.word(inputs: inputs),
        times: try mode.lanes.word(weights: weights))
    }
    word.tick = work.tick
    words[piece][work.wave] = word
  }

  /// Where the last DSP is done, the lanes are read, and added up over the ticks of a step.
  mutating func leaveCascade(_ mode: ChainMode, _ step: Int, _ events: inout ChainEvents) {
    defer { if ready == nil, result != nil { ready = step } }
    guard nextWork == works.count, parts.isEmpty else { return }
    parts = words.map { waves in
      var lanes = [Int](repeating: 0, count: mode.lanes.inputs * mode.lanes.weights)
      for word in waves {
        let (sums, borrows) = mode.lanes.read(word.value)
        for lane in lanes.indices { lanes[lane] += sums[lane] + word.adjusted[lane] }
        events.borrows += borrows
      }
      return lanes
    }
    let isBroken = entry.sum.dsps < mode.array.chain || parts.count > 1
    if parts.count > 1 { events.severalPieces += 1 }
    stepsInNode = isBroken ? mode.array.nodeLatency : 0
  }

  /// A step in a node, or else on a level of the tree.
  mutating func moveThroughNodes() {
    if stepsInNode > 0 {
      stepsInNode -= 1
    } else if parts.count > 1 {
      parts = cuts(of: parts.count, by: 2).map { pair in
        pair.dropFirst().reduce(parts[pair.lowerBound]) { zip($0, parts[$1]).map(+) }
      }
    }
  }

  /// The lanes' sums, once they are there.
  var result: [Int]? { parts.count == 1 && stepsInNode == 0 ? parts[0] : nil }
}
