import Tensors
import Workloads

extension NumberFormat {
  /// Bits of a signed number that holds its values; nil of no integer.
  var signedBits: Int? {
    guard let range = integers else { return nil }
    var bits = 1
    while range.lowerBound < -(1 << (bits - 1)) || range.upperBound >= 1 << (bits - 1) { bits += 1 }
    return bits
  }
}

extension DSPChainArray {
  /// The lanes of a DSP's packed sums (docs/model.md, 3.5).
  public struct Lanes: Hashable, Sendable {
    /// Bits from one lane to the next.
    public var bits: Int
    /// Products that a lane has room for, whatever they are.
    public var products: Int
    /// The same if no weight is the least that its format has.
    public var symmetricProducts: Int
  }

  /// The lanes of a DSP that packs operands of two formats; nil where they do not fit. Without packing there is one lane, of
  /// the sum's bits.
  public static func lanes(
    of dsp: DSP, _ packing: Packing, input: NumberFormat, weight: NumberFormat
  ) -> Lanes? {
    guard let b = input.signedBits, let c = weight.signedBits else { return nil }
    let (u, v) = (packing.inputs, packing.weights)
    func greatest(_ inputSide: Int, _ weightSide: Int) -> Int {
      // A packed word has one bit more: the lanes below can borrow from the top one.
      guard u > 1 || b <= inputSide, v > 1 || c <= weightSide else { return 0 }
      let ofInputs = u > 1 ? (inputSide - b - 1) / (u - 1) : Int.max
      let ofWeights = v > 1 ? (weightSide - c - 1) / (u * (v - 1)) : Int.max
      return min(ofInputs, ofWeights, dsp.sumBits / (u * v))
    }
    let (one, other) = dsp.sides
    let lane = max(greatest(one, other), greatest(other, one))
    guard lane >= b + c else { return nil }
    // The greatest sum of a lane, but never more than can be counted.
    let most = 1 << min(lane - 1, 62) - 1
    let symmetric = (1 << (b - 1)) * max(1, 1 << (c - 1) - 1)
    return Lanes(
      bits: lane, products: most / (1 << (b + c - 2)), symmetricProducts: most / symmetric)
  }

  /// Steps from reading a vector to writing its results, both included, where sums are of so many positions.
  ///
  /// - Parameter besideShorter: Whether some sums are of fewer, and leave at a node in any case.
  public func latency(ofPositions count: Int, besideShorter: Bool = false) -> Int {
    let dsps = (count + positionsOfDSP - 1) / positionsOfDSP
    let pieces = pieces(ofPositions: count)
    let longest = min(dsps, cascade)
    let isBroken = dsps < chain || pieces > 1 || besideShorter
    let levels = Int.bitWidth - (pieces - 1).leadingZeroBitCount
    return pipeline + (longest - 1 + pump - 1) / pump + adjusts(ofPositions: count) * adjust.latency
      + (isBroken ? nodeLatency : 0) + levels
  }

  /// Pieces into which reduction nodes break the DSPs that sum so many positions.
  public func pieces(ofPositions count: Int) -> Int {
    ((count + positionsOfDSP - 1) / positionsOfDSP + cascade - 1) / cascade
  }

  /// How often the lanes of a piece are read before its end.
  public func adjusts(ofPositions count: Int) -> Int {
    guard active.packing.products > 1, let above = adjust.above else { return 0 }
    let longest = min((count + positionsOfDSP - 1) / positionsOfDSP, cascade)
    return (longest + above - 1) / above - 1
  }

  /// The array as it works on a product, in a mode of its arithmetic and in one of its own (docs/model.md, 3.5).
  public func working(on product: Product, in mode: ArithmeticMode) -> DSPChainArray {
    var array = self
    array.products *= mode.products
    array.matrix = matrix.packing(mode.products)
    array.vector = vector?.packing(mode.products)
    (array.precision.arithmetic, array.precision.pairs) = (.native, [])
    func vectors(_ mode: Mode) -> Int {
      let (pixels, overflow) = product.outputHeight.multipliedReportingOverflow(by: product.outputWidth)
      let sets = ((overflow ? Int.max / 2 : pixels) - 1) / mode.pixels + 1
      let (count, isMore) = sets.multipliedReportingOverflow(by: (product.filters - 1) / mode.filters + 1)
      return isMore ? Int.max : count
    }
    if let vector = array.vector, vectors(vector) < vectors(array.matrix) {
      array.working = .vector
    } else {
      array.working = .matrix
    }
    if array.adjust.above == nil {
      array.adjust.above =
        Self.lanes(of: dsp, array.active.packing, input: mode.input, weight: mode.weight)?.products
    }
    return array
  }

  /// The broadcast array that reads and writes what chains do, of so many filters, with sums of so many positions.
  public func broadcast(filters: Int, sumsOf count: Int, besideShorter: Bool = false) -> BroadcastArray {
    BroadcastArray(
      arrangement: .cube, dataflow: .outputStationary, pixelColumns: active.pixels, reduction: positions,
      filters: filters, pipeline: latency(ofPositions: count, besideShorter: besideShorter),
      precision: precision)
  }
}

extension DSPChainArray.Mode {
  /// With `products` times as many of the operand of which fewer are packed.
  fileprivate func packing(_ products: Int) -> Self {
    var mode = self
    if packing.weights <= packing.inputs {
      mode.packing.weights *= products
      mode.filters *= products
    } else {
      mode.packing.inputs *= products
      mode.pixels *= products
    }
    return mode
  }
}
