import Hardware
import Mapping
import ReferenceMachine
import Simulation
import Testing
import Workloads

/// Recordings of random cases beside the records of the same runs.
@Suite struct RecordingTests {
  @Test func `Slices of a recorded operator sum to its cycle stack, and what is recorded changes nothing`()
    throws
  {
    var levels = 0
    for seed in UInt64(20_000)..<20_400 {
      let one = RandomCase(seed: seed)
      guard let timings = try? PreparedOperator.timings(one.design),
        let prepared = try? PreparedOperator(design: one.design, work: one.work, mapping: one.mapping),
        let alone = try? prepared.run(timings)
      else { continue }
      let (record, recorder) = try prepared.record(timings, limit: 1 << 20)
      // When devices moved data last is known of the run alone.
      #expect(ReferenceRecord(record) == ReferenceRecord(alone), "seed \(seed)")
      #expect(recorder.grain == 0, "seed \(seed)")
      check(recorder, record, "seed \(seed)")
      #expect(recorder.end == record.cycles, "seed \(seed)")
      guard !one.design.buffers.isShared else { continue }
      for operand in 0..<2 {
        let peaks = (0..<one.design.cores.count).map { core in
          recorder.levels[3 * core + operand].map(\.bytes).max() ?? 0
        }
        #expect(peaks.max() == record.buffers[operand].peakBytes, "seed \(seed), operand \(operand)")
        levels += 1
      }
    }
    #expect(levels > 200)
  }

  @Test func `Slices of a recorded stream sum to the cycle stacks of its operators`() throws {
    var checked = 0
    for seed in UInt64(30_000)..<30_250 {
      let one = StreamCase(seed: seed)
      guard one.design.boundary == .overlap,
        let records = try? StreamRun.run(design: one.design, stream: one.stream),
        let timings = try? PreparedOperator.timings(one.design)
      else { continue }
      let prepared = try one.stream.map {
        try PreparedOperator(design: one.design, work: $0.work, mapping: $0.mapping)
      }
      let tracks = RecordedTracks(cores: one.design.cores.count, memories: one.design.memories.count)
      var machine = OperatorStream(
        prepared, timings: timings, cores: one.design.cores.count,
        recorder: RunRecorder(tracks, limit: 1 << 20, hasLevels: false))
      for (number, item) in one.stream.enumerated() {
        machine.append(
          OperatorStream.Arrival(
            number: number, inputFollows: item.inputFollows, weightFollows: item.weightFollows))
      }
      machine.finish()
      guard machine.failure == nil else { continue }
      let taken = machine.takeRecorder()
      let recorder = try #require(taken)
      for (execution, record) in records.enumerated() {
        check(recorder, record, "seed \(seed), operator \(execution)", of: Int32(execution))
      }
      checked += 1
    }
    #expect(checked > 50)
  }

  @Test func `A recording with few slices sums to the same, and its slices do not overlap`() throws {
    var merged = 0
    for seed in UInt64(20_000)..<20_200 {
      let random = RandomCase(seed: seed)
      guard let timings = try? PreparedOperator.timings(random.design),
        let prepared = try? PreparedOperator(
          design: random.design, work: random.work, mapping: random.mapping)
      else { continue }
      guard let (record, one) = try? prepared.record(timings, limit: 1 << 20) else { continue }
      var many = RunRecorder(one.tracks, limit: 1, hasLevels: true)
      for execution in 0..<Int32(60) { many.append(one, execution: execution) }
      #expect(many.end == 60 * record.cycles)
      let slices = many.slices.reduce(0) { $0 + $1.count } + many.levels.reduce(0) { $0 + $1.count }
      #expect(slices <= 128 * one.tracks.count || many.grain == 0, "seed \(seed): \(slices) slices")
      var sum = OperatorRecord()
      sum.memories = record.memories.map { _ in MemoryCounts() }
      sum.buffers = record.buffers.map { _ in BufferCounts() }
      sum.add(record, times: 60)
      check(many, sum, "seed \(seed)")
      for place in one.levels.indices {
        #expect(many.levels[place].map(\.bytes).max() == one.levels[place].map(\.bytes).max(), "seed \(seed)")
      }
      if many.grain > 0 { merged += 1 }
    }
    #expect(merged > 50)
  }

  /// Compares what the slices of a recording, or of one execution in it, sum to with a record.
  private func check(
    _ recorder: RunRecorder, _ record: OperatorRecord, _ name: String, of execution: Int32? = nil
  ) {
    var stack = CycleStack()
    for core in 0..<recorder.tracks.cores {
      let (array, stalls) = (recorder[.array(core: core)], recorder[.stalls(core: core)])
      for slice in array where execution == nil || slice.execution == execution {
        stack.working += slice.cycles
      }
      for slice in stalls where execution == nil || slice.execution == execution {
        switch slice.kind {
        case .dramBandwidth: stack.dramBandwidth += slice.cycles
        case .dramLatency: stack.dramLatency += slice.cycles
        case .vectorUnit: stack.vectorUnit += slice.cycles
        case .decode: stack.decode += slice.cycles
        case .bufferBandwidth:
          stack.bufferBandwidth += slice.cycles
          stack.working -= slice.cycles
        case .imbalance: stack.imbalance += slice.cycles
        default: Issue.record("a stall of no cause")
        }
      }
    }
    #expect(stack == record.cycleStack, "\(name)")
    let cycles = recorder[.operators].reduce(0) {
      $0 + (execution == nil || $1.execution == execution ? $1.cycles : 0)
    }
    #expect(cycles == record.cycles, "\(name)")
    for memory in record.memories.indices {
      let busy = recorder[.bus(memory: memory)].reduce(0) {
        $0 + (execution == nil || $1.execution == execution ? $1.cycles : 0)
      }
      #expect(busy == record.memories[memory].busyCycles, "\(name), memory \(memory)")
      guard execution == nil else { continue }
      var (slices, bytes) = (0, 0)
      for core in 0..<recorder.tracks.cores {
        for queue in RecordedQueue.allCases {
          let track = recorder[.queue(core: core, memory: memory, queue)]
          slices += track.count
          bytes += track.reduce(0) { $0 + $1.bytes }
        }
      }
      // A queue whose tiles all take no cycle has no slice.
      let moved = record.memories[memory].readBytes + record.memories[memory].writeBytes
      #expect(bytes <= moved.reduce(0, +) && (slices == 0) == (bytes == 0), "\(name), memory \(memory)")
    }
    for track in recorder.slices {
      for (one, next) in zip(track, track.dropFirst()) { #expect(one.end <= next.start, "\(name)") }
    }
  }
}
