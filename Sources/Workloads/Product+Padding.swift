extension Product {
  /// Of the dense multiply-accumulates those of taps that are outside the image.
  public var paddingMACs: Int {
    let inside =
      Self.tapsInside(
        outputs: outputHeight, kernel: kernelHeight, stride: strideHeight, dilation: dilationHeight,
        padding: padTop, inputs: inputHeight)
      * Self.tapsInside(
        outputs: outputWidth, kernel: kernelWidth, stride: strideWidth, dilation: dilationWidth,
        padding: padLeft, inputs: inputWidth)
    return denseMACs - batch * inside * channels * n
  }

  /// Pairs of an output and a tap of one axis whose input is inside.
  private static func tapsInside(
    outputs: Int, kernel: Int, stride: Int, dilation: Int, padding: Int, inputs: Int
  ) -> Int {
    // A tap's inputs are inside from some output on and up to another.
    (0..<kernel).reduce(0) { sum, tap in
      let first = tap * dilation - padding
      let from = first >= 0 ? 0 : (-first + stride - 1) / stride
      let until = first >= inputs ? 0 : min(outputs, (inputs - 1 - first) / stride + 1)
      return sum + max(0, until - from)
    }
  }
}
