import Hardware
import Mapping
import Quantities
import Tensors
import TestFiles
import Workloads

/// A small random machine, work and mapping; the same for a seed.
struct RandomCase {
  var seed: UInt64
  var design: Design
  var work: Work
  var mapping: WorkMapping
  /// Whether a mask is of a pattern that traces name.
  var hasPatternedMask = false

  /// A legal case. Transfers of no bytes and passes of no cycles are left to tests of their own.
  init(seed: UInt64) {
    var random = RandomNumbers(seed: seed &* 0x2545_F491_4F6C_DD1D &+ 0x1234_5678)
    self.seed = seed
    design = random.design()
    RandomNumbers.drawDRAM(of: &design, seed: seed)
    random.drawActions(on: &design, ofAllDataflows: true)
    if random.chance(83) {
      let product = random.product(for: design.array)
      var tiles = random.mapping(of: product)
      random.lay(&tiles, of: product, on: design.array)
      random.leaveWeights(in: &tiles, of: product, on: design.array)
      random.leaveSlots(of: &tiles)
      mapping = .product(tiles)
      let epilogue = random.chance(35) ? random.epilogue() : []
      work = random.work(.product(product, epilogue: epilogue), design: design)
    } else {
      let vector = random.vectorWork()
      mapping = random.mapping(of: vector)
      work = random.work(.vector(vector), design: design)
    }
    hasPatternedMask = random.drawZeros(of: &work, mapping, on: design, patterns: 25)
    drawStorage(&random)
    drawFormats()
    design.array.precision.input = work.formats.input.multiplied
    design.array.precision.weight = work.formats.weight.multiplied
    drawArithmetic()
    drawChains()
    drawScales()
  }
}

extension RandomNumbers {
  // MARK: The machine

  mutating func design() -> Design {
    let clock = Frequency(hertz: pick([1_000_000_000, 933_000_000, 700_000_000, 1_400_000_000, 250_000_000]))
    let memories = (0..<pick([1, 1, 2, 3])).map { memory(name: "memory\($0)") }
    let buffers: Buffers =
      chance(30) ? .shared(buffer()) : .perOperand(input: buffer(), weight: buffer(), output: buffer())
    let functions = ["add", "relu", "exp"].map {
      VectorUnit.Function(name: $0, latency: integer(1...20), interval: integer(1...3))
    }
    let index = { [count = memories.count] (random: inout RandomNumbers) in random.integer(0...count - 1) }
    return Design(
      name: "random", clock: clock, array: array(), buffers: buffers, memories: memories,
      placement: Placement(
        input: index(&self), weight: index(&self), output: index(&self), cache: index(&self)),
      vectorUnit: VectorUnit(
        lanes: integer(1...8), isChained: chance(30), issueLimit: chance(30) ? integer(1...5) : nil,
        functions: functions))
  }

  private mutating func buffer() -> Buffer {
    let generous = chance(35)
    return Buffer(
      capacity: chance(50) ? nil : Bytes(count: 1 << 24), banks: generous ? 8 : integer(1...8),
      ports: integer(1...2), width: generous ? 8 : integer(1...8), tiles: pick([1, 2, 2, 3, 4]),
      mostTiles: chance(30) ? integer(2...6) : nil,
      skippedPixels: pick([.leftOut, .leftOut, .between, .loaded]))
  }

  private mutating func memory(name: String) -> Memory {
    guard chance(80) else { return Memory(name: name, kind: .ideal) }
    let bandwidth = pick([
      123_456_000, 900_000_000, 1_000_000_000, 3_300_000_000, 7_000_000_000, 25_600_000_000,
      64_000_000_000,
    ])
    let latency = chance(20) ? 0 : integer(0...60_000)
    let outstanding: Int? = chance(25) ? nil : pick([1, 2, 3, 4, 8, 16])
    let request = pick([integer(1...64), 4, 8, 16, 32, 64])
    return Memory(
      name: name,
      kind: .bandwidth(
        BandwidthMemory(
          bandwidth: Bandwidth(bytesPerSecond: bandwidth), latency: TimeSpan(picoseconds: latency),
          outstanding: outstanding, request: request)))
  }

  // MARK: The work

  mutating func format() -> NumberFormat {
    if chance(30) { return NumberFormat(name: pick(["fp16", "bf16", "fp8_e4m3", "uint8", "uint4"]))! }
    return .integer(bits: chance(50) ? 8 : integer(2...16))
  }

  mutating func work(_ body: Work.Body, design: Design) -> Work {
    let formats = OperandFormats(input: format(), weight: format(), output: format())
    let empty = OperandAddresses.Place(memory: 0, address: 0)
    let addresses = OperandAddresses(
      input: empty, weight: empty, parameters: empty, output: empty, partialSums: empty)
    var work = Work(body: body, formats: formats, addresses: addresses)
    place(&work, on: design)
    return work
  }

  /// Lays the tensors one behind another, in any order.
  mutating func place(_ work: inout Work, on design: Design) {
    let empty = OperandAddresses.Place(memory: 0, address: 0)
    let sizes = work.tensorBytes(accumulator: design.array.accumulatorFormat)
    var places: [OperandAddresses.Place] = sizes.map { _ in empty }
    let memories = (0..<5).map { _ in integer(0...design.memories.count - 1) }
    var next = design.memories.map { _ in integer(0...200) }
    for tensor in shuffled(Array(sizes.indices)) {
      // A weight tile and its parameters are one transfer: they lie in one memory. So do an output and
      // its partial sums.
      let memory = memories[[0, 1, 1, 3, 3][tensor]]
      places[tensor] = .init(memory: memory, address: next[memory] + (chance(50) ? 0 : integer(0...37)))
      next[memory] = places[tensor].address + sizes[tensor]
    }
    work.addresses = OperandAddresses(
      input: places[0], weight: places[1], parameters: places[2], output: places[3],
      partialSums: places[4])
  }

  mutating func epilogue() -> [Epilogue] {
    (0..<integer(1...2)).map { _ in
      Epilogue(function: pick(["add", "relu", "exp"]), parametersPerFilter: integer(0...2))
    }
  }

  mutating func product() -> Product {
    let layout = ProductLayout(
      input: pick(ProductLayout.Activation.allCases), weight: pick(ProductLayout.Weight.allCases),
      output: pick(ProductLayout.Activation.allCases))
    if chance(30) {
      return .matrixProduct(
        batch: pick([1, 1, 2, 3, 4]), m: integer(1...16), k: integer(1...20), n: integer(1...14),
        layout: layout)
    }
    while true {
      let isDepthwise = chance(25)
      var product = Product(
        images: pick([1, 1, 1, 2, 3]), groups: isDepthwise ? integer(2...8) : pick([1, 1, 1, 2, 3]),
        inputHeight: integer(1...9), inputWidth: integer(1...9),
        channels: isDepthwise ? 1 : integer(1...12),
        filters: isDepthwise ? pick([1, 1, 2]) : integer(1...12),
        kernelHeight: integer(1...3), kernelWidth: integer(1...3), strideHeight: integer(1...3),
        strideWidth: integer(1...3), dilationHeight: pick([1, 1, 2, 3]), dilationWidth: pick([1, 1, 2, 3]),
        layout: layout)
      if chance(70) {
        let height = (product.kernelHeight - 1) * product.dilationHeight
        let width = (product.kernelWidth - 1) * product.dilationWidth
        product.padTop = integer(0...height)
        product.padBottom = integer(0...height)
        product.padLeft = integer(0...width)
        product.padRight = integer(0...width)
      }
      if product.isLegal, product.denseMACs <= 4000 { return product }
    }
  }

  mutating func mapping(of product: Product) -> ProductMapping {
    while true {
      var mapping = ProductMapping(
        groups: cut(product.groups), rows: cut(product.outputHeight), columns: cut(product.outputWidth),
        channels: cut(product.channels), filters: cut(product.filters),
        order: shuffled(ProductMapping.Loop.allCases))
      if chance(30) {
        // Channels are cut and outside, so that partial sums spill.
        mapping.channels = integer(1...max(1, product.channels / 2))
        mapping.order = [.k] + mapping.order.filter { $0 != .k }
      }
      if mapping.passes(of: product) <= 120 {
        if chance(35) { mapping.scan = .serpentine }
        return mapping
      }
    }
  }

  /// Where weights stay from pass to pass, sometimes passes that find theirs: a fold has all weights of a tile, and rows or
  /// images come one after the other.
  mutating func leaveWeights(
    in mapping: inout ProductMapping, of product: Product, on array: ProcessingArray
  ) {
    guard case .rowStationary(let array) = array, array.weightsStay == .operator, chance(40) else { return }
    var other = mapping
    (other.groups, other.rows) = (1, min(mapping.rows, integer(1...2)))
    other.order = shuffled([ProductMapping.Loop.n, .k]) + shuffled([ProductMapping.Loop.batch, .m])
    func hasOneRun() -> Bool {
      RowStationaryLayout(
        on: array, kernelHeight: product.kernelHeight, kernelWidth: product.kernelWidth, rows: other.rows,
        channels: other.channels, filters: other.filters
      ).hasOneRun(groups: 1)
    }
    while !hasOneRun(), max(other.channels, other.filters) > 1 {
      if other.filters >= other.channels { other.filters -= 1 } else { other.channels -= 1 }
    }
    if other.passes(of: product) <= 120 { mapping = other }
  }

  /// Sometimes a buffer is divided into fewer slots than it has, or more.
  mutating func leaveSlots(of mapping: inout ProductMapping) {
    guard chance(30) else { return }
    mapping.slots = ProductMapping.Slots(
      input: chance(50) ? integer(1...5) : nil, weight: chance(50) ? integer(1...5) : nil,
      output: chance(50) ? integer(1...5) : nil)
  }

  mutating func mapping(of vector: VectorWork) -> WorkMapping {
    let units = chance(20) ? vector.units : integer(1...vector.units)
    guard vector.channels > 1, chance(75) else { return .vector(units: units) }
    return .vector(units: units, channels: integer(1...vector.channels - 1))
  }

  private mutating func cut(_ size: Int) -> Int { chance(40) ? size : integer(1...size) }

  mutating func vectorWork() -> VectorWork {
    let stages = (0..<integer(1...3)).map { _ in
      VectorWork.Stage(function: pick(["add", "relu", "exp"]), operationsPerUnit: integer(1...30))
    }
    var units = integer(1...40)
    let input: VectorWork.Access
    var output = VectorWork.Access.streaming(elementsPerUnit: integer(1...24))
    switch integer(0...2) {
    case 0: input = .streaming(elementsPerUnit: integer(1...24))
    case 1:
      let kernel = integer(1...3)
      let stride = integer(1...3)
      let height = integer(kernel...10)
      let padTop = integer(0...kernel - 1)
      let outputHeight = (height + padTop + integer(0...kernel - 1) - kernel) / stride + 1
      units = outputHeight * integer(1...4)
      let channels = chance(60) ? integer(2...8) : 1
      if channels > 1 { output = .streaming(elementsPerUnit: channels * integer(1...4)) }
      input = .window(
        PoolingWindow(
          inputHeight: height, outputHeight: outputHeight, kernelHeight: kernel, strideHeight: stride,
          padTop: padTop, elementsPerRow: channels > 1 ? channels * integer(1...4) : integer(1...24),
          channels: channels))
    default:
      let rows = integer(1...30)
      input = .gather(
        rows: (0..<units).map { _ in integer(0...rows - 1) }, elementsPerUnit: integer(1...24))
    }
    let weight: VectorWork.Access? =
      pick([
        nil, .streaming(elementsPerUnit: integer(1...24)), .constant(elements: integer(1...60)),
      ])
    return VectorWork(
      units: units, stages: stages, input: input, weight: weight, output: output)
  }
}
