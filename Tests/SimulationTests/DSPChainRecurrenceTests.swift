import Hardware
import Mapping
import Simulation
import TestFiles
import Testing
import Workloads

/// Passes of DSP chains against their rule (docs/model.md, 3.5 and 10.4) counted filter by filter, where no buffer or memory
/// holds them up.
@Suite struct DSPChainRecurrenceTests {
  @Test func `Steps, slots and reads are those of the rule`() throws {
    var counts: [String: Int] = [:]
    for seed in 0..<700 as Range<UInt64> {
      var random = RandomNumbers(seed: seed &* 0x9E37_79B9 &+ 7)
      var one = RandomCase(seed: seed)
      one.layOnChains(&random)
      guard case .dspChain = one.design.array, case .product(let product, _) = one.work.body,
        case .product(var tiles) = one.mapping
      else { continue }
      one.makeIdeal()
      (tiles.groups, tiles.rows, tiles.columns) = (product.groups, product.outputHeight, product.outputWidth)
      (tiles.channels, tiles.filters) = (product.channels, product.filters)
      tiles.slots = .init()
      let record = try PreparedOperator(design: one.design, work: one.work, mapping: .product(tiles)).run(
        one.design)
      guard case .dspChain(let array) = one.design.composed(for: one.work).array else { continue }
      let rule = ChainRule(array, product, tiles.spatial, one.work)
      let switching = one.work.switchesMode ? array.switchSteps : 0
      let times = product.images
      #expect(record.cycles == times * rule.steps + switching, "seed \(seed)")
      let slots = one.design.slotsOfPosition(for: one.work)
      #expect(
        record.slots.effective + record.slots.ineffectual == slots * times * rule.pairs, "seed \(seed)")
      #expect(
        record.slots.fillDrain == slots * array.elements * (times * (rule.latency - 1) + switching),
        "seed \(seed)")
      #expect(record.buffers[1].reads == times * rule.weightReads, "seed \(seed)")
      #expect(record.chain.operations == times * rule.operations, "seed \(seed)")
      let size = PassSize(
        groups: product.groups, rows: product.outputHeight, columns: product.outputWidth,
        window: product.kernelHeight * product.kernelWidth, channels: product.channels,
        filters: product.filters)
      let skips = array.sparsity.weight == .skip
      let estimate = PassSteps(.dspChain(array), product).steps(size, tiles.spatial)
      if !skips { #expect(estimate == rule.steps, "seed \(seed)") }
      for (name, isThere) in [
        ("cases", true), ("skip", skips), ("vector", array.working == .vector),
        ("pair", array.products > 1), ("direct", tiles.spatial == .direct),
        ("adjusts", record.chain.adjusts > 0), ("empty vectors", skips && rule.hasEmpty),
      ] where isThere { counts[name, default: 0] += 1 }
    }
    for (name, least) in [
      ("cases", 300), ("skip", 80), ("vector", 60), ("pair", 20), ("direct", 100), ("adjusts", 40),
      ("empty vectors", 20),
    ] { #expect(counts[name, default: 0] >= least, "\(name): \(counts)") }
  }
}

/// What the passes of one image come to, counted the long way.
private struct ChainRule {
  var steps = 0
  /// Of those, the ones of the pipeline at the end, and one.
  var latency = 0
  var pairs = 0
  var weightReads = 0
  var operations = 0
  /// Whether some vector that is no fold's last takes no step.
  var hasEmpty = false

  init(_ array: DSPChainArray, _ product: Product, _ spatial: ProductMapping.Spatial, _ work: Work) {
    let taps = product.kernelHeight * product.kernelWidth
    let positions = array.positions
    func cuts(_ whole: Range<Int>, _ side: Int) -> [Range<Int>] {
      stride(from: whole.lowerBound, to: whole.upperBound, by: side).map {
        $0..<min($0 + side, whole.upperBound)
      }
    }
    let chunks =
      spatial == .direct
      ? (0..<taps).flatMap { cuts($0 * product.channels..<($0 + 1) * product.channels, positions) }
      : cuts(0..<taps * product.channels, positions)
    let (mode, pixels) = (array.active, product.outputHeight * product.outputWidth)
    let sets = cuts(0..<pixels, mode.pixels)
    let words = sets.reduce(0) { $0 + cuts($1, mode.packing.inputs).count }
    let skips = array.sparsity.weight == .skip
    var greatest = skips ? array.sparsity.densities[0] : positions
    var least = positions
    for group in 0..<product.groups {
      let filters = cuts(0..<product.filters, skips ? array.filtersOfVector : mode.filters)
      for own in filters {
        for (number, chunk) in chunks.enumerated() {
          guard skips else {
            steps += sets.count
            pairs += pixels * chunk.count * own.count
            weightReads += sets.count * chunk.count * own.count
            operations +=
              words * cuts(own, mode.packing.weights).count * cuts(chunk, array.neighbours).count
            continue
          }
          var densities: [Int] = []
          for block in cuts(own, array.sparsity.block) {
            let most = block.map { filter in
              chunk.count { work.zeros.weight![group * product.filters + filter, $0] }
            }.max()!
            let density = most == 0 ? 0 : array.sparsity.densities.first { $0 >= most }!
            densities += block.map { _ in density }
            greatest = max(greatest, density)
            if density > 0 { least = min(least, density) }
          }
          let needed = densities.reduce(0, +)
          let room = positions * mode.filters
          let isLast = number == chunks.count - 1
          if needed == 0, !isLast { hasEmpty = true }
          steps += sets.count * max(isLast ? 1 : 0, (needed + room - 1) / room)
          let places = densities.map { min($0, chunk.count) }
          pairs += pixels * places.reduce(0, +)
          weightReads += sets.count * places.reduce(0, +)
          operations += words * places.reduce(0) { $0 + ($1 + array.neighbours - 1) / array.neighbours }
        }
      }
    }
    latency = Self.latency(array, positions: greatest, besideShorter: least < greatest)
    steps += latency - 1
  }

  /// From reading a vector to writing its results.
  private static func latency(_ array: DSPChainArray, positions: Int, besideShorter: Bool) -> Int {
    let ofDSP = array.neighbours * array.pump
    let dsps = (positions + ofDSP - 1) / ofDSP
    var (pieces, left) = (0, dsps)
    while left > 0 {
      pieces += 1
      left -= array.cascade
    }
    let longest = min(dsps, array.cascade)
    var adjusts = 0
    if array.active.packing.inputs * array.active.packing.weights > 1, let above = array.adjust.above {
      while longest > (adjusts + 1) * above { adjusts += 1 }
    }
    var levels = 0
    while 1 << levels < pieces { levels += 1 }
    let waits = (longest - 1) / array.pump + (longest - 1) % array.pump
    return array.pipeline + waits + adjusts * array.adjust.latency
      + (dsps < array.chain || pieces > 1 || besideShorter ? array.nodeLatency : 0) + levels
  }
}

extension RandomCase {
  /// Nothing but the array takes time.
  fileprivate mutating func makeIdeal() {
    let buffer = Buffer(capacity: nil, banks: 64, ports: 4096, width: 8, tiles: 1)
    design.buffers = .perOperand(input: buffer, weight: buffer, output: buffer)
    design.memories = design.memories.map { Memory(name: $0.name, kind: .ideal) }
    design.vectorUnit = nil
    design.decoders = .none
    if case .product(let product, _) = work.body { work.body = .product(product, epilogue: []) }
  }
}
