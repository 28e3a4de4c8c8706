import Tensors

// A tensor keeps its elements where they lie in memory, whatever the shape under which its readers take them.
extension ElementRows {
  /// What there is of an activation, as it lies in memory, as the rows and columns of a product's input (`ProductZeros`).
  public func asInput(of product: Product) -> Self {
    let pixels = product.inputHeight * product.inputWidth
    let rows = product.images * product.groups * pixels
    let inside = reshaped(rows: rows, columns: product.channels)
    guard product.layout.input == .groupsOutside, product.groups > 1, pixels > 1 else { return inside }
    return inside.groupsInside(product.groups, pixels: pixels)
  }

  /// What there is of an activation, as it lies in memory, as the rows and columns of a product's output.
  public func asOutput(of product: Product) -> Self {
    let pixels = product.outputHeight * product.outputWidth
    let rows = product.images * product.groups * pixels
    let inside = reshaped(rows: rows, columns: product.filters)
    guard product.layout.output == .groupsOutside, product.groups > 1, pixels > 1 else { return inside }
    return inside.groupsInside(product.groups, pixels: pixels)
  }

  /// Rows of image, group, pixel as those of image, pixel, group.
  private func groupsInside(_ groups: Int, pixels: Int) -> Self {
    rearranged(rows: rows) { row in
      let (pixelAndImage, group) = row.quotientAndRemainder(dividingBy: groups)
      let (image, pixel) = pixelAndImage.quotientAndRemainder(dividingBy: pixels)
      return (image * groups + group) * pixels + pixel
    }
  }

  /// What there is of a tensor of that shape as the rows and columns of a product's weights.
  public func asWeight(of product: Product, lying shape: MaskShape) -> Self {
    let wanted = WeightShape(product)
    switch shape {
    case .weight(let own):
      return own == wanted ? self : inMemory(own).asWeight(wanted)
    case .activation: return asWeight(wanted)
    }
  }

  /// Elements as they lie in memory as the rows and columns of a product's weights.
  public func asWeight(of product: Product) -> Self { asWeight(WeightShape(product)) }

  /// A tensor as the rows and columns of its elements in memory (docs/model.md, 11).
  public func lying(as shape: MaskShape) -> Self {
    guard case .weight(let weight) = shape else { return self }
    let lying = inMemory(weight)
    guard weight.order == .filtersThenGroups else { return lying }
    return lying.reshaped(rows: weight.filters, columns: weight.groups * weight.reduction)
  }

  /// Weights as they lie in memory.
  private func inMemory(_ shape: WeightShape) -> Self {
    switch shape.order {
    case .filtersOutside: return self
    case .filtersInside: return transposed(parts: shape.groups)
    case .filtersThenGroups:
      return rearranged(rows: rows) { row in
        let (filter, group) = row.quotientAndRemainder(dividingBy: shape.groups)
        return group * shape.filters + filter
      }
    case .channelsThenGroups: return transposed()
    }
  }

  /// Elements as they lie in memory, as groups and filters x the reduction.
  private func asWeight(_ shape: WeightShape) -> Self {
    let (groups, filters, reduction) = (shape.groups, shape.filters, shape.reduction)
    switch shape.order {
    case .filtersOutside: return reshaped(rows: groups * filters, columns: reduction)
    case .filtersInside:
      return reshaped(rows: groups * reduction, columns: filters).transposed(parts: groups)
    case .filtersThenGroups:
      return reshaped(rows: filters * groups, columns: reduction).rearranged(rows: groups * filters) { row in
        let (group, filter) = row.quotientAndRemainder(dividingBy: filters)
        return filter * groups + group
      }
    case .channelsThenGroups:
      return reshaped(rows: reduction, columns: groups * filters).transposed()
    }
  }
}
