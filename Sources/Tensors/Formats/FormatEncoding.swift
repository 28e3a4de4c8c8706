import Quantities

/// How the elements of a format lie in memory, and what lies with them (docs/model.md, 12).
public struct FormatEncoding: Hashable, Sendable {
  /// The factors of groups of elements, and what is subtracted before.
  public struct Scale: Hashable, Sendable {
    private var own: PartFormat
    private var zero: PartFormat?
    private var ofScales: PartFormat?
    public var group: Group

    public init(
      format: NumberFormat, zeroPoint: NumberFormat? = nil, second: NumberFormat? = nil, group: Group
    ) {
      own = .format(format)
      zero = zeroPoint.map { .format($0) }
      ofScales = second.map { .format($0) }
      self.group = group
    }

    public var format: NumberFormat { own.format }
    /// Of the one factor that all scales are multiplied by; nil where there is none.
    public var second: NumberFormat? { ofScales?.format }
    public var zeroPoint: NumberFormat? { zero?.format }
  }

  /// Elements that share a scale.
  public enum Group: Hashable, Sendable {
    /// So many along a side, the last group of a line what is left.
    case elements(Int, Side)
    /// A whole line along a side.
    case line(Side)
    case tensor
  }

  /// The two sides of a weight; of other tensors both are their columns.
  public enum Side: String, CaseIterable, Hashable, Sendable {
    case reduction, output
  }

  /// So many elements in so many bits, which only come together.
  public struct Pack: Hashable, Sendable {
    public var elements: Int
    public var bits: Int

    public init(elements: Int, bits: Int) {
      self.elements = elements
      self.bits = bits
    }
  }

  /// The first bits of every element, and the others of some blocks of elements only.
  public struct Progressive: Hashable, Sendable {
    public var firstBits: Int
    /// The share of the blocks whose other bits a load fetches, too; nil where a record of the tensor says which.
    public var refetched: Ratio?
    /// Elements of a block.
    public var block: Int

    public init(firstBits: Int, refetched: Ratio?, block: Int) {
      self.firstBits = firstBits
      self.refetched = refetched
      self.block = block
    }

    /// Whether the other bits of a block are fetched: those of a share are spread as evenly as may be.
    public func refetches(block index: Int) -> Bool {
      guard let refetched else { return false }
      let (p, q) = (Int128(refetched.numerator), Int128(refetched.denominator))
      return (Int128(index) + 1) * p / q > Int128(index) * p / q
    }
  }

  /// Nil where each element has its bits for itself.
  public var pack: Pack?
  /// Whether `pack` is a mean, of elements that a decoder makes.
  public var isMean = false
  /// Bits at whose multiples rows begin; nil where they follow one another.
  public var rowMultiple: Int?
  public var scale: Scale?
  public var progressive: Progressive?
  /// The values that elements are indices of; the table of them is one for the tensor.
  public var codebook: PartFormat?

  public init() {}

  /// The words that tell a format of such elements from others.
  func name(of element: NumberFormat) -> String {
    var parts: [String] = []
    if let pack {
      parts.append(
        isMean ? "\(Ratio(pack.bits, pack.elements)) bits" : "\(pack.elements) in \(pack.bits) bits")
    }
    if let rowMultiple { parts.append("rows of \(rowMultiple) bits") }
    if let progressive {
      let rest = progressive.refetched.map { "\($0)" } ?? "recorded ones"
      parts.append("first \(progressive.firstBits) bits, \(rest) of blocks of \(progressive.block) whole")
    }
    if let codebook { parts.append("indices of \(codebook.format)") }
    if let scale {
      let zero = scale.zeroPoint.map { " and \($0) zero points" } ?? ""
      switch scale.group {
      case .elements(let count, let side):
        parts.append("\(scale.format) scales\(zero) of \(count) along \(side)")
      case .line(let side): parts.append("\(scale.format) scales\(zero) of lines along \(side)")
      case .tensor: parts.append("a \(scale.format) scale\(zero)")
      }
      if let second = scale.second { parts.append("a \(second) scale of scales") }
    }
    return "\(element.name) with " + parts.joined(separator: ", ")
  }
}

/// A format inside a format.
public indirect enum PartFormat: Hashable, Sendable {
  case format(NumberFormat)

  public var format: NumberFormat {
    switch self {
    case .format(let format): format
    }
  }
}
