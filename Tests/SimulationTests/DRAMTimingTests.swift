import DRAM
import Hardware
import Mapping
import Quantities
import Simulation
import TestFiles
import Testing
import Workloads

/// The DMA of a DRAM memory in cases that can be counted by hand (docs/model.md, 5.1).
///
/// A pass of 4 x 4 x 4 on the 4 x 4 array takes 14 cycles. Bursts are of 16 bytes, and all tensors lie in bank 0, each in
/// a row of its own: a burst to a closed bank that was accepted in tick 0 is moved to its bank's queue in 1, its row
/// is activated in 2 and read in 6, and its data, on the bus in 9, are complete in 10.
@Suite struct DRAMTimingTests {
  @Test func `Two loads and a store in one clock`() throws {
    // The input is back in 20 and in its buffer in 21. The weights' row: precharged in 10, activated in 14, read in 18;
    // complete in 22, in their buffer in 33. The pass ends in 47, the store leaves its buffer in 48 and is posted by 59;
    // its row: precharged in 50, activated in 54, written in 58, the data moved in 60.
    let record = try run(MiniatureMemory.design())
    let memory = record.memories[0]
    #expect(record.cycles == 61)
    #expect(record.cycleStack.working == 14)
    #expect((record.cycleStack.dramBandwidth, record.cycleStack.dramLatency) == (3, 44))
    #expect((memory.requests, memory.bursts, memory.overfetchedBytes, memory.busyCycles) == (3, 3, 0, 3))
    let dram = try #require(memory.dram)
    #expect(dram.cycles == 61)
    #expect((dram.counts.reads, dram.counts.writes, dram.counts.activates) == (2, 1, 3))
    #expect((dram.busStack.read, dram.busStack.write, dram.busStack.total) == (2, 1, 61))
  }

  @Test func `A DRAM clock of 833 ps behind an array of 1 GHz`() throws {
    // Complete in ticks 10 and 22: back in 9 + 10 and 19 + 10. The store leaves its buffer in 45, that is tick 55, and is
    // posted in 56: back in 47 + 10. Its data move in tick 67, and are over in cycle 57.
    let record = try run(MiniatureMemory.design(clockPicoseconds: 833))
    #expect(record.cycles == 57)
    // A tick touches two cycles here.
    #expect((record.cycleStack.dramBandwidth, record.cycleStack.dramLatency) == (6, 37))
    #expect(record.memories[0].dram?.cycles == 69)
  }

  @Test func `An interface of 400 MHz between an array and devices of 1 GHz`() throws {
    // Four of its cycles are the latency. Complete in ticks 10 and 22: back in 8 and 13 of its cycles, 20 and 32.5 of the array's.
    // So the weights come a cycle later, and the store leaves its buffer in 49: sent at 50 ns, in the interface's cycle 20. Its
    // data move in tick 62. It is posted in 51, and back in the interface's cycle 25, at 62.5 ns.
    let record = try run(MiniatureMemory.design(interface: Frequency(hertz: 400_000_000)))
    #expect(record.cycles == 63)
    #expect((record.cycleStack.dramBandwidth, record.cycleStack.dramLatency) == (3, 46))
    #expect(record.memories[0].dram?.cycles == 63)
  }

  @Test func `An interface that has the array's clock changes nothing`() throws {
    for picoseconds in [1000, 833] {
      let own = try run(MiniatureMemory.design(clockPicoseconds: picoseconds))
      let same = MiniatureMemory.design(
        clockPicoseconds: picoseconds, interface: Frequency(hertz: 1_000_000_000))
      #expect(try run(same) == own)
    }
  }

  @Test func `A store waits for its buffer's port`() throws {
    // 16 bytes at 8 a cycle: sent in 49, a cycle later than above.
    let record = try run(MiniatureMemory.design(outputBanks: 1))
    #expect(record.cycles == 62)
  }

  @Test func `Without latency a burst is back in the cycle in which its data are complete`() throws {
    // Ready in 11 and 23, the pass ends in 37, and the store is sent in 38: written ten cycles later, in 48, moved in 50.
    let record = try run(MiniatureMemory.design(latency: 0))
    #expect(record.cycles == 51)
  }

  @Test func `One request under way at a time`() throws {
    // The input is in its buffer in 21; only then the weights are asked for: accepted in tick 21, precharged in 23,
    // activated in 27, read in 31, complete in 35, in their buffer in 46. Everything else 13 cycles later.
    let record = try run(MiniatureMemory.design(outstanding: 1))
    #expect(record.cycles == 61 + 13)
  }

  @Test func `A burst that is needed in part moves as a whole`() throws {
    let record = try run(MiniatureMemory.design(), k: 3)
    let memory = record.memories[0]
    #expect(memory.readBytes == [12, 12, 0])
    #expect((memory.requests, memory.bursts, memory.overfetchedBytes) == (3, 3, 8))
  }

  @Test func `A stream's last writes are paid for, too`() throws {
    let one = MiniatureMemory.product()
    let records = try StreamRun.run(design: MiniatureMemory.design(boundary: .overlap), stream: [one, one])
    let alone = try StreamRun.run(design: MiniatureMemory.design(boundary: .overlap), stream: [one])
    #expect(alone[0].cycles == 61)
    #expect(records.map(\.cycles).reduce(0, +) > 61)
    #expect(records[0].memories[0].dram == nil)
    #expect(records[1].memories[0].dram?.cycles == records.map(\.cycles).reduce(0, +))
  }

  @Test func `Cores share a DRAM memory`() throws {
    // Of four rows over three cores the last has two; the weights come once.
    let record = try run(MiniatureMemory.design(cores: 3), partition: .m)
    let memory = record.memories[0]
    #expect(record.cycleStack.total == 3 * record.cycles)
    #expect(memory.readBytes == [16, 16, 0])
    let dram = try #require(memory.dram)
    #expect(dram.busStack.total == record.cycles)
    #expect(
      dram.counts.reads + dram.counts.mergedReads + dram.counts.forwardedReads + dram.counts.writes
        + dram.counts.mergedWrites == memory.bursts)
  }

  @Test func `An unlimited memory of DRAM is an ideal one`() throws {
    let (design, one) = (MiniatureMemory.design(), MiniatureMemory.product())
    let prepared = try PreparedOperator(design: design, work: one.work, mapping: one.mapping)
    #expect(try prepared.runUnlimited().cycles == 14)
  }

  @Test(arguments: 1...40) func `Bytes, bursts and stacks sum`(seed: Int) throws {
    var random = RandomNumbers(seed: UInt64(seed))
    let design = MiniatureMemory.design(
      clockPicoseconds: random.pick([500, 833, 1000, 1111, 3000]),
      latency: random.pick([0, 1, 10, 50]) * 1000,
      outstanding: random.pick([nil, 1, 2, 7, 64]), request: random.pick([16, 32, 64, 256]),
      outputBanks: random.pick([1, 8]), cores: random.pick([1, 1, 2, 3]),
      refresh: random.chance(50) ? .staggered : .off,
      channels: random.pick([1, 2, 4]))
    let partition: ProductMapping.Partition? =
      design.cores.count > 1 ? random.pick([.m, .n, .k]) : nil
    let one = MiniatureMemory.product(
      m: random.integer(1...40), k: random.integer(1...40), n: random.integer(1...40), partition: partition,
      tile: random.pick([3, 8, 16]))
    let prepared = try PreparedOperator(design: design, work: one.work, mapping: one.mapping)
    let record = try prepared.run(design)
    let (memory, organization) = (record.memories[0], MiniatureMemory.organization(channels: 1))
    let dram = try #require(memory.dram)
    let bytes = (memory.readBytes + memory.writeBytes).reduce(0, +)
    #expect(bytes == memory.bursts * organization.requestBytes - memory.overfetchedBytes, "seed \(seed)")
    #expect(record.cycleStack.total == record.cycles * design.cores.count, "seed \(seed)")
    let counts = dram.counts
    let served =
      counts.reads + counts.mergedReads + counts.forwardedReads + counts.writes + counts.mergedWrites
    #expect(served == memory.bursts, "seed \(seed)")
    for channel in dram.channels {
      for stack in channel.busStacks { #expect(stack.total == dram.cycles, "seed \(seed)") }
    }
    #expect(try prepared.runUnlimited().cycles <= record.cycles, "seed \(seed)")
  }

  private func run(
    _ design: Design, k: Int = 4, partition: ProductMapping.Partition? = nil
  ) throws -> OperatorRecord {
    let one = MiniatureMemory.product(k: k, partition: partition)
    return try PreparedOperator(design: design, work: one.work, mapping: one.mapping).run(design)
  }
}
