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
    var profile = PassProfile()
    countFolds(&profile)
    let inputs = inputVectors(BankedBuffer(buffers[.input]))
    try budget.spend(vectors: inputs.evaluations)
    var input = VectorTraffic()
    input.add(inputs.traffic(), times: inputTimes)
    let weight = weightTraffic(BankedBuffer(buffers[.weight]))
    if !sets.areSingle { try budget.spend(vectors: groups * filterChunks.count * sets.count) }
    let output = outputTraffic(BankedBuffer(buffers[.output]))
    profile.countElements(input, weight, outputs: pass, writes: writesOfResult)
    let traffic = PortTraffic(input: input, weight: weight, output: output, buffers)
    profile.accesses = traffic.accesses
    profile.readBacks = traffic.readBacks
    if traffic.isClosedForm {
      profile.cycles = profile.steps + traffic.extraCycles
      profile.isClosedForm = true
    } else if sweeps {
      try budget.spend(steps: profile.steps)
      profile.cycles = sweptCycles(buffers)
    }
    return profile
  }

  /// Cycles of all steps, gone through one by one.
  func sweptCycles(_ buffers: Buffers, steps: VectorSteps? = nil) -> Int {
    buffers.isShared
      ? sharedCycles(buffers, steps)
      : separateCycles(inputVectors(BankedBuffer(buffers[.input])), buffers, steps)
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
      case .weightStationary: sets.size(of: 0) * filterChunks.whole * reductionChunks.greatestOfRuns(runs)
      case .outputStationary: reductionChunks[0].count * filterChunks.whole * pass.pixels
      case .inputStationary: filterChunks[0].count * pass.pixels * pass.reduction
      }
    return groups * fullest
  }
}
