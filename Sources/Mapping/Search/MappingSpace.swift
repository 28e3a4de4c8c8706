import Hardware
import Workloads

/// The mappings of an operator on a design that a search goes through, with lower bounds of their simulated cycles
/// (docs/mapping.md, "The search").
public struct MappingSpace {
  private enum Body {
    case product(ProductSpace)
    case vector(VectorSpace)
  }

  private let body: Body

  /// Passes of a mapping of the space, at most: more take longer to plan and to simulate than they are worth.
  static let passLimit = 1 << 15

  /// The space of an operator; what `directives`, or else the design, fix has one value.
  ///
  /// - Parameter effectual: Pairs of a product without a zero, as far as they are known: of these bounds take account.
  public init(_ work: Work, on design: Design, directives: MappingDirectives, effectual: Int = 0) {
    var filled = directives.filling(from: design.mapping)
    switch work.body {
    case .product(let product, let epilogue):
      body = .product(
        ProductSpace(product, epilogue, work, design.composed(for: work), filled, effectual: effectual))
    case .vector(let vector):
      // A design's channels are those of products.
      filled.channels = directives.channels
      body = .vector(VectorSpace(vector, work, design, filled))
    }
  }

  /// The candidates that fit the design's buffers and that no bound keeps from being within `limit` cycles, in the order
  /// of `MappingCandidate.comesFirst`.
  public func candidates(within limit: Int) -> [MappingCandidate] {
    let found =
      switch body {
      case .product(let space): space.candidates(within: limit)
      case .vector(let space): space.candidates(within: limit)
      }
    // By what decides alone: a whole candidate is much to move.
    let keys = found.indices.map { (found[$0].bound, found[$0].bytes, found[$0].rank, $0) }.sorted { $0 < $1 }
    return keys.map { found[$0.3] }
  }

  /// A tighter bound of a candidate, which takes a walk over its passes; the walk ends early above `limit`.
  public func refinedBound(_ candidate: MappingCandidate, limit: Int) -> Int {
    guard case .product(let space) = body, case .product(let mapping) = candidate.mapping,
      var walk = ProductRecurrence(space.bound(of: mapping), mapping, cycles: candidate.bound)
    else { return candidate.bound }
    return max(candidate.bound, walk.cycles(limit: limit))
  }
}
