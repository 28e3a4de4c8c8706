import Hardware
import Tensors
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
      let fits = zeros.weight.map { $0.fits(pattern, product, mapping, cores: design.cores.count) } ?? false
      if case .systolic = design.array {
        self = fits ? .places : .none
      } else {
        self = fits ? .windows : .none
      }
    }
  }
}

extension OccupancyMask {
  /// Whether of every group of a filter's weights, as the tiles of a mapping have them, few enough are not zero.
  fileprivate func fits(
    _ pattern: ArraySparsity.WeightPattern, _ product: Product, _ mapping: ProductMapping, cores: Int
  ) -> Bool {
    let taps = product.kernelHeight * product.kernelWidth
    let (n, m) = (pattern.nonzeros, pattern.groupSize)
    let cutsTaps = mapping.spatial != .im2col
    // Where tiles and taps are whole groups, groups are those of the mask's rows.
    let isCut = mapping.partition == .k && cores > 1
    let isWhole = mapping.channels == product.channels && !isCut
    if isWhole, !cutsTaps || product.channels.isMultiple(of: m) { return fits(n: n, m: m) }
    if !isCut, mapping.channels.isMultiple(of: m), product.channels.isMultiple(of: m) {
      return fits(n: n, m: m)
    }
    let shares = ProductShare.all(product, mapping.partition, cores: cores).filter { !$0.isEmpty }.map(
      \.channels)
    let tiles = Set(shares).flatMap { share in
      Swift.stride(from: share.start, to: share.end, by: mapping.channels).map {
        Segment(start: $0, count: min(mapping.channels, share.end - $0))
      }
    }
    for row in 0..<rows {
      for tile in tiles {
        let (first, channels) = (tile.start, tile.count)
        let period = cutsTaps ? channels : taps * channels
        var (count, place) = (0, 0)
        for tap in 0..<taps {
          for channel in 0..<channels {
            if place % period % m == 0 { count = 0 }
            if self[row, tap * product.channels + first + channel] { count += 1 }
            if count > n { return false }
            place += 1
          }
        }
      }
    }
    return true
  }
}
