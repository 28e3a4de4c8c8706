import CMaskKernels

extension WindowedPass {
  /// Goes through all vectors, groups outside, then chunks of filters and sets of pixels.
  func countVectors(_ counts: inout LockStepCounts) {
    var step = LockStep(layout, multipliers: array.reduction, scan: array.scan)
    for group in 0..<wide.groups {
      switch (array.sparsity.input == .skip, array.sparsity.weight == .skip) {
      case (true, true): countBoth(group, &step, &counts)
      case (false, _): countWeights(group, &step, &counts)
      case (true, false): countInputs(group, &step, &counts)
      }
    }
  }

  /// Both factors decide: every pixel against every filter.
  private func countBoth(_ group: Int, _ step: inout LockStep, _ counts: inout LockStepCounts) {
    let rows = SetRows(layout.laid(inputs[group]), self)
    let filters = layout.laid(weights[group])
    for chunk in 0..<wide.filterChunks.count {
      let range = wide.filterChunks[chunk]
      let pairs = compare(rows, LaneBits(filters, rows: range), filters: range.count, &step, &counts)
      counts.pairs += pairs
      counts.effectual += pairs
    }
  }

  /// Inputs decide: every chunk of filters takes the same.
  private func countInputs(_ group: Int, _ step: inout LockStep, _ counts: inout LockStepCounts) {
    let rows = SetRows(layout.laid(inputs[group]), self)
    let all = LaneBits(allOf: layout.words)
    for chunk in 0..<wide.filterChunks.count {
      let filters = wide.filterChunks[chunk].count
      counts.pairs += compare(rows, all, filters: filters, &step, &counts) * filters
    }
    counts.effectual += effectual(group)
  }

  /// Weights decide: every set of pixels takes the same.
  private func countWeights(_ group: Int, _ step: inout LockStep, _ counts: inout LockStepCounts) {
    let filters = layout.laid(weights[group])
    let all = [UInt64](repeating: ~0, count: layout.words)
    for chunk in 0..<wide.filterChunks.count {
      let range = wide.filterChunks[chunk]
      let lanes = LaneBits(filters, rows: range)
      let one = all.withUnsafeBufferPointer { step.compare($0, count: 1, together: 1, lanes).full }
      counts.pairs += Int(one.pairs) * pass.pixels
      counts.add(one, times: wide.sets.count, lanes: 0)
      counts.laneSteps += Int(one.steps) * pass.pixels * range.count
      counts.workingLaneSteps += Int(one.working) * pass.pixels * range.count
      counts.fullest += Int(one.greatest) * pass.pixels * range.count
      if counts.keepsSteps { for _ in 0..<wide.sets.count { step.addSteps(to: &counts.all) } }
    }
    counts.effectual += effectual(group)
  }

  /// Compares all sets of pixels with the lanes of a chunk of filters; returns the pairs that they have in common.
  private func compare(
    _ rows: SetRows, _ lanes: LaneBits, filters: Int, _ step: inout LockStep, _ counts: inout LockStepCounts
  ) -> Int {
    var pairs = 0
    rows.forEachRun(oneByOne: counts.keepsSteps) { words, count, together in
      let (full, rest) = step.compare(words, count: count, together: together, lanes)
      counts.add(full, times: 1, lanes: together * filters)
      counts.add(rest, times: 1, lanes: count % together * filters)
      pairs += Int(full.pairs + rest.pairs)
      if counts.keepsSteps { step.addSteps(to: &counts.all) }
    }
    return pairs
  }

  /// Pairs of a group without a zero.
  private func effectual(_ group: Int) -> Int {
    let (rows, filters) = (inputs[group], weights[group])
    if !hasInputZeros { return filters.count * rows.rows }
    if !hasWeightZeros { return rows.count * filters.rows }
    return rows.common(with: filters)
  }
}

/// The pixels' rows in the order of their sets.
private struct SetRows {
  private let words: [UInt64]
  private let stride: Int
  private let sets: PixelSets
  /// Where every set but the last has as many pixels as the array: so many, and how many there are in all.
  private let even: (together: Int, pixels: Int)?

  init(_ rows: BitRows, _ pass: WindowedPass) {
    stride = rows.stride
    sets = pass.wide.sets
    guard !pass.array.pixelsAreFlattened else {
      words = rows.words
      even = (pass.array.pixels, rows.rows)
      return
    }
    even = nil
    let columns = pass.pass.columnTile.outputs.count
    var ordered: [UInt64] = []
    ordered.reserveCapacity(rows.words.count)
    for set in 0..<sets.count {
      sets.forEachPixel(of: set) { row, column in
        let pixel = row * columns + column
        ordered += rows.words[pixel * rows.stride..<(pixel + 1) * rows.stride]
      }
    }
    words = ordered
  }

  /// Calls `body` with the rows of sets: of all at once where they are even and not wanted one by one.
  func forEachRun(
    oneByOne: Bool, _ body: (_ rows: UnsafeBufferPointer<UInt64>, _ count: Int, _ together: Int) -> Void
  ) {
    words.withUnsafeBufferPointer { words in
      if let even, !oneByOne { return body(words, even.pixels, even.together) }
      var first = 0
      for set in 0..<sets.count {
        let count = sets.size(of: set)
        body(
          UnsafeBufferPointer(rebasing: words[first * stride..<(first + count) * stride]), count, count)
        first += count
      }
    }
  }
}
