import Hardware
import Mapping
import Quantities
import Simulation
import Tensors
import TestFiles
import Workloads

/// A small random machine and operator whose mapping is to be chosen; the same for a seed.
struct SearchCase {
  var design: Design
  var work: Work
  var directives = MappingDirectives()

  /// A case of which `isWanted` holds.
  init(seed: UInt64, isWanted: (SearchCase) -> Bool = { _ in true }) {
    var random = RandomNumbers(seed: seed &* 0xD134_2543_DE82_EF95 &+ 0x5EED)
    repeat { self.init(&random) } while !isWanted(self)
  }

  private init(_ random: inout RandomNumbers) {
    design = random.design()
    design.buffers = random.tightBuffers()
    if random.chance(40) { random.drawActions(on: &design) }
    if case .independent(var array) = design.array, array.distribution == .interleaved, random.chance(50) {
      (array.distribution, array.stealSteps) = (.stealing, random.integer(0...3))
      design.array = .independent(array)
    }
    if random.chance(45) {
      design.cores = Cores(
        count: random.pick([2, 2, 3, 4]),
        partitions: Array(random.shuffled(ProductMapping.Partition.allCases).prefix(random.integer(1...5))),
        delivery: random.chance(50) ? .multicast : .separate,
        reduction: .init(width: random.integer(1...16), latency: random.integer(0...12)))
    }
    if random.chance(85) {
      let product = random.product()
      work = random.work(
        .product(product, epilogue: random.chance(40) ? random.epilogue() : []), design: design)
      if random.chance(40) { directives.order = random.shuffled(ProductMapping.Loop.allCases) }
      if random.chance(20) { directives.rows = random.integer(1...product.outputHeight) }
      if random.chance(20) { directives.scan = random.pick(ProductMapping.Scan.allCases) }
      if random.chance(20) {
        directives.slots = .init(
          input: random.chance(40) ? random.integer(1...3) : nil,
          weight: random.chance(40) ? random.integer(1...3) : nil,
          output: random.chance(40) ? random.integer(1...3) : nil)
      }
      // Tiles of a mapping with all channels, so that some other mappings have weights of the array's pattern too.
      let whole = ProductMapping(
        groups: 1, rows: 1, columns: 1, channels: product.channels, filters: 1,
        order: ProductMapping.Loop.allCases)
      if design.array.sparsity.skips { random.drawZeros(of: &work, .product(whole), on: design) }
    } else {
      work = random.work(.vector(random.vectorWork()), design: design)
    }
    design.array.precision.input = work.formats.input
    design.array.precision.weight = work.formats.weight
    // Zeros that fit one mapping, and so may not fit all.
    if let mapping = try? Mapper.map(work, on: design, directives: directives) {
      random.drawZeros(of: &work, mapping, on: design)
    }
    if random.chance(12) { layOnChains(&random) }
  }

  /// Puts a product on DSP chains, in formats that they multiply.
  private mutating func layOnChains(_ random: inout RandomNumbers) {
    guard case .product(let product, _) = work.body else { return }
    for _ in 0..<20 {
      var one = self
      (one.work.values, one.work.zeros) = (.none, .none)
      for operand in [Operand.input, .weight] {
        one.work.encode(nil, as: operand)
        one.work.give(random.chainFormat(), to: operand)
      }
      let array = random.dspChains(
        for: one.work.multipliedFormats, accumulate: design.array.accumulatorFormat)
      one.design.array = .dspChain(array)
      one.work.switchesMode = random.chance(50)
      if array.sparsity.weight == .skip {
        one.work.zeros.weight = random.weights(
          rows: product.groups * product.filters, product.k, percent: random.pick([5, 30, 60, 100]))
      }
      guard array.isPossible, let mapping = try? Mapper.map(one.work, on: one.design, directives: directives),
        one.work.admitsMode(mapping, on: one.design)
      else { continue }
      random.place(&one.work, on: one.design)
      self = one
      return
    }
  }

  /// The kind of the design's array.
  var topology: String {
    switch design.array {
    case .systolic: "systolic"
    case .broadcast: "broadcast"
    case .simd: "simd"
    case .rowStationary: "row_stationary"
    case .independent: "independent"
    case .dspChain: "dsp_chain"
    }
  }

  /// That, or `vector` where the operator is the vector unit's.
  var kind: String { if case .vector = work.body { "vector" } else { topology } }

  static let kinds = [
    "systolic", "broadcast", "simd", "row_stationary", "independent", "dsp_chain", "vector",
  ]

  func simulate(_ mapping: WorkMapping) throws(PlanError) -> OperatorRecord {
    try PreparedOperator(design: design, work: work, mapping: mapping).run(design)
  }
}

extension RandomNumbers {
  /// Buffers of which some hold the operators of these tests, and some only parts of them.
  fileprivate mutating func tightBuffers() -> Buffers {
    func buffer(_ random: inout RandomNumbers) -> Buffer {
      let capacity = random.pick([100, 300, 700, 2000, 8000, 1 << 24])
      return Buffer(
        capacity: random.chance(10) ? nil : Bytes(count: capacity), banks: random.integer(1...8),
        ports: random.integer(1...2), width: random.integer(1...8), tiles: random.pick([1, 2, 2, 3]),
        mostTiles: random.chance(25) ? random.integer(2...4) : nil,
        skippedPixels: random.pick([.leftOut, .leftOut, .between, .loaded]))
    }
    return chance(30)
      ? .shared(buffer(&self))
      : .perOperand(input: buffer(&self), weight: buffer(&self), output: buffer(&self))
  }
}

extension OperatorRecord {
  /// Bytes that cross all memories' buses.
  var movedBytes: Int {
    memories.reduce(0) { $0 + ($1.readBytes + $1.writeBytes).reduce(0, +) }
  }
}
