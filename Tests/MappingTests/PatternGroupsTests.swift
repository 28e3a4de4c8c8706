import Hardware
import Mapping
import Quantities
import Tensors
import Testing
import Workloads

/// What weights miss of an array's N:M (docs/model.md, 10.1 and 10.2).
@Suite struct PatternGroupsTests {
  @Test func `Groups that are too full are those that tiles and taps make`() throws {
    var random = SplitMix64(seed: 29)
    var missed = 0
    for _ in 0..<600 {
      let product = Product(
        images: 1, groups: 1 + random.next(below: 2), inputHeight: 4, inputWidth: 4,
        channels: 1 + random.next(below: 12), filters: 1 + random.next(below: 3),
        kernelHeight: 1 + random.next(below: 2), kernelWidth: 1 + random.next(below: 2))
      let size = 2 + random.next(below: 4)
      let pattern = ArraySparsity.WeightPattern(nonzeros: 1 + random.next(below: size - 1), groupSize: size)
      let density = 1 + random.next(below: 9)
      let mask = OccupancyMask(rows: product.groups * product.filters, columns: product.k) { _, _ in
        random.next(below: 10) < density
      }
      var mapping = ProductMapping(
        groups: 1, rows: 1, columns: 1, channels: 1 + random.next(below: product.channels), filters: 1,
        order: [.batch, .m, .n, .k])
      if random.next(below: 2) == 0 { mapping.spatial = .direct }
      var (fuller, all) = (0, 0)
      for row in 0..<mask.rows {
        for group in groups(of: product, mapping, size) {
          all += 1
          if group.count(where: { mask[row, $0] }) > pattern.nonzeros { fuller += 1 }
        }
      }
      let miss = PatternMiss(work(product, mask), .product(mapping), on: design(pattern))
      #expect(miss == (fuller == 0 ? nil : PatternMiss(pattern: pattern, fuller: fuller, groups: all)))
      if fuller > 0 { missed += 1 }
    }
    #expect(missed > 100 && missed < 590)
  }

  @Test func `Nothing is missed where no pattern is asked for, or no weight is zero`() {
    let product = Product.matrixProduct(m: 1, k: 8, n: 1)
    let mask = OccupancyMask(rows: 1, columns: 8) { _, _ in true }
    let mapping = WorkMapping.product(
      ProductMapping(groups: 1, rows: 1, columns: 1, channels: 8, filters: 1, order: [.batch, .m, .n, .k]))
    let pattern = ArraySparsity.WeightPattern(nonzeros: 2, groupSize: 4)
    #expect(PatternMiss(work(product, mask), mapping, on: design(nil)) == nil)
    #expect(PatternMiss(work(product, nil), mapping, on: design(pattern)) == nil)
    #expect(PatternMiss(work(product, mask), mapping, on: design(pattern))?.fuller == 2)
  }

  /// The positions of each group of a filter, by the page's words.
  private func groups(of product: Product, _ mapping: ProductMapping, _ size: Int) -> [[Int]] {
    let taps = product.kernelHeight * product.kernelWidth
    var groups: [[Int]] = []
    for first in stride(from: 0, to: product.channels, by: mapping.channels) {
      let channels = first..<min(first + mapping.channels, product.channels)
      let ofTaps = (0..<taps).map { tap in channels.map { tap * product.channels + $0 } }
      for stretch in mapping.spatial == .im2col ? [ofTaps.flatMap(\.self)] : ofTaps {
        for start in stride(from: 0, to: stretch.count, by: size) {
          groups.append(Array(stretch[start..<min(start + size, stretch.count)]))
        }
      }
    }
    return groups
  }

  private func design(_ pattern: ArraySparsity.WeightPattern?) -> Design {
    let format = NumberFormat.integer(bits: 8)
    let array = SystolicArray(
      rows: 4, columns: 4, dataflow: .weightStationary,
      precision: ArrayPrecision(input: format, weight: format, accumulate: .integer(bits: 32)),
      sparsity: ArraySparsity(weight: pattern == nil ? .none : .skip, pattern: pattern))
    let buffer = Buffer(capacity: nil, banks: 1, ports: 1, width: 1, tiles: 2)
    return Design(
      name: "pattern", clock: Frequency(hertz: 1_000_000_000), array: .systolic(array),
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "main", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil)
  }

  private func work(_ product: Product, _ mask: OccupancyMask?) -> Work {
    let format = NumberFormat.integer(bits: 8)
    let place = OperandAddresses.Place(memory: 0, address: 0)
    return Work(
      body: .product(product, epilogue: []),
      formats: OperandFormats(input: format, weight: format, output: format),
      addresses: OperandAddresses(
        input: place, weight: place, parameters: place, output: place, partialSums: place),
      zeros: ProductZeros(weight: mask))
  }
}
