import Tensors
import Workloads

extension Product {
  /// Whether the kernel fits, and every row and column of windows touches the image.
  var isLegal: Bool {
    fits(inputHeight, kernelHeight, strideHeight, dilationHeight, padTop, padBottom)
      && fits(inputWidth, kernelWidth, strideWidth, dilationWidth, padLeft, padRight)
  }

  private func fits(
    _ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ before: Int, _ after: Int
  ) -> Bool {
    let spare = size + before + after - ((kernel - 1) * dilation + 1)
    guard spare >= 0, before <= (kernel - 1) * dilation, after <= (kernel - 1) * dilation else {
      return false
    }
    return (0...spare / stride).allSatisfy { window in
      (0..<kernel).contains { (0..<size).contains(window * stride + $0 * dilation - before) }
    }
  }
}

extension ProductMapping {
  func passes(of product: Product) -> Int {
    func tiles(_ size: Int, _ tile: Int) -> Int { (size + tile - 1) / tile }
    return product.images * tiles(product.groups, groups) * tiles(product.outputHeight, rows)
      * tiles(product.outputWidth, columns) * tiles(product.channels, channels)
      * tiles(product.filters, filters)
  }
}

extension VectorWork.Access {
  /// Elements from the base to the last that is used.
  func extent(units: Int) -> Int {
    switch self {
    case .streaming(let elementsPerUnit): units * elementsPerUnit
    case .constant(let elements): elements
    case .window(let window):
      (units + window.outputHeight - 1) / window.outputHeight * window.inputHeight * window.elementsPerRow
    case .gather(let rows, let elementsPerUnit): ((rows.max() ?? -1) + 1) * elementsPerUnit
    case .masked(let mask): mask.rows * mask.columns
    }
  }
}

extension Work {
  /// Bytes that the input, weight, parameters, output and partial sums are given: of a stored tensor as many as it takes, and
  /// as it would take dense.
  func tensorBytes(accumulator: NumberFormat) -> [Int] {
    let stored = [self.stored.input, self.stored.weight, nil, self.stored.output, nil]
    // Two regions begin behind gaps of less than a request.
    let gaps = 2 * 64
    var bytes = zip(zip(denseBytes(accumulator: accumulator), storedBytes(accumulator: accumulator)), stored)
      .map { max($0.0, $0.1 + ($1 == nil ? 0 : gaps)) }
    for (number, operand) in [(0, Operand.input), (1, .weight), (3, .output)] {
      bytes[number] = max(bytes[number], encodedBytes(operand))
    }
    return bytes
  }

  /// Whether a tensor's ranks may store what is beyond its edge, and no tile moves.
  var hasRanks: Bool {
    Operand.allCases.contains { if case .ranks? = stored[$0]?.format { true } else { false } }
  }

  /// The bytes of each, as it lies, without what is between the regions of a stored one.
  func storedBytes(accumulator: NumberFormat) -> [Int] {
    var bytes = denseBytes(accumulator: accumulator)
    for (number, operand) in [(0, Operand.input), (1, .weight), (3, .output)] {
      guard let tensor = stored[operand],
        let size = try? tensor.format.size(of: tensor.mask, elementBits: formats[operand].bits)
      else { continue }
      bytes[number] = [size.dataBits, size.metadataBits, size.pointerBits].reduce(0) { $0 + ($1 + 7) / 8 }
    }
    return bytes
  }

  private func denseBytes(accumulator: NumberFormat) -> [Int] {
    let elements: [Int]
    switch body {
    case .product(let product, let epilogue):
      let parameters = epilogue.reduce(0) { $0 + $1.parametersPerFilter }
      elements = [
        product.inputElements, product.weightElements, product.groups * product.filters * parameters,
        product.outputElements, product.outputElements,
      ]
    case .vector(let vector):
      elements = [
        vector.input.extent(units: vector.units), vector.weight?.extent(units: vector.units) ?? 0, 0,
        vector.output.extent(units: vector.units), 0,
      ]
    }
    let bits = [
      formats.input.bits, formats.weight.bits, formats.weight.bits, formats.output.bits, accumulator.bits,
    ]
    return zip(elements, bits).map { ($0 * $1 + 7) / 8 }
  }
}
