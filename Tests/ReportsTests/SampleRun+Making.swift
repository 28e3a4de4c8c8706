import Accounting
import Replay
import Simulation
import Tensors
import Workloads

extension SampleRun {
  /// What an entry counts; slots that are not given fill up as they would.
  struct Counts {
    var working = 0
    var dramBandwidth = 0
    var dramLatency = 0
    var vectorUnit = 0
    var effective = 0
    var ineffectual = 0
    var read = [0, 0, 0]
    var written = 0

    var record: OperatorRecord {
      let elements = SampleRun.design.array.elements
      var record = OperatorRecord()
      record.cycles = working + dramBandwidth + dramLatency + vectorUnit
      record.cycleStack.working = working
      record.cycleStack.dramBandwidth = dramBandwidth
      record.cycleStack.dramLatency = dramLatency
      record.cycleStack.vectorUnit = vectorUnit
      record.slots.effective = effective
      record.slots.ineffectual = ineffectual
      record.products.effective = effective
      record.products.ineffectual = ineffectual
      record.slots.fillDrain = elements * working - effective - ineffectual
      record.slots.dramBandwidth = elements * dramBandwidth
      record.slots.dramLatency = elements * dramLatency
      record.slots.vectorUnit = elements * vectorUnit
      record.passes = 2
      record.folds = effective > 0 ? 4 : 0
      record.foldElements = effective > 0 ? 60 : 0
      var buffer = BufferCounts()
      buffer.reads = 2 * working
      buffer.writes = working
      buffer.readAccesses = 2 * working
      buffer.writeAccesses = working
      buffer.peakBytes = 512
      record.buffers = [buffer, buffer, buffer]
      var memory = MemoryCounts()
      memory.readBytes = read
      memory.writeBytes = [0, 0, written]
      memory.requests = (read.reduce(written, +) + 63) / 64
      memory.busyCycles = read.reduce(written, +) / 2
      record.memories = [memory]
      record.registerLoads = [0, effective > 0 ? 60 : 0]
      return record
    }
  }

  /// Cycles without limits, the factor and the balance bandwidth of a memory wall.
  struct Wall {
    var cycles: Int
    var factor: Double?
    var bandwidth: Double?
  }

  /// The replay of one small product, to be overwritten: results are only made by replaying.
  static func template() async throws -> RunResult {
    let product = Product.matrixProduct(m: 4, k: 4, n: 4)
    let byte = NumberFormat.integer(bits: 8)
    let tensor = { (name: String, kind: Tensor.Kind) in
      Tensor(name: name, kind: kind, elements: 16, format: byte)
    }
    let trace = Trace(
      network: "sample_net", sources: [],
      operators: [
        Operator(
          name: "product", kind: .matmul, body: .product(product, epilogue: []), input: 0, weight: 1,
          output: 2,
          position: .none)
      ],
      tensors: [tensor("a", .activation), tensor("b", .parameter), tensor("c", .activation)])
    return try await Replayer.run(trace: trace, design: design, options: ReplayOptions(seed: 7))
  }

  static func entry(
    _ template: RunResult, _ name: String, _ kind: Operator.Kind, phase: String? = nil, groups: [String] = [],
    executions: Int = 1, product: Product?, _ counts: Counts, wall: Wall
  ) -> RunResult.Entry {
    let vector = VectorWork(
      units: 1, stages: [VectorWork.Stage(function: "softmax", operationsPerUnit: 64)],
      input: .streaming(elementsPerUnit: 64), output: .streaming(elementsPerUnit: 64))
    var entry = template.operators[0]
    entry.name = name
    entry.kind = kind
    entry.phase = phase
    entry.groups = groups.map { Operator.Group(name: $0, executions: executions) }
    entry.executions = executions
    entry.allExecutions = executions
    entry.work.body = product.map { .product($0, epilogue: []) } ?? .vector(vector)
    entry.mapping =
      product == nil
      ? .vector(units: 1)
      : .product(
        ProductMapping(groups: 1, rows: 8, columns: 1, channels: 4, filters: 8, order: [.n, .m, .k, .batch]))
    entry.record = counts.record
    entry.figures = OperatorFigures(
      record: entry.record, denseMACs: product?.denseMACs ?? 0, vectorOperations: product == nil ? 64 : 0,
      design: design)
    entry.wall = template.total.wall?.changed(to: wall)
    return entry
  }
}

extension MemoryWall {
  func changed(to wall: SampleRun.Wall) -> MemoryWall {
    var changed = self
    changed.unlimitedCycles = wall.cycles
    changed.factor = wall.factor
    changed.balanceBandwidth = wall.bandwidth
    return changed
  }
}

extension RunResult {
  /// This result with other operators, and totals that are their sums.
  func with(_ entries: [Entry]) -> RunResult {
    var sum = OperatorRecord()
    sum.buffers = [BufferCounts(), BufferCounts(), BufferCounts()]
    sum.memories = [MemoryCounts()]
    for entry in entries { sum.add(entry.record, executions: entry.executions) }
    var result = self
    result.operators = entries
    result.total.executions = entries.reduce(0) { $0 + $1.executions }
    result.total.record = sum
    result.total.throughput.samples = 3
    result.total.throughput.latencyCycles = sum.cycles
    result.total.throughput.steadyState = .success(
      SteadyState(cycles: 2 * sum.cycles - 301, runs: 2))
    result.total.peakBytes = [12_288]
    result.total.figures = OperatorFigures(
      record: sum, denseMACs: entries.reduce(0) { $0 + $1.executions * $1.figures.denseMACs },
      vectorOperations: entries.reduce(0) { $0 + $1.executions * $1.figures.vectorOperations }, design: design
    )
    result.total.gain = SparsityGain(
      exploitableMACs: 9_216, denseCycles: sum.cycles + 1_550, remappedDenseCycles: sum.cycles + 1_000)
    let unlimited = entries.reduce(0) { $0 + $1.executions * ($1.wall?.unlimitedCycles ?? 0) }
    result.total.wall = total.wall?.changed(
      to: SampleRun.Wall(
        cycles: unlimited, factor: unlimited > 0 ? Double(sum.cycles) / Double(unlimited) : nil,
        bandwidth: 3_900_000_000))
    return result
  }
}

extension OperatorRecord {
  fileprivate mutating func add(_ record: OperatorRecord, executions: Int) {
    for _ in 0..<executions {
      cycles += record.cycles
      cycleStack.working += record.cycleStack.working
      cycleStack.dramBandwidth += record.cycleStack.dramBandwidth
      cycleStack.dramLatency += record.cycleStack.dramLatency
      cycleStack.vectorUnit += record.cycleStack.vectorUnit
      slots.effective += record.slots.effective
      slots.ineffectual += record.slots.ineffectual
      products.effective += record.products.effective
      products.ineffectual += record.products.ineffectual
      slots.fillDrain += record.slots.fillDrain
      slots.dramBandwidth += record.slots.dramBandwidth
      slots.dramLatency += record.slots.dramLatency
      slots.vectorUnit += record.slots.vectorUnit
      passes += record.passes
      folds += record.folds
      foldElements += record.foldElements
      for place in 0..<3 {
        memories[0].readBytes[place] += record.memories[0].readBytes[place]
        memories[0].writeBytes[place] += record.memories[0].writeBytes[place]
        buffers[place].reads += record.buffers[place].reads
        buffers[place].writes += record.buffers[place].writes
        buffers[place].readAccesses += record.buffers[place].readAccesses
        buffers[place].writeAccesses += record.buffers[place].writeAccesses
        buffers[place].peakBytes = max(buffers[place].peakBytes, record.buffers[place].peakBytes)
      }
      memories[0].requests += record.memories[0].requests
      memories[0].busyCycles += record.memories[0].busyCycles
      for operand in 0..<2 { registerLoads[operand] += record.registerLoads[operand] }
    }
  }
}
