import Documents

extension TraceDecoder {
  mutating func matrixProduct(_ site: OperatorSite) -> OperatorParts {
    let reader = site.reader
    let batch = reader.integer("batch", in: TraceLimits.sizes, default: 1)
    let m = reader.integer("m", in: TraceLimits.sizes)
    let k = reader.integer("k", in: TraceLimits.sizes)
    let n = reader.integer("n", in: TraceLimits.sizes)
    var product: Product?
    if let m, let k, let n {
      let layout = ProductLayout(input: .groupsOutside, weight: .filtersOutside, output: .groupsOutside)
      let candidate = Product.matrixProduct(batch: batch, m: m, k: k, n: n, layout: layout)
      product = isCountable(candidate, site) ? candidate : nil
    }
    var parts = OperatorParts()
    let input = input(
      site, elements: product?.inputElements, order: ProductLayout.Activation.self
    ) { order in
      product.map { $0.ordered(input: order).inputColumns }
    }
    parts.input = input.index
    if let order = input.order { product?.layout.input = order }

    let weight = weight(site, order: ProductLayout.Weight.self)
    if weight.isReference {
      parts.weight = weight.index
      if let order = weight.order { product?.layout.weight = order }
      if let index = weight.index {
        matchFactor(index, product, at: weight.position, site)
        tensors.setColumns(product?.weightColumns, of: index)
      }
    } else {
      let own = ownParameters(
        site, elements: product?.weightElements, order: ProductLayout.Weight.self, mayBeSparse: true)
      parts.weight = own.index
      if let order = own.order { product?.layout.weight = order }
      shapeWeight(own.index, product)
    }
    let output = output(
      site, elements: product?.outputElements, order: MatrixOutputOrder.self, mayHaveBlocks: true
    ) { order in
      product.map { $0.ordered(output: order?.activation).outputColumns }
    }
    parts.output = output.index
    if let order = output.order { product?.layout.output = order.activation }
    if let index = output.index, let product, product.layout.output == .groupsOutside {
      tensors.setMatrices(product.groups, of: index)
    }
    if let index = output.index, let product { checkBlocks(ofOutput: index, product) }
    let format = (parts.weight.map { tensors[$0].tensor.format } ?? formats.weight).element
    (parts.body, parts.parameters) = self.parts(site, product: product, format: format)
    return parts
  }

  /// Gives the weights of a product the shape of their mask.
  mutating func shapeWeight(_ index: Int?, _ product: Product?) {
    guard let index, let product else { return }
    tensors.setShape(WeightShape(product), ofWeight: index)
    guard let zeros = tensors[index].zeros else { return }
    tensors.setSparsity(zeros.sparsity(.weight(WeightShape(product))), of: index)
    tensors.setZeros(nil, of: index)
  }

  /// Compares a tensor with the second factor; of a cache, the first tokens may be used.
  private mutating func matchFactor(
    _ index: Int, _ product: Product?, at position: SourcePosition, _ site: OperatorSite
  ) {
    checkExecutions(index, at: position, site)
    guard let product else { return }
    let entry = tensors[index]
    guard entry.tensor.kind == .cache, let cache = entry.cacheShape else {
      match(index, product.weightElements, at: position, site)
      return
    }
    guard let (tokens, columns) = product.tokensOfFactor else {
      if entry.tensor.elements != product.weightElements {
        let message = Finding.Message.needsWholeCache(
          entry.tensor.name, has: entry.tensor.elements, context: site.context, uses: product.weightElements)
        findings.add(message, at: position, notes: [entry.note])
      }
      return
    }
    if columns != cache.columns {
      findings.add(
        .columnsDiffer(columns, entry.tensor.name, has: cache.columns), at: position, notes: [entry.note])
    }
    if tokens > cache.tokens {
      findings.add(
        .beyondCache(position: nil, tokens: tokens, entry.tensor.name, capacity: cache.tokens), at: position,
        notes: [entry.note])
    }
  }
}

/// The orders of a matrix product's output; they are those of an input with other letters.
private enum MatrixOutputOrder: String, CaseIterable {
  case batchOutside = "batch_m_n"
  case batchInside = "m_batch_n"

  var activation: ProductLayout.Activation {
    switch self {
    case .batchOutside: .groupsOutside
    case .batchInside: .groupsInside
    }
  }
}

extension Product {
  /// The same with its input or output in an order, where one is given.
  fileprivate func ordered(
    input: ProductLayout.Activation? = nil, output: ProductLayout.Activation? = nil
  ) -> Product {
    var ordered = self
    ordered.layout.input = input ?? layout.input
    ordered.layout.output = output ?? layout.output
    return ordered
  }

  /// A matrix product's second factor as tokens of so many columns; nil where tokens are not slowest.
  fileprivate var tokensOfFactor: (tokens: Int, columns: Int)? {
    switch layout.weight {
    case .filtersThenGroups: (filters, groups * channels)
    case .channelsThenGroups: (channels, groups * filters)
    case .filtersOutside: groups == 1 ? (filters, channels) : nil
    case .filtersInside: groups == 1 ? (channels, filters) : nil
    }
  }
}
