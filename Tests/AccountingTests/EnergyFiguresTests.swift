import Accounting
import Hardware
import Quantities
import Simulation
import Tensors
import Testing

/// Energies are sums of products; here each is computed by hand.
@Suite struct EnergyFiguresTests {
  @Test func `Each component is its actions times what one takes, and the total is their sum`() throws {
    var record = OperatorRecord()
    record.cycles = 1000
    record.slots.effective = 600
    record.slots.ineffectual = 400
    var buffer = BufferCounts()
    buffer.accesses = 50
    record.buffers = [buffer]
    var memory = MemoryCounts()
    memory.readBytes = [100, 200, 20]
    memory.writeBytes = [0, 0, 80]
    record.memories = [memory]
    let figures = OperatorFigures(record: record, denseMACs: 1000, vectorOperations: 7, design: Self.design)
    let energy = try #require(figures.energyPicojoules)
    #expect(
      energy.components.map(\.name)
        == ["multiply", "add", "registers", "buffer_shared", "memory_main", "static"])
    // 1,000 products; 50 words; 3,200 bits; 1 mW for 1 us.
    let expected: [Double] = [2000, 1000, 500, 500, 12_800, 1000]
    for (component, picojoules) in zip(energy.components, expected) {
      #expect(abs(component.picojoules - picojoules) <= 1e-12 * picojoules, "\(component.name)")
    }
    #expect(energy.total == energy.components.map(\.picojoules).reduce(0, +))
    let perDense = try #require(energy.perDenseMAC)
    let perEffective = try #require(energy.perEffectiveMAC)
    let power = try #require(energy.averagePower)
    let efficiency = try #require(energy.teraoperationsPerWatt)
    #expect(abs(perDense - 17.8) < 1e-9)
    #expect(abs(perEffective - 17.8 / 0.6) < 1e-9)
    #expect(abs(energy.delayProduct - 1.78e-14) < 1e-24)
    #expect(abs(power - 0.0178) < 1e-12)
    #expect(abs(efficiency - 2 / 17.8) < 1e-12)
  }

  @Test func `A design without energies has no figures of energy`() {
    var design = Self.design
    design.energy = nil
    let figures = OperatorFigures(
      record: OperatorRecord(), denseMACs: 0, vectorOperations: 0, design: design)
    #expect(figures.energyPicojoules == nil)
  }

  private static let design: Design = {
    let byte = NumberFormat.integer(bits: 8)
    func entry(_ picojoules: Int, halves: Int = 0) -> EnergyTable.Entry<Energy> {
      .init(Energy(attojoules: picojoules * 1_000_000 + halves * 500_000), source: "test")
    }
    return Design(
      name: "small", clock: Frequency(hertz: 1_000_000_000),
      array: .systolic(
        SystolicArray(
          rows: 4, columns: 4, dataflow: .weightStationary,
          precision: ArrayPrecision(input: byte, weight: byte, accumulate: .integer(bits: 32)))),
      buffers: .shared(Buffer(capacity: nil, banks: 1, width: 8)),
      memories: [Memory(name: "main", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil,
      energy: EnergyTable(
        multiply: entry(2), add: entry(1), registers: entry(0, halves: 1), vectorOperation: nil,
        buffers: [entry(10)],
        memories: [.init(EnergyPerBit(attojoules: 4_000_000), source: "test")],
        staticPower: .init(Power(nanowatts: 1_000_000), source: "test")))
  }()
}
