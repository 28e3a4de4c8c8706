import Quantities

/// Where the non-zeros of a tensor are: a family of masks, with its parameters.
///
/// A tensor is rows x columns as in `OccupancyMask`. Densities are shares of elements that are not zero, exactly. Where
/// a density is optional, the pattern is full without one, and with one that many of the pattern's elements are drawn.
/// docs/sparsity.md says of every pattern how many elements it has.
public enum SparsityPattern: Hashable, Sendable {
  /// No zeros.
  case dense
  /// Any elements, all choices equally likely.
  case uniform(density: Ratio)
  /// Rows (or columns) whose counts fall off as `rank ^ -exponent`; which line has which rank is drawn.
  case skewed(density: Ratio, exponent: Ratio, axis: MaskAxis)
  /// Elements in few blocks, which are filled to the share `fill`; the others are empty.
  case clustered(density: Ratio, block: BlockShape, fill: Ratio)
  /// N of every M elements along an axis, or at most N of them where a density says how many in all.
  case structured(GroupBound, axis: MaskAxis, density: Ratio?)
  /// Whole blocks; the density is that of blocks.
  case block(density: Ratio, block: BlockShape)
  /// Runs of `length` elements along an axis; the density is that of runs.
  case vector(density: Ratio, length: Int, axis: MaskAxis)
  /// Whole rows (or columns), `group` consecutive ones together: filters, channels, heads. The density is that of groups.
  case channel(density: Ratio, axis: MaskAxis, group: Int)
  /// At most `below` columns before the diagonal and `above` after it.
  case banded(below: Int, above: Int, density: Ratio?)
  /// Blocks down the diagonal.
  case diagonal(block: BlockShape, density: Ratio?)
  /// Every `stride`-th column from `offset` on, `shift` columns later in each row.
  case strided(stride: Int, shift: Int, offset: Int, density: Ratio?)
  /// Of a row's columns those near its own: the last `window` ones up to it, or half a window on both sides of it.
  case window(window: Int, isCausal: Bool, density: Ratio?)
  /// The first `sink` columns and the last `window` ones up to a row's own.
  case sinkAndWindow(sink: Int, window: Int, density: Ratio?)
  /// Activations after ReLU: every column (channel) has a rate of its own, evenly spread over density ± spread.
  case activation(density: Ratio, spread: Ratio)
  /// Activations whose columns (channels) have these rates.
  case channelRates([Ratio])
  /// Rows of a batch that share a part: `common` is the share of each row's elements that is the same in its batch.
  case batchCorrelated(density: Ratio, batch: Int, common: Ratio)

  /// The density asked for, or nil where the pattern alone decides it.
  ///
  /// For patterns of blocks, runs and channels it is that of their units; `OccupancyMask.density` is what was made.
  public var density: Ratio? {
    switch self {
    case .dense: Ratio(1)
    case .uniform(let density), .skewed(let density, _, _), .clustered(let density, _, _),
      .block(let density, _), .vector(let density, _, _), .channel(let density, _, _),
      .activation(let density, _), .batchCorrelated(let density, _, _):
      density
    case .structured(_, _, let density), .banded(_, _, let density), .diagonal(_, let density),
      .strided(_, _, _, let density), .window(_, _, let density), .sinkAndWindow(_, _, let density):
      density
    case .channelRates: nil
    }
  }

  /// The pattern's name in traces and reports.
  public var name: String {
    switch self {
    case .dense: "dense"
    case .uniform: "uniform"
    case .skewed: "skewed"
    case .clustered: "clustered"
    case .structured(let bound, _, _): bound.description
    case .block: "block"
    case .vector: "vector"
    case .channel: "channel"
    case .banded: "banded"
    case .diagonal: "diagonal"
    case .strided: "strided"
    case .window: "window"
    case .sinkAndWindow: "sink_and_window"
    case .activation: "activation"
    case .channelRates: "channel_rates"
    case .batchCorrelated: "batch_correlated"
    }
  }
}

/// The sides of a block, in elements.
public struct BlockShape: Hashable, Sendable, CustomStringConvertible {
  public let height: Int
  public let width: Int

  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// "4x8": the block's rows, and then its columns.
  public init?(text: String) {
    guard let (height, width) = twoNumbers(text, apart: "x") else { return nil }
    self.init(height: height, width: width)
  }

  public var description: String { "\(height)x\(width)" }
}

/// N:M: at most N non-zeros in each M consecutive elements.
public struct GroupBound: Hashable, Sendable, CustomStringConvertible {
  public let n: Int
  public let m: Int

  public init(n: Int, m: Int) {
    self.n = n
    self.m = m
  }

  /// "2:4": N, and then M.
  public init?(text: String) {
    guard let (n, m) = twoNumbers(text, apart: ":") else { return nil }
    self.init(n: n, m: m)
  }

  public var description: String { "\(n):\(m)" }
}

/// Two numbers of decimal digits alone.
private func twoNumbers(_ text: String, apart separator: Character) -> (Int, Int)? {
  let parts = text.split(separator: separator, omittingEmptySubsequences: false)
  guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
    let first = Int(parts[0]), let second = Int(parts[1])
  else { return nil }
  return (first, second)
}
