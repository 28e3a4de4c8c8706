/// One axis of a sliding window.
struct WindowAxis {
  var kernel = 1
  var stride = 1
  var dilation = 1
  /// Padding before the first and after the last line.
  var before = 0
  var after = 0

  /// Lines from the first to the last that the kernel touches.
  var extent: Int { (kernel - 1) * dilation + 1 }

  /// How many positions the window has over an input, nil where it does not fit.
  func output(of input: Int) -> Int? {
    let room = input + before + after - extent
    return room >= 0 ? room / stride + 1 : nil
  }
}

/// The window of a convolution or pooling.
struct Window {
  var vertical: WindowAxis
  var horizontal: WindowAxis
}
