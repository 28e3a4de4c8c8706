import Hardware
import Quantities
import Workloads

/// Consecutive indices of one dimension.
public struct Segment: Hashable, Sendable {
  public var start: Int
  public var count: Int

  public init(start: Int, count: Int) {
    self.start = start
    self.count = count
  }

  public var end: Int { start + count }
}

/// One tile of an output axis (rows or columns) and the input indices that its windows touch.
public struct AxisTile: Hashable, Sendable {
  /// The output indices of the tile.
  public var outputs: Segment
  /// For each output index and each kernel index the input's place in the tile, or -1 for a padding tap.
  public var taps: [Int32]
  /// The input indices that are in the tile, in order: docs/model.md, 2.
  public var inputs: [Segment]
  /// How many input indices those are.
  public var inputCount: Int
  /// Taps that are inside the image.
  public var validTaps: Int
}

/// One output axis of a product: its windows, cut into tiles.
public struct Axis: Sendable {
  public var input: Int
  public var output: Int
  public var kernel: Int
  public var stride: Int
  public var dilation: Int
  public var padding: Int
  /// Which of the inputs that its windows skip a tile has, too.
  public var skippedPixels: Buffer.SkippedPixels

  public init(rowsOf product: Product, in buffers: Buffers) {
    input = product.inputHeight
    output = product.outputHeight
    kernel = product.kernelHeight
    stride = product.strideHeight
    dilation = product.dilationHeight
    padding = product.padTop
    skippedPixels = buffers.skippedPixels
  }

  public init(columnsOf product: Product, in buffers: Buffers) {
    input = product.inputWidth
    output = product.outputWidth
    kernel = product.kernelWidth
    stride = product.strideWidth
    dilation = product.dilationWidth
    padding = product.padLeft
    skippedPixels = buffers.skippedPixels
  }

  /// Whether there are few enough windows and inputs to keep them one by one.
  var isCountable: Bool {
    let (taps, overflow) = output.multipliedReportingOverflow(by: kernel)
    return !overflow && taps <= 1 << 24 && input <= 1 << 26
  }

  /// The axis cut into tiles of `size` outputs.
  public func tiles(of size: Int) -> [AxisTile] {
    tiles(of: size, in: Segment(start: 0, count: output))
  }

  /// A part of the axis cut into tiles of `size` outputs, the first at the part's beginning.
  func tiles(of size: Int, in part: Segment) -> [AxisTile] {
    var place = [Int32](repeating: -1, count: input)
    return (0..<ceilingDivision(part.count, by: size)).map { index in
      let start = index * size
      return tile(
        outputs: Segment(start: part.start + start, count: min(size, part.count - start)), place: &place)
    }
  }

  /// How many inputs each tile of a part of the axis touches, each once.
  func inputCounts(of size: Int, in part: Segment) -> [Int] {
    if skippedPixels != .leftOut {
      return (0..<ceilingDivision(part.count, by: size)).map { index in
        let start = part.start + index * size
        return box(of: Segment(start: start, count: min(size, part.end - start))).count
      }
    }
    guard dilation == 1 else { return tiles(of: size, in: part).map(\.inputCount) }
    func inputs(from first: Int, to last: Int) -> Int { max(0, min(last, input) - max(first, 0)) }
    return (0..<ceilingDivision(part.count, by: size)).map { tile in
      let start = part.start + tile * size
      let end = min(start + size, part.end)
      // Windows that touch or overlap make of a tile's inputs one range; others have each their own.
      if kernel >= stride {
        return inputs(from: start * stride - padding, to: (end - 1) * stride - padding + kernel)
      }
      return (start..<end).reduce(0) {
        $0 + inputs(from: $1 * stride - padding, to: $1 * stride - padding + kernel)
      }
    }
  }

  /// The inputs of a tile that has no gaps: from the first window's first to the last one's last, whose window may be as
  /// large as the stride at least.
  private func box(of outputs: Segment) -> Segment {
    let extent = max((kernel - 1) * dilation + 1, skippedPixels == .loaded ? stride : 1)
    let first = max(0, outputs.start * stride - padding)
    let end = min(input, (outputs.end - 1) * stride - padding + extent)
    return Segment(start: first, count: max(0, end - first))
  }

  /// `place` is scratch of `input` entries, all -1 before and after.
  private func tile(outputs: Segment, place: inout [Int32]) -> AxisTile {
    var touched: [Int] = []
    var ascending = true
    for index in outputs.start..<outputs.end {
      for tap in 0..<kernel {
        let at = index * stride + tap * dilation - padding
        guard at >= 0, at < input, place[at] < 0 else { continue }
        place[at] = 0
        if let last = touched.last, last > at { ascending = false }
        touched.append(at)
      }
    }
    if !ascending { touched.sort() }
    if skippedPixels != .leftOut { touched = Array((box(of: outputs).start)..<box(of: outputs).end) }
    var inputs: [Segment] = []
    for (rank, at) in touched.enumerated() {
      place[at] = Int32(truncatingIfNeeded: rank)
      if let last = inputs.last, last.end == at {
        inputs[inputs.count - 1].count += 1
      } else {
        inputs.append(Segment(start: at, count: 1))
      }
    }
    var taps: [Int32] = []
    taps.reserveCapacity(outputs.count * kernel)
    var valid = 0
    for index in outputs.start..<outputs.end {
      for tap in 0..<kernel {
        let at = index * stride + tap * dilation - padding
        if at >= 0, at < input {
          taps.append(place[at])
          valid += 1
        } else {
          taps.append(-1)
        }
      }
    }
    for at in touched { place[at] = -1 }
    return AxisTile(
      outputs: outputs, taps: taps, inputs: inputs, inputCount: touched.count, validTaps: valid)
  }
}
