import Hardware
import Workloads

/// How much of each dimension of a product a core has.
struct ProductCounts: Hashable {
  var images: Int
  var groups: Int
  var rows: Int
  var columns: Int
  var channels: Int
  var filters: Int

  init(_ share: ProductShare, columns: Int) {
    images = share.images.count
    groups = share.groups.count
    rows = share.rows.count
    self.columns = columns
    channels = share.channels.count
    filters = share.filters.count
  }

  var outputs: Int { images *| groups *| rows *| columns *| filters }
}

/// The cores whose shares of a product are equally large.
struct ShareClass {
  let counts: ProductCounts
  let cores: Int
  /// The output rows of its cores, each once.
  let rows: [Segment]
  /// How often the inputs over `rows`, and the weights, move for the class: never where another class's loads, of which
  /// there is one for all cores, are the same.
  let inputTimes: Int
  let weightTimes: Int
  /// Cores whose inputs these are.
  let inputCores: Int

  /// The classes of a partition, the one of the greatest shares first; cores without a share are in none.
  static func all(
    _ product: Product, _ partition: ProductMapping.Partition?, _ cores: Cores
  ) -> [ShareClass] {
    let shares = ProductShare.all(product, partition, cores: cores.count).filter { !$0.isEmpty }
    var classes: [(counts: ProductCounts, shares: [ProductShare])] = []
    // The last core always has a greatest share.
    for share in shares.reversed() {
      let counts = ProductCounts(share, columns: product.outputWidth)
      if let index = classes.firstIndex(where: { $0.counts == counts }) {
        classes[index].shares.append(share)
      } else {
        classes.append((counts, [share]))
      }
    }
    let isMulticast = cores.count > 1 && cores.delivery == .multicast
    return classes.enumerated().map { place, one in
      let shared = place == 0 ? 1 : 0
      var (inputs, weights) = (one.shares.count, one.shares.count)
      if partition == .m { inputs = 1 }
      if isMulticast, partition == .n { inputs = shared }
      if isMulticast, partition == .m || partition == .batch { weights = shared }
      return ShareClass(
        counts: one.counts, cores: one.shares.count,
        rows: partition == .m ? one.shares.map(\.rows) : [one.shares[0].rows],
        inputTimes: inputs, weightTimes: weights, inputCores: partition == .m ? one.shares.count : inputs)
    }
  }
}
