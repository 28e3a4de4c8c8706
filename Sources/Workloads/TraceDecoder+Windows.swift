import Documents

extension TraceDecoder {
  /// The keys `kernel`, `stride`, `padding` and, where there is one, `dilation`.
  func window(_ site: OperatorSite, hasDilation: Bool) -> Window? {
    let reader = site.reader
    let kernel = reader.nodeIfPresent("kernel").flatMap { pair($0, "kernel", reader) }
    if !reader.has("kernel") {
      findings.add(.missing("kernel", in: site.context, "a number or [height, width]"), at: site.position)
    }
    let stride = reader.nodeIfPresent("stride").map { pair($0, "stride", reader) } ?? (1, 1)
    let padding = reader.nodeIfPresent("padding").map { sides($0, reader) } ?? (0, 0, 0, 0)
    var dilation: (Int, Int)? = (1, 1)
    if hasDilation, let node = reader.nodeIfPresent("dilation") { dilation = pair(node, "dilation", reader) }
    guard let kernel, let stride, let padding, let dilation else { return nil }
    return Window(
      vertical: WindowAxis(
        kernel: kernel.0, stride: stride.0, dilation: dilation.0, before: padding.0, after: padding.1),
      horizontal: WindowAxis(
        kernel: kernel.1, stride: stride.1, dilation: dilation.1, before: padding.2, after: padding.3))
  }

  /// The size of the output image.
  func output(
    of window: Window, height: Int, width: Int, _ site: OperatorSite
  ) -> (height: Int, width: Int)? {
    let rows = window.vertical.output(of: height)
    let columns = window.horizontal.output(of: width)
    if rows == nil {
      site.reader.report(.kernelTooLarge(lines: "rows", window.vertical, input: height), at: "kernel")
    }
    if columns == nil {
      site.reader.report(.kernelTooLarge(lines: "columns", window.horizontal, input: width), at: "kernel")
    }
    return rows.flatMap { rows in columns.map { (rows, $0) } }
  }

  /// One number, or `[height, width]`.
  private func pair(_ node: Node, _ key: String, _ reader: MappingReader) -> (Int, Int)? {
    guard node.items != nil else {
      return reader.integerIfPresent(key, in: TraceLimits.sizes).map { ($0, $0) }
    }
    return reader.integersIfPresent(key, count: 2, in: TraceLimits.sizes).map { ($0[0], $0[1]) }
  }

  /// One number, `[height, width]`, or `[top, bottom, left, right]`; returned in this order.
  private func sides(_ node: Node, _ reader: MappingReader) -> (Int, Int, Int, Int)? {
    let range = 0...TraceLimits.sizes.upperBound
    guard let items = node.items else {
      return reader.integerIfPresent("padding", in: range).map { ($0, $0, $0, $0) }
    }
    guard items.count == 2 || items.count == 4 else {
      reader.report(.paddingCount(items.count), at: "padding")
      return nil
    }
    return reader.integersIfPresent("padding", in: range).map {
      $0.count == 2 ? ($0[0], $0[0], $0[1], $0[1]) : ($0[0], $0[1], $0[2], $0[3])
    }
  }
}
