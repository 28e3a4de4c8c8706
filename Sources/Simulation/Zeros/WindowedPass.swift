import CMaskKernels
import Hardware
import Mapping
import Workloads

/// A pass of a broadcast array whose lanes leave zeros out, window by window in lock step (docs/model.md, 10.1).
struct WindowedPass {
  let array: BroadcastArray
  let pass: ProductPass
  /// The pass as that of a dense array whose trees are as wide as a window: it reads and writes the same.
  let wide: BroadcastPass
  let layout: WindowLayout
  /// By group of the tile.
  let inputs: [BitRows]
  let weights: [BitRows]
  /// Whether there are inputs that are not there: zeros, or taps in the padding.
  let hasInputZeros: Bool
  let hasWeightZeros: Bool

  init(array: BroadcastArray, pass: ProductPass, factors: FactorBits, zeros: ProductZeros) {
    self.array = array
    self.pass = pass
    var widened = array
    widened.reduction = array.window
    widened.sparsity = .none
    wide = BroadcastPass(array: widened, pass: pass)
    let isEven =
      pass.spatial == .im2col
      || (pass.spatial == .direct && pass.shape.channels.isMultiple(of: array.window))
    layout = WindowLayout(wide.reductionChunks, isEven: isEven)
    inputs = factors.inputs
    weights = factors.weights
    hasInputZeros = zeros.input != nil || pass.validTaps < pass.pixels * pass.reduction
    hasWeightZeros = zeros.weight != nil
  }

  /// What all passes of the shape have in common.
  func shape(_ buffers: Buffers, _ budget: inout ProfileBudget) throws(PlanError) -> WindowedShape {
    let traffic = try wide.traffic(buffers, &budget)
    return WindowedShape(traffic: traffic, profile: wideProfile(traffic, buffers, KeptPass()))
  }

  /// Counts and cycles as if every vector took one step: those of the wide array, its multipliers counted as this one's.
  private func wideProfile(_ traffic: BroadcastPass.Traffic, _ buffers: Buffers, _ kept: KeptPass)
    -> PassProfile
  {
    var traffic = traffic
    if let inputs = kept.inputTraffic {
      traffic.input = VectorTraffic()
      traffic.input.add(inputs, times: wide.inputTimes)
    }
    if let weights = kept.weights { traffic.weight = weights.traffic(BankedBuffer(buffers[.weight])) }
    var profile = wide.profile(traffic, buffers)
    profile.foldElements = fullestVectors
    switch array.dataflow {
    case .weightStationary: if let weights = kept.weights { profile.registerLoads[1] = weights.count }
    case .inputStationary: if let loads = kept.restingInputs { profile.registerLoads[0] = loads }
    case .outputStationary: break
    }
    return profile
  }

  /// The sum over folds of the multipliers that their greatest vector has a use for.
  private var fullestVectors: Int {
    let chunks = wide.reductionChunks
    let used = (0..<chunks.count).map {
      (min(array.reduction, chunks[$0].count) + array.products - 1) / array.products
    }
    let filters = wide.filterChunks
    let ofGroup =
      switch array.dataflow {
      case .weightStationary: wide.sets.size(of: 0) * filters.whole * used.reduce(0, +)
      case .outputStationary: pass.pixels * filters.whole * (used.max() ?? 0)
      case .inputStationary: pass.pixels * filters[0].count * used.reduce(0, +)
      }
    return wide.groups * ofGroup
  }

  func profile(
    _ shape: WindowedShape, _ buffers: Buffers, _ kept: KeptPass, _ budget: inout ProfileBudget
  ) throws(PlanError) -> PassProfile {
    let ofShape = kept.isEmpty ? shape.profile : wideProfile(shape.traffic, buffers, kept)
    let vectors = wide.groups * wide.filterChunks.count * wide.sets.count * wide.reductionChunks.count
    try budget.spend(vectors: vectors)
    var counts = LockStepCounts(keepsSteps: !ofShape.isClosedForm)
    countVectors(&counts)
    var profile = ofShape
    profile.steps += counts.steps - vectors
    let lanes = array.reduction
    profile.effective = counts.effectual
    profile.ineffectual = counts.pairs - counts.effectual
    profile.decode = (counts.laneSteps - counts.workingLaneSteps) * lanes
    profile.imbalance = counts.fullest - counts.pairs
    profile.unmapped = counts.steps * array.elements - profile.decode - counts.fullest
    let gates = array.sparsity.input == .gate || array.sparsity.weight == .gate
    profile.gated = gates ? profile.ineffectual : 0
    guard !ofShape.isClosedForm else {
      profile.cycles += counts.steps - vectors
      return profile
    }
    try budget.spend(steps: profile.steps)
    profile.cycles = wide.sweptCycles(buffers, steps: VectorSteps(wide, counts.all), kept)
    return profile
  }
}

/// What passes of one shape have in common, with tiles that are not kept: the traffic of the wide array, and its profile.
struct WindowedShape {
  let traffic: BroadcastPass.Traffic
  let profile: PassProfile
}

/// What the vectors of a pass take, summed.
struct LockStepCounts {
  /// Steps of all vectors.
  var steps = 0
  /// The same for each of their lanes, and those of them in which some lane multiplies.
  var laneSteps = 0
  var workingLaneSteps = 0
  /// Pairs that there would be if every lane of a vector had as many as its fullest.
  var fullest = 0
  /// Pairs that are multiplied, and those of them without a zero.
  var pairs = 0
  var effectual = 0
  /// Steps of each vector, by group, chunk of filters, set of pixels and window, where they are wanted one by one.
  var all: [Int32] = []
  let keepsSteps: Bool

  init(keepsSteps: Bool) { self.keepsSteps = keepsSteps }

  /// Adds the steps of vectors that have so many lanes each, as often as they occur.
  mutating func add(_ sums: mask_steps, times: Int, lanes: Int) {
    steps += Int(sums.steps) * times
    laneSteps += Int(sums.steps) * times * lanes
    workingLaneSteps += Int(sums.working) * times * lanes
    fullest += Int(sums.greatest) * times * lanes
  }
}
