import Hardware
import Mapping

extension SystolicPass {
  /// Cycles and counts of the pass: closed forms where no port can hold the array up or only one buffer can, else
  /// step by step.
  ///
  /// Throws where so many vectors or steps would have to be gone through that no one waits for them.
  func profile(
    _ buffers: Buffers, _ budget: inout ProfileBudget, _ inputs: inout InputTraffics
  ) throws(PlanError) -> PassProfile {
    var profile = PassProfile()
    countFolds(&profile)
    var input = VectorTraffic()
    input.add(try inputs.traffic(of: self, BankedBuffer(buffers[.input]), &budget), times: inputTimes)
    if pass.placeBits > 0 {
      let streams = array.dataflow == .inputStationary
      try budget.spend(
        vectors: streams ? groups * pass.filters * rowChunks.count : groups * reduction * columnChunks.count)
    }
    let weight = weightTraffic(BankedBuffer(buffers[.weight]))
    // The same words whoever waits for them.
    profile.metadataAccesses[1] = weight.metadataWords
    let output = outputTraffic(BankedBuffer(buffers[.output]))
    profile.countElements(input, weight, outputs: pass, writes: writesOfResult)
    let traffic = PortTraffic(input: input, weight: weight, output: output, buffers)
    if traffic.isClosedForm, !writesOverlap {
      profile.accesses = traffic.accesses
      profile.readBacks = traffic.readBacks
      profile.cycles = profile.steps + traffic.extraCycles
      profile.isClosedForm = true
    } else {
      try budget.spend(steps: profile.steps)
      let sweep = SystolicSweep(self, buffers)
      profile.accesses = sweep.accesses
      profile.readBacks = sweep.readBacks
      profile.cycles = sweep.cycles
    }
    return profile
  }

  private func countFolds(_ profile: inout PassProfile) {
    var steps = 0
    var elements = 0
    var loads = 0
    var turns = 0
    forEachFold { fold in
      steps = max(steps, fold.end)
      elements += fold.elements
      turns += fold.turns
      if array.dataflow == .inputStationary, let places = pass.places {
        loads += places.positionsByRank(of: fold.rowRange) * fold.columns
        return
      }
      // Row `i` of the resting operand moves down through `i + 1` registers, the last row what is left.
      let last = isChannelWise ? 1 : fold.rowRange.count - (fold.rows - 1) * array.products
      loads +=
        fold.elements / fold.rows
        * (array.products * (fold.rows * (fold.rows - 1) / 2) + last * fold.rows)
    }
    switch array.dataflow {
    case .weightStationary: profile.registerLoads[1] = loads
    case .inputStationary: profile.registerLoads[0] = loads
    case .outputStationary: break
    }
    profile.steps = steps
    profile.folds = folds
    profile.foldElements = elements
    let slots =
      isChannelWise ? elements * vectors : groups * reduction * pass.pixels * pass.filters
    // Which places hold what is counted of the product as a whole.
    profile.effective = pass.places == nil ? pass.groups * pass.validTaps * pass.filters : 0
    profile.ineffectual = slots - profile.effective
    profile.unmapped = turns * array.elements * vectors - slots
  }
}

extension PassProfile {
  /// Reads and writes of the array: streamed and resting operands as they were gathered, every result so often.
  mutating func countElements(
    _ input: VectorTraffic, _ weight: VectorTraffic, outputs pass: ProductPass, writes: Int
  ) {
    let outputs = pass.groups * pass.pixels * pass.filters
    reads = [
      input.elements, weight.elements, outputs * (writes - 1 + (pass.shape.accumulates ? 1 : 0)),
    ]
    self.writes[2] = outputs * writes
  }
}

/// What may still be gone through one by one in preparing an operator: some seconds.
struct ProfileBudget {
  private static let mostSteps = 1 << 26
  private static let mostVectors = 1 << 27
  private var steps = mostSteps
  private(set) var vectors = mostVectors

  mutating func spend(steps count: Int) throws(PlanError) {
    guard count <= steps else { throw .beyond(.steps, most: Self.mostSteps) }
    steps -= count
  }

  mutating func spend(vectors count: Int) throws(PlanError) {
    guard count <= vectors else { throw .beyond(.vectors, most: Self.mostVectors) }
    vectors -= count
  }
}
