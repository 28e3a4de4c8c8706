import Documents
import Quantities
import Tensors

/// Reads `sparsity: {pattern: NAME, ...}`: the parameters of docs/sparsity.md as keys.
struct SparsityPatternReader {
  private let reader: MappingReader

  static func decode(_ node: Node, context: String, findings: Findings) -> SparsityPattern? {
    guard let reader = MappingReader(node, context: context, findings: findings) else { return nil }
    return Self(reader: reader).pattern()
  }

  private func pattern() -> SparsityPattern? {
    // Without its name, what the other keys mean is unknown.
    guard
      let name = reader.text(
        "pattern", as: "a name, such as 'uniform' (docs/sparsity.md), or N:M, such as \"2:4\"")
    else {
      // What is no parameter of any pattern may be its name misspelt.
      for key in Self.parameters { _ = reader.has(key) }
      reader.finish()
      return nil
    }
    let found: SparsityPattern?
    if let bound = GroupBound(text: name) {
      let axis = axis(default: .columns)
      found = axis.map { .structured(bound, axis: $0, density: density()) }
    } else if let family = Family(rawValue: name) {
      found = pattern(of: family)
    } else {
      reader.report(.unknownPattern(name, nearest: nearest(name)), at: "pattern")
      return nil
    }
    reader.finish()
    guard let found else { return nil }
    do { try found.check() } catch {
      reader.findings.add(.wrongPattern("\(error)"), at: reader.position)
      return nil
    }
    return found
  }

  /// The keys of all patterns.
  private static let parameters = [
    "density", "exponent", "axis", "block", "fill", "length", "group", "spread", "rates", "batch", "common",
    "below",
    "above", "stride", "shift", "offset", "window", "causal", "sink",
  ]

  /// The patterns that have a name; N:M has none.
  private enum Family: String, CaseIterable {
    case dense, uniform, skewed, clustered, block, vector, channel, banded, diagonal, strided, window
    case sinkAndWindow = "sink_and_window"
    case activation
    case channelRates = "channel_rates"
    case batchCorrelated = "batch_correlated"
  }

  private func nearest(_ name: String) -> String? {
    NearestName.of(name, among: Family.allCases.map(\.rawValue))
  }

  private func pattern(of family: Family) -> SparsityPattern? {
    // All keys are read before any is missed, so that everything is said at once.
    switch family {
    case .dense: return .dense
    case .uniform: return share("density").map { .uniform(density: $0) }
    case .skewed:
      let (density, exponent, axis) = (share("density"), reader.ratio("exponent"), axis(default: .rows))
      guard let density, let exponent, let axis else { return nil }
      return .skewed(density: density, exponent: exponent, axis: axis)
    case .clustered:
      let (density, block, fill) = (share("density"), block(), share("fill"))
      guard let density, let block, let fill else { return nil }
      return .clustered(density: density, block: block, fill: fill)
    case .block:
      let (density, block) = (share("density"), block())
      guard let density, let block else { return nil }
      return .block(density: density, block: block)
    case .vector:
      let (density, length, axis) = (share("density"), count("length"), axis(default: .columns))
      guard let density, let length, let axis else { return nil }
      return .vector(density: density, length: length, axis: axis)
    case .channel:
      let (density, axis, group) = (share("density"), axis(default: .rows), count("group", default: 1))
      guard let density, let axis, let group else { return nil }
      return .channel(density: density, axis: axis, group: group)
    case .activation:
      let (density, spread) = (share("density"), reader.ratio("spread", default: Ratio(0)))
      return density.map { .activation(density: $0, spread: spread) }
    case .channelRates: return rates().map { .channelRates($0) }
    case .batchCorrelated:
      let (density, batch, common) = (share("density"), count("batch"), share("common"))
      guard let density, let batch, let common else { return nil }
      return .batchCorrelated(density: density, batch: batch, common: common)
    case .banded, .diagonal, .strided, .window, .sinkAndWindow: return region(family)
    }
  }

  /// Patterns whose elements are known without drawing; a density draws some of them.
  private func region(_ family: Family) -> SparsityPattern? {
    let density = density()
    switch family {
    case .banded:
      let (below, above) = (distance("below"), distance("above"))
      guard let below, let above else { return nil }
      return .banded(below: below, above: above, density: density)
    case .diagonal: return block().map { .diagonal(block: $0, density: density) }
    case .strided:
      let (stride, shift, offset) = (
        count("stride"), distance("shift", default: 0), distance("offset", default: 0)
      )
      guard let stride, let shift, let offset else { return nil }
      return .strided(stride: stride, shift: shift, offset: offset, density: density)
    case .window:
      let isCausal = reader.boolean("causal", default: true)
      return count("window").map { .window(window: $0, isCausal: isCausal, density: density) }
    default:
      let (sink, window) = (distance("sink"), count("window"))
      guard let sink, let window else { return nil }
      return .sinkAndWindow(sink: sink, window: window, density: density)
    }
  }

  private static let shares = Ratio(0)...Ratio(1)

  private func share(_ key: String) -> Ratio? { reader.ratio(key, in: Self.shares) }

  private func density() -> Ratio? { reader.ratioIfPresent("density", in: Self.shares) }

  private func count(_ key: String, default value: Int? = nil) -> Int? {
    if let value, !reader.has(key) { return value }
    return reader.integer(key, in: TraceLimits.sizes)
  }

  private func distance(_ key: String, default value: Int? = nil) -> Int? {
    if let value, !reader.has(key) { return value }
    return reader.integer(key, in: 0...TraceLimits.sizes.upperBound)
  }

  private func block() -> BlockShape? {
    guard let sides = reader.integers("block", count: 2, in: TraceLimits.sizes), sides.count == 2 else {
      return nil
    }
    return BlockShape(height: sides[0], width: sides[1])
  }

  private func rates() -> [Ratio]? {
    guard let items = reader.sequence("rates") else { return nil }
    let rates = items.enumerated().map { place, item in
      ScalarReader(item, named: "rates[\(place)]", findings: reader.findings).ratio(in: Self.shares)
    }
    return rates.contains(nil) ? nil : rates.compactMap(\.self)
  }

  /// The side of the mask; `reduction` is another word for its columns, which are what a product sums over.
  private enum Axis: String, CaseIterable { case rows, columns, reduction }

  private func axis(default axis: MaskAxis) -> MaskAxis? {
    guard reader.has("axis") else { return axis }
    return reader.enumeration("axis", as: Axis.self).map { $0 == .rows ? .rows : .columns }
  }
}
