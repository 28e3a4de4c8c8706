import Hardware

/// The filters that each unit has of a pass's group.
struct UnitWeights {
  private var filters: [Int] = []
  private var starts: [Int] = [0]

  init(_ array: IndependentArray, _ weights: BitRows) {
    let count = weights.rows
    var ofUnits = [[Int]](repeating: [], count: array.units)
    switch array.distribution {
    case .interleaved, .stealing: for filter in 0..<count { ofUnits[filter % array.units].append(filter) }
    case .blocked:
      let each = (count + array.units - 1) / array.units
      for filter in 0..<count { ofUnits[filter / each].append(filter) }
    case .greedy:
      let nonzeros = (0..<count).map { weights.countOfBits(row: $0, in: 0..<weights.length) }
      let order = (0..<count).sorted { (nonzeros[$1], $0) < (nonzeros[$0], $1) }
      for (place, filter) in order.enumerated() {
        let turn = place / array.units
        let unit = place % array.units
        ofUnits[turn.isMultiple(of: 2) ? unit : array.units - 1 - unit].append(filter)
      }
    }
    for filters in ofUnits {
      self.filters += filters.sorted()
      starts.append(self.filters.count)
    }
  }

  func filters(of unit: Int) -> ArraySlice<Int> { filters[starts[unit]..<starts[unit + 1]] }

  var hasFilters: [Bool] { (0..<starts.count - 1).map { starts[$0] < starts[$0 + 1] } }
}

/// What an item of one position costs each unit (with `stealing` its jobs), and the pairs that all of them multiply for it.
struct ColumnCosts {
  private let units: Int
  private var costs: [Int32]
  private(set) var pairs: [Int]

  init(_ array: IndependentArray, _ units: UnitWeights, _ weights: BitRows, reduction: Int) {
    self.units = array.units
    let skips = array.sparsity.weight == .skip
    // Pairs of a position are of different filters, each of which takes a step of its own.
    var counts = [Int32](repeating: 0, count: reduction * array.units)
    pairs = [Int](repeating: 0, count: reduction)
    var run = [Int32](repeating: 0, count: reduction)
    let longest = array.sparsity.runBits.map { Int32(1) << Int32($0) }
    for unit in 0..<array.units {
      let filters = units.filters(of: unit)
      guard skips else {
        for position in 0..<reduction { counts[position * array.units + unit] = Int32(filters.count) }
        continue
      }
      if longest != nil { for position in run.indices { run[position] = 0 } }
      for filter in filters {
        for word in 0..<weights.stride {
          var bits = weights.words[filter * weights.stride + word]
          if let longest {
            for position in word * 64..<min(word * 64 + 64, reduction) {
              if bits >> UInt64(position & 63) & 1 == 0 {
                run[position] += 1
              } else {
                counts[position * array.units + unit] += 1 + run[position] / longest
                run[position] = 0
              }
            }
          } else {
            while bits != 0 {
              counts[(word * 64 + bits.trailingZeroBitCount) * array.units + unit] += 1
              bits &= bits - 1
            }
          }
        }
      }
    }
    costs = counts
    // Who takes jobs of another has them counted one by one.
    let least = array.distribution == .stealing ? 0 : Int32(array.leastSteps)
    for position in 0..<reduction {
      for unit in 0..<array.units {
        let place = position * array.units + unit
        pairs[position] += Int(counts[place])
        costs[place] = max(least, counts[place])
      }
    }
  }

  func withCosts(of position: Int, _ body: (UnsafeBufferPointer<Int32>) -> Void) {
    costs.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[position * units..<(position + 1) * units]))
    }
  }
}
