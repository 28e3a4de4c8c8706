import DRAM
import Glibc
import Hardware
import Mapping
import Quantities
import ReferenceMachine
import Simulation
import Testing
import Workloads

extension Design {
  /// Gives every buffer a capacity, so that the rule has to cut.
  fileprivate mutating func limitBuffers(to bytes: Int) {
    func limited(_ buffer: Buffer) -> Buffer {
      var buffer = buffer
      buffer.capacity = Bytes(count: bytes)
      return buffer
    }
    switch buffers {
    case .shared(let buffer): buffers = .shared(limited(buffer))
    case .perOperand(let input, let weight, let output):
      buffers = .perOperand(input: limited(input), weight: limited(weight), output: limited(output))
    }
  }
}

/// Blocks of 100 cases; RIDGELINE_CASE_BLOCKS asks for more than a CI run has time for.
private let caseBlocks = environment("RIDGELINE_CASE_BLOCKS").flatMap(Int.init) ?? 20

private func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The fast engine against the reference machine, on random machines, operators and mappings.
@Suite struct AgreementTests {
  @Test func `Cycles, stacks and counts equal those of the stepped machine`() async {
    let coverage = await withTaskGroup(of: CoverageTable.self) { group in
      for block in 0..<caseBlocks { group.addTask { Self.check(block) } }
      var coverage = CoverageTable()
      for await part in group { coverage.add(part) }
      return coverage
    }
    print("\(coverage.cases) random cases, seeds 0 to \(coverage.cases - 1):\n\(coverage.description)")
    // A few have controllers that get stuck, in both.
    #expect(coverage.cases * 1000 >= caseBlocks * 100 * 995 && coverage.cases > 0)
    #expect(coverage.rare(below: 1).isEmpty)
  }

  @Test func `They are equal under the mappings that the rule chooses, too`() {
    var checked = 0
    for seed in 10_000..<UInt64(10_300) {
      var one = RandomCase(seed: seed)
      one.design.limitBuffers(to: 64 << Int(seed % 6))
      guard let mapping = try? Mapper.map(one.work, on: one.design, directives: MappingDirectives()) else {
        continue
      }
      one.mapping = mapping
      // Its tiles may have more scales than the case's.
      if one.design.array.precision.dequantization == .tile {
        one.design.array.precision.dequantization = .group
      }
      checkAgreement(one, engine: fastEngine)
      checked += 1
    }
    #expect(checked > 150)
  }

  /// Checks the cases of one block; the seed of each is its number.
  private static func check(_ block: Int) -> CoverageTable {
    var coverage = CoverageTable()
    for seed in UInt64(block * 100)..<UInt64(block * 100 + 100) {
      let one = RandomCase(seed: seed)
      checkAgreement(one, engine: fastEngine)
      guard
        let (record, observations) = try? ReferenceMachine.observe(
          design: one.design, work: one.work, mapping: one.mapping),
        let prepared = try? PreparedOperator(design: one.design, work: one.work, mapping: one.mapping),
        let paths = try? prepared.observe(PreparedOperator.timings(one.design)).paths
      else { continue }
      coverage.add(one, record, observations)
      coverage.add(paths)
    }
    return coverage
  }
}

/// The fast engine, its record in the reference machine's terms.
func fastEngine(design: Design, work: Work, mapping: WorkMapping) throws -> ReferenceRecord {
  ReferenceRecord(try PreparedOperator(design: design, work: work, mapping: mapping).run(design))
}

extension ReferenceRecord {
  /// A record of the fast engine.
  init(_ record: OperatorRecord) {
    self.init()
    cycles = record.cycles
    working = record.cycleStack.working
    bufferBandwidth = record.cycleStack.bufferBandwidth
    dramBandwidth = record.cycleStack.dramBandwidth
    dramLatency = record.cycleStack.dramLatency
    decode = record.cycleStack.decode
    vectorUnit = record.cycleStack.vectorUnit
    imbalance = record.cycleStack.imbalance
    slots = Dictionary(uniqueKeysWithValues: record.slots.named.map { ($0.name, $0.count) })
    gated = record.gated
    products = .init(
      effective: record.products.effective, ineffectual: record.products.ineffectual,
      gated: record.products.gated, unneeded: record.products.unneeded)
    digits = record.digits
    dequantizations = record.dequantizations
    work = .init(all: record.work.all, ofBusiest: record.work.ofBusiest)
    chains = .init(
      operations: record.chain.operations, adjusts: record.chain.adjusts, selections: record.chain.selections)
    passes = record.passes
    folds = record.folds
    foldElements = record.foldElements
    buffers = record.buffers.map {
      .init(
        reads: $0.reads, writes: $0.writes, readAccesses: $0.readAccesses, writeAccesses: $0.writeAccesses,
        metadataAccesses: $0.metadataAccesses, peakBytes: $0.peakBytes)
    }
    memories = record.memories.map {
      .init(
        readBytes: $0.readBytes, writeBytes: $0.writeBytes, metadataBytes: $0.metadataBytes,
        pointerBytes: $0.pointerBytes, requests: $0.requests,
        busyCycles: $0.busyCycles, bursts: $0.bursts, overfetchedBytes: $0.overfetchedBytes,
        dram: $0.dram.map(DRAMTally.init))
    }
    registerLoads = record.registerLoads
    linkBytes = record.reduction.bytes
    linkAdditions = record.reduction.additions
  }
}

extension ReferenceRecord.DRAMTally {
  /// What the fast engine's controllers and devices did.
  init(_ record: DRAMRecord) {
    self.init(
      cycles: record.cycles, counts: record.channels.map(SteppedDRAM.Counts.init),
      stacks: record.channels.map { $0.busStacks.map(SteppedDRAM.BusStack.init) })
  }
}

extension SteppedDRAM.Counts {
  fileprivate init(_ record: DRAMChannelRecord) {
    self.init()
    let counts = record.counts
    (reads, writes, activates) = (counts.reads, counts.writes, counts.activates)
    (precharges, demandPrecharges) = (counts.precharges, counts.demandPrecharges)
    (refreshes, bankRefreshes) = (counts.refreshes, counts.bankRefreshes)
    (synchronisations, dualCommands) = (counts.synchronisations, counts.dualCommands)
    (readRowHits, writeRowHits) = (counts.readRowHits, counts.writeRowHits)
    (forwardedReads, mergedReads, mergedWrites) = (
      counts.forwardedReads, counts.mergedReads, counts.mergedWrites
    )
    (activeCycles, idleCycles) = (record.ranks.map(\.activeCycles), record.ranks.map(\.idleCycles))
    openBankCycles = record.ranks.map(\.openBankCycles)
    rankCommands = record.ranks.map { SteppedDRAM.RankCommands($0) }
  }
}

extension SteppedDRAM.RankCommands {
  fileprivate init(_ record: DRAMRankRecord) {
    self.init()
    (activates, reads, writes) = (record.activates, record.reads, record.writes)
    (refreshes, bankRefreshes) = (record.refreshes, record.bankRefreshes)
  }
}

extension SteppedDRAM.BusStack {
  fileprivate init(_ stack: DRAMBusStack) {
    self.init()
    (read, write, turnaround, rowMiss) = (stack.read, stack.write, stack.turnaround, stack.rowMiss)
    (bankGroup, fourActivate, refresh) = (stack.bankGroup, stack.fourActivate, stack.refresh)
    (controller, noRequest) = (stack.controller, stack.noRequest)
  }
}
