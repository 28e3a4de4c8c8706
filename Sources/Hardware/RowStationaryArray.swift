import Tensors

/// A grid of elements that each keep a row of a filter and slide it along a row of the input (docs/model.md, 3.4).
public struct RowStationaryArray: Hashable, Sendable {
  /// When the weights of the next fold move in.
  public enum Preload: String, CaseIterable, Hashable, Sendable {
    /// Once the fold before is done with its own.
    case serial
    /// Into a second file, while the fold before streams.
    case shadowed
  }
  /// How long weights stay in their files for whatever works on the same ones.
  public enum WeightsStay: String, CaseIterable, Hashable, Sendable {
    /// From fold to fold of a pass.
    case pass
    /// From pass to pass of an operator too.
    case `operator`
  }
  /// Elements that each of an element's three files has room for.
  public struct Files: Hashable, Sendable {
    public var input: Int
    public var weight: Int
    public var sum: Int

    public init(input: Int, weight: Int, sum: Int) {
      self.input = input
      self.weight = weight
      self.sum = sum
    }
  }
  /// Elements that each of the three buses between buffers and array moves in a step.
  public struct Buses: Hashable, Sendable {
    public var input: Int
    public var weight: Int
    /// Of sums.
    public var output: Int

    public init(input: Int, weight: Int, output: Int) {
      self.input = input
      self.weight = weight
      self.output = output
    }
  }

  public var rows: Int
  public var columns: Int
  public var files: Files
  public var buses: Buses
  /// Whether an input comes over its bus once for all elements that take it, and not once for each pair of a kernel row
  /// and an output row.
  public var multicast: Bool
  public var preload: Preload
  public var weightsStay: WeightsStay
  /// Steps from a vector's last product to its first sums on the bus.
  public var pipeline: Int
  public var precision: ArrayPrecision
  /// Gating alone.
  public var sparsity: ArraySparsity

  public init(
    rows: Int, columns: Int, files: Files, buses: Buses, multicast: Bool = true, preload: Preload = .shadowed,
    weightsStay: WeightsStay = .pass, pipeline: Int, precision: ArrayPrecision,
    sparsity: ArraySparsity = .none
  ) {
    self.rows = rows
    self.columns = columns
    self.files = files
    self.buses = buses
    self.multicast = multicast
    self.preload = preload
    self.weightsStay = weightsStay
    self.pipeline = pipeline
    self.precision = precision
    self.sparsity = sparsity
  }

  /// Multipliers, each one slot a cycle.
  public var elements: Int { rows * columns }
}
