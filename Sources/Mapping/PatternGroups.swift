import Hardware
import Tensors
import Workloads

/// The groups of a product's weights of which an array takes at most N:M, as the tiles of a mapping have them
/// (docs/model.md, 10.1).
struct PatternGroups {
  private let n: Int
  private let m: Int
  private let product: Product
  private let cutsTaps: Bool
  /// Whether the groups are those of the mask's rows.
  private let areOfRows: Bool
  /// The channels of tiles, where they are not.
  private let tiles: Set<Segment>

  init(_ pattern: ArraySparsity.WeightPattern, _ product: Product, _ mapping: ProductMapping, cores: Int) {
    (n, m) = (pattern.nonzeros, pattern.groupSize)
    self.product = product
    cutsTaps = mapping.spatial != .im2col
    let isCut = mapping.partition == .k && cores > 1
    let isWhole = mapping.channels == product.channels && !isCut
    let tapsAreWhole = product.channels.isMultiple(of: m)
    areOfRows =
      isWhole && (!cutsTaps || tapsAreWhole) || !isCut && mapping.channels.isMultiple(of: m) && tapsAreWhole
    guard !areOfRows else {
      tiles = []
      return
    }
    let shares = ProductShare.all(product, mapping.partition, cores: cores).filter { !$0.isEmpty }
    tiles = Set(
      Set(shares.map(\.channels)).flatMap { share in
        stride(from: share.start, to: share.end, by: mapping.channels).map {
          Segment(start: $0, count: min(mapping.channels, share.end - $0))
        }
      })
  }

  /// Whether no group has more than N weights that are not zero.
  func fit(_ mask: OccupancyMask) -> Bool {
    if areOfRows { return mask.fits(n: n, m: m) }
    var fits = true
    visit(mask) { count in
      if count > n { fits = false }
      return fits
    }
    return fits
  }

  /// The groups that have more, and all there are.
  func fuller(_ mask: OccupancyMask) -> (fuller: Int, all: Int) {
    if areOfRows { return mask.groups(fuller: n, of: m) }
    var (fuller, all) = (0, 0)
    visit(mask) { count in
      if count > n { fuller += 1 }
      all += 1
      return true
    }
    return (fuller, all)
  }

  /// Says how many weights of each group are not zero, until it is answered that this is enough.
  private func visit(_ mask: OccupancyMask, _ goesOn: (Int) -> Bool) {
    let taps = product.kernelHeight * product.kernelWidth
    for row in 0..<mask.rows {
      for tile in tiles {
        let period = cutsTaps ? tile.count : taps * tile.count
        var (count, place) = (0, 0)
        for tap in 0..<taps {
          for channel in 0..<tile.count {
            if mask[row, tap * product.channels + tile.start + channel] { count += 1 }
            place += 1
            guard place % period % m == 0 || place % period == 0 else { continue }
            guard goesOn(count) else { return }
            count = 0
          }
        }
      }
    }
  }
}

/// A product whose weights have zeros, but not the N:M of the array that would leave them out, so that it is dense.
public struct PatternMiss: Hashable, Sendable {
  public var pattern: ArraySparsity.WeightPattern
  /// Groups of weights with more than N that are not zero, and all groups.
  public var fuller: Int
  public var groups: Int

  public init(pattern: ArraySparsity.WeightPattern, fuller: Int, groups: Int) {
    (self.pattern, self.fuller, self.groups) = (pattern, fuller, groups)
  }

  /// Nil where weights fit, or have no mask, or the array asks for no pattern.
  public init?(_ work: Work, _ mapping: WorkMapping, on design: Design) {
    let sparsity = design.array.sparsity
    guard sparsity.weight == .skip, let pattern = sparsity.pattern, let mask = work.zeros.weight,
      case .product(let product, _) = work.body, case .product(let mapping) = mapping,
      ZeroTreatment(work.zeros, product, mapping, on: design) == .none
    else { return nil }
    let groups = PatternGroups(pattern, product, mapping, cores: design.cores.count).fuller(mask)
    self.init(pattern: pattern, fuller: groups.fuller, groups: groups.all)
  }
}
