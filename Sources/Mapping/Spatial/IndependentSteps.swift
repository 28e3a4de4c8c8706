import Hardware
import Quantities

/// What of an array of independent units bounds the steps of its passes.
public struct IndependentSteps: Sendable {
  private let units: Int
  private let multipliers: Int
  let window: Int
  let scan: Int
  let pipeline: Int
  private let skipsInput: Bool
  private let skipsNothing: Bool
  private let takesJobs: Bool

  init(_ array: IndependentArray) {
    (units, multipliers) = (array.units, array.multipliers)
    (window, scan, pipeline) = (array.window, array.scan, array.pipeline)
    (skipsInput, skipsNothing) = (array.sparsity.input == .skip, !array.sparsity.skips)
    takesJobs = array.distribution == .stealing
  }

  /// The steps of a pass in which nothing is zero and no queue is full: units or broadcaster, whoever takes longer.
  func steps(_ size: PassSize) -> Int {
    let looking = size.groups *| size.pixels *| ceilingDivision(size.reduction, by: scan)
    let work =
      ceilingDivision(size.reduction, by: window)
      *| ceilingDivision(min(window, size.reduction), by: multipliers)
    return max(looking, multiplying(size, ofFilter: work)) +| pipeline
  }

  /// Steps that no pass of the size takes fewer than, whatever is zero in it.
  func least(_ size: PassSize) -> Int {
    let (full, rest) = size.reduction.quotientAndRemainder(dividingBy: window)
    func ofWindows(_ each: Int) -> Int {
      full *| ceilingDivision(window, by: each) +| ceilingDivision(rest, by: each)
    }
    // A window without inputs is looked through together with the next one, of another pixel or group, too.
    let looking =
      skipsInput
      ? ceilingDivision(size.groups *| size.pixels *| size.reduction, by: scan)
      : size.groups *| size.pixels *| ofWindows(scan)
    return max(looking, skipsNothing ? multiplying(size, ofFilter: ofWindows(multipliers)) : 0) +| pipeline
  }

  /// The steps of the unit with most filters, of which each takes so many for a pixel; where units take jobs of each
  /// other, those of all shared out among them.
  private func multiplying(_ size: PassSize, ofFilter work: Int) -> Int {
    let pixels = size.groups *| size.pixels
    return takesJobs
      ? ceilingDivision(pixels *| size.filters *| work, by: min(units, size.filters))
      : pixels *| ceilingDivision(size.filters, by: units) *| work
  }
}
