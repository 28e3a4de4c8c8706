import Hardware
import Mapping

/// A pass on DSP chains that have no more places than their filters' weights need (docs/model.md, 10.4).
struct SegmentedPass {
  let chain: DSPChainPass
  let wide: BroadcastPass
  let segments: ChainSegments

  init(array: DSPChainArray, pass: ProductPass, factors: FactorBits) {
    chain = DSPChainPass(array: array, pass: pass)
    let chunks = pass.reductionChunks(side: array.positions)
    let filterChunks = Chunks(pass.filters, side: array.filtersOfVector)
    segments = ChainSegments(array, factors.weights, chunks: chunks, filterChunks: filterChunks)
    wide = BroadcastPass(
      array: array.broadcast(
        filters: array.filtersOfVector, sumsOf: segments.greatest, besideShorter: segments.hasSeveral),
      pass: pass)
  }

  private var pass: ProductPass { chain.pass }
  private var array: DSPChainArray { chain.array }

  func profile(_ buffers: Buffers, _ budget: inout ProfileBudget) throws(PlanError) -> PassProfile {
    let inputs = wide.inputVectors(BankedBuffer(buffers[.input]))
    try budget.spend(vectors: inputs.evaluations)
    try budget.spend(vectors: segments.vectors.count)
    if !wide.sets.areSingle {
      try budget.spend(vectors: wide.groups * wide.filterChunks.count * wide.sets.count)
    }
    var profile = PassProfile()
    count(&profile)
    let input = inputs.traffic { group, chunk in
      (0..<wide.filterChunks.count).count { filters in
        segments.vectors[segments.index(group: group, filterChunk: filters, chunk: chunk)].places > 0
      }
    }
    let weight = weightTraffic(BankedBuffer(buffers[.weight]))
    let output = wide.outputTraffic(BankedBuffer(buffers[.output]))
    profile.countElements(input, weight, outputs: pass, writes: 1)
    let traffic = PortTraffic(input: input, weight: weight, output: output, buffers)
    profile.accesses = traffic.accesses
    profile.readBacks = traffic.readBacks
    profile.isClosedForm = traffic.isClosedForm
    if traffic.isClosedForm {
      profile.cycles = profile.steps + traffic.extraCycles
    } else {
      try budget.spend(steps: profile.steps)
      profile.cycles = buffers.isShared ? sharedCycles(buffers) : separateCycles(inputs, buffers)
    }
    chain.addSwitch(&profile)
    return profile
  }

  private func count(_ profile: inout PassProfile) {
    let words = chain.words(wide.sets)
    var (steps, places) = (0, 0)
    for group in 0..<wide.groups {
      for filters in 0..<wide.filterChunks.count {
        var fullest = 0
        for chunk in 0..<segments.chunks.count {
          let vector = segments.vectors[segments.index(group: group, filterChunk: filters, chunk: chunk)]
          steps += segments.steps(group: group, filterChunk: filters, chunk: chunk)
          places += vector.places
          fullest = max(fullest, min(segments.room, vector.places))
          profile.chain.operations += words * vector.operations
          profile.chain.adjusts += words * vector.adjusts
        }
        profile.foldElements += pass.pixels * fullest
      }
    }
    profile.folds = wide.folds.count
    profile.steps = steps * wide.sets.count + wide.array.pipeline - 1
    // Which of them are effectual is counted of the operator as a whole.
    profile.effective = places * pass.pixels
    profile.unmapped = steps * wide.sets.count * array.elements - profile.effective
    profile.chain.selections = profile.effective
  }

  private func weightTraffic(_ buffer: BankedBuffer) -> VectorTraffic {
    var traffic = VectorTraffic()
    var position = 0
    for group in 0..<wide.groups {
      for filters in 0..<wide.filterChunks.count {
        for chunk in 0..<segments.chunks.count {
          segments.forEachStep(group: group, filterChunk: filters, chunk: chunk) { places in
            guard places > 0 else { return }
            let words = words(position, places, buffer)
            traffic.add(
              words: words, load: buffer.load(consecutiveWords: words), elements: places,
              vectors: wide.sets.count, in: buffer)
            position += places
          }
        }
      }
    }
    return traffic
  }

  private func words(_ position: Int, _ places: Int, _ buffer: BankedBuffer) -> Int {
    buffer.words(ofBits: position * pass.bits.weight..<(position + places) * pass.bits.weight).count
  }
}

extension SegmentedPass {
  /// One of a vector's steps.
  private struct Step {
    var group: Int
    var filterChunk: Int
    var set: Int
    /// Of the inputs that it reads; nil in all but the first of a vector's steps.
    var chunk: Int?
    var position: Int
    var places: Int
    var writes: Bool
  }

  private func forEachStep(_ body: (Step?) -> Void) {
    var position = 0
    for group in 0..<wide.groups {
      for filters in 0..<wide.filterChunks.count {
        let start = position
        for set in 0..<wide.sets.count {
          position = start
          for chunk in 0..<segments.chunks.count {
            var left = segments.steps(group: group, filterChunk: filters, chunk: chunk)
            var isFirst = true
            segments.forEachStep(group: group, filterChunk: filters, chunk: chunk) { places in
              left -= 1
              body(
                Step(
                  group: group, filterChunk: filters, set: set, chunk: isFirst && places > 0 ? chunk : nil,
                  position: position, places: places,
                  writes: chunk == segments.chunks.count - 1 && left == 0))
              isFirst = false
              position += places
            }
          }
        }
      }
    }
    for _ in 1..<max(wide.array.pipeline, 1) { body(nil) }
  }

  /// Cycles of all steps where each operand has a buffer of its own: the slowest of them decides.
  private func separateCycles(_ inputs: InputVectors, _ buffers: Buffers) -> Int {
    var inputs = inputs
    inputs.tabulate()
    let (weight, output) = (BankedBuffer(buffers[.weight]), BankedBuffer(buffers[.output]))
    var results = ResultVectors(wide, output)
    var leaving = Delay(wide.array.pipeline, empty: 1)
    var cycles = 0
    forEachStep { step in
      var (most, written) = (1, 1)
      if let step {
        if let chunk = step.chunk { most = inputs.cycles(set: step.set, run: step.group, chunk: chunk) }
        if step.places > 0 {
          let words = words(step.position, step.places, weight)
          most = max(most, weight.cycles(load: weight.load(consecutiveWords: words)))
        }
        if step.writes {
          let load = results.vector(group: step.group, set: step.set, filterChunk: step.filterChunk).load
          written = output.cycles(load: load * (pass.shape.accumulates ? 2 : 1))
        }
      }
      cycles += max(most, leaving.exchange(written))
    }
    return cycles
  }

  /// Cycles of all steps where the operands' words meet in the banks of one buffer.
  private func sharedCycles(_ buffers: Buffers) -> Int {
    let gather = wide.gather
    var ports = StepPorts(buffers)
    var leaving = Delay<Step?>(wide.array.pipeline, empty: nil)
    var cycles = 0
    var accesses: InlineArray<3, Int> = [0, 0, 0]
    forEachStep { step in
      if let step {
        if let chunk = step.chunk {
          ports.addInput(
            gather, set: step.set, groups: step.group..<step.group + 1, reduction: segments.chunks[chunk])
        }
        if step.places > 0 {
          ports.addWeight(offset: step.position, length: step.places, bits: pass.bits.weight)
        }
      }
      if let written = leaving.exchange(step?.writes == true ? step : nil) {
        wide.addResults(group: written.group, set: written.set, filterChunk: written.filterChunk) {
          ports.addOutput(
            offset: $0, length: $1, bits: pass.bits.output, readsBack: pass.shape.accumulates)
        }
      }
      cycles += ports.finishStep(&accesses)
    }
    return cycles
  }
}
