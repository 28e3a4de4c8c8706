import Accounting
import Documents
import Hardware
import Quantities
import Replay
import Reports
import Simulation
import Tensors
import Workloads

/// A run made by hand: every number is chosen, none is simulated, so that reports alone are tested.
enum SampleRun {
  static let design = Design(
    name: "sample", clock: Frequency(hertz: 1_000_000_000),
    array: .systolic(
      SystolicArray(
        rows: 4, columns: 4, dataflow: .weightStationary,
        precision: ArrayPrecision(
          input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32)))),
    buffers: .perOperand(
      input: Buffer(capacity: Bytes(count: 4096), banks: 4, width: 1),
      weight: Buffer(capacity: Bytes(count: 4096), banks: 4, width: 1),
      output: Buffer(capacity: nil, banks: 4, width: 4)),
    memories: [
      Memory(
        name: "main",
        kind: .bandwidth(
          BandwidthMemory(
            bandwidth: Bandwidth(bytesPerSecond: 2_000_000_000), latency: TimeSpan(picoseconds: 50_000),
            outstanding: 16, request: 64)), capacity: Bytes(count: 1 << 30))
    ],
    placement: Placement(input: 0, weight: 0, output: 0, cache: 0),
    vectorUnit: VectorUnit(
      lanes: 4, functions: [VectorUnit.Function(name: "softmax", latency: 8, interval: 1)]),
    energy: EnergyTable(
      multiply: energy(200_000), add: energy(100_000), registers: energy(360_000),
      registerLoad: energy(72_000),
      vectorOperation: energy(100_000),
      buffers: [
        .init(energy(500_000)), .init(read: energy(500_000), write: energy(600_000)),
        .init(energy(2_000_000)),
      ],
      memories: [.init(EnergyPerBit(attojoules: 8_000_000), source: "sample")],
      staticPower: .machine(.init(Power(nanowatts: 1_000_000), source: "sample"))))

  private static func energy(_ attojoules: Int) -> EnergyTable.Entry<Energy> {
    .init(Energy(attojoules: attojoules), source: "sample")
  }

  static func report() async throws -> RunReport {
    RunReport(
      result: try await result(), design: design.resolved(),
      inputs: [
        RunReport.Input(path: "sample.yaml", sha256: String(repeating: "0", count: 64)),
        RunReport.Input(path: "trace.yaml", sha256: String(repeating: "1", count: 64)),
      ], settings: ["array.rows=4"], spread: try await spread())
  }

  /// The sample on a design with storage.
  static func stored() async throws -> RunResult {
    var result = try await result()
    result.design.storage = Storage(weight: Storage.Kind(format: .compressedRows()))
    result.denseFallbacks = [
      RunResult.DenseFallback(
        tensor: "classifier.weight", format: .groupIndices(GroupBound(n: 2, m: 4), axis: .columns),
        reason: "a group has more than 2")
    ]
    result.operators[0].storage = [
      OperandStorage(
        operand: .weight, format: .compressedRows(), isKept: true, storedElements: 144, dataBits: 1_152,
        metadataBits: 1_008, pointerBits: 90, denseBits: 2_304)
    ]
    return result
  }

  static func report(of result: RunResult) -> RunReport {
    RunReport(result: result, design: result.design.resolved(), inputs: [], settings: [])
  }

  /// Three seeds: the sample, and it with other cycles.
  static func spread() async throws -> SeedSpread {
    let totals = try await result().total.figures
    return SeedSpread(
      [0, 100, -400].map { more in
        var other = totals
        other.cycles += more
        other.timeSeconds += Double(more) * 1e-9
        return other
      })
  }

  static func result() async throws -> RunResult {
    let template = try await template()
    var entries = operators(template)
    entries[0].densities = [
      .input: OperandDensity(pattern: "values", asked: nil, nonzeros: 100, elements: 256),
      .weight: OperandDensity(pattern: "2:4", asked: Ratio(1, 2), nonzeros: 144, elements: 288),
    ]
    entries[0].gain = SparsityGain(exploitableMACs: 9_216, denseCycles: 3_100, remappedDenseCycles: nil)
    entries[0].search = SearchEffort(candidates: 120, simulated: 9, isExhaustive: true)
    entries[entries.count - 1].search = SearchEffort(candidates: 70_000, simulated: 800, isExhaustive: false)
    var result = template.with(entries)
    result.total.whatIfs = [
      WhatIf(
        .bandwidth, settings: ["memories.main.bandwidth=4 GB/s", "memories.main.outstanding=32"],
        cycles: 4_300,
        operatorCycles: [1_470, 1_600, 1_600, 180, 200]),
      WhatIf(.buffers, settings: ["buffers.input.capacity=8 KiB"], problem: "the machine cannot run it"),
      WhatIf(
        .array, settings: ["array.columns=8"], cycles: 7_000, operatorCycles: [1_000, 2_400, 2_400, 200, 300]),
      WhatIf(
        .ports, settings: ["buffers.input.ports=2"], cycles: 11_900,
        operatorCycles: [3_400, 2_400, 2_400, 200, 300]),
    ]
    return result
  }

  /// A compute-bound convolution; a group of equal products that wait for memory, and a softmax; a latency.
  private static func operators(_ template: RunResult) -> [RunResult.Entry] {
    let convolution = Product(
      inputHeight: 8, inputWidth: 8, channels: 4, filters: 8, kernelHeight: 3, kernelWidth: 3, padTop: 1,
      padBottom: 1, padLeft: 1, padRight: 1)
    return [
      entry(
        template, "conv1", .conv2d, product: convolution,
        Counts(
          working: 1_400, dramBandwidth: 100, dramLatency: 50, effective: 17_000, ineffectual: 1_432,
          read: [256, 288, 0], written: 512),
        wall: Wall(cycles: 1_390, factor: 1_550.0 / 1_390, bandwidth: 1_500_000_000)),
      projection(template, "query"), projection(template, "key"),
      entry(
        template, "softmax", .softmax, groups: ["layer"], executions: 2, product: nil,
        Counts(dramLatency: 55, vectorUnit: 145, read: [64, 0, 0], written: 64),
        wall: Wall(cycles: 145, factor: 200.0 / 145, bandwidth: nil)),
      entry(
        template, "<classifier> & \"co\", 𝛼", .matmul, phase: "head",
        product: .matrixProduct(batch: 2, m: 1, k: 16, n: 10),
        Counts(
          working: 40, dramBandwidth: 160, dramLatency: 100, effective: 320, read: [32, 320, 0], written: 20),
        wall: Wall(cycles: 40, factor: 7.5, bandwidth: 16_000_000_000)),
    ]
  }

  private static func projection(_ template: RunResult, _ name: String) -> RunResult.Entry {
    entry(
      template, name, .matmul, groups: ["layer"], executions: 2, product: .matrixProduct(m: 4, k: 64, n: 64),
      Counts(
        working: 1_100, dramBandwidth: 1_300, dramLatency: 50, effective: 16_384, read: [256, 4096, 0],
        written: 256),
      wall: Wall(cycles: 1_090, factor: 2_450.0 / 1_090, bandwidth: 4_200_000_000))
  }
}
