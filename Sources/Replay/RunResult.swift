import Accounting
import Hardware
import Mapping
import Simulation
import Tensors
import Workloads

/// All that a replay of a trace on a design found.
public struct RunResult: Sendable {
  public var design: Design
  public var network: String
  public var seed: UInt64
  public var total: Total
  /// Tensors that lie dense because the design's format cannot hold them.
  public var denseFallbacks: [DenseFallback] = []
  /// Products whose sums may be greater than the accumulator holds.
  public var overflowingSums: [OverflowingSums] = []
  /// Products whose weights have zeros that the array could only leave out if they had its N:M.
  public var patternMisses: [NamedPatternMiss] = []
  /// In trace order; one entry for all executions of an operator whose figures are equal, as they are at a barrier.
  public var operators: [Entry]
  /// When everything happened; nil where it was not asked for.
  public var recording: RunRecording?

  /// A tensor with zeros that its format cannot hold.
  public struct DenseFallback: Hashable, Sendable {
    public var tensor: String
    public var format: StorageFormat
    public var reason: String

    public init(tensor: String, format: StorageFormat, reason: String) {
      self.tensor = tensor
      self.format = format
      self.reason = reason
    }
  }

  /// What an operator's weights miss of the array's N:M.
  public struct NamedPatternMiss: Hashable, Sendable {
    /// The operator's name.
    public var name: String
    public var miss: PatternMiss

    public init(name: String, miss: PatternMiss) { (self.name, self.miss) = (name, miss) }
  }

  /// One operator.
  public struct Entry: Sendable {
    public var name: String
    public var kind: Operator.Kind
    public var phase: String?
    /// The executions that it stands for; everything else here is one of them.
    public var executions: Int
    /// How often the operator runs in all.
    public var allExecutions: Int
    /// The first of the executions among all of the operator, from 0.
    public var firstExecution: Int
    /// The groups around it with their repeats, outermost first.
    public var groups: [Operator.Group]
    public var work: Work
    public var mapping: WorkMapping
    /// What the search for the mapping did; nil where there was none.
    public var search: SearchEffort?
    public var record: OperatorRecord
    public var figures: OperatorFigures
    public var wall: MemoryWall?
    /// Of the operands that have a mask.
    public var densities: [Operand: OperandDensity]
    /// Nil where the machine skips no zeros, or it was not asked for.
    public var gain: SparsityGain?
    /// The mode in which its products are made; nil of what is no product.
    public var mode: ArithmeticMode?
    /// The operands that lie in a storage format.
    public var storage: [OperandStorage] = []
  }

  /// Sums over all executions, and the figures of the sums.
  public struct Total: Sendable {
    public var executions: Int
    public var record: OperatorRecord
    public var figures: OperatorFigures
    public var throughput: Throughput
    /// By memory, the bytes up to the last that is ever in use.
    public var peakBytes: [Int]
    public var wall: MemoryWall?
    /// Cycles of the run at a barrier; nil unless operators overlap in a shared buffer, which costs each of them half.
    public var barrierCycles: Int?
    /// Nil unless operators overlap and a search found other mappings than the rule's.
    public var overlapChoice: OverlapChoice?
    /// Nil where the machine skips no zeros, or it was not asked for.
    public var gain: SparsityGain?
    /// What twice of something would bring; empty where it was not asked for.
    public var whatIfs: [WhatIf] = []
  }
}

/// What the memory costs, found by simulating again (docs/metrics.md).
public struct MemoryWall: Sendable, Hashable {
  /// Cycles with every memory's bandwidth, latency and outstanding limit lifted.
  public var unlimitedCycles: Int
  /// Cycles over unlimited cycles; nil where nothing takes a cycle.
  public var factor: Double?
  /// The least bandwidth of one flat memory at which the cycles are within 1 % of the unlimited; nil where no
  /// bandwidth is enough, because latency or the ports that fill the buffers cost more.
  public var balanceBandwidth: Double?
}

extension MemoryWall {
  /// What unlimited memories would do, without a balance bandwidth.
  init(cycles: Int, unlimitedCycles: Int) {
    self.init(
      unlimitedCycles: unlimitedCycles,
      factor: unlimitedCycles > 0 ? Double(cycles) / Double(unlimitedCycles) : nil, balanceBandwidth: nil)
  }
}
