import Hardware

/// What several operators' products were made in, mode by mode: of these a whole run has the array's peak.
///
/// An operator's peak is that of its formats. A run's is what the array would make in a cycle if each of its products took no
/// longer than at the peak of its own mode: dense MACs over the sum of these times.
public struct ModeShares: Sendable {
  private struct Share {
    var products: Int
    var steps: Int
    var denseMACs = 0
    var effectiveMACs = 0

    /// Steps of a multiplier that a product takes at the least.
    var stepsOfProduct: Double { Double(steps) / Double(products) }
  }
  private var shares: [Share] = []
  /// Of the first product; the only one where all run alike.
  private var first: ArithmeticMode?

  public init() {}

  /// Adds so many products of an operator in all its executions.
  public mutating func add(_ mode: ArithmeticMode, denseMACs: Int, effectiveMACs: Int) {
    guard denseMACs > 0 else { return }
    if first == nil { first = mode }
    let (products, steps) = (mode.products, mode.leastSteps)
    let place =
      shares.firstIndex { $0.products == products && $0.steps == steps }
      ?? {
        shares.append(Share(products: products, steps: steps))
        return shares.count - 1
      }()
    shares[place].denseMACs += denseMACs
    shares[place].effectiveMACs += effectiveMACs
  }

  /// The mode, or one with the same peak, in which all products were made; nil where these differ, or there are none.
  var common: ArithmeticMode? { shares.count == 1 ? first : nil }

  /// Whether products were made in modes of several peaks.
  var areMixed: Bool { shares.count > 1 }

  /// Products of a multiplier in a cycle at most; nil where there are none.
  var peakProducts: Double? {
    guard !shares.isEmpty else { return nil }
    let steps = shares.reduce(0) { $0 + Double($1.denseMACs) * $1.stepsOfProduct }
    return Double(shares.reduce(0) { $0 + $1.denseMACs }) / steps
  }

  /// Steps of a multiplier that the effective products take at the least.
  var effectiveSteps: Double { shares.reduce(0) { $0 + Double($1.effectiveMACs) * $1.stepsOfProduct } }
}
