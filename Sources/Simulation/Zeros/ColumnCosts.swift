import CMaskKernels
import Hardware

/// What each unit multiplies of an item of one position, a step a pair, and the pairs of all of them.
struct ColumnCosts {
  /// Position after position, of each unit.
  private var costs: [Int32]
  private var pairs: [Int]

  /// What the filters of a group cost with its inputs: positions that bring no item cost nothing.
  init(_ array: IndependentArray, _ units: UnitWeights, _ weights: BitRows, _ inputs: BitRows) {
    costs = [Int32](repeating: 0, count: weights.length * array.units)
    pairs = [Int](repeating: 0, count: weights.length)
    let wanted =
      array.sparsity.input == .skip
      ? inputs.occupiedInAny : [UInt64](repeating: ~0, count: weights.stride)
    var columns = UnitColumns(array, weights)
    var positions: [Int] = []
    for first in stride(from: 0, to: weights.length, by: UnitColumns.together) {
      let end = min(weights.length, first + UnitColumns.together)
      positions.removeAll(keepingCapacity: true)
      for position in first..<end where wanted[position >> 6] >> UInt64(position & 63) & 1 == 1 {
        positions.append(position)
      }
      guard !positions.isEmpty else { continue }
      for unit in 0..<units.unitsInUse {
        columns.count(from: first, units.filters(of: unit))
        add(columns, of: unit, units: array.units, first, positions)
      }
    }
  }

  /// Adds what a unit keeps of some positions.
  private mutating func add(
    _ columns: UnitColumns, of unit: Int, units: Int, _ first: Int, _ positions: [Int]
  ) {
    columns.counts.withUnsafeBufferPointer { counts in
      costs.withUnsafeMutableBufferPointer { costs in
        pairs.withUnsafeMutableBufferPointer { pairs in
          for position in positions {
            // Pairs of a position are of different filters, each of which takes a step of its own.
            let count = counts[position - first]
            pairs[position] &+= Int(count)
            costs[position * units + unit] = count
          }
        }
      }
    }
  }

  /// Adds the steps that each unit multiplies where so many items are of each position.
  func add(items: [Int], to work: inout [Int]) {
    let units = work.count
    for (position, times) in items.enumerated() where times > 0 {
      for unit in 0..<units { work[unit] += times * Int(costs[position * units + unit]) }
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
  /// Positions that are counted together.
  static let together = Int(MASK_COLUMNS)

  private let weights: BitRows
  private let skipsWeights: Bool
  /// Of every so many zeros in a run, as a power of two, the last one is kept; 31 where weights are not kept in runs, and none
  /// is as long.
  private let runBits: Int32
  /// Of each position that was counted.
  private(set) var counts = [Int32](repeating: 0, count: together)

  init(_ array: IndependentArray, _ weights: BitRows) {
    self.weights = weights
    skipsWeights = array.sparsity.weight == .skip
    runBits = array.sparsity.runBits.map(Int32.init) ?? 31
  }

  /// Counts what a unit keeps of its filters at the positions from a whole word on.
  mutating func count(from first: Int, _ filters: ArraySlice<Int>) {
    guard skipsWeights else {
      for place in counts.indices { counts[place] = Int32(filters.count) }
      return
    }
    weights.words.withUnsafeBufferPointer { words in
      filters.withUnsafeBufferPointer { chosen in
        counts.withUnsafeMutableBufferPointer { counts in
          guard let words = words.baseAddress else { return }
          mask_count_columns(
            words + (first >> 6), weights.stride, chosen.baseAddress, chosen.count, runBits,
            counts.baseAddress)
        }
      }
    }
  }
}
