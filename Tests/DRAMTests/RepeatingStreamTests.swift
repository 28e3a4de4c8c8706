import DRAM
import Hardware
import ReferenceMachine
import TestFiles
import Testing

/// What the fast controllers account at once, because it was there before, against the stepped ones.
@Suite struct RepeatingStreamTests {
  @Test func `Streams that repeat themselves agree with the stepped controllers`() throws {
    var repeated = 0
    let cases = TestOptions.caseBlocks * 4
    for seed in UInt64(0)..<UInt64(cases) {
      var one = RandomMemory(seed: seed &+ 50_000)
      var numbers = RandomNumbers(seed: seed &+ 50_000)
      one.requests = Self.requests(for: one.system, &numbers)
      var replay = DRAMReplay(one.system, watchdog: one.watchdog)
      replay.segment = numbers.pick([3, 8, 16, 32])
      guard let record = try? SteppedDRAM.run(one.requests, on: one.system, watchdog: one.watchdog) else {
        continue
      }
      var expected = MemoryOutcome(record)
      if one.system.controller.policy == .standard {
        #expect(expected.violations(of: one.requests, on: one.system).isEmpty, "seed \(seed)")
      }
      expected.commands = []
      let fast = MemoryOutcome(try replay.run(one.requests.map { DRAMRequest($0) }, repeated: &repeated))
      #expect(fast.differences(from: expected).isEmpty, "seed \(seed), segments of \(replay.segment)")
    }
    print("\(cases) repeating streams: \(repeated) segments were not simulated")
    #expect(repeated > cases / 2)
  }

  @Test func `Channels that move the same agree with the stepped controllers`() throws {
    for seed in UInt64(0)..<40 {
      var one = RandomMemory(seed: seed &+ 60_000)
      var numbers = RandomNumbers(seed: seed &+ 60_000)
      let channels = numbers.pick([2, 4])
      one.system.organization.channels = channels
      one.system.addresses.order.removeAll { $0.field == .channel }
      one.system.addresses.order.append(DRAMAddressMap.Part(.channel))
      one.system.addresses.hashes.removeAll { $0.field == .channel }
      one.requests = Self.requests(for: one.system, &numbers, group: channels)
      guard let record = try? SteppedDRAM.run(one.requests, on: one.system, watchdog: one.watchdog) else {
        continue
      }
      let fast = try MemoryOutcome.fast(one.requests, on: one.system, watchdog: one.watchdog).get()
      #expect(fast.differences(from: MemoryOutcome(record)).isEmpty, "seed \(seed)")
      guard one.system.controller.policy == .standard else { continue }
      #expect(fast.violations(of: one.requests, on: one.system).isEmpty, "seed \(seed)")
    }
  }

  /// A few lines, again and again further on, each as so many neighbours.
  private static func requests(
    for system: DRAMSystem, _ numbers: inout RandomNumbers, group: Int = 1
  ) -> [SteppedDRAM.Request] {
    let pattern = (0..<numbers.integer(1...12)).map { _ in numbers.integer(0...40) }
    let isWrite = pattern.map { _ in numbers.chance(25) }
    let ahead = numbers.integer(0...8)
    let pace = numbers.pick([0, 0, 2, 9])
    let bytes = system.organization.requestBytes
    return (0..<numbers.integer(200...600)).flatMap { index in
      let turn = index / pattern.count
      let line = pattern[index % pattern.count] + turn * ahead
      return (0..<group).map {
        SteppedDRAM.Request(
          address: UInt64((line * group + $0) * bytes), arrival: index * pace,
          isWrite: isWrite[index % pattern.count])
      }
    }
  }
}
