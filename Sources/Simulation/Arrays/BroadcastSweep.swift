import Hardware

/// What enters a broadcast array in one step.
private struct BroadcastStep {
  var group = 0
  var set = 0
  var filterChunk = 0
  /// Of the vector; nil where the run of chunks that rest is over.
  var reductionChunk: Int?
  /// Of the resting operand: the run of chunks, and which of the steps that bring it in this is.
  var run = 0
  var part = 0
  var readsInputs = false
  var readsWeights = false
  /// Whether its results are written when they leave the pipeline, and added to what is there.
  var writes = false
  var addsToFold = false
}

/// Steps that each vector of a pass takes, where they differ (docs/model.md, 10.1).
struct VectorSteps {
  private let sets: Int
  private let filterChunks: Int
  private let windows: Int
  private let all: [Int32]

  /// The steps by group, chunk of filters, set of pixels and window.
  init(_ pass: BroadcastPass, _ all: [Int32]) {
    sets = pass.sets.count
    filterChunks = pass.filterChunks.count
    windows = pass.reductionChunks.count
    self.all = all
  }

  subscript(group: Int, filterChunk: Int, set: Int, window: Int) -> Int {
    Int(all[((group * filterChunks + filterChunk) * sets + set) * windows + window])
  }
}

extension BroadcastPass {
  /// Calls `body` with the array's vectors and the resting operands' reads in the order of steps; a step has at most
  /// one of each, and either may be nil.
  private func forEachStep(
    _ steps: VectorSteps?, _ body: (_ vector: BroadcastStep?, _ resting: BroadcastStep?) -> Void
  ) {
    if let steps { return forEachStep(of: steps, body) }
    let foldCount = folds.count
    let count = array.steps
    let streamed = folds.vectors * count
    let preload = array.preloadSteps
    let distance = array.foldDistance(vectors: streamed)
    for part in 0..<(hasRestingOperand ? preload : 0) { body(nil, resting(fold: 0, part: part)) }
    for fold in 0..<foldCount {
      let isLast = fold == foldCount - 1
      for step in 0..<(isLast ? streamed : distance) {
        let part = step - (distance - preload)
        var entering: BroadcastStep?
        if step < streamed {
          var one = vector(fold: fold, step / count, isLast: step / count == streamed / count - 1)
          // It is read in the first of its steps and written after the last.
          if step % count > 0 { (one.readsInputs, one.readsWeights) = (false, false) }
          one.writes = one.writes && step % count == count - 1
          entering = one
        }
        body(
          entering,
          hasRestingOperand && !isLast && part >= 0 ? resting(fold: fold + 1, part: part) : nil)
      }
    }
    for _ in 1..<max(array.pipeline, 1) { body(nil, nil) }
  }

  /// The same where vectors take several steps: operands are read in the first of them, and it is the last one's results
  /// that leave.
  private func forEachStep(
    of steps: VectorSteps, _ body: (_ vector: BroadcastStep?, _ resting: BroadcastStep?) -> Void
  ) {
    let (foldCount, streamed) = folds
    if hasRestingOperand { body(nil, resting(fold: 0, part: 0)) }
    for fold in 0..<foldCount {
      let isLast = fold == foldCount - 1
      let next = hasRestingOperand && !isLast ? resting(fold: fold + 1, part: 0) : nil
      // With a second register the next fold's operand comes in the last step before it.
      let gap = array.foldDistance(vectors: streamed) - streamed
      for index in 0..<streamed {
        let vector = vector(fold: fold, index, isLast: index == streamed - 1)
        let count = steps[vector.group, vector.filterChunk, vector.set, vector.reductionChunk ?? 0]
        for step in 0..<count {
          var one = vector
          if step > 0 { (one.readsInputs, one.readsWeights) = (false, false) }
          one.writes = vector.writes && step == count - 1
          let isLastStep = index == streamed - 1 && step == count - 1
          body(one, isLastStep && gap == 0 ? next : nil)
        }
      }
      if !isLast { for step in 0..<gap { body(nil, step == gap - 1 ? next : nil) } }
    }
    for _ in 1..<max(array.pipeline, 1) { body(nil, nil) }
  }

  private func vector(fold: Int, _ index: Int, isLast: Bool) -> BroadcastStep {
    var step = place(fold: fold)
    step.readsInputs = array.dataflow != .inputStationary
    step.readsWeights = array.dataflow != .weightStationary
    step.writes = isLast
    switch array.dataflow {
    case .outputStationary: step.reductionChunk = index
    case .inputStationary:
      step.filterChunk = index
      step.reductionChunk = step.run
      step.writes = true
    case .weightStationary:
      step.set = index / runs.depth
      let chunks = runs[step.run]
      let chunk = index % runs.depth
      step.reductionChunk = chunk < chunks.count ? chunks.lowerBound + chunk : nil
      step.writes = chunk == runs.depth - 1
    }
    step.addsToFold = hasRestingOperand && step.run > 0
    return step
  }

  private func resting(fold: Int, part: Int) -> BroadcastStep {
    var step = place(fold: fold)
    step.reductionChunk = step.run
    step.part = part
    step.readsInputs = array.dataflow == .inputStationary
    step.readsWeights = array.dataflow == .weightStationary
    return step
  }

  /// What all vectors of a fold share.
  private func place(fold: Int) -> BroadcastStep {
    var step = BroadcastStep()
    func split(_ outer: Int, _ inner: Int) -> (Int, Int) {
      step.group = fold / (outer * inner)
      return (fold / inner % outer, fold % inner)
    }
    switch array.dataflow {
    case .weightStationary: (step.filterChunk, step.run) = split(filterChunks.count, runs.count)
    case .outputStationary: (step.filterChunk, step.set) = split(filterChunks.count, sets.count)
    case .inputStationary: (step.set, step.run) = split(sets.count, runs.count)
    }
    return step
  }

  /// The weights that a step reads.
  private func weights(of step: BroadcastStep) -> Range<Int> {
    if array.dataflow == .weightStationary {
      return restingWeights(
        group: step.group, filterChunk: step.filterChunk, run: step.run, part: step.part)
    }
    let chunk = step.reductionChunk ?? 0
    return weights(group: step.group, filterChunk: step.filterChunk, reductionChunks: chunk..<(chunk + 1))
  }

  /// Cycles of all steps where each operand has a buffer of its own: the slowest of them decides.
  func separateCycles(
    _ inputs: InputVectors, _ buffers: Buffers, _ steps: VectorSteps?, _ kept: KeptPass
  ) -> Int {
    var inputs = inputs
    if kept.inputs == nil { inputs.tabulate() }
    let keptCycles = kept.inputs?.cycles(BankedBuffer(buffers[.input]))
    let weight = BankedBuffer(buffers[.weight])
    let output = BankedBuffer(buffers[.output])
    var results = ResultVectors(self, output)
    var leaving = Delay(array.pipeline, empty: 1)
    var cycles = 0
    forEachStep(steps) { vector, resting in
      var most = 1
      var written = 1
      for step in [vector, resting] {
        guard let step else { continue }
        if step.readsInputs, let chunk = step.reductionChunk {
          let run = isChannelWise ? step.filterChunk : step.group
          if let keptCycles {
            let index = (step.group * sets.count + step.set) * reductionChunks.count + chunk
            most = max(most, Int(keptCycles[index]))
          } else {
            most = max(most, inputs.cycles(set: step.set, run: run, chunk: chunk))
          }
        }
        if step.readsWeights {
          let load: Int
          if let weights = kept.weights {
            let words = weights.words(
              group: step.group, filterChunk: step.filterChunk, chunk: step.reductionChunk ?? 0, weight)
            load = weight.load(words.data, words.metadata)
          } else {
            load = weightLoad(step, weight)
          }
          most = max(most, weight.cycles(load: load))
        }
      }
      if let vector, vector.writes {
        let load = results.vector(group: vector.group, set: vector.set, filterChunk: vector.filterChunk).load
        written = output.cycles(
          load: load * (pass.shape.accumulates || vector.addsToFold ? 2 : 1))
      }
      cycles += max(most, leaving.exchange(written))
    }
    return cycles
  }

  private func weightLoad(_ step: BroadcastStep, _ buffer: BankedBuffer) -> Int {
    let elements = weights(of: step)
    guard !elements.isEmpty else { return 0 }
    let (start, end) = (elements.lowerBound * pass.bits.weight, elements.upperBound * pass.bits.weight)
    return buffer.load(consecutiveWords: (end - 1) / buffer.wordBits - start / buffer.wordBits + 1)
  }

  /// Cycles of all steps where the operands' words meet in the banks of one buffer.
  func sharedCycles(_ buffers: Buffers, _ steps: VectorSteps?, _ kept: KeptPass) -> Int {
    let gather = gather
    let buffer = BankedBuffer(buffers[.input])
    var vectorOfInputs = KeptInputs.Vector()
    var ports = StepPorts(buffers)
    var leaving = Delay<BroadcastStep?>(array.pipeline, empty: nil)
    var cycles = 0
    var accesses: InlineArray<3, Int> = [0, 0, 0]
    forEachStep(steps) { vector, resting in
      for step in [vector, resting] {
        guard let step else { continue }
        if step.readsInputs, let chunk = step.reductionChunk {
          if let inputs = kept.inputs {
            inputs.read(set: step.set, group: step.group, chunk: chunk, &vectorOfInputs, buffer)
            ports.add(vectorOfInputs)
          } else {
            ports.addInput(
              gather, set: step.set, groups: groupRange(group: step.group, filterChunk: step.filterChunk),
              reduction: reductionChunks[chunk])
          }
        }
        if step.readsWeights, let weights = kept.weights {
          let words = weights.words(
            group: step.group, filterChunk: step.filterChunk, chunk: step.reductionChunk ?? 0, buffer)
          ports.addWeight(data: words.data, metadata: words.metadata)
        } else if step.readsWeights {
          let elements = weights(of: step)
          if !elements.isEmpty {
            ports.addWeight(offset: elements.lowerBound, length: elements.count, bits: pass.bits.weight)
          }
        }
      }
      if let written = leaving.exchange(vector?.writes == true ? vector : nil) {
        addResults(group: written.group, set: written.set, filterChunk: written.filterChunk) {
          ports.addOutput(
            offset: $0, length: $1, bits: pass.bits.output,
            readsBack: pass.shape.accumulates || written.addsToFold)
        }
      }
      cycles += ports.finishStep(&accesses)
    }
    return cycles
  }
}

/// A pipeline: what goes in comes out after so many steps, the first one included.
struct Delay<Element> {
  private var stages: [Element]
  private var next = 0

  init(_ length: Int, empty: Element) { stages = Array(repeating: empty, count: max(length, 1)) }

  mutating func exchange(_ element: Element) -> Element {
    stages[next] = element
    next = next + 1 == stages.count ? 0 : next + 1
    return stages[next]
  }
}
