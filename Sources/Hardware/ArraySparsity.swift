/// What an array does about the zeros of its two factors (docs/model.md, 10).
public struct ArraySparsity: Hashable, Sendable {
  /// What a zero of an operand saves.
  public enum Action: String, CaseIterable, Hashable, Sendable {
    /// Nothing: it is multiplied as any other value.
    case none
    /// Energy: the multiplier does not switch, and the slot passes.
    case gate
    /// The slot: its pair is left out.
    case skip
  }
  /// N:M weights: of `groupSize` that follow one another along k, at most `nonzeros` are not zero.
  public struct WeightPattern: Hashable, Sendable, CustomStringConvertible {
    public var nonzeros: Int
    public var groupSize: Int

    public init(nonzeros: Int, groupSize: Int) {
      self.nonzeros = nonzeros
      self.groupSize = groupSize
    }

    public var description: String { "\(nonzeros):\(groupSize)" }
  }

  public var input: Action
  public var weight: Action
  /// The pattern that weights must have for their zeros to be skipped; nil where they may be anywhere.
  public var pattern: WeightPattern?
  /// Positions of k among which a lane chooses the pairs that it multiplies.
  public var window: Int?
  /// Positions of k that are looked through in a step.
  public var scan: Int?
  /// Bits of the number of zeros before a stored weight, where weights are kept in runs; nil where they are not.
  public var runBits: Int?
  /// Nonzero weights of a filter for which chains of DSPs have places, ascending; empty where they have them for all.
  public var densities: [Int]
  /// Filters that have one density.
  public var block: Int

  public init(
    input: Action = .none, weight: Action = .none, pattern: WeightPattern? = nil, window: Int? = nil,
    scan: Int? = nil, runBits: Int? = nil, densities: [Int] = [], block: Int = 1
  ) {
    self.input = input
    self.weight = weight
    self.pattern = pattern
    self.window = window
    self.scan = scan
    self.runBits = runBits
    self.densities = densities
    self.block = block
  }

  /// A dense array.
  public static let none = ArraySparsity()

  /// What is gated stays gated.
  public mutating func skipNothing() {
    if input == .skip { input = .none }
    if weight == .skip { weight = .none }
    densities = []
    block = 1
  }

  /// Whether some pairs take no slot.
  public var skips: Bool { input == .skip || weight == .skip }
}
