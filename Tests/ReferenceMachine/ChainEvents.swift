/// What DSP chains did, as engines report it.
public struct ChainCounts: Equatable, Sendable {
  /// DSPs that multiplied in a tick.
  public var operations = 0
  /// Words that the overflow-adjust unit has read.
  public var adjusts = 0
  /// Inputs that the multiplexers in front of sparse chains have chosen.
  public var selections = 0

  public init(operations: Int = 0, adjusts: Int = 0, selections: Int = 0) {
    (self.operations, self.adjusts, self.selections) = (operations, adjusts, selections)
  }

  mutating func add(_ other: ChainCounts) {
    operations += other.operations
    adjusts += other.adjusts
    selections += other.selections
  }
}

/// What happened on DSP chains, so that a test can say which rules it has exercised.
public struct ChainEvents: Equatable, Sendable {
  /// Sums of lanes that were below zero, and had borrowed from the lane above.
  public var borrows = 0
  /// Sums of several pieces of a chain.
  public var severalPieces = 0
  /// Products that began with a change of the mode.
  public var switches = 0
  /// Passes with sums of different lengths.
  public var mixedSums = 0
  /// Vectors without a place that took no step, and those that took one, in which zeros are added to what is written.
  public var vectorsLeftOut = 0
  public var emptyWrites = 0
  /// Vectors of several steps, and those with places that no weight fills.
  public var severalSteps = 0
  public var emptyPlaces = 0

  public init() {}

  mutating func add(_ other: ChainEvents) {
    borrows += other.borrows
    severalPieces += other.severalPieces
    switches += other.switches
    mixedSums += other.mixedSums
    vectorsLeftOut += other.vectorsLeftOut
    emptyWrites += other.emptyWrites
    severalSteps += other.severalSteps
    emptyPlaces += other.emptyPlaces
  }
}
