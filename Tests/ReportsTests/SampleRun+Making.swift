import Accounting
import Hardware
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
      buffer.accesses = 3 * working
      buffer.peakBytes = 512
      record.buffers = [buffer, buffer, buffer]
      var memory = MemoryCounts()
      memory.readBytes = read
      memory.writeBytes = [0, 0, written]
      memory.requests = (read.reduce(written, +) + 63) / 64
      memory.busyCycles = read.reduce(written, +) / 2
      record.memories = [memory]
      return record
    }
  }

  static func entry(
    _ name: String, _ kind: Operator.Kind, phase: String? = nil, groups: [String] = [], executions: Int = 1,
    product: Product?, _ counts: Counts, wall: MemoryWall? = nil
  ) -> RunResult.Entry {
    let record = counts.record
    let place = OperandAddresses.Place(memory: 0, address: 0)
    let byte = NumberFormat.integer(bits: 8)
    let vector = VectorWork(
      units: 1, stages: [VectorWork.Stage(function: "softmax", operationsPerUnit: 64)],
      input: .streaming(elementsPerUnit: 64), output: .streaming(elementsPerUnit: 64))
    return RunResult.Entry(
      name: name, kind: kind, phase: phase, executions: executions, groups: groups,
      work: Work(
        body: product.map { .product($0, epilogue: []) } ?? .vector(vector),
        formats: OperandFormats(input: byte, weight: byte, output: byte),
        addresses: OperandAddresses(
          input: place, weight: place, parameters: place, output: place, partialSums: place)),
      mapping: product == nil
        ? .vector(units: 1)
        : .product(
          ProductMapping(groups: 1, rows: 8, columns: 1, channels: 4, filters: 8, order: [.n, .m, .k, .batch])),
      record: record,
      figures: OperatorFigures(
        record: record, denseMACs: product?.denseMACs ?? 0, vectorOperations: product == nil ? 64 : 0,
        design: design),
      wall: wall)
  }

  /// A result whose total is the sum of its entries.
  static func result(
    of entries: [RunResult.Entry], design: Design = design, wall: MemoryWall? = nil
  ) -> RunResult {
    var sum = OperatorRecord()
    sum.buffers = [BufferCounts(), BufferCounts(), BufferCounts()]
    sum.memories = [MemoryCounts()]
    var (macs, operations, unlimited) = (0, 0, 0)
    for entry in entries {
      let (record, times) = (entry.record, entry.executions)
      sum.cycles += times * record.cycles
      sum.cycleStack.working += times * record.cycleStack.working
      sum.cycleStack.dramBandwidth += times * record.cycleStack.dramBandwidth
      sum.cycleStack.dramLatency += times * record.cycleStack.dramLatency
      sum.cycleStack.vectorUnit += times * record.cycleStack.vectorUnit
      sum.slots.effective += times * record.slots.effective
      sum.slots.ineffectual += times * record.slots.ineffectual
      sum.slots.fillDrain += times * record.slots.fillDrain
      sum.slots.dramBandwidth += times * record.slots.dramBandwidth
      sum.slots.dramLatency += times * record.slots.dramLatency
      sum.slots.vectorUnit += times * record.slots.vectorUnit
      sum.passes += times * record.passes
      sum.folds += times * record.folds
      sum.foldElements += times * record.foldElements
      for place in 0..<3 {
        sum.memories[0].readBytes[place] += times * record.memories[0].readBytes[place]
        sum.memories[0].writeBytes[place] += times * record.memories[0].writeBytes[place]
        sum.buffers[place].reads += times * record.buffers[place].reads
        sum.buffers[place].writes += times * record.buffers[place].writes
        sum.buffers[place].accesses += times * record.buffers[place].accesses
        sum.buffers[place].peakBytes = max(sum.buffers[place].peakBytes, record.buffers[place].peakBytes)
      }
      sum.memories[0].requests += times * record.memories[0].requests
      sum.memories[0].busyCycles += times * record.memories[0].busyCycles
      macs += times * entry.figures.denseMACs
      operations += times * entry.figures.vectorOperations
      unlimited += times * (entry.wall?.unlimitedCycles ?? 0)
    }
    let measured = MemoryWall(
      unlimitedCycles: unlimited, factor: unlimited > 0 ? Double(sum.cycles) / Double(unlimited) : nil,
      balanceBandwidth: 3_900_000_000)
    return RunResult(
      design: design, network: "sample_net", seed: 7,
      total: RunResult.Total(
        executions: entries.reduce(0) { $0 + $1.executions }, record: sum,
        figures: OperatorFigures(
          record: sum, denseMACs: macs, vectorOperations: operations, design: design),
        wall: wall ?? measured),
      operators: entries)
  }
}
