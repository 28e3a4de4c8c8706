import Hardware

/// What an item of one position costs each unit (with `stealing` its jobs), and the pairs that all of them multiply for it.
struct ColumnCosts {
  /// Position after position, of each unit.
  private var costs: [Int32]
  private var pairs: [Int]

  /// What the filters of a group cost with its inputs: positions that bring no item cost nothing.
  init(_ array: IndependentArray, _ units: UnitWeights, _ weights: BitRows, _ inputs: BitRows) {
    let reduction = weights.length
    costs = [Int32](repeating: 0, count: reduction * array.units)
    pairs = [Int](repeating: 0, count: reduction)
    // Who takes jobs of another has them counted one by one.
    let least = array.distribution == .stealing ? 0 : Int32(array.leastSteps)
    var columns = UnitColumns(array, weights, inputs)
    costs.withUnsafeMutableBufferPointer { costs in
      pairs.withUnsafeMutableBufferPointer { pairs in
        for unit in 0..<units.unitsInUse {
          columns.count(units.filters(of: unit))
          // Pairs of a position are of different filters, each of which takes a step of its own.
          columns.forEach { position, count in
            pairs[position] += Int(count)
            costs[position * array.units + unit] = max(least, count)
          }
        }
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
private struct UnitColumns {
  private struct Column {
    var count: Int32 = 0
    /// The filter after the last one that is not zero, counted within the unit.
    var end: Int32 = 0
  }

  private let weights: BitRows
  private let skipsWeights: Bool
  /// Of every so many zeros in a run, as a power of two, the last one is kept; 31 where weights are not kept in runs, and none
  /// is as long.
  private let runBits: Int32
  /// The positions that bring items, a bit for each, and their numbers.
  private let wanted: [UInt64]
  private let positions: [Int32]
  private var columns: [Column]

  init(_ array: IndependentArray, _ weights: BitRows, _ inputs: BitRows) {
    self.weights = weights
    skipsWeights = array.sparsity.weight == .skip
    runBits = array.sparsity.runBits.map(Int32.init) ?? 31
    let length = weights.length
    let wanted =
      array.sparsity.input == .skip
      ? inputs.occupiedInAny : [UInt64](repeating: ~0, count: weights.stride)
    self.wanted = wanted
    positions = (0..<length).filter { wanted[$0 >> 6] >> UInt64($0 & 63) & 1 == 1 }.map { Int32($0) }
    columns = [Column](repeating: Column(), count: length)
  }

  /// Counts what a unit keeps of its filters.
  mutating func count(_ filters: ArraySlice<Int>) {
    guard skipsWeights else {
      for position in positions { columns[Int(position)].count = Int32(filters.count) }
      return
    }
    for position in positions { columns[Int(position)] = Column() }
    columns.withUnsafeMutableBufferPointer { columns in
      weights.words.withUnsafeBufferPointer { words in
        wanted.withUnsafeBufferPointer { wanted in
          var order: Int32 = 0
          for filter in filters {
            let row = filter * wanted.count
            for word in 0..<wanted.count {
              var bits = words[row + word] & wanted[word]
              while bits != 0 {
                let position = word << 6 + bits.trailingZeroBitCount
                bits &= bits - 1
                let column = columns[position]
                columns[position] = Column(
                  count: column.count + 1 + (order - column.end) >> runBits, end: order + 1)
              }
            }
            order += 1
          }
        }
      }
    }
  }

  /// Calls `body` with each position that brings items, and what is kept there.
  @inline(__always)
  func forEach(_ body: (_ position: Int, _ count: Int32) -> Void) {
    for position in positions { body(Int(position), columns[Int(position)].count) }
  }
}
