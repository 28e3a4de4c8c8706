import Hardware
import Quantities

/// What of an array of independent units bounds the steps of its passes.
public struct IndependentSteps: Sendable {
  private let units: Int
  private let multipliers: Int
  let window: Int
  let scan: Int
  let pipeline: Int
  private let skipsInputs: Bool
  private let skipsWeights: Bool

  init(_ array: IndependentArray) {
    (units, multipliers) = (array.units, array.multipliers)
    (window, scan, pipeline) = (array.window, array.scan, array.pipeline)
    (skipsInputs, skipsWeights) = (array.sparsity.input == .skip, array.sparsity.weight == .skip)
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

  /// The steps of a pass at least: all positions are looked through, where inputs are not skipped none beyond a window in
  /// a step; and where nothing is skipped, all pairs are multiplied.
  func least(_ size: PassSize) -> Int {
    let pixels = size.groups *| size.pixels
    guard !skipsInputs else { return ceilingDivision(pixels *| size.reduction, by: scan) +| pipeline }
    let (full, rest) = size.reduction.quotientAndRemainder(dividingBy: window)
    func perPixel(_ side: Int) -> Int {
      full *| ceilingDivision(window, by: side) +| ceilingDivision(rest, by: side)
    }
    let looking = pixels *| perPixel(scan)
    let multiplying = skipsWeights ? 0 : pixels *| perPixel(multipliers) *| size.filters / units
    return max(looking, multiplying) +| pipeline
  }

  /// Steps of looking through `filterTiles` times all of a reduction for so many pixels, in tiles however cut; at least.
  func looking(pixels: Int, reduction: Int, filterTiles: Int) -> Int {
    pixels *| reduction *| filterTiles / scan
  }
}
