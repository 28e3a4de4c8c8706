import Hardware
import Quantities
import Workloads

/// What of a row-stationary array and a product decides the steps of its passes.
///
/// A pass at the edge of an image takes fewer inputs than another of its size; here each takes as few as any.
public struct RowStationarySteps: Sendable {
  private let array: RowStationaryArray
  private let kernelHeight: Int
  private let kernelWidth: Int
  private let newColumns: Int
  private let rows: WindowAxis
  private let columns: WindowAxis

  init(_ array: RowStationaryArray, _ product: Product) {
    self.array = array
    (kernelHeight, kernelWidth) = (product.kernelHeight, product.kernelWidth)
    newColumns = product.newKernelColumns
    rows = WindowAxis(
      input: product.inputHeight, output: product.outputHeight, kernel: product.kernelHeight,
      stride: product.strideHeight, dilation: product.dilationHeight, padding: product.padTop)
    columns = WindowAxis(
      input: product.inputWidth, output: product.outputWidth, kernel: product.kernelWidth,
      stride: product.strideWidth, dilation: product.dilationWidth, padding: product.padLeft)
  }

  /// The steps of a pass whose inputs are all inside the image, and at most those of one that has padding.
  ///
  /// Where weights stay from pass to pass, those of one that may find its own.
  func steps(_ size: PassSize) -> Int {
    let layout = RowStationaryLayout(
      on: array, kernelHeight: kernelHeight, kernelWidth: kernelWidth, rows: size.rows,
      channels: size.channels, filters: size.filters)
    let (full, rest) = size.rows.quotientAndRemainder(dividingBy: layout.rows)
    let chunks = [(layout.rows, full), (rest, rest > 0 ? 1 : 0)].filter { $0.1 > 0 }
    return RowStationaryFolds(
      on: array, kernelHeight: kernelHeight, kernelWidth: kernelWidth, size: size, layout,
      chunks: chunks.map { outputs, count in
        let inputs = array.multicast ? rows.fewestInputs(of: outputs) : rows.fewestTaps(of: outputs)
        return (RowStationaryFolds.RowChunk(outputs: outputs, inputs: inputs), count)
      }, fewestColumns(of: size.columns),
      keepsWeights: array.weightsStay == .operator && layout.hasOneRun(groups: size.groups)
    ).steps
  }

  private func fewestColumns(of vectors: Int) -> RowStationaryFolds.NewColumns {
    let first = columns.fewestTaps(ofFirst: vectors)
    if vectors == 1 { return .init(first: first, second: 0, rest: []) }
    let lost = columns.windows(without: newColumns)
    let full = max(0, vectors - 2 - lost)
    return .init(
      first: first, second: lost > 0 ? 0 : newColumns, rest: [(newColumns, full), (0, vectors - 2 - full)])
  }

  /// Steps of all passes over shares of a product, at least: no element does more than a product a step.
  func least(_ counts: ProductCounts, _ chunks: ArrayChunks) -> Int {
    let elements = array.rows / kernelHeight * kernelHeight * array.columns
    let products =
      counts.groups *| counts.rows *| counts.columns *| counts.filters *| counts.channels *| kernelHeight
      *| kernelWidth
    // A kernel that the array does not admit has no elements.
    return ceilingDivision(products, by: max(1, elements)) +| chunks.tiles *| (array.pipeline + 1)
  }
}

/// The windows along an axis of an image, and how many of their taps are outside of it at its ends.
private struct WindowAxis: Sendable {
  let input: Int
  let output: Int
  let kernel: Int
  let stride: Int
  let dilation: Int
  let padding: Int

  /// Different inputs inside the image of as many windows side by side as any such have, at least.
  func fewestInputs(of windows: Int) -> Int {
    if kernel == 1 ? stride == 1 : dilation == 1 && kernel >= stride {
      // One range of inputs; it is shortest at an end.
      let extent = (windows - 1) * stride + kernel
      func inside(from first: Int) -> Int { max(0, min(first + extent, input) - max(first, 0)) }
      return min(inside(from: -padding), inside(from: (output - windows) * stride - padding))
    }
    // Each further window has at least an input of its own, and all where windows are apart.
    let apart = kernel == 1 || (dilation == 1 && kernel < stride)
    let inputs = apart ? windows * kernel : kernel + windows - 1
    let beyond = (output - 1) * stride + (kernel - 1) * dilation + 1 - padding - input
    return max(0, inputs - padding - max(0, beyond))
  }

  /// Taps inside the image of so many windows side by side, at least.
  func fewestTaps(of windows: Int) -> Int {
    kernel * max(0, windows - outside(tap: 0) - outsideAfter)
  }

  /// Taps inside the image of the first of so many windows side by side, at least.
  func fewestTaps(ofFirst windows: Int) -> Int {
    let before = min(kernel, ceilingDivision(padding, by: dilation))
    let beyond = (output - windows) * stride + (kernel - 1) * dilation - padding - (input - 1)
    let after = beyond > 0 ? min(kernel, ceilingDivision(beyond, by: dilation)) : 0
    return max(0, kernel - before - after)
  }

  /// Windows of which one of the last taps is outside the image, but for the first of all.
  func windows(without lastTaps: Int) -> Int {
    max(0, outside(tap: kernel - lastTaps) - 1) + outsideAfter
  }

  /// Windows whose tap of that number is before the image.
  private func outside(tap: Int) -> Int {
    min(output, ceilingDivision(max(0, padding - tap * dilation), by: stride))
  }

  /// Windows whose last tap is after the image.
  private var outsideAfter: Int {
    let last = input - 1 + padding - (kernel - 1) * dilation
    return last < 0 ? output : max(0, output - 1 - last / stride)
  }
}
