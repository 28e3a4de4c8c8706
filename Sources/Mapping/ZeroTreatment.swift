import Hardware
import Workloads

/// How an array deals with the zeros of one product under a mapping (docs/model.md, 10).
public enum ZeroTreatment: Hashable, Sendable {
  /// Every pair takes a slot.
  case none
  /// Lanes choose pairs within windows (10.1).
  case windows
  /// Rows are the places of N:M weights (10.2).
  case places
  /// Items are broadcast to units (10.3).
  case items
  /// Chains of DSPs are broken into parts that have no more places than filters need (10.4).
  case segments
  /// Multipliers add the digits of values that are not zero (13.4).
  case digits

  /// Whether what is zero, or which value it has, decides the time of a pass.
  public var dependsOnContent: Bool {
    self == .windows || self == .items || self == .segments || self == .digits
  }

  /// The treatment on a design's arrays, the same on all cores.
  public init(_ zeros: ProductZeros, _ product: Product, _ mapping: ProductMapping, on design: Design) {
    let sparsity = design.array.sparsity
    switch design.array {
    case .independent: self = .items
    case .simd, .rowStationary: self = .none
    case .dspChain: self = sparsity.weight == .skip && zeros.weight != nil ? .segments : .none
    case .broadcast(let array) where array.digits != nil: self = .digits
    case .broadcast where !sparsity.skips, .systolic where !sparsity.skips: self = .none
    case .broadcast, .systolic:
      guard let pattern = sparsity.pattern else {
        self = .windows
        return
      }
      let groups = PatternGroups(pattern, product, mapping, cores: design.cores.count)
      let fits = zeros.weight.map { groups.fit($0) } ?? false
      if case .systolic = design.array {
        self = fits ? .places : .none
      } else {
        self = fits ? .windows : .none
      }
    }
  }
}
