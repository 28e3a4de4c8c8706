import Hardware
import Quantities
import Tensors
import Workloads

/// The most that a tile has of scales, zero points and tables (docs/mapping.md, "What fits").
struct MetadataBound {
  private let scale: FormatEncoding.Scale?
  private let tableBits: Int
  private let shape: EncodedShape
  /// Of a product: of the whole, and the elements of a window.
  private let channels: Int
  private let filters: Int
  private let window: Int
  /// Whether the first tile may begin anywhere, as a core's share does.
  private let isShared: Bool

  /// Nil where nothing comes with the elements.
  init?(_ tensor: EncodedTensor?, of work: Work, on design: Design) {
    guard let tensor, let encoding = tensor.format.encoding,
      encoding.scale != nil || encoding.codebook != nil
    else { return nil }
    scale = encoding.scale
    tableBits = encoding.codebook.map { $0.format.bits << tensor.format.bits } ?? 0
    shape = tensor.shape
    isShared = design.cores.count > 1
    if case .product(let product, _) = work.body {
      (channels, filters) = (product.channels, product.filters)
      window = product.kernelHeight * product.kernelWidth
    } else {
      (channels, filters, window) = (1, 1, 1)
    }
  }

  /// Bytes of a tile of weights; of parameters by their sides.
  func bytes(groups: Int, filters: Int, channels: Int) -> Int {
    guard let size, let side, shape.reduction != shape.output else {
      return bytes(runs: groups *| filters *| window *| channels, of: 1, isAligned: false)
    }
    switch side {
    case .reduction:
      let whole = ceilingDivision(shape.reduction.length, by: size)
      let parts = window *| Self.groups(channels, of: size, isAligned: isAligned(channels: channels))
      let of = channels >= self.channels ? whole : min(whole, parts)
      return bytes(groups: groups *| filters *| of)
    case .output:
      let whole = ceilingDivision(shape.output.length, by: size)
      let part = Self.groups(filters, of: size, isAligned: !isShared && filters % size == 0)
      let of = filters >= self.filters ? whole : min(whole, part)
      return bytes(groups: groups *| of *| window *| channels)
    }
  }

  /// Bytes of a tile of so many runs of consecutive elements; aligned ones begin with a group if they are whole groups.
  func bytes(runs: Int, of run: Int, isAligned: Bool) -> Int {
    guard let size else { return bytes(groups: 1) }
    let line = shape.reduction
    var each = Self.groups(run, of: size, isAligned: isAligned && line.length % size == 0 && run % size == 0)
    // Each end of a line may end a group.
    if line.length % size != 0 { each = min(run, each +| run / line.length +| 1) }
    return bytes(groups: runs *| each)
  }

  /// Whether runs of whole groups of a product's channels begin with a group.
  func isAligned(channels: Int) -> Bool {
    guard let size else { return true }
    return !isShared && self.channels % size == 0 && channels % size == 0
  }

  private var size: Int? {
    switch scale?.group {
    case .elements(let size, _): size
    case .line(let side): shape.line(side).length
    case .tensor, nil: nil
    }
  }

  private var side: FormatEncoding.Side? {
    switch scale?.group {
    case .elements(_, let side), .line(let side): side
    case .tensor, nil: nil
    }
  }

  private static func groups(_ run: Int, of size: Int, isAligned: Bool) -> Int {
    if isAligned { return ceilingDivision(run, by: size) }
    return run < 2 ? run : min(run, (run - 2) / size + 2)
  }

  private func bytes(groups: Int) -> Int {
    func bytes(_ bits: Int) -> Int { groups < 1 << 50 ? (groups * bits + 7) / 8 : Int.max }
    let scales = scale.map { bytes($0.format.bits) +| ($0.zeroPoint.map { bytes($0.bits) } ?? 0) } ?? 0
    let second = scale?.second.map { ($0.bits + 7) / 8 } ?? 0
    return scales +| second +| (tableBits + 7) / 8
  }
}
