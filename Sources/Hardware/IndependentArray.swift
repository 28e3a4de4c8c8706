import Tensors

/// Units with queues, weights and sums of their own behind one broadcaster of inputs (docs/model.md, 10.3).
public struct IndependentArray: Hashable, Sendable {
  /// Which unit a filter belongs to.
  public enum Distribution: String, CaseIterable, Hashable, Sendable {
    /// Filter after filter, unit after unit.
    case interleaved
    /// Equally many consecutive filters for each.
    case blocked
    /// Those with most nonzero weights first, to and fro over the units.
    case greedy
    /// As interleaved; a unit that has nothing left of an item takes a filter of another's.
    case stealing
  }

  public var units: Int
  /// Of each unit.
  public var multipliers: Int
  /// Items that wait in front of a unit, at most.
  public var queue: Int
  public var distribution: Distribution
  /// Steps that a unit spends on fetching and returning what it takes of another; 0 where none does.
  public var stealSteps: Int
  /// Steps that an item takes even where a unit has nothing to multiply for it: 0 or 1.
  public var leastSteps: Int
  /// Steps after the last unit is done.
  public var pipeline: Int
  public var precision: ArrayPrecision
  /// With `window` and `scan`.
  public var sparsity: ArraySparsity

  public init(
    units: Int, multipliers: Int, queue: Int, distribution: Distribution = .interleaved,
    stealSteps: Int = 0, leastSteps: Int = 1, pipeline: Int, precision: ArrayPrecision,
    sparsity: ArraySparsity
  ) {
    self.units = units
    self.multipliers = multipliers
    self.queue = queue
    self.distribution = distribution
    self.stealSteps = stealSteps
    self.leastSteps = leastSteps
    self.pipeline = pipeline
    self.precision = precision
    self.sparsity = sparsity
  }

  /// Multipliers, each one slot a cycle.
  public var elements: Int { units * multipliers }
  /// Positions of k that an item brings.
  public var window: Int { sparsity.window ?? 1 }
  /// Positions of k that are looked through in a step.
  public var scan: Int { sparsity.scan ?? window }
}
