import Hardware
import Workloads

/// The part of a product that one core computes (docs/model.md, 8).
struct ProductShare {
  var images: Segment
  var groups: Segment
  var rows: Segment
  var channels: Segment
  var filters: Segment

  /// All of a product.
  init(whole product: Product) {
    images = Segment(start: 0, count: product.images)
    groups = Segment(start: 0, count: product.groups)
    rows = Segment(start: 0, count: product.outputHeight)
    channels = Segment(start: 0, count: product.channels)
    filters = Segment(start: 0, count: product.filters)
  }

  var isEmpty: Bool {
    images.count == 0 || groups.count == 0 || rows.count == 0 || channels.count == 0 || filters.count == 0
  }

  /// The shares of so many cores, some of which may be empty; without a partition the first core has all.
  static func all(_ product: Product, _ partition: ProductMapping.Partition?, cores: Int) -> [ProductShare] {
    let whole = ProductShare(whole: product)
    return (0..<cores).map { core in
      var share = whole
      func cut(_ segment: Segment) -> Segment { segment.share(core, of: cores) }
      switch partition {
      case .m: share.rows = cut(whole.rows)
      case .n: share.filters = cut(whole.filters)
      case .k: share.channels = cut(whole.channels)
      case .batch: share.images = cut(whole.images)
      case .head: share.groups = cut(whole.groups)
      case nil: if core > 0 { share.images.count = 0 }
      }
      return share
    }
  }
}

extension Segment {
  /// The part of one of several cores.
  func share(_ core: Int, of cores: Int) -> Segment {
    // Whole multiples apart, so that no product leaves 64 bits.
    let (each, rest) = (count / cores, count % cores)
    let first = core * each + core * rest / cores
    let end = (core + 1) * each + (core + 1) * rest / cores
    return Segment(start: start + first, count: end - first)
  }
}

extension Product {
  /// Indices of the dimension that a partition cuts.
  public func size(of partition: ProductMapping.Partition) -> Int {
    switch partition {
    case .m: outputHeight
    case .n: filters
    case .k: channels
    case .batch: images
    case .head: groups
    }
  }

  /// The first of the partitions that share the product out most evenly: with the most work for each index of the
  /// greatest share.
  ///
  /// Nil where `scan` admits none of them.
  func evenestPartition(_ cores: Cores, _ scan: ProductMapping.Scan?) -> ProductMapping.Partition? {
    var best: (partition: ProductMapping.Partition, size: Int, share: Int)?
    for partition in ProductMapping.Partition.admitted(cores.partitions, scan) {
      let size = size(of: partition)
      let share = (size + cores.count - 1) / cores.count
      if let known = best, UInt128(size) * UInt128(known.share) <= UInt128(known.size) * UInt128(share) {
        continue
      }
      best = (partition, size, share)
    }
    return best?.partition
  }

  /// The product cut down to the greatest share of so many cores: what a core's tiles have to cover at most.
  public func greatestShare(_ partition: ProductMapping.Partition, cores: Int) -> Product {
    var share = self
    func cut(_ size: Int) -> Int { (size + cores - 1) / cores }
    switch partition {
    case .m:
      // As many output rows, from an input that has just their windows, and what the stride of the last one skips.
      let rows = cut(outputHeight)
      share.inputHeight = min(
        inputHeight + padTop + padBottom,
        (rows - 1) * strideHeight + max((kernelHeight - 1) * dilationHeight + 1, strideHeight))
      share.padTop = 0
      share.padBottom = 0
    case .n: share.filters = cut(filters)
    case .k: share.channels = cut(channels)
    case .batch: share.images = cut(images)
    case .head: share.groups = cut(groups)
    }
    return share
  }
}

extension ProductMapping.Partition {
  /// Those of some partitions that a scan admits: in serpentine order not every core would have its sums in the same
  /// order, if their numbers of channel tiles differ.
  static func admitted(_ partitions: [Self], _ scan: ProductMapping.Scan?) -> [Self] {
    scan == .serpentine ? partitions.filter { $0 != .k } : partitions
  }
}
