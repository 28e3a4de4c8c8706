import Hardware
import Quantities
import Tensors
import Workloads

/// Draws designs that can exist, every choice and both ends of every range among them.
struct RandomDesign {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func next() -> Design {
    var array = self.array()
    array.precision = arithmetic(of: array)
    let memories = (0..<pick([1, 2, 3])).map { Memory(name: "m\($0)", kind: kind(), capacity: capacity()) }
    return Design(
      name: pick(["a", "design-1", "x.y_z"]), clock: Frequency(hertz: pick([1_000_000_000, 700_000_000, 1])),
      array: array,
      buffers: pick([true, false])
        ? .shared(inputBuffer())
        : .perOperand(input: inputBuffer(), weight: buffer(), output: buffer()),
      memories: memories,
      placement: Placement(
        input: choice(memories), weight: choice(memories), output: choice(memories), cache: choice(memories)),
      vectorUnit: pick([
        nil,
        VectorUnit(
          lanes: pick([1, 32, 1 << 20]), isChained: pick([true, false]), issueLimit: pick([nil, 1, 1_024]),
          functions: [
            .init(name: "relu", latency: 0, interval: 1),
            .init(name: "softmax", latency: 1_048_576, interval: 7),
          ]),
      ]),
      mapping: pick([
        MappingDirectives(), MappingDirectives(whole: true),
        MappingDirectives(
          rows: 3, filters: 1 << 31, order: [.k, .m, .batch, .n],
          spatial: [.direct, .partKernel, .channelWise]),
        MappingDirectives(groups: 1, columns: 2, channels: 5),
      ]),
      sources: pick([[], ["one"], ["two: of", "them # with marks", "64"]]),
      storage: Storage(
        weight: storage(array.sparsity.weight == .skip), activation: storage(array.sparsity.skips)),
      decoders: pick([
        .none, Decoders(weight: Ratio(1 << 24)), Decoders(input: Ratio(1, 65_536), weight: Ratio(4, 5)),
      ]))
  }

  private mutating func storage(_ canKeep: Bool) -> Storage.Kind? {
    let bits = pick([nil, 0, 17, 64])
    let format: StorageFormat? = pick([
      nil, .bitmask,
      .runLength(
        runBits: pick([0, 32]), lines: pick(MaskAxis.allCases),
        pointers: pick([.none, .eachLine(bits: bits)])),
      .compressedRows(indexBits: bits, pointerBits: pick([nil, 3])),
      .compressedColumns(indexBits: bits, pointerBits: pick([nil, 3])),
      .coordinates(rowBits: bits, columnBits: pick([nil, 3])),
      .ellpack(width: pick([nil, 0, 1 << 24]), indexBits: bits),
      .groupIndices(
        pick([GroupBound(n: 2, m: 4), GroupBound(n: 65_536, m: 65_536)]), axis: pick(MaskAxis.allCases)),
      .blocks(
        BlockShape(height: pick([1, 65_536]), width: 3), indexBits: bits, pointerBits: pick([nil, 3])),
    ])
    guard let format else { return nil }
    if case .blocks = format { return Storage.Kind(format: format) }
    return Storage.Kind(format: format, isKept: canKeep && pick([true, false]))
  }

  private mutating func array() -> ProcessingArray {
    let dataflow = pick(Dataflow.allCases)
    let isOutputStationary = dataflow == .outputStationary
    let formats = pick([("int8", "int8", "int32"), ("int4", "uint8", "int12"), ("fp16", "fp8_e4m3", "fp32")])
    let precision = ArrayPrecision(
      input: NumberFormat(name: formats.0)!, weight: NumberFormat(name: formats.1)!,
      accumulate: NumberFormat(name: formats.2)!)
    switch pick([0, 1, 2, 3, 4, 5, 6]) {
    case 6:
      return .rowStationary(rowStationary(precision))
    case 5:
      return .independent(independent(precision))
    case 0:
      return .simd(
        SIMDCluster(
          lanes: pick([4, 8, 65_536]), macsPerCycle: pick([1, 4]), registerPixels: pick([1, 1_024]),
          registerFilters: pick([1, 3]),
          loopOverhead: pick([0, 65_536]), blockOverhead: pick([0, 7]), transform: pick([0, 2]),
          precision: precision, sparsity: gating()))
    case 1, 2:
      return .broadcast(broadcast(dataflow, precision))
    default:
      break
    }
    let drain = isOutputStationary ? pick(SystolicArray.Drain.allCases) : .serial
    return .systolic(
      SystolicArray(
        rows: pick([1, 3, 32, 256]), columns: pick([1, 5, 64, 65_536]), dataflow: dataflow,
        precision: precision,
        preload: isOutputStationary ? .shadowed : pick(SystolicArray.Preload.allCases),
        foldOverlap: pick([true, false]), partialFolds: pick(SystolicArray.PartialFolds.allCases),
        drain: drain, sparsity: dataflow != .inputStationary && pick([true, false]) ? places() : gating(),
        accumulateInterval: isOutputStationary ? pick([1, 1, 4, 64]) : 1,
        interleavedSums: isOutputStationary && drain != .immediate ? pick([1, 1, 5, 64]) : 1))
  }

  /// The array's formats with arithmetic that it can have.
  private mutating func arithmetic(of array: ProcessingArray) -> ArrayPrecision {
    var precision = array.precision
    precision.dequantization = pick([nil, nil] + Dequantization.allCases)
    let entry = EnergyTable.Entry(Energy(attojoules: 1_500_000), source: "somebody")
    switch array {
    case .rowStationary, .independent, .dspChain: return precision
    default: guard precision.input.name == "int8", !array.sparsity.skips else { return precision }
    }
    if case .systolic(let array) = array, array.interleaves { return precision }
    precision.arithmetic = pick([
      .native, .native, .fusion(brick: 2, most: 8), .fusion(brick: 4, most: 16),
      .serial(operand: pick(Factor.allCases), bits: pick([1, 32])),
    ])
    precision.pairs = pick([
      [],
      [
        // Faster than fused bricks, or nothing would run in them.
        FormatPair(input: .integer(bits: 4), weight: .integer(bits: 4), products: 5, multiply: entry),
        FormatPair(
          input: .integer(bits: 16), weight: precision.weight, products: 64, steps: 60, multiply: entry,
          add: entry),
      ],
    ])
    if case .broadcast(let broadcast) = array, broadcast.restingChunks == 1, broadcast.preloadRate == nil,
      pick([true, false])
    {
      precision.pairs = []
      precision.arithmetic = pick([
        .digits(DigitArithmetic(operand: .both, recoding: .bits)),
        .digits(
          DigitArithmetic(
            operand: pick([.input, .weight]), recoding: pick(Recoding.allCases), group: pick([1, 64]),
            wait: pick(DigitArithmetic.Wait.allCases))),
      ])
    }
    return precision
  }

  private mutating func independent(_ precision: ArrayPrecision) -> IndependentArray {
    var sparsity = ArraySparsity(
      input: pick(ArraySparsity.Action.allCases), weight: pick(ArraySparsity.Action.allCases),
      window: pick([1, 16, 65_536]), scan: pick([1, 5, 65_536]))
    if sparsity.window == 1, sparsity.weight == .skip { sparsity.runBits = pick([nil, 1, 16]) }
    let distribution = pick(IndependentArray.Distribution.allCases)
    return IndependentArray(
      units: pick([1, 12, 65_536]), multipliers: pick([1, 3, 256]), queue: pick([1, 8, 65_536]),
      distribution: distribution, stealSteps: distribution == .stealing ? pick([0, 1, 65_536]) : 0,
      leastSteps: pick([0, 1]), pipeline: pick([0, 4_096]), precision: precision, sparsity: sparsity)
  }

  private mutating func rowStationary(_ precision: ArrayPrecision) -> RowStationaryArray {
    RowStationaryArray(
      rows: pick([1, 12, 256]), columns: pick([1, 14, 65_536]),
      files: .init(
        input: pick([1, 12, 1 << 20]), weight: pick([1, 224, 1 << 20]), sum: pick([1, 24, 1 << 20])),
      buses: .init(
        input: pick([1, 5, 1 << 24]), weight: pick([1, 4, 1 << 24]), output: pick([1, 4, 1 << 24])),
      multicast: pick([true, false]), preload: pick(RowStationaryArray.Preload.allCases),
      weightsStay: pick(RowStationaryArray.WeightsStay.allCases), pipeline: pick([1, 3, 4_096]),
      precision: precision, sparsity: gating())
  }

  private mutating func gating() -> ArraySparsity {
    ArraySparsity(input: pick([.none, .gate]), weight: pick([.none, .gate]))
  }

  private mutating func places() -> ArraySparsity {
    ArraySparsity(input: pick([.none, .gate]), weight: .skip, pattern: pattern(2))
  }

  /// A pattern of which trees of that width have whole groups.
  private mutating func pattern(_ width: Int) -> ArraySparsity.WeightPattern {
    let fitting = [1, 2, 5].filter { width.isMultiple(of: $0) }
    return ArraySparsity.WeightPattern(nonzeros: pick(fitting), groupSize: pick([6, 65_536]))
  }

  /// Of a broadcast array.
  private mutating func skipping(width: Int) -> ArraySparsity {
    if pick([true, false]) {
      return ArraySparsity(
        input: pick(ArraySparsity.Action.allCases), weight: .skip, pattern: pattern(width))
    }
    let actions: [(ArraySparsity.Action, ArraySparsity.Action)] = [
      (.skip, .none), (.skip, .gate), (.skip, .skip), (.none, .skip), (.gate, .skip),
    ]
    let (input, weight) = pick(actions)
    return ArraySparsity(
      input: input, weight: weight, window: pick([1, 7, 65_536]), scan: pick([1, 65_536]))
  }

  private mutating func broadcast(_ dataflow: Dataflow, _ precision: ArrayPrecision) -> BroadcastArray {
    let arrangement = pick(BroadcastArray.Arrangement.allCases)
    let isFlattened = arrangement != .cube || pick([true, false])
    let skips = pick([true, false])
    let ownInputs = dataflow != .inputStationary && !skips && pick([true, false])
    let reduction = arrangement == .matrix ? 1 : pick([1, 5, 64])
    return BroadcastArray(
      arrangement: arrangement, dataflow: dataflow, pixelRows: isFlattened ? 1 : pick([1, 2]),
      pixelColumns: arrangement == .dotProduct ? 1 : pick([1, 3, 32]), pixelsAreFlattened: isFlattened,
      reduction: reduction, filters: pick([1, 16]), ownInputs: ownInputs,
      ownReduction: ownInputs ? pick([1, reduction]) : 1,
      preload: dataflow == .outputStationary ? .shadowed : pick(BroadcastArray.Preload.allCases),
      restingChunks: dataflow == .weightStationary && !skips ? pick([1, 4, 1_024]) : 1,
      preloadRate: dataflow == .weightStationary && !skips ? pick([nil, 8, 1 << 24]) : nil,
      pipeline: pick([1, 9, 4_096]), foldGap: pick([0, 65_536]), precision: precision,
      sparsity: skips ? skipping(width: reduction) : gating())
  }

  private mutating func inputBuffer() -> Buffer {
    var buffer = self.buffer()
    buffer.skippedPixels = pick(Buffer.SkippedPixels.allCases)
    return buffer
  }

  private mutating func buffer() -> Buffer {
    Buffer(
      capacity: pick([nil, Bytes(count: 1 << 50), Bytes(count: (8 << 20) + 1)]), banks: pick([1, 3, 512]),
      ports: pick([1, 2, 131_072]), width: pick([1, 8, 4_096]), tiles: pick([1, 2, 64]))
  }

  private mutating func kind() -> Memory.Kind {
    if pick([true, false, false]) { return .ideal }
    return .bandwidth(
      BandwidthMemory(
        bandwidth: Bandwidth(bytesPerSecond: pick([1, 12_800_000_000, 307_200_000_000])),
        latency: TimeSpan(picoseconds: pick([0, 1, 100_000, 1_000_000_000])),
        outstanding: pick([nil, 1, 1_048_576]), request: pick([1, 64, 1 << 20])))
  }

  private mutating func capacity() -> Bytes? { pick([nil, Bytes(count: 1), Bytes(count: 2 << 20)]) }

  /// Some of the memories, those with a capacity before the last.
  private mutating func choice(_ memories: [Memory]) -> [Int] {
    let last = Int.random(in: memories.indices, using: &random)
    let others = memories.indices.filter { $0 != last && memories[$0].capacity != nil }
    return others.filter { _ in Bool.random(using: &random) } + [last]
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value { values.randomElement(using: &random)! }
}
