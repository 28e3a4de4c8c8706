import Tensors
import Workloads

/// Where the tiles of a product's operands lie in memory.
struct ProductRegions {
  let product: Product
  let share: ProductShare
  let mapping: ProductMapping
  let rows: [AxisTile]
  let columns: [AxisTile]
  /// Of the core's own loads: none where another core loads them.
  let parametersPerFilter: Int

  func groups(_ at: ProductLoops.Position) -> Segment {
    segment(at.group, size: mapping.groups, of: share.groups)
  }

  func channels(_ at: ProductLoops.Position) -> Segment {
    segment(at.channel, size: mapping.channels, of: share.channels)
  }

  func filters(_ at: ProductLoops.Position) -> Segment {
    segment(at.filter, size: mapping.filters, of: share.filters)
  }

  private func segment(_ index: Int, size: Int, of share: Segment) -> Segment {
    Segment(start: share.start + index * size, count: min(size, share.count - index * size))
  }

  func inputElements(_ at: ProductLoops.Position) -> Int {
    groups(at).count * rows[at.row].inputCount * columns[at.column].inputCount * channels(at).count
  }

  func weightElements(_ at: ProductLoops.Position) -> Int {
    groups(at).count * filters(at).count * product.kernelHeight * product.kernelWidth
      * channels(at).count
  }

  /// Epilogue parameters that come with a weight tile.
  func parameterElements(_ at: ProductLoops.Position, lastChannelTile: Bool) -> Int {
    lastChannelTile ? groups(at).count * filters(at).count * parametersPerFilter : 0
  }

  func outputElements(_ at: ProductLoops.Position) -> Int {
    groups(at).count * rows[at.row].outputs.count * columns[at.column].outputs.count * filters(at).count
  }

  func input(_ at: ProductLoops.Position) -> [LayoutDimension] {
    activation(
      product.layout.input, at, rows: rows[at.row].inputs, columns: columns[at.column].inputs,
      height: product.inputHeight, width: product.inputWidth, inner: channels(at),
      innerWhole: product.channels)
  }

  func output(_ at: ProductLoops.Position) -> [LayoutDimension] {
    activation(
      product.layout.output, at, rows: [rows[at.row].outputs], columns: [columns[at.column].outputs],
      height: product.outputHeight, width: product.outputWidth, inner: filters(at),
      innerWhole: product.filters)
  }

  private func activation(
    _ layout: ProductLayout.Activation, _ at: ProductLoops.Position, rows: [Segment], columns: [Segment],
    height: Int, width: Int, inner: Segment, innerWhole: Int
  ) -> [LayoutDimension] {
    let image = Segment(start: share.images.start + at.image, count: 1)
    let imageStride = height * width * product.groups * innerWhole
    switch layout {
    case .groupsInside:
      let pixel = product.groups * innerWhole
      return [
        LayoutDimension(image, stride: imageStride),
        LayoutDimension(segments: rows, stride: width * pixel),
        LayoutDimension(segments: columns, stride: pixel),
        LayoutDimension(groups(at), stride: innerWhole),
        LayoutDimension(inner, stride: 1),
      ]
    case .groupsOutside:
      return [
        LayoutDimension(image, stride: imageStride),
        LayoutDimension(groups(at), stride: height * width * innerWhole),
        LayoutDimension(segments: rows, stride: width * innerWhole),
        LayoutDimension(segments: columns, stride: innerWhole),
        LayoutDimension(inner, stride: 1),
      ]
    }
  }

  func weight(_ at: ProductLoops.Position) -> [LayoutDimension] {
    let window = product.kernelHeight * product.kernelWidth
    let taps = Segment(start: 0, count: window)
    let (c, n, g) = (product.channels, product.filters, product.groups)
    let (group, filter, channel) = (groups(at), filters(at), channels(at))
    switch product.layout.weight {
    case .filtersOutside:
      return [
        LayoutDimension(group, stride: n * window * c),
        LayoutDimension(filter, stride: window * c),
        LayoutDimension(taps, stride: c), LayoutDimension(channel, stride: 1),
      ]
    case .filtersInside:
      return [
        LayoutDimension(group, stride: window * c * n),
        LayoutDimension(taps, stride: c * n), LayoutDimension(channel, stride: n),
        LayoutDimension(filter, stride: 1),
      ]
    case .filtersThenGroups:
      return [
        LayoutDimension(filter, stride: g * window * c),
        LayoutDimension(group, stride: window * c),
        LayoutDimension(taps, stride: c), LayoutDimension(channel, stride: 1),
      ]
    case .channelsThenGroups:
      return [
        LayoutDimension(taps, stride: c * g * n),
        LayoutDimension(channel, stride: g * n), LayoutDimension(group, stride: n),
        LayoutDimension(filter, stride: 1),
      ]
    }
  }

  func addParameters(_ at: ProductLoops.Position, base: Int, bits: Int, to builder: inout StripBuilder) {
    builder.finishRun()
    builder.add(
      [
        LayoutDimension(groups(at), stride: product.filters * parametersPerFilter),
        LayoutDimension(filters(at), stride: parametersPerFilter),
        LayoutDimension(Segment(start: 0, count: parametersPerFilter), stride: 1),
      ], base: base, bits: bits)
  }
}
