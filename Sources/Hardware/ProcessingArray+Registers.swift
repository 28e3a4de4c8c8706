import Tensors

// The registers of an array, for what they take and draw (docs/energy.md).

extension ProcessingArray {
  /// What rests: an operand, or the sums; nil where all is in vector registers or files.
  private var dataflow: Dataflow? {
    switch self {
    case .systolic(let array): array.dataflow
    case .broadcast(let array): array.dataflow
    case .simd, .rowStationary: nil
    case .independent, .dspChain: .outputStationary
    }
  }

  /// Whether operands come into registers to be used more than once (docs/model.md, 7).
  var hasRegisterLoads: Bool { dataflow != .outputStationary }

  /// Bits of an element that does; of a SIMD core, and of files, of the wider operand.
  var loadedBits: Int {
    switch dataflow {
    case .weightStationary: weightFormat.bits
    case .inputStationary: inputFormat.bits
    case .outputStationary, nil: max(inputFormat.bits, weightFormat.bits)
    }
  }

  /// Bits that one multiply-accumulate clocks: what streams past the element, and the sum; of files those it accesses.
  var clockedBits: Int {
    if case .rowStationary = self {
      // The files' accesses: both factors are read, and the sum is read and written.
      return inputFormat.bits + weightFormat.bits + 2 * accumulatorFormat.bits
    }
    let streamed =
      switch dataflow {
      case .weightStationary: inputFormat.bits
      case .inputStationary: weightFormat.bits
      case .outputStationary, nil: inputFormat.bits + weightFormat.bits
      }
    return streamed + accumulatorFormat.bits
  }

  /// Whether a product with a zero may be gated.
  var gatesZeros: Bool { sparsity.input == .gate || sparsity.weight == .gate }

  /// Of what one multiply-accumulate clocks, the share that is accessed all the same where the array gates it.
  ///
  /// An element with files reads the operands that it gates, to see the zero, and neither the other one nor its sum; in
  /// any other array what streams past an element has to go on, zero or not.
  public var gatedRegisterShare: Double {
    guard case .rowStationary(let array) = self else { return 1 }
    let input = array.sparsity.input == .gate ? inputFormat.bits : 0
    let weight = array.sparsity.weight == .gate ? weightFormat.bits : 0
    return Double(input + weight) / Double(clockedBits)
  }

  /// Bits of the files of a core's elements, which keep operands and sums as buffers do; 0 where there are none.
  public var fileBits: Int {
    guard case .rowStationary(let array) = self else { return 0 }
    // A shadowed preload has two files of weights.
    let weights = array.files.weight * (array.preload == .shadowed ? 2 : 1)
    return elements
      * (array.files.input * inputFormat.bits + weights * weightFormat.bits
        + array.files.sum * accumulatorFormat.bits)
  }

  /// Bits of all registers of a core's array.
  var registerBits: Int {
    switch self {
    case .systolic(let array):
      let second =
        array.dataflow == .outputStationary
        ? ((array.drain == .shadowed ? 2 : 1) * array.interleavedSums - 1) * accumulatorFormat.bits
        : (array.preload == .shadowed ? 2 : 1) * loadedBits
      return elements * (clockedBits + second)
    case .broadcast(let array):
      // Lanes that skip zeros choose among all positions of a window, zeros included.
      let resting =
        switch array.dataflow {
        case .weightStationary: array.restingChunks * array.window * array.filters
        case .inputStationary: array.pixels * array.window
        case .outputStationary: 0
        }
      return elements * clockedBits + resting * loadedBits * (array.preload == .shadowed ? 2 : 1)
    case .rowStationary: return fileBits
    case .independent(let array):
      return elements * clockedBits + array.units * array.queue * array.window * inputFormat.bits
    case .dspChain: return elements * clockedBits
    case .simd(let cluster):
      let (pixels, filters) = (cluster.registerPixels, cluster.registerFilters)
      return cluster.lanes * (pixels * inputFormat.bits + filters * weightFormat.bits)
        + pixels * filters * accumulatorFormat.bits
    }
  }
}
