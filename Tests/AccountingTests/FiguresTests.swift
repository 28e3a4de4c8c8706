import Accounting
import Hardware
import Quantities
import Simulation
import Tensors
import Testing

/// Figures are pure functions of counts; here each is computed by hand.
@Suite struct FiguresTests {
  @Test func `Useful slots at least as many as every loss mean that computing is the bound`() {
    #expect(
      bound {
        $0.effective = 50; $0.dramBandwidth = 50
      } == .dramBandwidth)
    #expect(
      bound {
        $0.effective = 51; $0.dramBandwidth = 50
      } == .compute)
    // Work on padding and zeros counts as useful here: it is not lost to a wait.
    #expect(
      bound {
        $0.effective = 20; $0.ineffectual = 31; $0.dramBandwidth = 50
      } == .compute)
  }

  @Test func `The greatest loss is the bound, by name`() {
    #expect(
      bound {
        $0.effective = 1; $0.fillDrain = 40; $0.unmapped = 30; $0.dramLatency = 29
      } == .fillDrain)
    #expect(
      bound {
        $0.effective = 1; $0.vectorUnit = 40; $0.bufferBandwidth = 39
      } == .vectorUnit)
    #expect(bound { _ in } == .compute)
  }

  @Test func `Utilization, intensity and ridge are those of the counts`() throws {
    var record = OperatorRecord()
    record.cycles = 100
    record.cycleStack.working = 80
    record.slots.effective = 800
    record.slots.unmapped = 320
    record.folds = 2
    record.foldElements = 24
    var memory = MemoryCounts()
    memory.readBytes = [100, 200, 0]
    memory.writeBytes = [0, 0, 100]
    record.memories = [memory]
    let figures = OperatorFigures(record: record, denseMACs: 1000, vectorOperations: 0, design: Self.design)
    #expect(figures.timeSeconds == 1e-7)
    #expect(figures.macUtilization == 0.5)
    #expect(figures.mappedUtilization == 0.75)
    #expect(figures.mappingEfficiency == 0.75)
    let main = try #require(figures.memories.first)
    #expect(main.bandwidthUtilization == 0.5)
    #expect(main.operationalIntensity == 5)
    #expect(main.ridgePoint == 4)
    #expect(figures.roofline?.side == .compute)
    #expect(figures.roofline?.memory == "main")
  }

  @Test func `The ridge of a sum is that of the modes in which its products were made`() throws {
    var record = OperatorRecord()
    record.cycles = 100
    var memory = MemoryCounts()
    memory.readBytes = [1000, 0, 0]
    record.memories = [memory]
    let (four, eight) = (NumberFormat.integer(bits: 4), NumberFormat.integer(bits: 8))
    let narrow = ArithmeticMode(input: four, weight: four, products: 4)
    func ridge(_ shares: [(mode: ArithmeticMode, macs: Int)]) throws -> (ridge: Double?, side: Roofline.Side?)
    {
      var sum = ModeShares()
      for share in shares { sum.add(share.mode, denseMACs: share.macs, effectiveMACs: share.macs) }
      let figures = OperatorFigures(
        record: record, denseMACs: 4000, vectorOperations: 0, design: Self.design, shares: sum)
      return (try #require(figures.memories.first).ridgePoint, figures.roofline?.side)
    }
    // 16 multipliers and 8 B a cycle: 4 operations a byte of one product a step, 16 of four.
    let wide = ArithmeticMode(input: eight, weight: eight)
    #expect(try ridge([(wide, 4000)]) == (4, .compute))
    #expect(try ridge([(narrow, 4000)]) == (16, .memory))
    // A thousand steps of the wide ones and 750 of the others.
    #expect(try ridge([(wide, 1000), (narrow, 3000)]) == (2 * 16 * (4000.0 / 1750) / 8, .memory))
    #expect(try ridge([]) == (4, .compute))
  }

  @Test func `What is undefined is nil and not a number`() {
    let figures = OperatorFigures(
      record: {
        var record = OperatorRecord()
        record.memories = [MemoryCounts()]
        return record
      }(), denseMACs: 0, vectorOperations: 0, design: Self.design)
    #expect(figures.macUtilization == nil)
    #expect(figures.mappedUtilization == nil)
    #expect(figures.mappingEfficiency == nil)
    #expect(figures.memories[0].bandwidthUtilization == nil)
    #expect(figures.memories[0].operationalIntensity == nil)
    #expect(figures.roofline == nil)
  }

  @Test func `What takes no cycle is bound by nothing`() {
    #expect(bound(cycles: 0) { _ in } == nil)
    // As an epilogue that another operator's cycles hide: slots without a cycle of their own.
    #expect(bound(cycles: 0) { $0.effective = 3 } == nil)
  }

  private func bound(cycles: Int = 1, _ change: (inout SlotStack) -> Void) -> Bound? {
    var record = OperatorRecord()
    record.cycles = cycles
    change(&record.slots)
    record.memories = [MemoryCounts()]
    return OperatorFigures(record: record, denseMACs: 1, vectorOperations: 0, design: Self.design).bound
  }

  /// 4 x 4 elements at 1 GHz, 8 bytes a cycle.
  private static let design: Design = {
    let byte = NumberFormat.integer(bits: 8)
    let buffer = Buffer(capacity: nil, banks: 1, width: 8)
    return Design(
      name: "small", clock: Frequency(hertz: 1_000_000_000),
      array: .systolic(
        SystolicArray(
          rows: 4, columns: 4, dataflow: .weightStationary,
          precision: ArrayPrecision(input: byte, weight: byte, accumulate: .integer(bits: 32)))),
      buffers: .shared(buffer),
      memories: [
        Memory(
          name: "main",
          kind: .bandwidth(
            BandwidthMemory(
              bandwidth: Bandwidth(bytesPerSecond: 8_000_000_000), latency: TimeSpan(picoseconds: 0),
              outstanding: nil, request: 64)))
      ],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil)
  }()
}
