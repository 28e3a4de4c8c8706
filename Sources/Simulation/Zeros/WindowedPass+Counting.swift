import CMaskKernels

extension WindowedPass {
  /// Goes through all vectors, groups outside, then chunks of filters and sets of pixels.
  func countVectors(_ counts: inout LockStepCounts) {
    for group in 0..<wide.groups {
      switch (array.sparsity.input == .skip, array.sparsity.weight == .skip) {
      case (true, true): countBoth(group, &counts)
      case (false, _): countWeights(group, &counts)
      case (true, false): countInputs(group, &counts)
      }
    }
  }

  /// Both factors decide: every pixel against every filter.
  private func countBoth(_ group: Int, _ counts: inout LockStepCounts) {
    let rows = layout.laid(inputs[group])
    let filters = layout.laid(weights[group])
    for chunk in 0..<wide.filterChunks.count {
      let range = wide.filterChunks[chunk]
      let lanes = LaneBits(filters, rows: range)
      for set in 0..<wide.sets.count {
        let (most, pairs) = compare(lanes, with: rows, set: set)
        counts.pairs += pairs
        counts.effectual += pairs
        add(most, lanes: wide.sets.size(of: set) * range.count, &counts)
      }
    }
  }

  /// Weights decide: every set of pixels takes the same.
  private func countWeights(_ group: Int, _ counts: inout LockStepCounts) {
    let filters = layout.laid(weights[group])
    let all = [UInt64](repeating: ~0, count: layout.words)
    for chunk in 0..<wide.filterChunks.count {
      let range = wide.filterChunks[chunk]
      let lanes = LaneBits(filters, rows: range)
      var most = noCounts
      let pairs = all.withUnsafeBufferPointer { lanes.compare($0.baseAddress!, layout, &most) }
      for set in 0..<wide.sets.count {
        let pixels = wide.sets.size(of: set)
        counts.pairs += pairs * pixels
        add(most, lanes: pixels * range.count, &counts)
      }
    }
    counts.effectual += effectual(group)
  }

  /// Inputs decide: every chunk of filters takes the same.
  private func countInputs(_ group: Int, _ counts: inout LockStepCounts) {
    let rows = layout.laid(inputs[group])
    let all = LaneBits(allOf: layout.words)
    var ofSets: [[UInt64]] = []
    for set in 0..<wide.sets.count {
      let (most, pairs) = compare(all, with: rows, set: set)
      counts.pairs += pairs * wide.filterChunks.whole
      ofSets.append(most)
    }
    for chunk in 0..<wide.filterChunks.count {
      for set in 0..<wide.sets.count {
        add(ofSets[set], lanes: wide.sets.size(of: set) * wide.filterChunks[chunk].count, &counts)
      }
    }
    counts.effectual += effectual(group)
  }

  private var noCounts: [UInt64] { [UInt64](repeating: 0, count: max(layout.words, 1)) }

  private func compare(
    _ lanes: LaneBits, with rows: BitRows, set: Int
  ) -> (most: [UInt64], pairs: Int) {
    var most = noCounts
    var pairs = 0
    let columns = pass.columnTile.outputs.count
    rows.words.withUnsafeBufferPointer { words in
      wide.sets.forEachPixel(of: set) { row, column in
        pairs += lanes.compare(
          words.baseAddress! + (row * columns + column) * rows.stride, layout, &most)
      }
    }
    return (most, pairs)
  }

  /// Adds the vectors of a chunk of filters and a set of pixels, which have so many lanes.
  private func add(_ most: [UInt64], lanes: Int, _ counts: inout LockStepCounts) {
    let width = array.reduction
    var (steps, working) = (0, 0)
    most.withUnsafeBufferPointer { most in
      layout.forEachCount(most.baseAddress!) { window, count in
        let multiplying = width == 1 ? count : (count + width - 1) / width
        let all = max(multiplying, looking[window])
        steps += all
        working += multiplying
        if counts.keepsSteps { counts.all.append(Int32(clamping: all)) }
      }
    }
    counts.steps += steps
    counts.laneSteps += steps * lanes
    counts.workingLaneSteps += working * lanes
  }

  /// Pairs of a group without a zero.
  private func effectual(_ group: Int) -> Int {
    let (rows, filters) = (inputs[group], weights[group])
    if !hasInputZeros { return filters.count * rows.rows }
    if !hasWeightZeros { return rows.count * filters.rows }
    return rows.common(with: filters)
  }
}
