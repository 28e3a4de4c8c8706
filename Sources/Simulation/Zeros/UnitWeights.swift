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

  /// Units that have filters: the first ones, whatever the distribution.
  var unitsInUse: Int { (0..<starts.count - 1).count { starts[$0] < starts[$0 + 1] } }
}
