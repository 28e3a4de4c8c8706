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
    record.products.effective = 600
    var buffer = BufferCounts()
    buffer.readAccesses = 30
    buffer.writeAccesses = 20
    record.buffers = [buffer]
    var memory = MemoryCounts()
    memory.readBytes = [100, 200, 20]
    memory.writeBytes = [0, 0, 80]
    record.memories = [memory]
    record.registerLoads = [0, 64]
    let figures = OperatorFigures(record: record, denseMACs: 1000, vectorOperations: 7, design: Self.design)
    let energy = try #require(figures.energyPicojoules)
    #expect(
      energy.components.map(\.name)
        == ["multiply", "add", "registers", "register_loads", "buffer_shared", "memory_main", "static"])
    // 1,000 products; 64 loads; 30 words read at 10 and 20 written at 5; 3,200 bits; 1 mW for 1 us.
    let expected: [Double] = [2000, 1000, 500, 64, 400, 12_800, 1000]
    for (component, picojoules) in zip(energy.components, expected) {
      #expect(abs(component.picojoules - picojoules) <= 1e-12 * picojoules, "\(component.name)")
    }
    #expect(energy.total == energy.components.map(\.picojoules).reduce(0, +))
    let counts = checkActions(record, vectorOperations: 7, Self.design, energy)
    #expect(
      counts == [
        "multiply step": 1000, "add addition": 1000, "registers step": 1000, "register_loads load": 64,
        "buffer_shared read": 30, "buffer_shared write": 20, "memory_main bit": 3200, "static second": 1e-6,
      ])
    let perDense = try #require(energy.perDenseMAC)
    let perEffective = try #require(energy.perEffectiveMAC)
    let power = try #require(energy.averagePower)
    let efficiency = try #require(energy.teraoperationsPerWatt)
    #expect(abs(perDense - 17.764) < 1e-9)
    #expect(abs(perEffective - 17.764 / 0.6) < 1e-9)
    #expect(abs(energy.delayProduct - 1.7764e-14) < 1e-24)
    #expect(abs(power - 0.017764) < 1e-12)
    #expect(abs(efficiency - 2 / 17.764) < 1e-12)
  }

  @Test
  func `Products of a pair of formats take what the pair says, all others what a multiplier takes in a step`()
    throws
  {
    var design = Self.design
    let pair = FormatPair(
      input: .integer(bits: 4), weight: .integer(bits: 4), products: 2,
      multiply: .init(Energy(attojoules: 250_000), source: "test"))
    design.array.precision.pairs = [pair]
    // 600 products of the pair take a slot each, and 500 others the two of a multiplier.
    var record = OperatorRecord()
    record.slots.effective = 1600
    record.products.effective = 1100
    record.pairProducts = [600]
    record.buffers = [BufferCounts()]
    record.memories = [MemoryCounts()]
    let figures = OperatorFigures(record: record, denseMACs: 1100, vectorOperations: 0, design: design)
    let energy = try #require(figures.energyPicojoules)
    let components = energy.components
    let counts = checkActions(record, design, energy)
    #expect(counts["multiply int4 x int4"] == 600 && counts["multiply step"] == 500)
    let expected: [Double] = [500 * 2 + 600 * 0.25, 500 + 600, 800 * 0.5]
    for (component, picojoules) in zip(components, expected) {
      #expect(abs(component.picojoules - picojoules) < 1e-9, "\(component.name)")
    }
  }

  @Test func `What moves and chooses operands takes its counts times what the design says`() throws {
    var design = Self.design
    design.energy?.movement = .init(
      interconnect: .init(EnergyPerBit(attojoules: 50_000), source: "test"),
      intersection: .init(Energy(attojoules: 250_000), source: "test"))
    var record = OperatorRecord()
    record.slots.effective = 1600
    record.slots.ineffectual = 400
    record.gated = 200
    var buffer = BufferCounts()
    buffer.readAccesses = 30
    buffer.writeAccesses = 20
    record.buffers = [buffer]
    record.memories = [MemoryCounts()]
    let figures = OperatorFigures(record: record, denseMACs: 2000, vectorOperations: 0, design: design)
    let energy = try #require(figures.energyPicojoules)
    #expect(energy.components.suffix(2).map(\.name) == ["interconnect", "intersection"])
    let bits = Double(50 * 8 * design.buffers.named[0].buffer.width)
    let products = 1800 / Double(design.array.slotMultiple)
    let counts = checkActions(record, design, energy)
    #expect(counts["interconnect bit"] == bits && counts["intersection product"] == products)
    #expect(abs(energy.components[energy.components.count - 2].picojoules - bits * 0.05) < 1e-9)
    #expect(abs((energy.components.last?.picojoules ?? 0) - products * 0.25) < 1e-9)
  }

  @Test func `Half of an action's energy is half of its component, and all else stays`() throws {
    var record = OperatorRecord()
    record.cycles = 1000
    record.slots.effective = 1000
    var buffer = BufferCounts()
    buffer.readAccesses = 30
    record.buffers = [buffer]
    record.memories = [MemoryCounts()]
    func components(_ design: Design) throws -> [String: Double] {
      let figures = OperatorFigures(record: record, denseMACs: 1000, vectorOperations: 0, design: design)
      let energy = try #require(figures.energyPicojoules)
      return Dictionary(uniqueKeysWithValues: energy.components.map { ($0.name, $0.picojoules) })
    }
    let whole = try components(Self.design)
    var design = Self.design
    let multiply = try #require(design.energy?.multiply.amount.attojoules)
    design.energy?.multiply = .init(Energy(attojoules: multiply / 2), source: "test")
    var half = try components(design)
    #expect(half["multiply"] == (whole["multiply"] ?? 0) / 2)
    half["multiply"] = whole["multiply"]
    #expect(half == whole)
  }

  @Test func `What DSP chains do, and multiplications by scales, are actions of their own`() throws {
    var design = Self.design
    func entry(_ attojoules: Int) -> EnergyTable.Entry<Energy> {
      .init(Energy(attojoules: attojoules), source: "test")
    }
    // Nothing rests in chains.
    design.energy?.registerLoad = nil
    design.energy?.chain = .init(
      operation: entry(4_000_000), adjust: entry(500_000), selection: entry(250_000))
    design.energy?.dequantize = entry(2_000_000)
    var record = OperatorRecord()
    record.chain.operations = 300
    record.chain.adjusts = 20
    record.chain.selections = 40
    record.dequantizations = 50
    record.buffers = [BufferCounts()]
    record.memories = [MemoryCounts()]
    let figures = OperatorFigures(record: record, denseMACs: 0, vectorOperations: 0, design: design)
    let energy = try #require(figures.energyPicojoules)
    let counts = checkActions(record, design, energy)
    #expect(counts["dsp_operations operation"] == 300 && counts["dequantize multiplication"] == 50)
    #expect(counts["adjusts adjust"] == 20 && counts["selections selection"] == 40)
    for (name, picojoules) in [
      ("dsp_operations", 1200.0), ("adjusts", 10), ("selections", 10), ("dequantize", 100),
    ] {
      let component = try #require(energy.components.first { $0.name == name })
      #expect(abs(component.picojoules - picojoules) < 1e-9, "\(name)")
    }
  }

  @Test
  func
    `A link takes its bits, its additions are additions, and every component stands still at its own power`()
    throws
  {
    var design = Self.design
    design.cores = Cores(
      count: 2, partitions: [.k], delivery: .separate, reduction: .init(width: 8, latency: 1))
    design.energy?.reductionLink = .init(EnergyPerBit(attojoules: 3_000_000), source: "test")
    let powers = [1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000, 6_000_000]
    design.energy?.staticPower = .components(
      powers.map { .init(Power(nanowatts: $0), source: "test") })
    var record = OperatorRecord()
    record.cycles = 1000
    record.slots.effective = 100
    record.buffers = [BufferCounts()]
    record.memories = [MemoryCounts()]
    record.reduction.bytes = 10
    record.reduction.additions = 7
    let figures = OperatorFigures(record: record, denseMACs: 100, vectorOperations: 0, design: design)
    let energy = try #require(figures.energyPicojoules)
    #expect(checkActions(record, design, energy)["reduction_link bit"] == 80)
    #expect(
      energy.components.map(\.name) == [
        "multiply", "add", "registers", "register_loads", "buffer_shared", "reduction_link", "memory_main",
        "static_multiply", "static_add", "static_registers", "static_buffer_shared", "static_reduction_link",
        "static_memory_main",
      ])
    let expected: [Double] = [200, 107, 50, 0, 0, 240, 0, 1000, 2000, 3000, 4000, 5000, 6000]
    for (component, picojoules) in zip(energy.components, expected) {
      #expect(abs(component.picojoules - picojoules) <= 1e-12 * picojoules, "\(component.name)")
    }
  }

  @Test func `A gated product takes its registers, but in an element with files only the zero's own access`()
    throws
  {
    var record = OperatorRecord()
    record.cycles = 100
    record.slots.effective = 600
    record.slots.ineffectual = 400
    record.gated = 300
    record.buffers = [BufferCounts()]
    record.memories = [MemoryCounts()]
    func registers(_ design: Design) throws -> Double {
      let figures = OperatorFigures(record: record, denseMACs: 1000, vectorOperations: 0, design: design)
      let energy = try #require(figures.energyPicojoules)
      #expect(energy.components.prefix(2).map(\.picojoules) == [1400, 700])
      return energy.components[2].picojoules
    }
    // Half a picojoule a product: all 1,000 in a systolic array, whose streams go on.
    #expect(try registers(Self.design) == 500)
    var design = Self.design
    let precision = design.array.precision
    func files(_ input: ArraySparsity.Action, _ weight: ArraySparsity.Action) -> ProcessingArray {
      var array = RowStationaryArray(
        rows: 4, columns: 4, files: .init(input: 4, weight: 4, sum: 4),
        buses: .init(input: 1, weight: 1, output: 1), pipeline: 1, precision: precision)
      (array.sparsity.input, array.sparsity.weight) = (input, weight)
      return .rowStationary(array)
    }
    // Of 8 + 8 + 2 x 32 bits of accesses 8 are the input's.
    design.array = files(.gate, .none)
    #expect(abs(try registers(design) - 0.5 * (700 + 300 * 8 / 80)) < 1e-9)
    design.array = files(.gate, .gate)
    #expect(abs(try registers(design) - 0.5 * (700 + 300 * 16 / 80)) < 1e-9)
    // An entry of its own replaces the share, whatever the array is.
    design.energy?.gatedRegisters = .init(Energy(attojoules: 250_000), source: "test")
    #expect(abs(try registers(design) - (0.5 * 700 + 0.25 * 300)) < 1e-9)
    let figures = OperatorFigures(record: record, denseMACs: 1000, vectorOperations: 0, design: design)
    let counts = checkActions(record, design, try #require(figures.energyPicojoules))
    #expect(counts["registers step"] == 700 && counts["registers gated step"] == 300)
  }

  @Test func `A design without energies has no figures of energy`() {
    var design = Self.design
    design.energy = nil
    let figures = OperatorFigures(
      record: OperatorRecord(), denseMACs: 0, vectorOperations: 0, design: design)
    #expect(figures.energyPicojoules == nil)
    #expect(EnergyAction.all(OperatorRecord(), vectorOperations: 0, design).isEmpty)
  }

  /// Demands that the actions of each component, multiplied out, come to its energy, and says what was counted.
  @discardableResult
  private func checkActions(
    _ record: OperatorRecord, vectorOperations: Int = 0, _ design: Design, _ energy: EnergyFigures
  ) -> [String: Double] {
    let actions = EnergyAction.all(record, vectorOperations: vectorOperations, design)
    for component in energy.components {
      let sum = actions.filter { $0.component == component.name }.reduce(0) { $0 + $1.picojoules }
      #expect(abs(sum - component.picojoules) <= 1e-9 * component.picojoules, "\(component.name)")
    }
    #expect(actions.allSatisfy { action in energy.components.contains { $0.name == action.component } })
    return Dictionary(actions.map { ("\($0.component) \($0.name)", $0.count) }) { $0 + $1 }
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
        multiply: entry(2), add: entry(1), registers: entry(0, halves: 1), registerLoad: entry(1),
        vectorOperation: nil, buffers: [.init(read: entry(10), write: entry(5))],
        memories: [.init(EnergyPerBit(attojoules: 4_000_000), source: "test")],
        staticPower: .machine(.init(Power(nanowatts: 1_000_000), source: "test"))))
  }()
}
