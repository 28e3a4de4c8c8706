import Hardware
import Workloads

/// The values of elements that the operators of a stream say, by where they lie: all others are made up.
struct GivenValues {
  private var values: [MemoryImage.Key: Int] = [:]

  init(of stream: [SequencedWork], on design: Design) throws {
    for item in stream {
      guard case .product(let product, _) = item.work.body else { continue }
      let layouts = try storedLayouts(of: item.work, design)
      let encodings = try encodedLayouts(of: item.work, design)
      for operand in [Operand.input, .weight] {
        guard let said = item.work.values[operand] else { continue }
        let place = TensorPlace(operand, of: item.work, layouts, encodings)
        for (number, at) in elements(of: operand, in: product).enumerated() {
          let value = Int(said[at.row, at.column])
          // What a mask leaves out is zero for this operator alone.
          guard value != 0, let key = place.key(number) else { continue }
          try require(values[key] ?? value == value, "an element of \(operand) has two values")
          values[key] = value
        }
      }
    }
  }

  subscript(key: MemoryImage.Key) -> Int? { values[key] }
}

/// For each element of a factor, as they lie in memory, its row and column in a mask of the factor.
private func elements(of operand: Operand, in product: Product) -> [(row: Int, column: Int)] {
  var elements: [(row: Int, column: Int)] = []
  if operand == .input {
    walkActivation(
      product.layout.input, product, height: product.inputHeight, width: product.inputWidth,
      channels: product.channels
    ) { image, group, row, column, channel in
      let pixel = (image * product.inputHeight + row) * product.inputWidth + column
      elements.append((pixel * product.groups + group, channel))
    }
  } else {
    walkWeight(product) { group, filter, row, column, channel in
      let tap = row * product.kernelWidth + column
      elements.append((group * product.filters + filter, tap * product.channels + channel))
    }
  }
  return elements
}
