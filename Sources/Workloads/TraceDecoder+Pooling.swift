import Documents

extension TraceDecoder {
  /// What a pooling's sizes come to, once they are known to fit together.
  private struct PoolingShape {
    let inputElements: Int
    let outputElements: Int
    let window: PoolingWindow
    let units: Int
    let channels: Int
    let elementsPerUnit: Int
    let kernelArea: Int
  }

  mutating func pooling(_ site: OperatorSite) -> OperatorParts {
    let function = site.reader.identifier("function", as: Self.functions("'max_pool' or 'average_pool'"))
    let shape = poolingShape(site)
    let epilogue = stages(site, elementsPerUnit: shape?.elementsPerUnit ?? 1)
    var parts = OperatorParts()
    parts.input = input(site, elements: shape?.inputElements, columns: shape?.channels)
    parts.output = output(site, elements: shape?.outputElements, columns: shape?.channels)
    guard let function, let shape else { return parts }
    let stage = VectorWork.Stage(
      function: function, operationsPerUnit: shape.elementsPerUnit * shape.kernelArea)
    parts.body = .vector(
      VectorWork(
        units: shape.units, stages: [stage] + epilogue, input: .window(shape.window),
        output: .streaming(elementsPerUnit: shape.elementsPerUnit)))
    return parts
  }

  private mutating func poolingShape(_ site: OperatorSite) -> PoolingShape? {
    let reader = site.reader
    let images = reader.integer("images", in: TraceLimits.sizes, default: 1)
    self.images.insert(images)
    let height = reader.integer("height", in: TraceLimits.sizes)
    let width = reader.integer("width", in: TraceLimits.sizes)
    let channels = reader.integer("channels", in: TraceLimits.sizes)
    guard let window = window(site, hasDilation: false) else { return nil }
    checkPadding(window, site)
    let (vertical, horizontal) = (window.vertical, window.horizontal)
    guard let height, let width, let channels,
      let size = output(of: window, height: height, width: width, site),
      let inputElements = elements("input", site, [images, height, width, channels]),
      let outputElements = elements("output", site, [images, size.height, size.width, channels]),
      operations(site, [outputElements, vertical.kernel, horizontal.kernel]) != nil
    else { return nil }
    return PoolingShape(
      inputElements: inputElements, outputElements: outputElements,
      window: PoolingWindow(
        inputHeight: height, outputHeight: size.height, kernelHeight: vertical.kernel,
        strideHeight: vertical.stride, padTop: vertical.before, elementsPerRow: width * channels,
        channels: channels),
      units: images * size.height, channels: channels, elementsPerUnit: size.width * channels,
      kernelArea: vertical.kernel * horizontal.kernel)
  }

  /// Smaller padding than the kernel leaves no window without a pixel of the image.
  private func checkPadding(_ window: Window, _ site: OperatorSite) {
    for (axis, lines) in [(window.vertical, "rows"), (window.horizontal, "columns")]
    where max(axis.before, axis.after) >= axis.kernel {
      site.reader.report(.paddingTooLarge(lines, axis), at: "padding")
    }
  }
}
