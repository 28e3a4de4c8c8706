import Tensors

/// What an operator that is not a product asks of the vector unit, in units that are never cut.
///
/// Units are rows of a softmax or norm, output rows of a pooling, tokens of an embedding or cache, single
/// elements of an elementwise operator. Tiles are runs of consecutive units.
public struct VectorWork: Hashable, Sendable {
  /// Where a unit's bytes of an operand lie.
  public enum Access: Hashable, Sendable {
    /// Unit u reads or writes the elements u x e ..< (u + 1) x e from the operand's base.
    case streaming(elementsPerUnit: Int)
    /// Every unit uses the same elements, from the operand's base: the parameters of a norm.
    case constant(elements: Int)
    /// Unit u = image x outputHeight + row reads the input rows of its window, padding clipped.
    case window(PoolingWindow)
    /// Unit u reads the row `rows[u]` of a table, `elementsPerUnit` elements a row.
    case gather(rows: [Int], elementsPerUnit: Int)
    /// Unit u reads or writes those elements of row u of a mask that it has, from the operand's base; rows lie one behind the
    /// other, whole.
    case masked(OccupancyMask)
  }

  /// The vector unit's functions that every unit passes through, with the element operations of one unit.
  public struct Stage: Hashable, Sendable {
    public var function: String
    public var operationsPerUnit: Int

    public init(function: String, operationsPerUnit: Int) {
      self.function = function
      self.operationsPerUnit = operationsPerUnit
    }
  }

  public var units: Int
  public var stages: [Stage]
  /// The first factor; of an embedding, its table.
  public var input: Access
  /// A second tensor, or parameters, in the weight buffer.
  public var weight: Access?
  public var output: Access

  public init(units: Int, stages: [Stage], input: Access, weight: Access? = nil, output: Access) {
    self.units = units
    self.stages = stages
    self.input = input
    self.weight = weight
    self.output = output
  }

  /// Channels that a mapping may cut: those of a window; 1 of what has none.
  public var channels: Int { if case .window(let window) = input { window.channels } else { 1 } }
}

/// The rows that a pooling reads; its columns always come whole.
public struct PoolingWindow: Hashable, Sendable {
  public var inputHeight: Int
  public var outputHeight: Int
  public var kernelHeight: Int
  public var strideHeight: Int
  public var padTop: Int
  /// Input width x channels.
  public var elementsPerRow: Int
  /// The fastest dimension of the input's rows and of a unit's outputs: divides the elements of both.
  public var channels: Int

  public init(
    inputHeight: Int, outputHeight: Int, kernelHeight: Int, strideHeight: Int, padTop: Int,
    elementsPerRow: Int, channels: Int = 1
  ) {
    self.inputHeight = inputHeight
    self.outputHeight = outputHeight
    self.kernelHeight = kernelHeight
    self.strideHeight = strideHeight
    self.padTop = padTop
    self.elementsPerRow = elementsPerRow
    self.channels = channels
  }
}

/// A vector function applied to a product's finished output tile before it is stored.
public struct Epilogue: Hashable, Sendable {
  public var function: String
  /// Parameters of one output channel, stored in the weight's format and loaded with the weights.
  public var parametersPerFilter: Int

  public init(function: String, parametersPerFilter: Int) {
    self.function = function
    self.parametersPerFilter = parametersPerFilter
  }
}

extension VectorWork {
  /// The same with elements of each unit that are left out: those of neither operand are moved, nor worked on.
  ///
  /// Its units are rows, and the columns of the mask their elements.
  public func leavingOut(_ mask: OccupancyMask) -> VectorWork {
    var work = self
    work.input = .masked(mask)
    work.output = .masked(mask)
    return work
  }

  /// Element operations of a stage over all units, of those elements that it works on.
  public func operations(of stage: Stage) -> Int {
    mask.map { operations(of: stage, elements: $0.count) } ?? units * stage.operationsPerUnit
  }

  /// Element operations of a stage over so many elements of units that leave some out: their share, rounded up.
  public func operations(of stage: Stage, elements: Int) -> Int {
    guard let mask, mask.columns > 0 else { return 0 }
    let (all, whole) = (UInt128(stage.operationsPerUnit) * UInt128(elements), UInt128(mask.columns))
    return Int(clamping: (all + whole - 1) / whole)
  }

  /// Where it leaves elements of its units out.
  public var mask: OccupancyMask? { if case .masked(let mask) = input { mask } else { nil } }
}
