import Hardware
import Mapping
import Workloads

/// A pass of independent units: items are broadcast into their queues, and each unit multiplies on its own (docs/model.md,
/// 10.3).
struct ItemPass {
  let array: IndependentArray
  let pass: ProductPass
  /// By group of the tile.
  let inputs: [BitRows]
  let weights: [BitRows]
  /// Of kept tiles, how their metadata are read; nil of tiles that are decoded.
  private let inputMetadata: KeptMetadata?
  private let weightMetadata: KeptMetadata?
  private let wordBits: (input: Int, weight: Int)

  init(
    array: IndependentArray, pass: ProductPass, factors: FactorBits, kept: KeptFactors, _ buffers: Buffers
  ) {
    self.array = array
    self.pass = pass
    inputMetadata = kept.input?.metadata
    weightMetadata = kept.weight?.metadata
    wordBits = (buffers[.input].width * 8, buffers[.weight].width * 8)
    inputs = factors.inputs
    weights = factors.weights
  }

  private var windows: Chunks { Chunks(pass.reduction, side: array.window) }

  func profile(_ budget: inout ProfileBudget) throws(PlanError) -> PassProfile {
    let windows = windows
    var unitsInUse = 0
    var queues = ItemQueues(array)
    var counts = ItemCounts(units: array.units)
    for group in 0..<pass.groups {
      try budget.spend(vectors: pass.pixels * windows.count)
      let units = UnitWeights(array, weights[group])
      queues.begin(units, filters: pass.filters)
      unitsInUse = units.unitsInUse
      let costs =
        array.window == 1 ? ColumnCosts(array, units, weights[group], inputs[group]) : nil
      if costs == nil { try budget.spend(vectors: pass.pixels * windows.count * pass.filters / 64) }
      if costs != nil { counts.itemsOfPosition = [Int](repeating: 0, count: pass.reduction) }
      for pixel in 0..<pass.pixels {
        if let costs {
          broadcastPositions(pixel, of: inputs[group], costs, &queues, &counts)
        } else {
          broadcastWindows(pixel, of: inputs[group], units, weights[group], &queues, &counts)
        }
        try budget.spend(vectors: queues.takeSearches())
      }
      costs?.add(items: counts.itemsOfPosition, to: &counts.work)
      counts.effectual += inputs[group].common(with: weights[group])
    }
    // Who multiplies what is known only then.
    if queues.takesJobs { counts.work = queues.worked }
    return profile(queues, counts, unitsInUse: unitsInUse)
  }

  private func profile(_ queues: ItemQueues, _ counts: ItemCounts, unitsInUse: Int) -> PassProfile {
    var profile = PassProfile()
    let multiplying = queues.end
    profile.steps = multiplying + array.pipeline
    profile.cycles = profile.steps
    profile.isClosedForm = true
    profile.folds = pass.groups
    profile.foldElements = pass.groups * unitsInUse * array.multipliers
    profile.effective = counts.effectual
    profile.ineffectual = counts.pairs - counts.effectual
    let turns = counts.work.reduce(0, +)
    profile.work = UnitWork(all: turns, ofBusiest: unitsInUse * (counts.work.max() ?? 0))
    let working = turns * array.multipliers
    profile.unmapped =
      (array.units - unitsInUse) * profile.steps * array.multipliers + working - counts.pairs
    profile.decode = (queues.looking + queues.lookingBehind) * array.multipliers
    profile.imbalance = multiplying * unitsInUse * array.multipliers - working - profile.decode
    profile.gated = counts.pairs - switching(counts)
    let results = pass.groups * pass.pixels * pass.filters
    profile.reads = [counts.inputs, counts.pairs, pass.shape.accumulates ? results : 0]
    profile.writes = [0, 0, results]
    profile.metadataAccesses = [counts.inputMetadata, counts.weightMetadata]
    profile.accesses = [
      counts.inputs + counts.inputMetadata, counts.pairs + counts.weightMetadata,
      results * (pass.shape.accumulates ? 2 : 1),
    ]
    profile.readBacks = pass.shape.accumulates ? results : 0
    return profile
  }

  /// Of the pairs that are multiplied those whose multiplier switches.
  private func switching(_ counts: ItemCounts) -> Int {
    switch (array.sparsity.input == .gate, array.sparsity.weight == .gate) {
    case (true, true): counts.effectual
    case (true, false): counts.withInput
    // What is not skipped of the weights is multiplied with every input that comes.
    case (false, true):
      array.sparsity.input == .skip
        ? counts.effectual : weights.reduce(0) { $0 + $1.count } * pass.pixels
    case (false, false): counts.pairs
    }
  }

  /// Items of one position of k: what each costs a unit is the same for every pixel.
  private func broadcastPositions(
    _ pixel: Int, of rows: BitRows, _ costs: ColumnCosts, _ queues: inout ItemQueues,
    _ counts: inout ItemCounts
  ) {
    let skips = array.sparsity.input == .skip
    var looked = 0
    if !skips { counts.inputs += pass.validTapsOfPixel(pixel) }
    rows.words.withUnsafeBufferPointer { words in
      costs.withUnsafePointers { units, pairs in
        for word in 0..<rows.stride {
          let occupied = words[pixel * rows.stride + word]
          var bits = occupied
          if skips {
            counts.inputs += bits.nonzeroBitCount
          } else {
            bits =
              word == rows.stride - 1 && rows.length & 63 != 0 ? 1 << UInt64(rows.length & 63) - 1 : ~0
          }
          while bits != 0 {
            let position = word * 64 + bits.trailingZeroBitCount
            bits &= bits - 1
            counts.pairs += pairs[position]
            counts.itemsOfPosition[position] += 1
            countMetadata(inside: 1, positions: 1, nonzeros: 1, pairs: pairs[position], &counts)
            if occupied >> UInt64(position & 63) & 1 == 1 { counts.withInput += pairs[position] }
            queues.add(positions: position + 1 - looked, units + position * array.units)
            looked = position + 1
          }
        }
      }
    }
    queues.skip(positions: rows.length - looked)
  }

  /// Items of several positions: every filter is held against them.
  private func broadcastWindows(
    _ pixel: Int, of rows: BitRows, _ units: UnitWeights, _ weights: BitRows, _ queues: inout ItemQueues,
    _ counts: inout ItemCounts
  ) {
    let windows = windows
    let (skipsInput, skipsWeight) = (array.sparsity.input == .skip, array.sparsity.weight == .skip)
    if !skipsInput { counts.inputs += pass.validTapsOfPixel(pixel) }
    var costs = [Int32](repeating: 0, count: array.units)
    var looked = 0
    for window in 0..<windows.count {
      let range = windows[window]
      let occupied = skipsInput ? rows.countOfBits(row: pixel, in: range) : range.count
      if skipsInput {
        guard occupied > 0 else { continue }
        counts.inputs += occupied
      }
      if queues.takesJobs { queues.jobs.removeAll() }
      let pairsBefore = counts.pairs
      for unit in 0..<array.units {
        var cost = 0
        if queues.takesJobs { queues.jobs.begin(unit: unit) }
        for filter in units.filters(of: unit) {
          let pairs =
            switch (skipsInput, skipsWeight) {
            case (true, true): rows.countOfCommonBits(row: pixel, with: weights, row: filter, in: range)
            case (true, false): occupied
            case (false, true): weights.countOfBits(row: filter, in: range)
            case (false, false): range.count
            }
          counts.pairs += pairs
          counts.withInput += withInput(pairs, filter, pixel, rows, weights, range)
          let steps = (pairs + array.multipliers - 1) / array.multipliers
          cost += steps
          if queues.takesJobs, steps > 0 { queues.jobs.add(steps, of: unit) }
        }
        costs[unit] = Int32(clamping: cost)
        counts.work[unit] += cost
      }
      countMetadata(
        inside: inputMetadata == nil ? 0 : pass.validTaps(of: pixel, in: range), positions: range.count,
        nonzeros: occupied, pairs: counts.pairs - pairsBefore, &counts)
      if queues.takesJobs {
        queues.addJobs(positions: range.upperBound - looked)
      } else {
        queues.add(positions: range.upperBound - looked, costs)
      }
      looked = range.upperBound
    }
    queues.skip(positions: pass.reduction - looked)
  }
}

extension ItemPass {
  /// Adds what is read of the metadata of kept tiles for an item, with so many positions inside the image.
  private func countMetadata(
    inside: Int, positions: Int, nonzeros: Int, pairs: Int, _ counts: inout ItemCounts
  ) {
    switch inputMetadata {
    case .ofElements?: counts.inputMetadata += (inside + wordBits.input - 1) / wordBits.input
    case .ofStored?: counts.inputMetadata += nonzeros
    case nil: break
    }
    switch weightMetadata {
    case .ofElements?:
      counts.weightMetadata += pass.filters * ((positions + wordBits.weight - 1) / wordBits.weight)
    case .ofStored?: counts.weightMetadata += pairs
    case nil: break
    }
  }

  /// Of the pairs of a filter and an item those whose input is not zero; only told apart where inputs are gated.
  private func withInput(
    _ pairs: Int, _ filter: Int, _ pixel: Int, _ rows: BitRows, _ weights: BitRows, _ range: Range<Int>
  ) -> Int {
    guard array.sparsity.input == .gate else { return pairs }
    return array.sparsity.weight == .skip
      ? rows.countOfCommonBits(row: pixel, with: weights, row: filter, in: range)
      : rows.countOfBits(row: pixel, in: range)
  }
}

/// What the items of a pass multiply and read.
private struct ItemCounts {
  var pairs = 0
  /// Of each unit the steps in which it multiplies: of each pair its own where an item is one position.
  var work: [Int]
  /// Where items are of one position, how many there are of each in a group.
  var itemsOfPosition: [Int] = []
  /// Of the pairs those without a zero, and those whose input is not zero.
  var effectual = 0
  var withInput = 0
  var inputs = 0
  var inputMetadata = 0
  var weightMetadata = 0

  init(units: Int) { work = [Int](repeating: 0, count: units) }
}

extension ProductPass {
  /// Taps of an output pixel's window that are inside the image, with all channels of the tile.
  fileprivate func validTapsOfPixel(_ pixel: Int) -> Int {
    let columns = columnTile.outputs.count
    func valid(_ tile: AxisTile, _ output: Int, _ kernel: Int) -> Int {
      (0..<kernel).count { tile.taps[output * kernel + $0] >= 0 }
    }
    return valid(rowTile, pixel / columns, kernelHeight) * valid(columnTile, pixel % columns, kernelWidth)
      * shape.channels
  }

  /// Positions of a part of k at which an output pixel's tap is inside the image.
  fileprivate func validTaps(of pixel: Int, in range: Range<Int>) -> Int {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: columnTile.outputs.count)
    let channels = shape.channels
    var inside = 0
    for tap in range.lowerBound / channels...(range.upperBound - 1) / channels {
      let (kernelRow, kernelColumn) = tap.quotientAndRemainder(dividingBy: kernelWidth)
      guard rowTile.taps[row * kernelHeight + kernelRow] >= 0,
        columnTile.taps[column * kernelWidth + kernelColumn] >= 0
      else { continue }
      inside += range.clamped(to: tap * channels..<(tap + 1) * channels).count
    }
    return inside
  }
}
