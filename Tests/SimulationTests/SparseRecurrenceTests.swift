import Hardware
import ReferenceMachine
import Tensors
import TestFiles
import Testing
import Workloads

/// The reference machine, stepped, against the page's formulas for what it steps (docs/model.md, 10.1 and 10.3).
@Suite struct SparseRecurrenceTests {
  @Test func `Units and their queues keep the times of the recurrences`() throws {
    for seed in 0..<UInt64(400) {
      var random = RandomNumbers(seed: seed &* 0xA24B_AED4_963E_E407 &+ 0x77)
      let array = random.independentUnits()
      let problem = MaskedProblem(&random)
      let expected = UnitTimes(array, problem)
      let record = try run(.independent(array), problem.product, zeros: problem.zeros)
      #expect(record.cycles == expected.steps, "seed \(seed): \(array)")
      for (name, slots) in [
        ("effective", expected.effective), ("ineffectual", expected.ineffectual),
        ("decode", expected.decode), ("imbalance", expected.imbalance), ("unmapped", expected.unmapped),
        ("fill_drain", expected.fillDrain),
      ] { #expect(record.slots[name] == slots, "seed \(seed), \(name): \(array)") }
      #expect(
        (record.work.all, record.work.ofBusiest) == (expected.work, expected.workOfBusiest), "seed \(seed)")
      #expect(record.buffers[1].reads == expected.effective + expected.ineffectual)
      #expect(record.buffers[2].writes == problem.pixels * problem.filters)
    }
  }

  @Test func `Windows take the steps of their fullest lane, or of their scan`() throws {
    for seed in 0..<UInt64(400) {
      var random = RandomNumbers(seed: seed &* 0x9FB2_1C65_1E98_DF25 &+ 0x3)
      var array = BroadcastArray(
        arrangement: .cube, dataflow: .weightStationary, pixelRows: random.integer(1...3),
        reduction: random.integer(1...4), filters: random.integer(1...3), pipeline: random.integer(1...4),
        foldGap: random.integer(0...2), precision: MaskedProblem.precision)
      let actions: [(ArraySparsity.Action, ArraySparsity.Action)] = [
        (.skip, .none), (.none, .skip), (.skip, .skip),
      ]
      (array.sparsity.input, array.sparsity.weight) = random.pick(actions)
      array.sparsity.window = random.integer(1...9)
      array.sparsity.scan = random.integer(1...9)
      let problem = MaskedProblem(&random)
      // Folds of one chunk of filters and one window; all pixels pass each, after the weights' one step.
      var (start, end) = (1, 0)
      // Of lanes with as many pairs as the fullest of their vector.
      var fullest = 0
      for filters in problem.cuts(problem.filters, array.filters) {
        for window in problem.cuts(problem.reduction, array.window) {
          var steps = 0
          for pixels in problem.cuts(problem.pixels, array.pixels) {
            let most = pixels.flatMap { pixel in
              filters.map { filter in
                problem.candidates(pixel, filter, window, array.sparsity).count
              }
            }.max()!
            steps += max(1, ceiling(most, array.reduction), ceiling(window.count, array.scan))
            fullest += most * pixels.count * filters.count
          }
          end = start + steps + array.pipeline - 1
          start += steps + array.foldGap
        }
      }
      let record = try run(.broadcast(array), problem.product, zeros: problem.zeros)
      #expect(record.cycles == end, "seed \(seed): \(array)")
      #expect(record.slots["effective"] == problem.effectualPairs)
      let classes = ["effective", "ineffectual", "imbalance"]
      #expect(classes.reduce(0) { $0 + (record.slots[$1] ?? 0) } == fullest, "seed \(seed): \(array)")
    }
  }
}

private func ceiling(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }

/// A matrix product with masks.
private struct MaskedProblem {
  static let precision = ArrayPrecision(
    input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32))

  var pixels: Int
  var reduction: Int
  var filters: Int
  var input: OccupancyMask
  var weight: OccupancyMask

  init(_ random: inout RandomNumbers) {
    (pixels, reduction, filters) = (random.integer(1...5), random.integer(1...14), random.integer(1...9))
    func mask(_ rows: Int, _ columns: Int) -> OccupancyMask {
      let percent = random.pick([0, 10, 30, 60, 90, 100])
      return OccupancyMask(rows: rows, columns: columns) { _, _ in random.chance(percent) }
    }
    input = mask(pixels, reduction)
    weight = mask(filters, reduction)
  }

  var product: Product { .matrixProduct(m: pixels, k: reduction, n: filters) }
  var zeros: ProductZeros { ProductZeros(input: input, weight: weight) }

  var effectualPairs: Int {
    (0..<pixels).reduce(0) { sum, pixel in
      (0..<filters).reduce(sum) { sum, filter in
        sum + (0..<reduction).count { input[pixel, $0] && weight[filter, $0] }
      }
    }
  }

  func cuts(_ size: Int, _ side: Int) -> [Range<Int>] {
    stride(from: 0, to: size, by: side).map { $0..<min($0 + side, size) }
  }

  func candidates(_ pixel: Int, _ filter: Int, _ window: Range<Int>, _ sparsity: ArraySparsity) -> [Int] {
    window.filter { index in
      (sparsity.input != .skip || input[pixel, index]) && (sparsity.weight != .skip || weight[filter, index])
    }
  }
}

extension RandomNumbers {
  fileprivate mutating func independentUnits() -> IndependentArray {
    let actions: [ArraySparsity.Action] = [.skip, .skip, .none]
    var sparsity = ArraySparsity(
      input: pick(actions), weight: pick(actions), window: pick([1, 1, 2, 3, 5, 20]), scan: integer(1...8))
    if sparsity.window == 1, sparsity.weight == .skip, chance(50) { sparsity.runBits = integer(1...2) }
    return IndependentArray(
      units: integer(1...4), multipliers: integer(1...3), queue: integer(1...3),
      distribution: pick([.interleaved, .blocked]), leastSteps: integer(0...1), pipeline: integer(0...3),
      precision: MaskedProblem.precision, sparsity: sparsity)
  }
}

/// The recurrences of 10.3, and the slots between their times.
private struct UnitTimes {
  var steps = 0
  var effective = 0
  var ineffectual = 0
  var decode = 0
  var imbalance = 0
  var unmapped = 0
  var fillDrain = 0
  /// Steps in which units multiply, and as if all had as many as the one with most.
  var work = 0
  var workOfBusiest = 0

  init(_ array: IndependentArray, _ problem: MaskedProblem) {
    let units = (0..<array.units).map { unit in
      (0..<problem.filters).filter { filter in
        array.distribution == .interleaved
          ? filter % array.units == unit : filter / ceiling(problem.filters, array.units) == unit
      }
    }
    var behind = 0
    var items: [(pixel: Int, window: Range<Int>, positions: Int)] = []
    for pixel in 0..<problem.pixels {
      for window in problem.cuts(problem.reduction, array.window) {
        behind += window.count
        if array.sparsity.input == .skip, window.allSatisfy({ !problem.input[pixel, $0] }) { continue }
        items.append((pixel, window, behind))
        behind = 0
      }
    }
    var ready: [Int] = []
    var issue: [Int] = []
    var begin = units.map { _ in [Int]() }
    var done = units.map { _ in [Int]() }
    var works = units.map { _ in 0 }
    let used = units.indices.filter { !units[$0].isEmpty }
    for (number, item) in items.enumerated() {
      ready.append((issue.last ?? 0) + max(1, ceiling(item.positions, array.scan)))
      let free = number < array.queue ? 0 : used.map { begin[$0][number - array.queue] }.max()!
      issue.append(max(ready[number], free))
      for unit in used {
        begin[unit].append(max(issue[number] + 1, done[unit].last ?? 0))
        let turns = multiply(array, problem, item.pixel, item.window, units[unit])
        works[unit] += turns
        done[unit].append(begin[unit][number] + max(array.leastSteps, turns))
      }
    }
    (work, workOfBusiest) = (works.reduce(0, +), works.max()! * used.count)
    let looked = (issue.last ?? 0) + ceiling(behind, array.scan)
    let busy = used.map { done[$0].last ?? 0 }.max()!
    steps = max(looked, busy) + array.pipeline
    unmapped += (array.units - used.count) * steps * array.multipliers
    fillDrain = used.count * array.pipeline * array.multipliers
    for unit in used {
      // Steps for which others kept the broadcaster back, and that the unit has not waited.
      var late = 0
      for number in items.indices {
        let others = number < array.queue ? [] : used.filter { $0 != unit }
        let held = others.map { begin[$0][number - array.queue] - ready[number] }.max() ?? 0
        let wait = begin[unit][number] - (number == 0 ? 0 : done[unit][number - 1])
        let forOthers = min(wait, late + max(0, held))
        late += max(0, held) - forOthers
        decode += (wait - forOthers) * array.multipliers
      }
      decode += max(0, looked - (done[unit].last ?? 0) - late) * array.multipliers
    }
    // Of all slots that are left, those without a pair are imbalance.
    let all = array.units * array.multipliers * steps
    imbalance = all - unmapped - fillDrain - decode - effective - ineffectual
  }

  /// Counts a unit's pairs of an item; returns the steps that they take.
  private mutating func multiply(
    _ array: IndependentArray, _ problem: MaskedProblem, _ pixel: Int, _ window: Range<Int>, _ filters: [Int]
  ) -> Int {
    var turns = 0
    var zeros = 0
    for (order, filter) in filters.enumerated() {
      var pairs = problem.candidates(pixel, filter, window, array.sparsity)
      if let bits = array.sparsity.runBits {
        // One position: a zero weight that ends a full run is a candidate if a nonzero one follows it.
        let index = window.lowerBound
        if problem.weight[filter, index] {
          zeros = 0
        } else {
          zeros += 1
          let follows = filters[order...].contains { problem.weight[$0, index] }
          if zeros % (1 << bits) == 0, follows { pairs = [index] }
        }
      }
      for index in pairs {
        if problem.input[pixel, index] && problem.weight[filter, index] {
          effective += 1
        } else {
          ineffectual += 1
        }
      }
      let steps = ceiling(pairs.count, array.multipliers)
      unmapped += steps * array.multipliers - pairs.count
      turns += steps
    }
    return turns
  }
}
