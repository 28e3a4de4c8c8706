import Hardware

/// What enters a broadcast array in one step.
private struct BroadcastStep {
  var group = 0
  var set = 0
  var filterChunk = 0
  var reductionChunk = 0
  var readsInputs = false
  var readsWeights = false
  /// Whether its results are written when they leave the pipeline, and added to what is there.
  var writes = false
  var addsToFold = false
}

extension BroadcastPass {
  /// Calls `body` with the array's vectors and the resting operands' reads in the order of steps; a step has at most
  /// one of each, and either may be nil.
  private func forEachStep(_ body: (_ vector: BroadcastStep?, _ resting: BroadcastStep?) -> Void) {
    let (outer, inner, streamed) =
      switch array.dataflow {
      case .weightStationary: (filterChunks.count, reductionChunks.count, sets.count)
      case .outputStationary: (filterChunks.count, sets.count, reductionChunks.count)
      case .inputStationary: (sets.count, reductionChunks.count, filterChunks.count)
      }
    let foldCount = groups * outer * inner
    func vector(_ fold: Int, _ index: Int) -> BroadcastStep {
      var step = BroadcastStep()
      step.group = fold / (outer * inner)
      let (first, second) = (fold / inner % outer, fold % inner)
      switch array.dataflow {
      case .weightStationary:
        (step.filterChunk, step.reductionChunk, step.set) = (first, second, index)
        step.readsInputs = true
      case .outputStationary:
        (step.filterChunk, step.set, step.reductionChunk) = (first, second, index)
        (step.readsInputs, step.readsWeights) = (true, true)
      case .inputStationary:
        (step.set, step.reductionChunk, step.filterChunk) = (first, second, index)
        step.readsWeights = true
      }
      step.writes = hasRestingOperand || index == streamed - 1
      step.addsToFold = hasRestingOperand && step.reductionChunk > 0
      return step
    }
    func resting(_ fold: Int) -> BroadcastStep {
      var step = vector(fold, 0)
      step.readsInputs = array.dataflow == .inputStationary
      step.readsWeights = array.dataflow == .weightStationary
      return step
    }
    if hasRestingOperand { body(nil, resting(0)) }
    for fold in 0..<foldCount {
      let isLast = fold == foldCount - 1
      let idle = isLast ? 0 : array.foldGap + (hasRestingOperand && array.preload == .serial ? 1 : 0)
      let next = isLast || !hasRestingOperand ? nil : resting(fold + 1)
      for index in 0..<streamed {
        body(vector(fold, index), index == streamed - 1 && idle == 0 ? next : nil)
      }
      for index in 0..<idle { body(nil, index == idle - 1 ? next : nil) }
    }
    for _ in 1..<max(array.pipeline, 1) { body(nil, nil) }
  }

  /// Cycles of all steps where each operand has a buffer of its own: the slowest of them decides.
  func separateCycles(_ inputs: InputVectors, _ buffers: Buffers) -> Int {
    var inputs = inputs
    inputs.tabulate()
    let weight = BankedBuffer(buffers[.weight])
    let output = BankedBuffer(buffers[.output])
    var results = ResultVectors(self, output)
    var leaving = Delay(array.pipeline, empty: 1)
    var cycles = 0
    forEachStep { vector, resting in
      var most = 1
      var written = 1
      for step in [vector, resting] {
        guard let step else { continue }
        if step.readsInputs {
          let run = isChannelWise ? step.filterChunk : step.group
          most = max(most, inputs.cycles(set: step.set, run: run, chunk: step.reductionChunk))
        }
        if step.readsWeights { most = max(most, weight.cycles(load: weightLoad(step, weight))) }
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
    let first = weightOffset(
      group: step.group, filterChunk: step.filterChunk, reductionChunk: step.reductionChunk)
    let count = weightCount(filterChunk: step.filterChunk, reductionChunk: step.reductionChunk)
    let (start, end) = (first * pass.bits.weight, (first + count) * pass.bits.weight)
    return buffer.load(consecutiveWords: (end - 1) / buffer.wordBits - start / buffer.wordBits + 1)
  }

  /// Cycles of all steps where the operands' words meet in the banks of one buffer.
  func sharedCycles(_ buffers: Buffers) -> Int {
    let gather = gather
    var ports = StepPorts(buffers)
    var leaving = Delay<BroadcastStep?>(array.pipeline, empty: nil)
    var cycles = 0
    var accesses = [0, 0, 0]
    forEachStep { vector, resting in
      for step in [vector, resting] {
        guard let step else { continue }
        if step.readsInputs {
          ports.addInput(
            gather, set: step.set, groups: groupRange(group: step.group, filterChunk: step.filterChunk),
            reduction: reductionChunks[step.reductionChunk])
        }
        if step.readsWeights {
          ports.addWeight(
            offset: weightOffset(
              group: step.group, filterChunk: step.filterChunk, reductionChunk: step.reductionChunk),
            length: weightCount(filterChunk: step.filterChunk, reductionChunk: step.reductionChunk),
            bits: pass.bits.weight)
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
private struct Delay<Element> {
  private var stages: [Element]
  private var next = 0

  init(_ length: Int, empty: Element) { stages = Array(repeating: empty, count: max(length, 1)) }

  mutating func exchange(_ element: Element) -> Element {
    stages[next] = element
    next = next + 1 == stages.count ? 0 : next + 1
    return stages[next]
  }
}
