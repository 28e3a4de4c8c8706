import Workloads

/// The values of every tensor in memory, by element; an element that was never written has none.
struct MemoryImage {
  private var values: [Tensor: [Int?]] = [:]

  /// An image whose inputs hold small pseudo-random numbers.
  init(work: Work) {
    switch work.body {
    case .product(let product, let epilogue): fill(product, epilogue: epilogue)
    case .vector(let work):
      values[.input] = (0..<Self.extent(work.input, units: work.units)).map { smallNumber(1, $0) }
      values[.weight] = (0..<Self.extent(work.weight, units: work.units)).map { smallNumber(2, $0) }
      values[.output] = .init(repeating: nil, count: Self.extent(work.output, units: work.units))
    }
  }

  subscript(tensor: Tensor, index: Int) -> Int? { values[tensor]![index] }

  mutating func write(_ value: Int, to tensor: Tensor, _ index: Int) {
    values[tensor]![index] = value
  }

  /// Elements from the operand's base to the last one that is used.
  private static func extent(_ access: VectorWork.Access?, units: Int) -> Int {
    switch access {
    case nil: 0
    case .streaming(let elementsPerUnit): units * elementsPerUnit
    case .constant(let elements): elements
    case .window(let window):
      (units + window.outputHeight - 1) / window.outputHeight * window.inputHeight * window.elementsPerRow
    case .gather(let rows, let elementsPerUnit): ((rows.max() ?? -1) + 1) * elementsPerUnit
    }
  }

  /// Lays the operands out by walking the layout's loops, without any formula for an element's number.
  private mutating func fill(_ product: Product, epilogue: [Epilogue]) {
    var input: [Int?] = []
    walkActivation(
      product.layout.input, product, height: product.inputHeight, width: product.inputWidth,
      channels: product.channels
    ) { image, group, row, column, channel in
      input.append(inputValue(image, group, row, column, channel))
    }
    values[.input] = input
    var weight: [Int?] = []
    walkWeight(product) { group, filter, row, column, channel in
      weight.append(weightValue(group, filter, row, column, channel))
    }
    values[.weight] = weight
    let parameters = epilogue.reduce(0) { $0 + $1.parametersPerFilter }
    values[.parameters] = .init(repeating: 1, count: product.groups * product.filters * parameters)
    values[.output] = .init(repeating: nil, count: product.outputElements)
    values[.partialSums] = .init(repeating: nil, count: product.outputElements)
  }

  /// Every output element is what a naive convolution says.
  func check(_ product: Product) throws {
    var index = 0
    var wrong: String?
    walkActivation(
      product.layout.output, product, height: product.outputHeight, width: product.outputWidth,
      channels: product.filters
    ) { image, group, row, column, filter in
      let expected = convolution(product, image, group, row, column, filter)
      if self[.output, index] != expected, wrong == nil {
        wrong =
          "output (\(image), \(group), \(row), \(column), \(filter)) is "
          + "\(self[.output, index].map(String.init) ?? "missing"), not \(expected)"
      }
      index += 1
    }
    if let wrong { throw ReferenceFailure(description: wrong) }
  }

  /// Every output element of a vector operator was stored.
  func checkAllStored() throws {
    try require(values[.output]!.allSatisfy { $0 != nil }, "an output element was never stored")
  }
}

/// One output element of a product, from its definition.
private func convolution(
  _ p: Product, _ image: Int, _ group: Int, _ row: Int, _ column: Int, _ filter: Int
) -> Int {
  var sum = 0
  for i in 0..<p.kernelHeight {
    for j in 0..<p.kernelWidth {
      let y = row * p.strideHeight + i * p.dilationHeight - p.padTop
      let x = column * p.strideWidth + j * p.dilationWidth - p.padLeft
      guard y >= 0, y < p.inputHeight, x >= 0, x < p.inputWidth else { continue }
      for channel in 0..<p.channels {
        sum += inputValue(image, group, y, x, channel) * weightValue(group, filter, i, j, channel)
      }
    }
  }
  return sum
}

private func inputValue(_ image: Int, _ group: Int, _ row: Int, _ column: Int, _ channel: Int) -> Int {
  smallNumber(3, (((image * 1009 + group) * 1009 + row) * 1009 + column) * 1009 + channel)
}

private func weightValue(_ group: Int, _ filter: Int, _ row: Int, _ column: Int, _ channel: Int) -> Int {
  smallNumber(4, (((group * 1009 + filter) * 1009 + row) * 1009 + column) * 1009 + channel)
}

/// SplitMix64 of a number, brought down to -100...100, never 0.
private func smallNumber(_ stream: Int, _ number: Int) -> Int {
  var z = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(stream) << 56
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  let value = Int((z ^ (z >> 31)) % 200)
  return value < 100 ? value - 100 : value - 99
}

private func walkActivation(
  _ layout: ProductLayout.Activation, _ product: Product, height: Int, width: Int, channels: Int,
  _ visit: (_ image: Int, _ group: Int, _ row: Int, _ column: Int, _ channel: Int) -> Void
) {
  for image in 0..<product.images {
    switch layout {
    case .groupsInside:
      for row in 0..<height {
        for column in 0..<width {
          for group in 0..<product.groups {
            for channel in 0..<channels { visit(image, group, row, column, channel) }
          }
        }
      }
    case .groupsOutside:
      for group in 0..<product.groups {
        for row in 0..<height {
          for column in 0..<width {
            for channel in 0..<channels { visit(image, group, row, column, channel) }
          }
        }
      }
    }
  }
}

private func walkWeight(
  _ product: Product,
  _ visit: (_ group: Int, _ filter: Int, _ row: Int, _ column: Int, _ channel: Int) -> Void
) {
  func walkTaps(_ body: (Int, Int, Int) -> Void) {
    for row in 0..<product.kernelHeight {
      for column in 0..<product.kernelWidth {
        for channel in 0..<product.channels { body(row, column, channel) }
      }
    }
  }
  let (groups, filters) = (0..<product.groups, 0..<product.filters)
  switch product.layout.weight {
  case .filtersOutside:
    for group in groups { for filter in filters { walkTaps { visit(group, filter, $0, $1, $2) } } }
  case .filtersInside:
    for group in groups {
      walkTaps { row, column, channel in
        for filter in filters { visit(group, filter, row, column, channel) }
      }
    }
  case .filtersThenGroups:
    for filter in filters { for group in groups { walkTaps { visit(group, filter, $0, $1, $2) } } }
  case .channelsThenGroups:
    walkTaps { row, column, channel in
      for group in groups { for filter in filters { visit(group, filter, row, column, channel) } }
    }
  }
}
