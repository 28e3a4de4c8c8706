import DRAM
import Hardware
import Testing

/// Streams that repeat themselves: what is accounted at once against what is simulated event by event.
@Suite struct RepetitionTests {
  @Test func `Repeated segments change no completion, count or stack`() throws {
    var repeated = 0
    var cases = 0
    var repeating = 0
    for seed in UInt64(0)..<UInt64(TestOptions.caseBlocks * 40) {
      var one = RandomMemory(seed: seed)
      var numbers = RandomNumbers(seed: seed &+ 77_000)
      // Refreshes of small systems come so often that little is left between two of them.
      if one.system.controller.policy == .standard, numbers.chance(40) {
        one.system.controller.refresh = .off
      }
      let requests = Self.requests(for: one.system, &numbers)
      var fast = DRAMReplay(one.system, watchdog: 30_000)
      fast.segment = numbers.pick([3, 4, 8, 16, 32])
      let slow = DRAMReplay(one.system, watchdog: 30_000, isStepping: true)
      let expected = Self.outcome { try slow.run(requests) }
      let before = repeated
      let found = Self.outcome { try fast.run(requests, repeated: &repeated) }
      if repeated > before { repeating += 1 }
      #expect(found == expected, "seed \(seed), segments of \(fast.segment)")
      cases += 1
    }
    print(
      "\(cases) streams, seeds 0 to \(cases - 1): \(repeated) segments of \(repeating) were not simulated")
    #expect(repeated > 3 * cases && repeating * 20 > cases)
  }

  @Test func `Channels that are interleaved line by line are simulated once`() throws {
    for seed in UInt64(0)..<60 {
      var one = RandomMemory(seed: seed, policies: [.standard, .dramsim3])
      var numbers = RandomNumbers(seed: seed &+ 99_000)
      let channels = numbers.pick([2, 4, 8])
      one.system.organization.channels = channels
      one.system.addresses.order.removeAll { $0.field == .channel }
      one.system.addresses.order.append(DRAMAddressMap.Part(.channel))
      one.system.addresses.hashes.removeAll { $0.field == .channel || $0.by == .channel }
      let bytes = UInt64(one.system.organization.requestBytes)
      let writes = numbers.pick([0, 30, 100])
      let blocks = (0..<numbers.integer(20...150)).map { _ in
        (UInt64(numbers.integer(0...255)), numbers.integer(0...20), numbers.chance(writes))
      }
      let requests = blocks.flatMap { (line, arrival, isWrite) in
        (0..<channels).map {
          DRAMRequest(
            address: (line * UInt64(channels) + UInt64($0)) * bytes, arrival: arrival, isWrite: isWrite)
        }
      }
      for recordsCommands in [false, true] {
        let fast = Self.outcome {
          try DRAMReplay(one.system, watchdog: 3000, recordsCommands: recordsCommands).run(requests)
        }
        let slow = Self.outcome {
          try DRAMReplay(one.system, watchdog: 3000, isStepping: true, recordsCommands: recordsCommands).run(
            requests)
        }
        #expect(fast == slow, "seed \(seed)")
      }
    }
  }

  @Test func `A sequence is as its requests are, without completions`() throws {
    for golden in [GoldenSystem.ddr4_2400_1r, .hbm2_8ch, .lpddr4_2400_2r] {
      let system = golden.dramsim3
      let bytes = UInt64(system.organization.requestBytes)
      let sequences = [
        DRAMSequence(address: 0, count: 5000, stride: bytes),
        DRAMSequence(address: 1 << 28, count: 2001, stride: bytes, arrival: 9000, isWrite: true),
      ]
      let requests = sequences.flatMap { sequence in
        (0..<UInt64(sequence.count)).map {
          DRAMRequest(
            address: sequence.address + $0 * sequence.stride, arrival: sequence.arrival,
            isWrite: sequence.isWrite)
        }
      }
      var expected = try DRAMReplay(system, isStepping: true).run(requests)
      expected.completions = []
      #expect(try DRAMReplay(system).run(sequences) == expected)
      #expect(try DRAMReplay(system, isStepping: true).run(sequences) == expected)
    }
  }

  private static func outcome(_ run: () throws -> DRAMRecord) -> Result<DRAMRecord, DRAMFailure> {
    do {
      return .success(try run())
    } catch let failure as DRAMFailure {
      return .failure(failure)
    } catch {
      return .failure(.inconsistent("\(error)"))
    }
  }

  /// Runs of lines, tiles, and two runs at once, at full speed or evenly paced.
  private static func requests(for system: DRAMSystem, _ numbers: inout RandomNumbers) -> [DRAMRequest] {
    let bytes = UInt64(system.organization.requestBytes)
    let count = numbers.integer(300...4000)
    let step = numbers.pick([1, 1, 1, 2, 4, 16])
    let pace = numbers.pick([0, 0, 0, 1, 2, 3, 5, 8, 13])
    let writesEvery = numbers.pick([0, 0, 2, 5, 10])
    let tile = numbers.pick([0, 0, 8, 16])
    let pitch = numbers.pick([32, 64, 256])
    return (0..<count).map { index in
      let isWrite = writesEvery > 0 && index % writesEvery == 0
      var line = index * step
      if tile > 0 { line = index / tile * pitch + index % tile }
      if isWrite { line = index / writesEvery + 5000 }
      return DRAMRequest(address: UInt64(line) * bytes, arrival: index * pace, isWrite: isWrite)
    }
  }
}
