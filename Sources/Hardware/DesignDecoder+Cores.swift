import Documents
import Quantities
import Workloads

extension DesignDecoder {
  /// The cores of a design whose array has `elements` elements in each.
  static func decodeCores(_ reader: MappingReader, elements: Int?) -> Cores? {
    let count = reader.integer("count", in: DesignLimits.cores)
    let partitions = decodePartitions(reader)
    let delivery = reader.enumeration("delivery", as: Cores.Delivery.self, default: .multicast)
    var reduction: Cores.Reduction?
    let link = reader.mappingIfPresent("reduction")
    if let link {
      let width = link.quantity("width", as: Bytes.self, in: DesignLimits.width)
      let latency = link.integer("latency", in: DesignLimits.functionLatency)
      link.finish()
      if let width, let latency { reduction = Cores.Reduction(width: width.count, latency: latency) }
    }
    reader.finish()
    guard let count, let partitions, link == nil || reduction != nil else { return nil }
    if partitions.contains(.k), link == nil {
      reader.report(.reductionNeeded, at: "partition")
      return nil
    }
    if !partitions.contains(.k), link != nil {
      reader.report(.reductionWithoutK, at: "reduction")
      return nil
    }
    if let elements, elements * count > DesignLimits.elements {
      reader.report(.tooManyElements(cores: count, elements: elements), at: "count")
      return nil
    }
    return Cores(count: count, partitions: partitions, delivery: delivery, reduction: reduction)
  }

  /// One dimension, or a list of them in the order of preference.
  private static func decodePartitions(_ reader: MappingReader) -> [ProductMapping.Partition]? {
    guard reader.nodeIfPresent("partition")?.items != nil else {
      return reader.enumeration("partition", as: ProductMapping.Partition.self).map { [$0] }
    }
    let items = reader.sequenceIfPresent("partition") ?? []
    let read = items.enumerated().map { place, item in
      ScalarReader(item, named: "partition[\(place)]", findings: reader.findings)
        .enumeration(as: ProductMapping.Partition.self)
    }
    guard !read.contains(nil) else { return nil }
    let partitions = read.compactMap(\.self)
    guard !partitions.isEmpty, Set(partitions).count == partitions.count else {
      reader.report(.partitionsNotDistinct, at: "partition")
      return nil
    }
    return partitions
  }
}

extension Finding.Message {
  static let reductionNeeded = Self(
    .inconsistent,
    "'partition' has k, whose sums have to come together; add 'reduction' with the 'width' and the 'latency' of "
      + "the link, or leave k out")

  static let reductionWithoutK = Self(
    .inconsistent, "'reduction' plays no part where 'partition' does not have k; remove it, or add k")

  static let partitionsNotDistinct = Self(
    .inconsistent, "'partition' must name at least one dimension, and each once")

  static func tooManyElements(cores: Int, elements: Int) -> Self {
    Self(
      .outOfRange,
      "\(cores) cores of \(elements) elements are \(cores * elements) elements; there may be "
        + "\(DesignLimits.elements)")
  }
}
