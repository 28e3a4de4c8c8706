import Hardware
import Workloads

/// The state of the machine, stepped cycle by cycle.
final class Machine {
  let design: Design
  let work: Work
  let tiling: any Tiling
  let plan: ResidencyPlan
  let channels: [Channel]
  var image: MemoryImage
  var record = ReferenceRecord()
  var observations = Observations()

  /// By operand, by slot.
  var slots: [[TileSlot]]
  /// By operand, by residency: the load (or reload), and the store.
  var loads: [[Transfer?]]
  var stores: [Transfer]
  var contentsCache: [[AnyHashable]: TransferContents] = [:]
  var hasEnded: [Bool]
  var epilogueDone: Set<Int> = []
  var ports: BufferPorts
  var vectorQueue = VectorQueue()
  var unitsProcessed: [Int]

  var nextPass = 0
  var runningPass: Int?
  var productPass: ProductPass?
  var cyclesLeftInStep = 0
  var passEnd = 0
  var lastProgress = 0

  init(design: Design, work: Work, mapping: WorkMapping) throws {
    self.design = design
    self.work = work
    switch (work.body, mapping) {
    case (.product(let product, let epilogue), .product(let mapping)):
      tiling = ProductTiling(
        product: product, mapping: mapping, epilogue: epilogue, array: design.array)
      unitsProcessed = []
    case (.vector(let vector), .vector(let units)):
      tiling = VectorTiling(work: vector, unitsPerTile: units)
      unitsProcessed = Array(repeating: 0, count: vector.units)
    default: throw ReferenceFailure(description: "the mapping is not of the work's kind")
    }
    let buffers = design.buffers
    plan = ResidencyPlan(passes: tiling.passes, slots: Operand.allCases.map { buffers[$0].tiles })
    channels = design.memories.map { memory in
      Channel(
        memory: memory, clock: design.clock,
        fillBytes: Operand.allCases.map { buffers[$0].banks * buffers[$0].width })
    }
    slots = Operand.allCases.map { operand in (0..<buffers[operand].tiles).map { _ in TileSlot() } }
    image = MemoryImage(work: work)
    hasEnded = Array(repeating: false, count: tiling.passes.count)
    (loads, stores) = ([[], [], []], [])
    ports = BufferPorts(buffers: buffers, bits: [])
    ports = BufferPorts(buffers: buffers, bits: Operand.allCases.map { chipBits($0) })
    record.passes = tiling.passes.count
    try enqueueTransfers()
  }
}
