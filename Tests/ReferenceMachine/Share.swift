import Workloads

/// The part of an operator that one core computes (docs/model.md, 8).
struct Share {
  var images = 0..<0
  var groups = 0..<0
  var rows = 0..<0
  var channels = 0..<0
  var filters = 0..<0
  var units = 0..<0
  /// Whether the epilogue's parameters come with this share's weights.
  var loadsParameters = true

  /// All of a product.
  init(of product: Product) {
    images = 0..<product.images
    groups = 0..<product.groups
    rows = 0..<product.outputHeight
    channels = 0..<product.channels
    filters = 0..<product.filters
  }

  /// A core's share of a product.
  init(of product: Product, partition: ProductMapping.Partition?, core: Int, cores: Int) throws {
    self.init(of: product)
    guard cores > 1 else { return }
    guard let partition else { throw ReferenceFailure(description: "no dimension is cut over the cores") }
    switch partition {
    case .m: rows = part(of: product.outputHeight, core: core, cores: cores)
    case .n: filters = part(of: product.filters, core: core, cores: cores)
    case .k:
      channels = part(of: product.channels, core: core, cores: cores)
      loadsParameters = channels.lowerBound == 0
    case .batch: images = part(of: product.images, core: core, cores: cores)
    case .head: groups = part(of: product.groups, core: core, cores: cores)
    }
  }

  /// A core's share of a vector operator.
  init(of work: VectorWork, core: Int, cores: Int) {
    units = part(of: work.units, core: core, cores: cores)
  }
}

/// The indices of a dimension that a core has.
private func part(of size: Int, core: Int, cores: Int) -> Range<Int> {
  core * size / cores..<(core + 1) * size / cores
}
