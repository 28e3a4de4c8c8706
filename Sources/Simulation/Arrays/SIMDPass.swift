import Hardware
import Mapping

/// One pass of a product on a SIMD core (docs/model.md, 3.3). Every step accesses one operand at most, so what the
/// steps cost adds up, whatever their order.
struct SIMDPass {
  let cluster: SIMDCluster
  let pass: ProductPass

  private var reductionChunks: Chunks { Chunks(pass.reduction, side: cluster.lanes) }
  private var pixelRuns: Int { (pass.pixels + cluster.registerPixels - 1) / cluster.registerPixels }
  private var filterRuns: Int { (pass.filters + cluster.registerFilters - 1) / cluster.registerFilters }

  /// Whether the inputs of a window are laid out in a scratch first.
  private var isTransformed: Bool { pass.window > 1 && cluster.transform > 0 }

  /// Cycles and counts of the pass in closed form.
  ///
  /// Throws where so many vectors would have to be gone through that no one waits for them.
  func profile(_ buffers: Buffers, _ budget: inout ProfileBudget) throws(PlanError) -> PassProfile {
    var profile = PassProfile()
    profile.steps = PassSteps.steps(pass.size, on: cluster)
    profile.folds = pass.groups * pixelRuns * filterRuns
    let fullest = min(cluster.macsPerCycle, pass.reduction)
    profile.foldElements = profile.folds * ((fullest + cluster.products - 1) / cluster.products)
    let sums = pass.groups * pass.pixels * pass.filters
    profile.effective = pass.groups * pass.validTaps * pass.filters
    profile.ineffectual = sums * pass.reduction - profile.effective
    profile.unmapped = sums * (reductionChunks.count * cluster.lanes - pass.reduction)

    let sets = PixelSets(pass, consecutive: 1)
    let inputs = InputVectors(
      InputGather(pass, sets, channelsInside: true), reductionChunks, BankedBuffer(buffers[.input]))
    try budget.spend(vectors: inputs.evaluations)
    var input = VectorTraffic()
    input.add(inputs.traffic(), times: isTransformed ? 1 : filterRuns)
    var weight = VectorTraffic()
    weight.add(
      BankedBuffer(buffers[.weight]).sweep(
        reductionChunks, stride: pass.reduction, count: pass.groups * pass.filters, bits: pass.bits.weight,
        times: 1), times: pixelRuns)
    var output = BankedBuffer(buffers[.output]).sweep(
      offset: 0, stride: 1, count: sums, length: 1, bits: pass.bits.output,
      times: pass.shape.accumulates ? 2 : 1)
    output.countReadBacks(accessesOfWord: pass.shape.accumulates ? 2 : 1)
    profile.countElements(input, weight, outputs: pass, writes: 1)
    profile.accesses = [input.words, weight.words, output.words]
    profile.readBacks = output.readBacks
    profile.registerLoads = [
      pass.groups * pass.pixels * pass.reduction * filterRuns,
      pass.groups * pass.filters * pass.reduction * pixelRuns,
    ]
    profile.cycles = profile.steps + input.extraCycles + weight.extraCycles + output.extraCycles
    profile.isClosedForm = true
    return profile
  }
}
