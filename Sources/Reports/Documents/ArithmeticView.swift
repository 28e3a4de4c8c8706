import Accounting
import Hardware
import Simulation

extension ArrayPrecision {
  /// Whether reports say how products are made.
  var saysHow: Bool { !hasOnlyOwnMode || dequantization != nil }
}

/// How an operator's products were made, and how many.
public struct ArithmeticView: Codable, Sendable {
  /// Both are absent of what is no product.
  public var products: Int?
  public var steps: OrNull<Int>?
  public var slotsOfMultiplier: Int
  public var effectiveProducts: Int
  public var ineffectualProducts: Int
  /// In the order of the design's pairs of formats; absent where it has none.
  public var pairProducts: [Int]?
  /// The three are absent where no digits are added.
  public var digits: Int?
  public var idealSteps: OrNull<Double>?
  public var workOverTime: OrNull<Double>?
  /// Absent where the design does not say where scales are multiplied in.
  public var dequantizations: Int?

  enum CodingKeys: String, CodingKey {
    case products, steps, digits, dequantizations
    case slotsOfMultiplier = "slots_of_multiplier"
    case effectiveProducts = "effective_products"
    case ineffectualProducts = "ineffectual_products"
    case pairProducts = "pair_products"
    case idealSteps = "ideal_steps"
    case workOverTime = "work_over_time"
  }

  /// Nil where the design makes products of its own formats alone, and counts no scales.
  init?(_ record: OperatorRecord, _ figures: OperatorFigures, _ mode: ArithmeticMode?, _ design: Design) {
    guard design.array.precision.saysHow else { return nil }
    products = mode?.products
    steps = mode.map { OrNull($0.digits == nil ? $0.steps : $0.places) }
    slotsOfMultiplier = design.array.slotMultiple
    effectiveProducts = record.products.effective
    ineffectualProducts = record.products.ineffectual
    let pairs = design.array.precision.pairs
    if !pairs.isEmpty {
      // What is no product has made none.
      pairProducts = pairs.indices.map {
        record.pairProducts.indices.contains($0) ? record.pairProducts[$0] : 0
      }
    }
    if design.array.precision.dequantization != nil { dequantizations = record.dequantizations }
    guard let digits = figures.digits else { return }
    self.digits = digits
    idealSteps = OrNull(figure: figures.idealSteps)
    workOverTime = OrNull(figure: figures.workOverTime(record, cores: design.cores.count))
  }
}
