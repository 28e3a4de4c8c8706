import Hardware
import Quantities
import Workloads

/// The spatial assignments that an array admits for a product (docs/model.md, 3).
public enum SpatialChoices {
  /// Those that are worth a candidate where nothing fixes them; at least `im2col`.
  ///
  /// `direct` and `part_kernel` never take fewer steps than `im2col`, so they are for machines that ask for them; and
  /// `channel_wise` is for several groups.
  public static func candidates(_ product: Product, on array: ProcessingArray) -> [ProductMapping.Spatial] {
    guard product.groups > 1,
      problem(.channelWise, PassSize(smallestOf: product), of: product, on: array) == nil
    else { return [.im2col] }
    return [.im2col, .channelWise]
  }

  /// Those that a search goes through where nothing fixes them: all that the array admits for the smallest tile, but for
  /// what takes as many steps as another: `direct` where the window has one tap, and `part_kernel` also where no
  /// several chunks rest together.
  public static func searched(_ product: Product, on array: ProcessingArray) -> [ProductMapping.Spatial] {
    let smallest = PassSize(smallestOf: product)
    return ProductMapping.Spatial.allCases.filter { spatial in
      guard problem(spatial, smallest, of: product, on: array) == nil else { return spatial == .im2col }
      return switch spatial {
      case .im2col: true
      case .direct: smallest.window > 1
      case .partKernel: smallest.window > 1 && restingChunks(array) > 1
      case .channelWise: product.groups > 1
      }
    }
  }

  /// Chunks of the reduction that rest in a multiplier together.
  static func restingChunks(_ array: ProcessingArray) -> Int {
    if case .broadcast(let broadcast) = array { broadcast.restingChunks } else { 1 }
  }

  /// Why tiles of these channels and filters of a product cannot lie on the array so; nil where they can.
  public static func problem(
    _ spatial: ProductMapping.Spatial, _ size: PassSize, of product: Product,
    on array: ProcessingArray
  ) -> String? {
    switch (spatial, array) {
    case (.im2col, .rowStationary(let array)): problem(product, on: array)
    case (.im2col, _): nil
    case (_, .rowStationary): "in a row-stationary array rows of the kernel rest: only 'im2col' is admitted"
    case (_, .independent): "units of their own take k in windows of 'im2col' alone"
    case (.direct, .dspChain): nil
    case (_, .dspChain): "DSP chains take k in windows of 'im2col' or 'direct', of one group"
    case (_, .simd): "a SIMD core lays every window out as one reduction: only 'im2col' is admitted"
    case (.direct, .systolic(let systolic)) where systolic.dataflow == .outputStationary:
      "the dataflow 'output_stationary' streams the reduction and has no chunks of it"
    case (.direct, _): nil
    case (.partKernel, .systolic): "a systolic array has the taps of a window one after the other: 'direct'"
    case (.partKernel, .broadcast): nil
    case (.channelWise, .systolic(let array)) where array.sparsity.pattern != nil:
      "the rows of an array of N:M weights are places of one group"
    case (.channelWise, .systolic(let array)) where array.products > 1:
      "multipliers that make several products at once take them from the reduction of one group"
    case (.channelWise, .systolic(let systolic)): problem(size, on: systolic)
    case (.channelWise, .broadcast(let broadcast)) where broadcast.sparsity.skips:
      "lanes that skip zeros choose among the inputs of one group"
    case (.channelWise, .broadcast(let broadcast)) where broadcast.digits != nil:
      "multipliers that add digit by digit take the inputs of one group"
    case (.channelWise, .broadcast(let broadcast)) where !broadcast.ownInputs:
      "all filters of the array get the same inputs ('own_inputs' is false)"
    case (.channelWise, .broadcast(let broadcast)) where broadcast.dataflow == .inputStationary:
      "with the dataflow 'input_stationary' the inputs of all groups would have to rest in the array"
    case (.channelWise, .broadcast): nil
    }
  }

  private static func problem(_ product: Product, on array: RowStationaryArray) -> String? {
    let (height, width) = (product.kernelHeight, product.kernelWidth)
    if height > array.rows {
      return "the kernel has \(height) rows, more than the array's \(array.rows)"
    }
    for (name, size) in [("input", array.files.input), ("weight", array.files.weight)] where width > size {
      return "the kernel has \(width) columns, and an element's file has room for \(size) of the \(name)"
    }
    return nil
  }

  private static func problem(_ size: PassSize, on array: SystolicArray) -> String? {
    if array.dataflow != .weightStationary {
      return "on a systolic array it needs the dataflow 'weight_stationary'"
    }
    if size.reduction > array.rows {
      return "a group's window x channels of the tile are \(size.reduction), more than the array's "
        + "\(array.rows) rows"
    }
    if size.filters > array.columns {
      return
        "a group's filters of the tile are \(size.filters), more than the array's \(array.columns) columns"
    }
    return nil
  }

  /// Groups that a channel-wise fold of a systolic array takes at once.
  public static func groupsTogether(_ size: PassSize, on array: SystolicArray) -> Int {
    groupsTogether(size, rows: array.rows, columns: array.columns)
  }

  static func groupsTogether(_ size: PassSize, rows: Int, columns: Int) -> Int {
    max(1, min(size.groups, rows / max(1, size.reduction), columns / max(1, size.filters)))
  }
}

extension PassSize {
  /// The smallest tile of a product: one of everything but the window.
  init(smallestOf product: Product) {
    self.init(
      groups: 1, rows: 1, columns: 1, window: product.kernelHeight *| product.kernelWidth, channels: 1,
      filters: 1)
  }
}

/// The sizes of tiles that are rounded to so that folds are full; 1 where a dimension is streamed or not cut.
public struct TileSides: Hashable, Sendable {
  public var groups: Int
  public var rows: Int
  public var columns: Int
  public var channels: Int
  public var filters: Int
  /// The array's side along the reduction, taps and channels together.
  public var reduction: Int
}

extension ProcessingArray {
  /// The sides along which tiles of a product lie on the array.
  public func sides(_ spatial: ProductMapping.Spatial, of product: Product) -> TileSides {
    if case .rowStationary(let array) = self {
      // A kernel that is not admitted has no room for a channel.
      let channels = max(1, array.mostChannels(kernelWidth: product.kernelWidth))
      return TileSides(
        groups: 1, rows: array.columns, columns: 1, channels: channels, filters: array.files.sum,
        reduction: channels)
    }
    let sides = sides(spatial)
    let window = product.kernelHeight *| product.kernelWidth
    var groups = sides.groups
    if case .systolic(let array) = self, spatial == .channelWise {
      // The groups of a fold, if all of each group lies on the array.
      groups = max(1, min(array.rows / (window *| product.channels), array.columns / product.filters))
    }
    return TileSides(
      groups: groups, rows: product.outputWidth == 1 ? sides.m : 1, columns: sides.m,
      channels: sides.k / greatestCommonDivisor(sides.k, window), filters: sides.n, reduction: sides.k)
  }

  /// The sides along the reduction, the filters, the pixels and the groups.
  private func sides(_ spatial: ProductMapping.Spatial) -> (k: Int, n: Int, m: Int, groups: Int) {
    switch self {
    case .systolic(let array):
      switch array.dataflow {
      case .weightStationary: (array.rows * array.products, array.columns, 1, 1)
      case .inputStationary: (array.rows * array.products, 1, array.columns, 1)
      case .outputStationary: (array.products, array.columns, array.rows * array.interleavedSums, 1)
      }
    case .broadcast(let array):
      spatial == .channelWise
        ? (array.ownReduction, 1, array.pixels, array.filters)
        : (array.window, array.filters, array.pixels, 1)
    case .simd(let cluster): (cluster.lanes, cluster.registerFilters, cluster.registerPixels, 1)
    case .rowStationary: (1, 1, 1, 1)
    case .independent(let array): (array.window, array.units, 1, 1)
    case .dspChain(let array): (array.positions, array.filtersOfVector, array.active.pixels, 1)
    }
  }
}
