import Hardware
import Quantities
import Workloads

extension Work {
  /// How often sums of a product are multiplied by scales, at every change of one or once a pass (docs/model.md, 13.5);
  /// nil where none of its factors has scales.
  ///
  /// Throws where a pass takes several scales and may only take one, or there is too much to go through.
  public func scaledSums(
    _ product: Product, _ mapping: ProductMapping, once: Bool, cores: Int
  ) throws(PlanError) -> Int? {
    guard let scales = ScaleStretches(self, product) else { return nil }
    var sum = 0
    var budget = 1 << 26
    for share in ProductShare.all(product, mapping.partition, cores: cores) where !share.isEmpty {
      let loops = ProductLoops(product, share, mapping)
      // Of one output: what its passes come to, for all groups.
      var ofOutput = 0
      let groups = scales.areEqualInGroups ? 1 : share.groups.count
      for tile in 0..<loops.channels {
        let start = share.channels.start + tile * mapping.channels
        let channels = Segment(
          start: start, count: min(mapping.channels, share.channels.start + share.channels.count - start))
        for group in share.groups.start..<share.groups.start + groups {
          let (work, overflow) = (product.kernelHeight * product.kernelWidth)
            .multipliedReportingOverflow(by: 1 + channels.count)
          budget -= min(budget, overflow ? budget : work)
          guard budget > 0 else { throw .tooLarge }
          let stretches = scales.count(channels, group: group)
          if once, stretches > 1, let size = scales.groupSize {
            throw .scalesInTile(group: size, channels: channels.count)
          }
          ofOutput += (once ? 1 : stretches) * (share.groups.count / groups)
        }
      }
      let outputs = share.images.count * share.rows.count * product.outputWidth * share.filters.count
      sum += outputs * ofOutput
    }
    return sum
  }
}
