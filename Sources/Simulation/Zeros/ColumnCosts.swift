import Hardware

/// What an item of one position costs each unit (with `stealing` its jobs), and the pairs that all of them multiply for it.
struct ColumnCosts {
  /// Position after position, of each unit.
  private var costs: [Int32]
  private var pairs: [Int]

  init(_ array: IndependentArray, _ units: UnitWeights, _ weights: BitRows, reduction: Int) {
    costs = [Int32](repeating: 0, count: reduction * array.units)
    pairs = [Int](repeating: 0, count: reduction)
    // Who takes jobs of another has them counted one by one.
    let least = array.distribution == .stealing ? 0 : Int32(array.leastSteps)
    var column = UnitColumn(positions: reduction, runBits: array.sparsity.runBits)
    for unit in 0..<array.units {
      let filters = units.filters(of: unit)
      if array.sparsity.weight == .skip {
        column.count(filters, of: weights)
      } else {
        column.fill(filters.count)
      }
      for position in 0..<reduction {
        // Pairs of a position are of different filters, each of which takes a step of its own.
        let count = column.counts[position]
        pairs[position] += Int(count)
        costs[position * array.units + unit] = max(least, count)
      }
    }
  }

  /// What the units do for each position, unit after unit, and the pairs of each position; nothing is called where there is
  /// no position.
  func withUnsafePointers(_ body: (_ costs: UnsafePointer<Int32>, _ pairs: UnsafePointer<Int>) -> Void) {
    costs.withUnsafeBufferPointer { costs in
      pairs.withUnsafeBufferPointer { pairs in
        guard let costs = costs.baseAddress, let pairs = pairs.baseAddress else { return }
        body(costs, pairs)
      }
    }
  }
}

/// The weights that a unit keeps for each position of k: those of its filters that are not zero, and padding zeros.
private struct UnitColumn {
  private(set) var counts: [Int32]
  /// Of every so many zeros in a run, as a power of two, the last one is kept; nil where weights are not kept in runs.
  private let runBits: Int32?
  /// By position the filter after the last one that is not zero, counted within the unit.
  private var ends: [Int32]

  init(positions: Int, runBits: Int?) {
    counts = [Int32](repeating: 0, count: positions)
    self.runBits = runBits.map(Int32.init)
    ends = runBits == nil ? [] : counts
  }

  mutating func fill(_ count: Int) {
    for position in counts.indices { counts[position] = Int32(count) }
  }

  mutating func count(_ filters: ArraySlice<Int>, of weights: BitRows) {
    fill(0)
    for position in ends.indices { ends[position] = 0 }
    for (order, filter) in filters.enumerated() {
      for word in 0..<weights.stride {
        var bits = weights.words[filter * weights.stride + word]
        while bits != 0 {
          let position = word * 64 + bits.trailingZeroBitCount
          bits &= bits - 1
          counts[position] += 1
          guard let runBits else { continue }
          counts[position] += (Int32(order) - ends[position]) >> runBits
          ends[position] = Int32(order) + 1
        }
      }
    }
  }
}
