import Hardware
import Tensors
import Workloads

/// A walk along the reduction of a product's tile, past the scales of its operands (docs/model.md, 13.5).
struct ScaleWalk {
  private let product: Product
  private let layout: ProductLayout
  private let input: FormatEncoding.Scale?
  private let weight: FormatEncoding.Scale?
  private let weightIsParameter: Bool

  init(_ work: Work, _ product: Product) {
    self.product = product
    layout = product.layout
    input = work.encoded.input?.format.encoding?.scale
    weight = work.encoded.weight?.format.encoding?.scale
    weightIsParameter = work.stored.weightIsParameter
  }

  /// Whether an operand has scales.
  func hasScales(_ operand: Operand) -> Bool {
    switch operand {
    case .input: input != nil
    case .weight: weight != nil
    case .output: false
    }
  }

  /// How often the scale of some operand changes along a tile's k, and one more.
  func stretches(group: Int, channels: Range<Int>) -> Int {
    var last: [Int]?
    var count = 0
    for tap in 0..<product.kernelHeight * product.kernelWidth {
      for channel in channels {
        let key = inputKey(tap, channel, group) + [-1] + weightKey(tap, channel, group)
        if key != last { count += 1 }
        last = key
      }
    }
    return count
  }

  private func inputKey(_ tap: Int, _ channel: Int, _ group: Int) -> [Int] {
    switch input?.group {
    case nil, .tensor: return []
    case .line: return [tap]
    case .elements(let size, _):
      let first = layout.input == .groupsInside ? group * product.channels : 0
      return [tap, (first + channel) / size]
    }
  }

  private func weightKey(_ tap: Int, _ channel: Int, _ group: Int) -> [Int] {
    let position = tap * product.channels + channel
    let reduction = product.kernelHeight * product.kernelWidth * product.channels
    let side: FormatEncoding.Side
    var size: Int?
    switch weight?.group {
    case nil, .tensor: return []
    case .line(let along): side = along
    case .elements(let elements, let along): (side, size) = (along, elements)
    }
    if weightIsParameter {
      guard side == .reduction else { return [position] }
      return size.map { [position / $0] } ?? []
    }
    switch layout.weight {
    case .filtersOutside: return size.map { [position / $0] } ?? []
    case .filtersThenGroups: return size.map { [(group * reduction + position) / $0] } ?? []
    case .filtersInside, .channelsThenGroups: return [position]
    }
  }
}

extension Machine {
  /// Multiplications by scales of a pass, where sums are multiplied.
  func scaledSums(_ tiling: ProductTiling, _ box: PassBox, _ operation: Int) throws -> Int {
    let walk = ScaleWalk(stream[operation].work, tiling.product)
    let kind = design.array.precision.dequantization
    guard kind == .group || kind == .tile, walk.hasScales(.input) || walk.hasScales(.weight) else { return 0 }
    return try box.groups.reduce(0) { sum, group in
      let stretches = walk.stretches(group: group, channels: box.channels)
      try require(kind == .group || stretches == 1, "sums of several scales are scaled once")
      return sum + box.rows.count * box.columns.count * box.filters.count * stretches
    }
  }

  /// Multiplications by scales of an operator, where elements are multiplied.
  func scaledElements(_ operation: Int) -> Int {
    guard design.array.precision.dequantization == .element,
      case .product(let product, _) = stream[operation].work.body
    else { return 0 }
    let walk = ScaleWalk(stream[operation].work, product)
    return [Operand.input, .weight].filter(walk.hasScales).reduce(0) { sum, operand in
      sum + cores.reduce(0) { $0 + $1.ports[operation].reads[operand.index] }
    }
  }
}
