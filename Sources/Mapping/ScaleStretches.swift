import Quantities
import Tensors
import Workloads

/// Where along the reduction of a product the scales of its operands change (docs/model.md, 13.5).
struct ScaleStretches {
  /// What an operand's scale depends on along k.
  private enum Key {
    /// On nothing.
    case none
    /// On every position.
    case position
    /// On so many positions, counted over the taps, those of group `o` from `o x stride` on.
    case run(Int, stride: Int)
    /// On the tap, and within it on so many channels, those of group `o` from `o x stride` on.
    case tap(Int?, stride: Int)
  }

  private let taps: Int
  private let channels: Int
  private let keys: [Key]
  /// Elements of the smallest group; nil where each operand's scale is one for all of k.
  let groupSize: Int?

  /// Nil where no operand has scales.
  init?(_ work: Work, _ product: Product) {
    taps = product.kernelHeight * product.kernelWidth
    channels = product.channels
    let reduction = taps * channels
    var sizes: [Int] = []
    func sized(_ size: Int) -> Int {
      sizes.append(size)
      return size
    }
    func key(ofInput group: FormatEncoding.Group) -> Key {
      let stride =
        switch product.layout.input {
        case .groupsInside: product.channels
        case .groupsOutside: 0
        }
      switch group {
      case .elements(let size, _): return .tap(sized(size), stride: stride)
      case .line:
        // A pixel's.
        sizes.append(product.channels)
        return .tap(nil, stride: stride)
      case .tensor: return .none
      }
    }
    func key(ofWeight group: FormatEncoding.Group) -> Key {
      let side: FormatEncoding.Side
      let size: Int?
      switch group {
      case .elements(let elements, let along): (side, size) = (along, elements)
      case .line(let along): (side, size) = (along, nil)
      case .tensor: return .none
      }
      let isParameter = work.stored.weightIsParameter
      let isAlongReduction: Bool
      var stride = 0
      switch (isParameter, product.layout.weight) {
      case (true, _): isAlongReduction = side == .reduction
      case (false, .filtersOutside): isAlongReduction = true
      case (false, .filtersThenGroups): (isAlongReduction, stride) = (true, reduction)
      case (false, .filtersInside), (false, .channelsThenGroups): isAlongReduction = false
      }
      guard isAlongReduction else {
        sizes.append(1)
        return .position
      }
      return size.map { .run(sized($0), stride: stride) } ?? .none
    }
    var keys: [Key] = []
    var hasScales = false
    if let scale = work.encoded.input?.format.encoding?.scale {
      hasScales = true
      keys.append(key(ofInput: scale.group))
    }
    if let scale = work.encoded.weight?.format.encoding?.scale {
      hasScales = true
      keys.append(key(ofWeight: scale.group))
    }
    guard hasScales else { return nil }
    self.keys = keys
    groupSize = sizes.min()
  }

  /// Whether stretches of a tile are the same in every group of the product.
  var areEqualInGroups: Bool {
    keys.allSatisfy {
      switch $0 {
      case .none, .position: true
      case .run(_, let stride): stride == 0
      case .tap(let size, let stride): stride == 0 || size == nil
      }
    }
  }

  /// Stretches of the positions that some channels of a group have, in the order of k.
  func count(_ segment: Segment, group: Int) -> Int {
    let last = segment.start + segment.count - 1
    var changes = 0
    for tap in 0..<taps {
      // Channels of the tap whose scale differs from that of the channel before, within it.
      var periods: [(size: Int, offset: Int)] = []
      var changesAlways = false
      var changesBetween = false
      for key in keys {
        switch key {
        case .none: break
        case .position: (changesAlways, changesBetween) = (true, true)
        case .run(let size, let stride):
          let base = group * stride + tap * channels
          periods.append((size, base))
          if tap > 0, (base + segment.start) / size != (base - channels + last) / size {
            changesBetween = true
          }
        case .tap(let size, let stride):
          if let size { periods.append((size, group * stride)) }
          changesBetween = true
        }
      }
      if tap > 0, changesBetween { changes += 1 }
      changes +=
        changesAlways ? segment.count - 1 : Self.multiples(periods, after: segment.start, through: last)
    }
    return changes + 1
  }

  /// Numbers in a range to which some offset makes a multiple of its size.
  private static func multiples(
    _ periods: [(size: Int, offset: Int)], after first: Int, through last: Int
  ) -> Int {
    func count(_ size: Int, _ offset: Int) -> Int { (offset + last) / size - (offset + first) / size }
    guard let one = periods.first else { return 0 }
    let ofOne = count(one.size, one.offset)
    guard periods.count > 1 else { return ofOne }
    let other = periods[1]
    // Those of both, met by going through the multiples of the greater size.
    let (greater, less) = one.size >= other.size ? (one, other) : (other, one)
    var ofBoth = 0
    var multiple = (greater.offset + first) / greater.size + 1
    while multiple * greater.size - greater.offset <= last {
      if (multiple * greater.size - greater.offset + less.offset) % less.size == 0 { ofBoth += 1 }
      multiple += 1
    }
    return ofOne + count(other.size, other.offset) - ofBoth
  }
}
