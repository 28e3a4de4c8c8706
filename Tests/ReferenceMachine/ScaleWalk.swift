import Hardware
import Tensors
import Workloads

/// A walk along the reduction of a product's tile, past the scales of its operands (docs/model.md, 13.5).
///
/// Where a tensor's lines are those that the page takes them for, a scale changes where the next element has another field
/// of the tile; elsewhere, and at taps outside the image, where the page's key changes.
struct ScaleWalk {
  private let product: Product
  private let layout: ProductLayout
  private let input: FormatEncoding.Scale?
  private let weight: FormatEncoding.Scale?
  private let weightIsParameter: Bool
  /// Whether the lines of the factors' tensors are the page's.
  let inputHasFields: Bool
  let weightHasFields: Bool

  init(_ work: Work, _ product: Product) {
    self.product = product
    layout = product.layout
    input = work.encoded.input?.format.encoding?.scale
    weight = work.encoded.weight?.format.encoding?.scale
    weightIsParameter = work.stored.weightIsParameter
    let pixel = product.channels * (layout.input == .groupsInside ? product.groups : 1)
    inputHasFields = input != nil && work.encoded.input?.shape.reduction == .init(length: pixel)
    let (k, n) = (product.kernelHeight * product.kernelWidth * product.channels, product.filters)
    let lines: (reduction: EncodedShape.Line, output: EncodedShape.Line) =
      switch (layout.weight, weightIsParameter) {
      case (.filtersOutside, true): (.init(length: k), .init(length: n, inner: k))
      case (.filtersInside, true): (.init(length: k, inner: n), .init(length: n))
      case (.filtersThenGroups, true): (.init(length: k), .init(length: n, inner: product.groups * k))
      case (.channelsThenGroups, true): (.init(length: k, inner: product.groups * n), .init(length: n))
      case (.filtersOutside, false): (.init(length: k), .init(length: k))
      case (.filtersInside, false): (.init(length: n), .init(length: n))
      case (.filtersThenGroups, false): (.init(length: product.groups * k), .init(length: product.groups * k))
      case (.channelsThenGroups, false):
        (.init(length: product.groups * n), .init(length: product.groups * n))
      }
    let shape = work.encoded.weight?.shape
    weightHasFields = weight != nil && shape?.reduction == lines.reduction && shape?.output == lines.output
  }

  /// Whether an operand has scales.
  func hasScales(_ operand: Operand) -> Bool {
    switch operand {
    case .input: input != nil
    case .weight: weight != nil
    case .output: false
    }
  }

  /// What tells one scale from the next at a position of a tile, and the number that it is.
  func scale(
    _ tiles: PassTiles, group: Int, pixel: Int, index: Int, filter: Int
  ) throws -> (key: [Int], number: Int) {
    let (tap, inner) = index.quotientAndRemainder(dividingBy: tiles.channels)
    let channel = tiles.box.channels.lowerBound + inner
    let ofGroup = tiles.box.groups.lowerBound + group
    var (key, number) = (inputKey(tap, channel, ofGroup), 1)
    if inputHasFields {
      if input?.group == .tensor {
        number = tiles.onlyScale(of: .input)
      } else if let scale = try tiles.inputScale(group, pixel, index) {
        (key, number) = ([-2, scale.field], scale.number)
      }
    }
    var weightKey = weightKey(tap, channel, ofGroup)
    if weightHasFields {
      if weight?.group == .tensor {
        number *= tiles.onlyScale(of: .weight)
      } else if let scale = tiles.weightScale(group, index, filter) {
        weightKey = [-2, scale.field]
        number *= scale.number
      }
    }
    return (key + [-1] + weightKey, number)
  }

  /// By the page's keys, how often the scale of some operand changes along a tile's k, and one more.
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

/// An output of a product.
struct OutputPlace: Hashable {
  var image: Int
  var group: Int
  var row: Int
  var column: Int
  var filter: Int
}

extension Machine {
  /// Multiplies the sums of a pass by scales, output by output, position by position; returns how many multiplications
  /// there were.
  func scaleSums(_ tiles: PassTiles, _ operation: Int) throws -> Int {
    let work = stream[operation].work
    let kind = multiplications[operation].dequantization
    let walk = ScaleWalk(work, tiles.product)
    guard kind == .group || kind == .tile, walk.hasScales(.input) || walk.hasScales(.weight) else { return 0 }
    var all = 0
    for group in 0..<tiles.groups {
      let expected = walk.stretches(
        group: tiles.box.groups.lowerBound + group, channels: tiles.box.channels)
      for pixel in 0..<tiles.pixels {
        for filter in 0..<tiles.filters {
          var (result, sum, count) = (0, 0, 1)
          var last: (key: [Int], number: Int)?
          for index in 0..<tiles.reduction {
            let next = try walk.scale(tiles, group: group, pixel: pixel, index: index, filter: filter)
            if let last, last.key != next.key {
              result += sum * last.number
              (sum, count) = (0, count + 1)
            }
            last = next
            let pair = try tiles.factors(group, pixel, index, filter)
            sum += pair.input * pair.weight
          }
          result += sum * (last?.number ?? 1)
          try require(count == expected, "scales change \(count) times along k, and not \(expected)")
          try require(kind == .group || count == 1, "sums of several scales are scaled once")
          scaledSums[operation][tiles.output(group, pixel, filter), default: 0] += result
          all += count
        }
      }
    }
    observations.codes.scaledPasses += kind == .group ? 1 : 0
    observations.codes.oncePasses += kind == .tile ? 1 : 0
    if all > tiles.groups * tiles.pixels * tiles.filters {
      observations.codes.inputScales += walk.inputHasFields ? 1 : 0
      observations.codes.weightScales += walk.weightHasFields ? 1 : 0
    }
    return all
  }
}
