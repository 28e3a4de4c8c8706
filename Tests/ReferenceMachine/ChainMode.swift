import Hardware
import Tensors
import Workloads

/// DSP chains as they work on a product: in one of the array's modes, for one pair of formats (docs/model.md, 3.5).
struct ChainMode {
  let array: DSPChainArray
  /// P and N, with the products that a DSP packs beside those of its own formats.
  let pixels: Int
  let filters: Int
  let lanes: PackedLanes
  /// X: DSPs whose products are added in one word at most.
  let above: Int
  /// Whether so many fit a lane only where no weight is the least that there is.
  let leavesOutLeastWeight: Bool
  private let products: Int

  init(_ array: DSPChainArray, _ product: Product, _ mode: PairMode) throws {
    self.array = array
    products = mode.products
    try require(mode.steps == 1, "chains make a product in a step")
    try require(products == 1 || !array.dot, "a DSP that adds up neighbours packs nothing")
    let one = Sides(array.matrix, products: mode.products)
    let other = array.vector.map { Sides($0, products: mode.products) }
    // It works as a matrix unless the other mode has fewer vectors.
    let sides = if let other, other.vectors(of: product) < one.vectors(of: product) { other } else { one }
    (pixels, filters) = (sides.pixels, sides.filters)
    try require(
      pixels.isMultiple(of: sides.inputs) && filters.isMultiple(of: sides.weights), "a DSP is packed in part")
    let bits = [try signedBits(mode.formats[0]), try signedBits(mode.formats[1])]
    if array.dot {
      try require(sides.inputs * sides.weights == 1, "a DSP that adds up neighbours packs nothing")
      let (x, y) = array.dsp.neighbourSides
      try require(
        bits[0] <= x && bits[1] <= y || bits[0] <= y && bits[1] <= x,
        "\(mode.formats[0]) and \(mode.formats[1]) are too wide for products of neighbours")
    }
    lanes = try PackedLanes(
      of: array.dsp, inputs: sides.inputs, weights: sides.weights, inputBits: bits[0], weightBits: bits[1])
    above = sides.inputs * sides.weights == 1 ? Int.max : array.adjust.above ?? lanes.products
    leavesOutLeastWeight = sides.inputs * sides.weights > 1 && above > lanes.products
    try require(
      sides.inputs * sides.weights == 1 || above <= max(lanes.products, lanes.symmetricProducts),
      "a lane overflows")
    try require(array.chain.isMultiple(of: array.cascade), "the pieces of a chain differ")
  }

  /// e and e f: positions of k that a DSP has in a tick and in a step.
  var neighbours: Int { array.dot ? array.dsp.neighbours : 1 }
  var positionsOfDSP: Int { neighbours * array.pump }
  /// K.
  var positions: Int { array.chain * positionsOfDSP }
  /// Chains of each set of pixels that a DSP packs.
  var chains: Int { filters / lanes.weights }
  /// Slots of positions that the array has in a step, whatever mode it is in.
  var slots: Int {
    positions * products * ([array.matrix] + (array.vector.map { [$0] } ?? [])).map { $0.pixels * $0.filters }
      .max()!
  }
}

/// Pixels and filters of a mode, and how many of them a DSP packs.
private struct Sides {
  var pixels: Int
  var filters: Int
  var inputs: Int
  var weights: Int

  /// - Parameter products: Of a DSP in the place of each of its own formats': more of what fewer are packed of.
  init(_ mode: DSPChainArray.Mode, products: Int) {
    (pixels, filters) = (mode.pixels, mode.filters)
    (inputs, weights) = (mode.packing.inputs, mode.packing.weights)
    if weights <= inputs {
      weights *= products
      filters *= products
    } else {
      inputs *= products
      pixels *= products
    }
  }

  func vectors(of product: Product) -> Int {
    cuts(of: product.outputHeight * product.outputWidth, by: pixels).count
      * cuts(of: product.filters, by: filters).count
  }
}
