import Documents

extension TraceDecoder {
  mutating func convolution(_ site: OperatorSite) -> OperatorParts {
    let product = convolutionProduct(site)
    var parts = OperatorParts()
    parts.input = input(site, elements: product?.inputElements, columns: product?.inputColumns)
    let weight = weight(site, order: NoOrder.self)
    if weight.isReference {
      parts.weight = weight.index
      if let index = weight.index {
        match(index, product?.weightElements, at: weight.position, site)
        checkExecutions(index, at: weight.position, site)
        tensors.setColumns(product?.weightColumns, of: index)
      }
    } else {
      parts.weight =
        ownParameters(site, elements: product?.weightElements, order: NoOrder.self, mayBeSparse: true).index
      shapeWeight(parts.weight, product)
    }
    let format = (parts.weight.map { tensors[$0].tensor.format } ?? formats.weight).element
    (parts.body, parts.parameters) = self.parts(site, product: product, format: format)
    parts.output = output(site, elements: product?.outputElements, columns: product?.outputColumns)
    return parts
  }

  private mutating func convolutionProduct(_ site: OperatorSite) -> Product? {
    let reader = site.reader
    let images = reader.integer("images", in: TraceLimits.sizes, default: 1)
    self.images.insert(images)
    let height = reader.integer("height", in: TraceLimits.sizes)
    let width = reader.integer("width", in: TraceLimits.sizes)
    let channels = reader.integer("channels", in: TraceLimits.sizes)
    let filters = reader.integer("filters", in: TraceLimits.sizes)
    let groups = reader.integer("groups", in: TraceLimits.sizes, default: 1)
    let window = window(site, hasDilation: true)
    for (what, count) in [("channels", channels), ("filters", filters)] {
      if let count, count % groups != 0 {
        reader.report(.notDivided(groups: groups, what, count), at: "groups")
      }
    }
    guard let height, let width, let window,
      output(of: window, height: height, width: width, site) != nil,
      let channels, let filters, channels % groups == 0, filters % groups == 0
    else { return nil }
    let (vertical, horizontal) = (window.vertical, window.horizontal)
    let product = Product(
      images: images, groups: groups, inputHeight: height, inputWidth: width, channels: channels / groups,
      filters: filters / groups, kernelHeight: vertical.kernel, kernelWidth: horizontal.kernel,
      strideHeight: vertical.stride, strideWidth: horizontal.stride, dilationHeight: vertical.dilation,
      dilationWidth: horizontal.dilation, padTop: vertical.before, padBottom: vertical.after,
      padLeft: horizontal.before, padRight: horizontal.after)
    return isCountable(product, site) ? product : nil
  }
}
