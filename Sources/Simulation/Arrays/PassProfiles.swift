import Hardware
import Mapping
import Workloads

/// What was found of passes that had to be gone through step by step, for other mappings of the same work on the same
/// design that have equal ones.
public struct PassProfiles: Sendable {
  private struct Key: Hashable {
    var spatial: ProductMapping.Spatial
    var groups: Int
    var channels: Int
    var filters: Int
    var accumulates: Bool
    var switches: Bool
    var places: WeightPlaces?
    var rowTaps: [Int32]
    var columnTaps: [Int32]
    var inputRows: Int
    var inputColumns: Int
  }

  private var known: [Key: PassProfile] = [:]
  /// The same under every mapping.
  private var pairs: PairCounts?
  /// Steps that were gone through so far, and what as many take: looking for pairs, and going through products.
  public private(set) var sweptSteps = 0

  public init() {}

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
    let key = Key(
      spatial: pass.spatial, groups: pass.groups, channels: pass.shape.channels, filters: pass.filters,
      accumulates: pass.shape.accumulates, switches: pass.shape.switches,
      places: pass.places, rowTaps: pass.rowTile.taps,
      columnTaps: pass.columnTile.taps, inputRows: pass.inputRows, inputColumns: pass.inputColumns)
    if !known.isEmpty, let profile = known[key] { return profile }
    let profile = try pass.profile(on: design, &budget)
    if !profile.isClosedForm {
      sweptSteps += profile.steps
      known[key] = profile
    }
    return profile
  }
}
