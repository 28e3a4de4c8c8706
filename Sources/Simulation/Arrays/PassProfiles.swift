import Hardware
import Mapping
import Workloads

/// What was found of passes under other mappings of the same work on the same design, for those that have equal ones.
public struct PassProfiles: Sendable {
  private struct Known {
    var profile: PassProfile
    /// What it takes of a budget again: nothing of a pass that was gone through step by step.
    var vectors: Int
  }

  private var known: [PassKey: Known] = [:]
  private var inputs: InputTraffics
  /// The same under every mapping.
  private var pairs: PairCounts?
  /// Steps that were gone through so far, and what as many take: looking for pairs, and going through products.
  public private(set) var sweptSteps = 0

  /// `shared` is what other searches found, too, and where this one leaves what it finds.
  public init(sharing shared: SharedTraffics? = nil) { inputs = InputTraffics(shared: shared) }

  /// The pairs of the work's product.
  mutating func pairs(_ product: Product, _ zeros: ProductZeros) -> PairCounts {
    if let pairs { return pairs }
    let counted = PairCounts(product, zeros)
    pairs = counted
    return counted
  }

  /// Counts a pass on an array that skips zeros, whose factors were laid out and looked through: 64 elements of them, 2,048 of
  /// their pairs by their bits, or 32 products one by one take about the time of a step, and beginning a pass that of 16.
  mutating func count(_ profile: PassProfile, of pass: ProductPass) {
    let elements = pass.groups * (pass.pixels + pass.filters) * pass.reduction
    let pairs = pass.groups * pass.pixels * pass.reduction * pass.filters
    sweptSteps += 16 + elements / 64 + pairs / 2_048 + profile.effective / 32
  }

  /// Counts a pass whose digits are added: 16 elements of its factors take about the time of a step.
  mutating func countDigits(of pass: ProductPass) {
    sweptSteps += 16 + pass.groups * (pass.pixels + pass.filters) * pass.reduction / 16
  }

  /// The profile of a pass, but for what comes after it.
  mutating func profile(
    of pass: ProductPass, on design: Design, _ budget: inout ProfileBudget
  ) throws(PlanError) -> PassProfile {
    let key = PassKey(pass)
    if let found = known[key] {
      try budget.spend(vectors: found.vectors)
      return found.profile
    }
    let before = budget.vectors
    let profile = try pass.profile(on: design, &budget, &inputs)
    if !profile.isClosedForm { sweptSteps += profile.steps }
    known[key] = Known(profile: profile, vectors: profile.isClosedForm ? before - budget.vectors : 0)
    return profile
  }
}

/// What vectors of inputs ask of their buffer, for passes that differ in their filters and results alone.
struct InputTraffics {
  private var known: [PassKey: CountedTraffic] = [:]
  private let shared: SharedTraffics?

  init(shared: SharedTraffics? = nil) { self.shared = shared }

  /// The traffic of a pass's vectors of inputs, each once.
  mutating func traffic(
    of systolic: SystolicPass, _ buffer: BankedBuffer, _ budget: inout ProfileBudget
  ) throws(PlanError) -> VectorTraffic {
    let key = PassKey(inputsOf: systolic.pass)
    let found: CountedTraffic
    if let own = known[key] {
      found = own
    } else {
      // Who finds what another search has found pays the same for it, so that no result depends on who came first.
      let sharedKey = shared.map { _ in SharedTraffics.Key(systolic, buffer, key) }
      if let sharedKey, let theirs = shared?.traffic(for: sharedKey) {
        found = theirs
      } else {
        let inputs = systolic.inputVectors(buffer)
        try budget.spend(vectors: inputs.evaluations)
        found = CountedTraffic(traffic: inputs.traffic(), evaluations: inputs.evaluations)
        known[key] = found
        if let sharedKey { shared?.keep(found, for: sharedKey) }
        return found.traffic
      }
      known[key] = found
    }
    try budget.spend(vectors: found.evaluations)
    return found.traffic
  }
}

/// The traffic of a pass's vectors of inputs, and how many were evaluated for it.
struct CountedTraffic {
  var traffic: VectorTraffic
  var evaluations: Int
}

/// All that decides the profile of a pass of some work on a design, but for what is zero in it.
struct PassKey: Hashable {
  private var spatial: ProductMapping.Spatial
  private var groups: Int
  private var channels: Int
  private var filters: Int
  private var accumulates = false
  private var keepsWeights = false
  private var switches = false
  private var places: WeightPlaces?
  private var rowTaps: [Int32]
  private var columnTaps: [Int32]
  private var inputRows: Int
  private var inputColumns: Int

  init(_ pass: ProductPass) {
    self.init(pass, filters: pass.filters)
    accumulates = pass.shape.accumulates
    keepsWeights = pass.shape.keepsWeights
    switches = pass.shape.switches
  }

  /// What decides the vectors of inputs on a systolic array: where groups lie side by side, how many filters they have, too.
  init(inputsOf pass: ProductPass) {
    self.init(pass, filters: pass.spatial == .channelWise ? pass.filters : 0)
  }

  private init(_ pass: ProductPass, filters: Int) {
    spatial = pass.spatial
    groups = pass.groups
    channels = pass.shape.channels
    self.filters = filters
    places = pass.places
    (rowTaps, columnTaps) = (pass.rowTile.taps, pass.columnTile.taps)
    (inputRows, inputColumns) = (pass.inputRows, pass.inputColumns)
  }

  private static func combine(_ taps: [Int32], _ hasher: inout Hasher) {
    hasher.combine(taps.count)
    hasher.combine(taps.first)
    hasher.combine(taps.last)
  }

  /// Of the taps their number and both ends, where padding is.
  func hash(into hasher: inout Hasher) {
    hasher.combine(groups)
    hasher.combine(channels)
    hasher.combine(filters)
    hasher.combine(inputRows)
    hasher.combine(inputColumns)
    hasher.combine(accumulates)
    Self.combine(rowTaps, &hasher)
    Self.combine(columnTaps, &hasher)
  }
}
