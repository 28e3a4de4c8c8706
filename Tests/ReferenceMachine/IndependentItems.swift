import Hardware

/// A pixel and a window of k that the broadcaster hands to all units.
struct IndependentItem {
  var group: Int
  var pixel: Int
  var window: Range<Int>
  /// Positions from the end of the item before to the end of this one.
  var positions: Int
  /// Whether no later item is of the pixel.
  var endsPixel = false
}

/// What a pass's broadcaster finds, in order (docs/model.md, 10.3).
struct IndependentItems {
  private(set) var items: [IndependentItem] = []
  /// Positions behind the last item.
  private(set) var positionsBehind = 0
  /// Windows whose inputs are all zero and skipped.
  private(set) var skippedWindows = 0

  init(array: IndependentArray, tiles: PassTiles) {
    for group in 0..<tiles.groups {
      for pixel in 0..<tiles.pixels {
        for window in cuts(of: tiles.reduction, by: array.window) {
          positionsBehind += window.count
          let isSkipped =
            array.sparsity.input == .skip && window.allSatisfy { tiles.inputIsZero(group, pixel, $0) }
          if isSkipped {
            skippedWindows += 1
            continue
          }
          items.append(
            IndependentItem(group: group, pixel: pixel, window: window, positions: positionsBehind))
          positionsBehind = 0
        }
        if let last = items.indices.last, items[last].group == group, items[last].pixel == pixel {
          items[last].endsPixel = true
        }
      }
    }
  }
}

/// Which filters of a group each unit has, in the order of their numbers.
func filtersByUnit(_ array: IndependentArray, group: Int, tiles: PassTiles) -> [[Int]] {
  var filters = [[Int]](repeating: [], count: array.units)
  switch array.distribution {
  case .interleaved, .stealing:
    for filter in 0..<tiles.filters { filters[filter % array.units].append(filter) }
  case .blocked:
    for (unit, run) in cuts(of: tiles.filters, by: (tiles.filters + array.units - 1) / array.units)
      .enumerated()
    {
      filters[unit] = Array(run)
    }
  case .greedy:
    let nonzeros = (0..<tiles.filters).map { filter in
      (0..<tiles.reduction).count { !tiles.weightIsZero(group, $0, filter) }
    }
    let sorted = (0..<tiles.filters).sorted { (-nonzeros[$0], $0) < (-nonzeros[$1], $1) }
    var (unit, step) = (0, 1)
    for filter in sorted {
      filters[unit].append(filter)
      if (0..<array.units).contains(unit + step) { unit += step } else { step = -step }
    }
    for unit in filters.indices { filters[unit].sort() }
  }
  return filters
}

/// The filters that a unit keeps a padding zero of at a position of k, where weights are stored with the zeros before each.
func paddingZeros(
  _ filters: [Int], runBits: Int, group: Int, index: Int, tiles: PassTiles
) -> Set<Int> {
  var padding: Set<Int> = []
  var zeros: [Int] = []
  for filter in filters {
    guard tiles.weightIsZero(group, index, filter) else {
      // The run's zeros that its bits cannot count.
      for (order, zero) in zeros.enumerated() where (order + 1) % (1 << runBits) == 0 { padding.insert(zero) }
      zeros = []
      continue
    }
    zeros.append(filter)
  }
  return padding
}
