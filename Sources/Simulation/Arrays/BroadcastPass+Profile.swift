import Hardware
import Mapping

extension BroadcastPass {
  /// Cycles and counts of the pass: closed forms where no port can hold the array up or only one buffer can, else
  /// step by step.
  ///
  /// Throws where so many vectors or steps would have to be gone through that no one waits for them.
  ///
  /// With `sweeps` false the cycles are those of closed forms alone, and are none where these do not tell them.
  func profile(
    _ buffers: Buffers, sweeps: Bool = true, _ budget: inout ProfileBudget
  ) throws(PlanError) -> PassProfile {
    let vectors = try traffic(buffers, &budget)
    var profile = self.profile(vectors, buffers)
    if sweeps, !profile.isClosedForm {
      try budget.spend(steps: profile.steps)
      profile.cycles = sweptCycles(buffers)
    }
    return profile
  }

  /// What all vectors of the pass ask of the buffers, by operand.
  struct Traffic {
    var input = VectorTraffic()
    var weight: VectorTraffic
    var output: VectorTraffic
  }

  func traffic(_ buffers: Buffers, _ budget: inout ProfileBudget) throws(PlanError) -> Traffic {
    let inputs = inputVectors(BankedBuffer(buffers[.input]))
    try budget.spend(vectors: inputs.evaluations)
    if !sets.areSingle { try budget.spend(vectors: groups * filterChunks.count * sets.count) }
    var traffic = Traffic(
      weight: weightTraffic(BankedBuffer(buffers[.weight])),
      output: outputTraffic(BankedBuffer(buffers[.output])))
    traffic.input.add(inputs.traffic(), times: inputTimes)
    return traffic
  }

  /// Counts of the pass, and cycles where closed forms tell them.
  func profile(_ vectors: Traffic, _ buffers: Buffers) -> PassProfile {
    var profile = PassProfile()
    countFolds(&profile)
    profile.countElements(vectors.input, vectors.weight, outputs: pass, writes: writesOfResult)
    let traffic = PortTraffic(input: vectors.input, weight: vectors.weight, output: vectors.output, buffers)
    profile.accesses = traffic.accesses
    profile.metadataAccesses = [vectors.input.metadataWords, vectors.weight.metadataWords]
    profile.readBacks = traffic.readBacks
    if traffic.isClosedForm {
      profile.cycles = profile.steps + traffic.extraCycles
      profile.isClosedForm = true
    }
    return profile
  }

  /// Cycles of all steps, gone through one by one.
  func sweptCycles(_ buffers: Buffers, steps: VectorSteps? = nil, _ kept: KeptPass = KeptPass()) -> Int {
    buffers.isShared
      ? sharedCycles(buffers, steps, kept)
      : separateCycles(inputVectors(BankedBuffer(buffers[.input])), buffers, steps, kept)
  }

  private func countFolds(_ profile: inout PassProfile) {
    let folds = folds
    profile.steps = PassSteps.steps(pass.size, pass.spatial, on: array)
    profile.folds = folds.count
    profile.foldElements = fullestVectors
    let used = groups * pass.pixels * pass.reduction * filterChunks.whole
    profile.effective = pass.groups * pass.validTaps * pass.filters
    profile.ineffectual = used - profile.effective
    profile.unmapped = folds.count * folds.vectors * array.elements - used
    // All pixels' multipliers share the register of a weight, all filters' that of an input.
    switch array.dataflow {
    case .weightStationary: profile.registerLoads[1] = groups * filterChunks.whole * pass.reduction
    case .inputStationary: profile.registerLoads[0] = groups * pass.pixels * pass.reduction
    case .outputStationary: break
    }
  }

  /// The sum over folds of the multipliers of their fullest vector.
  private var fullestVectors: Int {
    // No chunk is greater than the first.
    let fullest =
      switch array.dataflow {
      case .weightStationary:
        sets.size(of: 0) * filterChunks.whole
          * reductionChunks.greatestOfRuns(runs, inPiecesOf: array.products)
      case .outputStationary:
        (reductionChunks[0].count + array.products - 1) / array.products * filterChunks.whole * pass.pixels
      case .inputStationary: filterChunks[0].count * pass.pixels * usedMultipliers
      }
    return groups * fullest
  }
}
