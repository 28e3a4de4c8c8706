import Hardware
import Mapping
import Quantities
import Simulation
import Tensors
import TestFiles
import Testing
import Workloads

/// The mapper's closed form of output-stationary passes, with interleaved sums and without, against the simulation.
@Suite struct InterleavedStepsTests {
  @Test func `The closed form has the steps of a pass, and no bound has more`() throws {
    for seed in UInt64(0)..<300 {
      var random = RandomNumbers(seed: seed)
      let byte = NumberFormat.integer(bits: 8)
      let drain = random.pick(SystolicArray.Drain.allCases)
      let array = SystolicArray(
        rows: random.integer(1...5), columns: random.integer(1...5), dataflow: .outputStationary,
        precision: ArrayPrecision(input: byte, weight: byte, accumulate: .integer(bits: 32)),
        foldOverlap: random.chance(60), partialFolds: random.pick(SystolicArray.PartialFolds.allCases),
        drain: drain, accumulateInterval: random.integer(1...7),
        interleavedSums: drain == .immediate ? 1 : random.integer(1...6))
      let (m, k, n) = (random.integer(1...70), random.integer(1...9), random.integer(1...17))
      let product = Product.matrixProduct(m: m, k: k, n: n)
      let mapping = ProductMapping(
        groups: 1, rows: m, columns: 1, channels: k, filters: n, order: ProductMapping.Loop.allCases)
      let design = Self.design(array)
      let record = try PreparedOperator(
        design: design, work: Self.work(product), mapping: .product(mapping)
      ).run(design)
      let steps = PassSteps(.systolic(array), product)
      let size = PassSize(groups: 1, rows: m, columns: 1, window: 1, channels: k, filters: n)
      #expect(steps.steps(size, .im2col) == record.cycles, "seed \(seed)")
      let space = MappingSpace(Self.work(product), on: design, directives: MappingDirectives(whole: true))
      for candidate in space.candidates(within: .max) {
        #expect(candidate.bound <= record.cycles, "seed \(seed)")
      }
    }
  }

  private static func design(_ array: SystolicArray) -> Design {
    let wide = Buffer(capacity: nil, banks: 64, ports: 16, width: 8, tiles: 2)
    return Design(
      name: "bench", clock: Frequency(hertz: 1_000_000_000), array: .systolic(array),
      buffers: .perOperand(input: wide, weight: wide, output: wide),
      memories: [Memory(name: "ideal", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil)
  }

  private static func work(_ product: Product) -> Work {
    let byte = NumberFormat.integer(bits: 8)
    func place(_ address: Int) -> OperandAddresses.Place { .init(memory: 0, address: address) }
    return Work(
      body: .product(product, epilogue: []),
      formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: place(0), weight: place(1 << 16), parameters: place(2 << 16), output: place(3 << 16),
        partialSums: place(4 << 16)))
  }
}
