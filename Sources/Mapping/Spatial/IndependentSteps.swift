import Hardware
import Quantities

/// What of an array of independent units bounds the steps of its passes.
public struct IndependentSteps: Sendable {
  private let units: Int
  private let multipliers: Int
  let window: Int
  let scan: Int
  let pipeline: Int

  init(_ array: IndependentArray) {
    (units, multipliers) = (array.units, array.multipliers)
    (window, scan, pipeline) = (array.window, array.scan, array.pipeline)
  }

  /// The steps of a pass in which nothing is zero and no queue is full: units or broadcaster, whoever takes longer.
  func steps(_ size: PassSize) -> Int {
    let looking = ceilingDivision(size.reduction, by: scan)
    let filters = ceilingDivision(size.filters, by: units)
    let multiplying =
      ceilingDivision(size.reduction, by: window) *| filters
      *| ceilingDivision(min(window, size.reduction), by: multipliers)
    return size.groups *| size.pixels *| max(looking, multiplying) +| pipeline
  }
}
