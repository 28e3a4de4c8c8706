import Hardware
import Mapping
import Quantities
import Simulation
import Tensors
import TestFiles
import Testing
import Workloads

/// What passes on a row-stationary array take, counted by hand, and against docs/model.md's recurrence vector by vector.
@Suite struct RowStationaryProfileTests {
  @Test func `One fold of two channel sets and two column sets is counted by hand`() throws {
    // 2 output rows side by side, so 2 column sets; 2 row sets of 2 channels each; 2 filters in an element.
    let product = Product(
      inputHeight: 4, inputWidth: 5, channels: 4, filters: 3, kernelHeight: 3, kernelWidth: 3)
    let record = try run(Self.small, product)
    // 3 vectors of 2 x 3 x 2 products. Weights: 108 over 9; first inputs: 4 rows x 3 columns x 4 channels over 4; sums: 3 x 2 over 4.
    #expect(record.cycles == 12 + 3 * 12 + 2 + 2)
    #expect((record.folds, record.foldElements) == (1, 24))
    #expect(record.slots.effective == 6 * 36 * 3)
    #expect(record.slots.ineffectual == 0)
    #expect(record.slots.unmapped == 3 * 12 * 24 - 648)
    #expect(record.slots.fillDrain == (12 + 4) * 24)
    #expect(record.buffers[0].reads == 4 * 4 * 5)
    #expect(record.buffers[1].reads == 3 * 4 * 9)
    #expect((record.buffers[2].reads, record.buffers[2].writes) == (0, 18))
    #expect(record.buffers[2].writeAccesses == 18)
    // Inputs: 4 channels x 3 kernel rows x 2 output rows, for both sets of filters, 5 columns; weights likewise.
    #expect(record.registerLoads == [4 * 6 * 2 * 5, 3 * 4 * 9 * 2])
  }

  @Test func `Without multicast an input comes once for every kernel row and output row that take it`() throws
  {
    var array = Self.small
    array.multicast = false
    let product = Product(
      inputHeight: 4, inputWidth: 5, channels: 4, filters: 3, kernelHeight: 3, kernelWidth: 3)
    let record = try run(array, product)
    #expect(record.buffers[0].reads == 6 * 4 * 5)
    // 6 x 3 x 4 inputs over 4 before the first vector.
    #expect(record.cycles == 18 + 3 * 12 + 2 + 2)
  }

  @Test
  func `Weights move in beside a shadowed fold and after a serial one, and stay if all channels are there`()
    throws
  {
    // 7 output rows: two chunks of 4 and 3, of one vector each; 2 channels are one run.
    var array = Self.small
    array.buses = .init(input: 64, weight: 1, output: 64)
    let kept = Product(
      inputHeight: 9, inputWidth: 3, channels: 2, filters: 2, kernelHeight: 3, kernelWidth: 3)
    // 36 weights one by one, once; then 6 products of each chunk's vector: one channel an element, one column set, 2 filters.
    let record = try run(array, kept)
    #expect(record.folds == 2)
    #expect(record.cycles == 36 + 2 * 6 + 2 + 1)
    #expect(record.buffers[1].reads == 36)
    #expect(record.registerLoads[1] == 36 * 4)
    // 8 channels are two runs of 4, so each of 4 folds brings its weights.
    let moving = Product(
      inputHeight: 9, inputWidth: 3, channels: 8, filters: 2, kernelHeight: 3, kernelWidth: 3)
    let shadowed = try run(array, moving)
    #expect(shadowed.folds == 4)
    #expect(shadowed.cycles == 4 * 72 + 12 + 2 + 1)
    #expect(shadowed.buffers[1].reads == 2 * 144)
    #expect((shadowed.buffers[2].reads, shadowed.buffers[2].writes) == (7 * 2, 7 * 2 * 2))
    array.preload = .serial
    #expect(try run(array, moving).cycles == 4 * 72 + 4 * 12 + 2 + 1)
  }

  @Test func `A kernel of more rows than the array, or columns than a file, is refused with the reason`()
    throws
  {
    let tall = Product(
      inputHeight: 9, inputWidth: 9, channels: 1, filters: 1, kernelHeight: 7, kernelWidth: 1)
    #expect(throws: PlanError.notAdmitted(.im2col, reason: "the kernel has 7 rows, more than the array's 6"))
    {
      try run(Self.small, tall)
    }
    let wide = Product(
      inputHeight: 9, inputWidth: 9, channels: 1, filters: 1, kernelHeight: 1, kernelWidth: 7)
    #expect(
      throws: PlanError.notAdmitted(
        .im2col, reason: "the kernel has 7 columns, and an element's file has room for 6 of the input")
    ) { try run(Self.small, wide) }
  }

  @Test func `An array of 2,048 by 2,048 elements is counted, however large the operator`() throws {
    var array = Self.small
    (array.rows, array.columns) = (2_048, 2_048)
    array.files = .init(input: 12, weight: 224, sum: 24)
    array.buses = .init(input: 1, weight: 4, output: 4)
    // 4.2 million elements for nearly 10^10 steps: 3 x 10^16 slots.
    let product = Product(
      images: 1_024, inputHeight: 112, inputWidth: 112, channels: 64, filters: 128, kernelHeight: 3,
      kernelWidth: 3)
    let record = try run(array, product)
    #expect(record.slots.total == record.cycles * array.elements)
    #expect(record.slots.effective == product.images * 110 * 110 * 128 * 64 * 9)
    #expect(record.cycles == WalkedPass(array, product).steps * product.images)
    // What is beyond counting is answered with the limit.
    array.files.input = 1 << 20
    (array.rows, array.columns) = (4_096, 4_096)
    let beyond = Product(
      images: 1 << 19, inputHeight: 1_024, inputWidth: 1_024, channels: 1_024, filters: 1_024,
      kernelHeight: 3,
      kernelWidth: 3)
    #expect(throws: PlanError.beyond(.slots, most: 1_000_000_000_000_000_000)) { try run(array, beyond) }
  }

  @Test(arguments: 0..<10)
  func `Every pass takes what the recurrence gives vector by vector`(block: UInt64) throws {
    for seed in block * 100..<(block + 1) * 100 {
      var random = RandomNumbers(seed: seed &+ 0x40E5)
      let product = random.product()
      let array = random.rowStationaryArray(admitting: product)
      let record = try run(array, product)
      let expected = WalkedPass(array, product)
      let comment: Comment = "seed \(seed): \(array), \(product)"
      #expect(record.cycles == expected.steps * product.images, comment)
      #expect(record.folds == expected.folds * product.images, comment)
      #expect(record.foldElements == expected.elements * product.images, comment)
      #expect(record.buffers[0].reads == expected.inputs * product.images, comment)
      #expect(record.buffers[1].reads == expected.weights * product.images, comment)
      #expect(record.registerLoads == expected.loads.map { $0 * product.images }, comment)
      let working = record.slots.effective + record.slots.ineffectual + record.slots.unmapped
      #expect(working == expected.productSteps * array.elements * product.images, comment)
    }
  }

  @Test(arguments: 0..<10)
  func `No mapping on a row-stationary array takes fewer cycles than its bounds say`(block: UInt64) throws {
    for seed in block * 20..<(block + 1) * 20 {
      var one = SearchCase(seed: seed) {
        if case .product = $0.work.body { true } else { false }
      }
      guard case .product(let product, _) = one.work.body else { continue }
      var random = RandomNumbers(seed: seed &+ 0x5EA7)
      var array = random.rowStationaryArray(admitting: product)
      array.precision = one.design.array.precision
      array.weightsStay = random.chance(50) ? .operator : .pass
      one.design.array = .rowStationary(array)
      try one.checkBounds(of: 40, seed: seed)
    }
  }

  @Test func `Steps before a simulation are those of it where nothing is padded`() throws {
    for seed in 0..<400 as Range<UInt64> {
      var random = RandomNumbers(seed: seed &+ 0xE57)
      var product = random.product()
      (product.padTop, product.padBottom, product.padLeft, product.padRight) = (0, 0, 0, 0)
      product.inputHeight = max(product.inputHeight, product.kernelHeight * product.dilationHeight)
      product.inputWidth = max(product.inputWidth, product.kernelWidth * product.dilationWidth)
      product.dilationHeight = 1
      let array = random.rowStationaryArray(admitting: product)
      let size = PassSize(
        groups: product.groups, rows: product.outputHeight, columns: product.outputWidth,
        window: product.kernelHeight * product.kernelWidth, channels: product.channels,
        filters: product.filters)
      let steps = PassSteps(.rowStationary(array), product).steps(size, .im2col)
      #expect(steps == WalkedPass(array, product).steps, "seed \(seed): \(array), \(product)")
    }
  }

  private static let small = RowStationaryArray(
    rows: 6, columns: 4, files: .init(input: 6, weight: 12, sum: 2),
    buses: .init(input: 4, weight: 9, output: 4), pipeline: 3, precision: precision)
  fileprivate static let precision = ArrayPrecision(
    input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32))

  /// A whole product in one pass an image, without memory.
  private func run(_ array: RowStationaryArray, _ product: Product) throws -> OperatorRecord {
    let buffer = Buffer(capacity: nil, banks: 8, ports: 64, width: 4)
    let design = Design(
      name: "bench", clock: Frequency(hertz: 1_000_000_000), array: .rowStationary(array),
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "ideal", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil)
    let byte = NumberFormat.integer(bits: 8)
    let place = OperandAddresses.Place(memory: 0, address: 0)
    let work = Work(
      body: .product(product, epilogue: []),
      formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: place, weight: place, parameters: place, output: place, partialSums: place))
    let mapping = ProductMapping(
      groups: product.groups, rows: product.outputHeight, columns: product.outputWidth,
      channels: product.channels, filters: product.filters, order: ProductMapping.Loop.allCases)
    var record = try PreparedOperator(design: design, work: work, mapping: .product(mapping)).run(design)
    // The store's reads are not the array's.
    record.buffers[2].reads -= product.outputElements
    return record
  }
}

extension RandomNumbers {
  /// An array with room for a product's kernel.
  fileprivate mutating func rowStationaryArray(admitting product: Product) -> RowStationaryArray {
    let (height, width) = (product.kernelHeight, product.kernelWidth)
    return RowStationaryArray(
      rows: height + integer(0...7), columns: integer(1...6),
      files: .init(
        input: width + integer(0...8), weight: width + integer(0...20), sum: integer(1...4)),
      buses: .init(input: integer(1...9), weight: integer(1...12), output: integer(1...6)),
      multicast: chance(60), preload: pick(RowStationaryArray.Preload.allCases), pipeline: integer(1...5),
      precision: RowStationaryProfileTests.precision)
  }
}

/// A product in one pass, gone through fold by fold and vector by vector.
private struct WalkedPass {
  var steps = 0
  var folds = 0
  var elements = 0
  var inputs = 0
  var weights = 0
  var productSteps = 0
  var loads = [0, 0]

  init(_ array: RowStationaryArray, _ product: Product) {
    func up(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }
    let (r, s) = (product.kernelHeight, product.kernelWidth)
    let (height, width) = (product.outputHeight, product.outputWidth)
    let e = min(height, array.columns)
    let u = array.columns / e
    let v = array.rows / r
    let most = min(array.files.input, array.files.weight) / s
    let vc = min(v, up(product.channels, most))
    let vf = v / vc
    let q = min(most, up(product.channels, vc))
    let mostFilters = min(array.files.sum, array.files.weight / (s * q))
    let n = up(product.filters, vf * u * mostFilters)
    let p = up(product.filters, n * vf * u)
    var start = 0
    var foldStart = 0
    var sumsOfLast = [0, 0]
    var productsOfLast = 0
    var filtersBefore = (-1, -1, -1)
    for group in 0..<product.groups {
      for filter in stride(from: 0, to: product.filters, by: vf * u * p) {
        for row in stride(from: 0, to: height, by: e) {
          for channel in stride(from: 0, to: product.channels, by: vc * q) {
            let filters = min(vf * u * p, product.filters - filter)
            let rows = min(e, height - row)
            let channels = min(vc * q, product.channels - channel)
            let products = min(q, channels) * s * min(p, filters)
            let stays = filtersBefore == (group, filter, channel)
            filtersBefore = (group, filter, channel)
            let moved = stays ? 0 : filters * channels * r * s
            let w = up(moved, array.buses.weight)
            let sums = up(filters * rows, array.buses.output)
            var touched: [Int] = []
            for output in row..<(row + rows) {
              for tap in 0..<r {
                let at = output * product.strideHeight + tap * product.dilationHeight - product.padTop
                if at >= 0, at < product.inputHeight { touched.append(at) }
              }
            }
            let taken = array.multicast ? Set(touched).count : touched.count
            for fy in stride(from: 0, to: filters, by: p) {
              for c in stride(from: 0, to: channels, by: q) {
                elements += r * rows
                loads[1] += stays ? 0 : s * min(q, channels - c) * min(p, filters - fy) * r * rows
              }
            }
            var before: Set<Int> = []
            for column in 0..<width {
              let columns = Set(
                (0..<s).map { column * product.strideWidth + $0 * product.dilationWidth - product.padLeft })
              let new = columns.subtracting(before)
              before = columns
              let inside = new.count { $0 >= 0 && $0 < product.inputWidth }
              let b = up(taken * inside * channels, array.buses.input)
              inputs += taken * inside * channels
              loads[0] += new.count * channels * r * rows * up(filters, p)
              if folds == 0, column == 0 {
                start = max(w, b)
              } else if column > 0 {
                start += max(products, b, sumsOfLast[0])
              } else if array.preload == .serial {
                start += max(productsOfLast, sumsOfLast[0]) + max(w, b)
              } else {
                start = max(start + max(productsOfLast, b, sumsOfLast[0]), foldStart + w)
              }
              if column == 0 { foldStart = start }
              sumsOfLast = [sumsOfLast[1], sums]
              productSteps += products
            }
            productsOfLast = products
            weights += moved
            folds += 1
          }
        }
      }
    }
    steps = start + max(productsOfLast, sumsOfLast[0]) + array.pipeline - 1 + sumsOfLast[1]
  }
}
