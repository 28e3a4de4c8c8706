import Hardware
import Mapping
import Quantities
import Replay
import Simulation
import Tensors
import TestFiles
import Testing
import Workloads

extension MappingSearchTests {
  @Test func `Of mappings that take the same cycles the one that moves the fewest bytes is found`() throws {
    let (design, work) = Self.tied
    // Sums leave after every pass, and come back.
    let first = ProductMapping(
      groups: 1, rows: 4, columns: 1, channels: 4, filters: 4, order: [.k, .n, .m, .batch])
    let directives = MappingDirectives(rows: 4, channels: 4, filters: 4)
    let before = try PreparedOperator(design: design, work: work, mapping: .product(first)).run(design)
    let found = try MappingSearch(work, on: design, directives: directives).best(from: .product(first))
    func bytes(_ record: OperatorRecord) -> Int {
      record.memories.reduce(0) { $0 + ($1.readBytes + $1.writeBytes).reduce(0, +) }
    }
    #expect(found.record.cycles == before.cycles)
    #expect(bytes(found.record) < bytes(before))
  }

  @Test func `Of those that move the same bytes too it is the one of the least energy`() throws {
    var decided = 0
    for seed in 0..<40 as Range<UInt64> {
      var random = RandomNumbers(seed: 30_000 + seed)
      let one = SearchCase(seed: 30_000 + seed) { one in
        guard one.kind != "vector", one.design.cores.count == 1, let all = MappingEnumeration(one)?.mappings
        else { return false }
        return all.count > 20 && all.count < 400
      }
      // Accesses may be dearer in either direction, so that the fewest are not always the cheapest.
      var priced = one
      priced.design.energy = random.energies(of: one.design)
      if try priced.checkSearch(seed: seed) { decided += 1 }
    }
    // Else nothing was tested.
    #expect(decided >= 2, "\(decided)")
  }

  /// A product on an ideal memory, where tiles of one size take the array the same time in every order, and no bound is
  /// below it.
  private static var tied: (design: Design, work: Work) {
    let byte = NumberFormat.integer(bits: 8)
    let buffer = Buffer(capacity: Bytes(count: 1024), banks: 8, ports: 8, width: 8, tiles: 1)
    let design = Design(
      name: "ideal", clock: Frequency(hertz: 1_000_000_000),
      array: .systolic(
        SystolicArray(
          rows: 4, columns: 4, dataflow: .weightStationary,
          precision: ArrayPrecision(input: byte, weight: byte, accumulate: .integer(bits: 32)))),
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "main", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil)
    func place(_ address: Int) -> OperandAddresses.Place { .init(memory: 0, address: address) }
    let product = Product.matrixProduct(m: 12, k: 12, n: 12)
    let work = Work(
      body: .product(product, epilogue: []),
      formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: place(0), weight: place(1024), parameters: place(2048), output: place(2048),
        partialSums: place(4096)))
    return (design, work)
  }
}

extension RandomNumbers {
  /// Energies of which each may be up to a hundred times another.
  fileprivate mutating func energies(of design: Design) -> EnergyTable {
    func entry(_ random: inout RandomNumbers) -> EnergyTable.Entry<Energy> {
      .init(Energy(attojoules: random.pick([1, 3, 10, 30, 100]) * 100_000), source: "test")
    }
    let words = design.buffers.names.map { _ in
      EnergyTable.Word(read: entry(&self), write: entry(&self))
    }
    return EnergyTable(
      multiply: entry(&self), add: entry(&self), registers: entry(&self), registerLoad: entry(&self),
      vectorOperation: design.vectorUnit == nil ? nil : entry(&self), buffers: words,
      memories: design.memories.map { _ in .init(EnergyPerBit(attojoules: 1_000_000), source: "test") },
      staticPower: .machine(.init(Power(nanowatts: 0), source: "test")))
  }
}
