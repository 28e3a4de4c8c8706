import Hardware
import Quantities

/// The folds of a pass on a row-stationary array, and when their vectors begin (docs/model.md, 3.4).
public struct RowStationaryFolds {
  /// Output rows that lie side by side.
  public struct RowChunk: Hashable, Sendable {
    /// Output rows.
    public var outputs: Int
    /// Inputs of a channel and an input column that come over the bus for them.
    public var inputs: Int

    public init(outputs: Int, inputs: Int) {
      self.outputs = outputs
      self.inputs = inputs
    }
  }
  /// The input columns inside the image that are new to the vectors of a fold.
  public struct NewColumns: Sendable {
    public var first: Int
    /// Those of the second vector; 0 where there is none.
    public var second: Int
    /// Of the others, so many columns for so many vectors each, in no order.
    public var rest: [(columns: Int, vectors: Int)]

    public init(first: Int, second: Int, rest: [(columns: Int, vectors: Int)]) {
      self.first = first
      self.second = second
      self.rest = rest
    }
  }

  private let buses: RowStationaryArray.Buses
  private let isSerial: Bool
  private let pipeline: Int
  private let kernelWidth: Int
  private let window: Int
  private let layout: RowStationaryLayout
  private let groups: Int
  private let channels: FoldContexts<Int>
  private let filters: FoldContexts<Int>
  private let chunks: FoldContexts<RowChunk>
  private let columns: NewColumns
  private let hasOneVector: Bool
  private let keepsWeights: Bool

  /// - Parameters:
  ///   - size: Of the pass.
  ///   - keepsWeights: Whether the first fold's weights are there from the pass before.
  ///   - chunks: Runs of equal chunks of its rows, in order.
  public init(
    on array: RowStationaryArray, kernelHeight: Int, kernelWidth: Int, size: PassSize,
    _ layout: RowStationaryLayout, chunks: [(value: RowChunk, count: Int)], _ columns: NewColumns,
    keepsWeights: Bool = false
  ) {
    buses = array.buses
    isSerial = array.preload == .serial
    pipeline = array.pipeline
    self.kernelWidth = kernelWidth
    window = kernelHeight * kernelWidth
    self.layout = layout
    groups = size.groups
    channels = FoldContexts(size.channels, side: layout.channels)
    filters = FoldContexts(size.filters, side: layout.filters)
    self.chunks = FoldContexts(chunks)
    self.columns = columns
    hasOneVector = size.columns == 1
    self.keepsWeights = keepsWeights
  }

  // MARK: Steps

  /// Steps of the pass; saturating.
  public var steps: Int {
    let groups = FoldContexts([(value: (), count: self.groups)])
    var sum = max(
      keepsWeights ? 0 : weightSteps(filters.first, channels.first),
      inputSteps(chunks.first, channels.first, columns: columns.first))
    for group in groups.places {
      for filter in filters.places {
        for chunk in chunks.places {
          for channel in channels.places {
            let times = group.times *| filter.times *| chunk.times *| channel.times
            sum = sum +| times *| distance(group.previous != nil, group.next != nil, filter, chunk, channel)
          }
        }
      }
    }
    return sum
  }

  /// From a fold's first vector to the next one's, or to the end of the pass.
  ///
  /// - Parameters:
  ///   - hasPrevious: Whether there is a group before the fold's; so is `hasNext`.
  private func distance(
    _ hasPrevious: Bool, _ hasNext: Bool, _ filter: FoldContexts<Int>.Place,
    _ chunk: FoldContexts<RowChunk>.Place, _ channel: FoldContexts<Int>.Place
  ) -> Int {
    let products = products(filter.value, channel.value)
    let sums = sumSteps(filter.value, chunk.value)
    // Sums of the fold before leave until its second vector begins.
    let sumsBefore: Int
    if channel.previous != nil {
      sumsBefore = sums
    } else if let previous = chunk.previous {
      sumsBefore = sumSteps(filter.value, previous)
    } else if let previous = filter.previous {
      sumsBefore = sumSteps(previous, chunks.last)
    } else {
      sumsBefore = hasPrevious ? sumSteps(filters.last, chunks.last) : 0
    }
    let streamed = streamed(chunk.value, channel.value, products, sums, sumsBefore)
    let leaving = hasOneVector ? sumsBefore : sums

    let next: (filter: Int, chunk: RowChunk, channel: Int)
    var weightsStay = false
    if let following = channel.next {
      next = (filter.value, chunk.value, following)
    } else if let following = chunk.next {
      next = (filter.value, following, channels.first)
      weightsStay = channel.previous == nil
    } else if let following = filter.next {
      next = (following, chunks.first, channels.first)
    } else if hasNext {
      next = (filters.first, chunks.first, channels.first)
    } else {
      return streamed +| max(products, leaving) +| (pipeline - 1) +| sums
    }
    let weights = weightsStay ? 0 : weightSteps(next.filter, next.channel)
    let inputs = inputSteps(next.chunk, next.channel, columns: columns.first)
    if isSerial { return streamed +| max(products, leaving) +| max(weights, inputs) }
    return max(streamed +| max(products, leaving, inputs), weights)
  }

  /// From a fold's first vector to its last.
  private func streamed(
    _ chunk: RowChunk, _ channels: Int, _ products: Int, _ sums: Int, _ sumsBefore: Int
  ) -> Int {
    if hasOneVector { return 0 }
    var steps = max(products, sumsBefore, inputSteps(chunk, channels, columns: columns.second))
    for (columns, vectors) in columns.rest {
      steps = steps +| vectors *| max(products, sums, inputSteps(chunk, channels, columns: columns))
    }
    return steps
  }

  /// Steps of a vector's products.
  private func products(_ filters: Int, _ channels: Int) -> Int {
    min(layout.elementChannels, channels) *| kernelWidth *| min(layout.elementFilters, filters)
  }

  private func inputSteps(_ chunk: RowChunk, _ channels: Int, columns: Int) -> Int {
    ceilingDivision(columns *| chunk.inputs *| channels, by: buses.input)
  }

  private func weightSteps(_ filters: Int, _ channels: Int) -> Int {
    ceilingDivision(filters *| channels *| window, by: buses.weight)
  }

  private func sumSteps(_ filters: Int, _ chunk: RowChunk) -> Int {
    ceilingDivision(filters *| chunk.outputs, by: buses.output)
  }

  // MARK: Sums over folds

  /// Runs of channels and of filters, and chunks of rows.
  public var runs: (channels: Int, filters: Int, rows: Int) {
    (channels.count, filters.count, chunks.count)
  }

  /// Sums over the runs of filters of a group, and over the runs of channels, of the sets of elements that work on them.
  public var sets: (channels: Int, filters: Int) {
    (
      channels.sum { ceilingDivision($0, by: layout.elementChannels) },
      filters.sum { ceilingDivision($0, by: layout.elementFilters) }
    )
  }

  /// Steps of products of a fold of each run of channels and of filters, summed.
  public var productSteps: Int {
    filters.sum { filters in channels.sum { products(filters, $0) } }
  }

  /// Inputs of a channel and an input column that come over the bus, of all chunks of rows.
  public var inputs: Int { chunks.sum(\.inputs) }
}

extension FoldContexts {
  fileprivate var count: Int { places.reduce(0) { $0 + $1.times } }
  fileprivate func sum(_ cost: (Value) -> Int) -> Int {
    places.reduce(0) { $0 +| $1.times *| cost($1.value) }
  }
}
