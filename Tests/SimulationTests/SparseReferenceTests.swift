import Foundation
import Hardware
import Mapping
import Quantities
import Simulation
import Tensors
import Testing
import Workloads

/// Machines that deal with zeros against the published counts of other simulators.
@Suite struct SparseReferenceTests {
  /// Layers of the sparse MobileNet of Sparseloop's artifact (fig12_eyerissv2_pe_setup, ground_truth_cycles.yaml).
  @Test(
    arguments: [
      ("L07", 1024, 64, 64, 1_702_140), ("L13", 64, 128, 256, 1_144_158), ("L21", 64, 256, 256, 1_677_684),
      ("L25", 16, 256, 512, 948_572),
    ])
  func `One multiplier and one pair a cycle take the cycles of Eyeriss v2's ground truth`(
    _ layer: (name: String, pixels: Int, channels: Int, filters: Int, cycles: Int)
  ) throws {
    let array = BroadcastArray(
      arrangement: .dotProduct, dataflow: .outputStationary, pipeline: 1, precision: int8,
      sparsity: ArraySparsity(input: .skip, weight: .skip, window: layer.channels))
    let record = try run(
      .matrixProduct(m: layer.pixels, k: layer.channels, n: layer.filters),
      zeros: ProductZeros(
        input: try mask("\(layer.name)_iacts", rows: layer.pixels, columns: layer.channels),
        weight: try mask("\(layer.name)_weights", rows: layer.filters, columns: layer.channels)),
      on: .broadcast(array))
    #expect(record.slots.effective == layer.cycles)
    #expect(record.cycles == layer.cycles)
  }

  /// SCALE-Sim v3, N:M layer-wise; its total cycles are those of the last line, one less than there are.
  @Test func `Systolic arrays of N-M weights take the cycles of SCALE-Sim`() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "golden_v3_sparse.csv")
    let rows = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var checked = 0
    for row in rows where row[18] == "true" && row[20] == "false" {
      func number(_ column: Int) -> Int { Int(row[column])! }
      guard let dataflow = ["ws": Dataflow.weightStationary, "os": .outputStationary][row[3]] else { continue }
      let pattern = ArraySparsity.WeightPattern(nonzeros: number(23), groupSize: number(24))
      // It rounds the pixels of an output up.
      func missing(_ input: Int, _ kernel: Int, _ stride: Int) -> Int {
        max(0, ((input - kernel + stride + stride - 1) / stride - 1) * stride + kernel - input)
      }
      let product = Product(
        inputHeight: number(10), inputWidth: number(11), channels: number(14), filters: number(15),
        kernelHeight: number(12), kernelWidth: number(13), strideHeight: number(16), strideWidth: number(17),
        padBottom: missing(number(10), number(12), number(16)),
        padRight: missing(number(11), number(13), number(17)))
      var array = SystolicArray(
        rows: number(4), columns: number(5), dataflow: dataflow, precision: int8, preload: .serial,
        foldOverlap: false, partialFolds: .full, drain: .immediate)
      if pattern.nonzeros < pattern.groupSize {
        array.sparsity = ArraySparsity(weight: .skip, pattern: pattern)
      }
      let zeros = ProductZeros(
        weight: OccupancyMask(rows: product.filters, columns: product.k) { _, index in
          index % pattern.groupSize < pattern.nonzeros
        })
      let record = try run(product, zeros: zeros, on: .systolic(array))
      #expect(record.cycles == number(26) - number(27) + 1, "\(row[9]) \(row[3]) \(pattern)")
      checked += 1
    }
    #expect(checked > 50)
  }

  /// EIE, ISCA 2016, table IV: actual over theoretical time. Layers, densities and times are those that fodlam's data
  /// directory transcribes (cucapra/fodlam, eie-layers.csv, eie-raw.csv); densities per mille.
  @Test(
    arguments: [
      (name: "NT-We", k: 4096, n: 600, weight: 100, input: 1000, published: 1.538, isInside: true),
      ("Alex-8", 4096, 1000, 250, 375, 1.112, false), ("VGG-8", 4096, 1000, 230, 411, 1.151, false),
      ("NT-LSTM", 1201, 2400, 100, 1000, 1.154, false),
    ])
  func `EIE's imbalance is that of uniform masks where a filter has few weights, and above it elsewhere`(
    _ layer: (name: String, k: Int, n: Int, weight: Int, input: Int, published: Double, isInside: Bool)
  ) throws {
    let array = IndependentArray(
      units: 64, multipliers: 1, queue: 8, leastSteps: 1, pipeline: 4, precision: int8,
      sparsity: ArraySparsity(input: .skip, weight: .skip, window: 1, scan: 64, runBits: 4))
    var ratios: [Double] = []
    for seed in 0..<20 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let zeros = ProductZeros(
        input: OccupancyMask(rows: 1, columns: layer.k) { _, _ in random.next(below: 1000) < layer.input },
        weight: OccupancyMask(rows: layer.n, columns: layer.k) { _, _ in
          random.next(below: 1000) < layer.weight
        })
      let record = try run(
        .matrixProduct(m: 1, k: layer.k, n: layer.n), zeros: zeros, on: .independent(array))
      ratios.append(
        Double(record.cycles * 64) / Double(record.slots.effective + record.slots.ineffectual))
    }
    let (least, most) = (ratios.min()!, ratios.max()!)
    print("\(layer.name): \(least) to \(most), published \(layer.published)")
    // Rows of a pruned network differ more than chance makes them (docs/real-sparsity.md), so its units do too.
    #expect(layer.isInside ? (least...most).contains(layer.published) : most < layer.published)
  }

  private var int8: ArrayPrecision {
    ArrayPrecision(input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32))
  }

  private func mask(_ name: String, rows: Int, columns: Int) throws -> OccupancyMask {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "EyerissV2/\(name).txt")
    let bits = [UInt8](try Data(contentsOf: url))
    try #require(bits.count == rows * columns)
    return OccupancyMask(rows: rows, columns: columns) { bits[$0 * columns + $1] == UInt8(ascii: "1") }
  }

  /// Runs a product in one pass, with ports that hold nothing up and an ideal memory.
  private func run(
    _ product: Product, zeros: ProductZeros, on array: ProcessingArray
  ) throws -> OperatorRecord {
    let buffer = Buffer(capacity: nil, banks: 4096, ports: 4096, width: 4, tiles: 2)
    let design = Design(
      name: "reference", clock: Frequency(hertz: 1_000_000_000), array: array,
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "main", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil)
    let format = NumberFormat.integer(bits: 8)
    let place = OperandAddresses.Place(memory: 0, address: 0)
    let work = Work(
      body: .product(product, epilogue: []),
      formats: OperandFormats(input: format, weight: format, output: format),
      addresses: OperandAddresses(
        input: place, weight: place, parameters: place, output: place, partialSums: place), zeros: zeros)
    let mapping = ProductMapping(
      groups: product.groups, rows: product.outputHeight, columns: product.outputWidth,
      channels: product.channels, filters: product.filters, order: [.batch, .m, .n, .k])
    return try PreparedOperator(design: design, work: work, mapping: .product(mapping)).run(design)
  }
}
