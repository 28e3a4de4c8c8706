import Hardware
import ReferenceMachine
import Simulation
import Testing
import Workloads

/// Runs of the same operators one after the other, against the stepped machine and against what can be counted by hand.
@Suite struct SteadyStateTests {
  @Test func `Runs of a stream take in the steady state what the stepped machine takes for one more`() throws
  {
    var periods: [Int: Int] = [:]
    for seed in UInt64(0)..<350 {
      let one = StreamCase(seed: seed)
      guard one.design.boundary == .overlap, one.stream.count < 4 else { continue }
      var stream = try OperatorStream(one)
      for arrival in one.arrivals { stream.append(arrival) }
      let limit = 7
      guard let steady = stream.steadyState(of: one.arrivals, limit: limit) else { continue }
      // What came again within the limit was there a period before it. The tail after the last run is the same in
      // both, since the states are.
      let cycles = try [limit - steady.runs, limit].map { runs in
        try ReferenceMachine.run(design: one.design, stream: one.repeated(runs)).reduce(0) { $0 + $1.cycles }
      }
      #expect(cycles[1] - cycles[0] == steady.cycles, "seed \(seed)")
      periods[steady.runs, default: 0] += 1
    }
    #expect(periods.values.reduce(0, +) > 80, "\(periods)")
    #expect(periods.keys.contains { $0 > 1 }, "\(periods)")
  }

  @Test func `Without memories to wait for, a run takes its passes and nothing else`() throws {
    for seed in UInt64(0)..<40 {
      var one = StreamCase(seed: seed)
      one.design.boundary = .overlap
      one.design.cores = .one
      one.design.decoders = .none
      for index in one.design.memories.indices { one.design.memories[index].kind = .ideal }
      // A product without an epilogue: only its array's time is left.
      one.stream = one.stream.filter { item in
        if case .product(_, let epilogue) = item.work.body { epilogue.isEmpty } else { false }
      }
      guard var item = one.stream.first else { continue }
      (item.inputFollows, item.weightFollows) = (false, false)
      one.stream = [item]
      let prepared = try PreparedOperator(design: one.design, work: item.work, mapping: item.mapping)
      var stream = try OperatorStream(one)
      stream.append(one.arrivals[0])
      let found = stream.steadyState(of: one.arrivals, limit: 20)
      let steady = try #require(found)
      #expect(steady.cyclesPerRun == Double(prepared.passCycles), "seed \(seed)")
    }
  }

  @Test func `With a memory of DRAM the steady state is not known`() throws {
    var streams = 0
    for seed in UInt64(0)..<100 {
      let one = StreamCase(seed: seed)
      guard one.design.boundary == .overlap, one.design.hasDRAM else { continue }
      var stream = try OperatorStream(one)
      for arrival in one.arrivals { stream.append(arrival) }
      let found = stream.steadyState(of: one.arrivals, limit: 5)
      #expect(found == nil, "seed \(seed)")
      streams += 1
    }
    #expect(streams > 5)
  }

  @Test func `What does not repeat within the limit has no steady state`() throws {
    let one = try #require(
      (0..<100).lazy.map(StreamCase.init(seed:)).first {
        $0.design.boundary == .overlap && !$0.design.hasDRAM
      })
    var stream = try OperatorStream(one)
    for arrival in one.arrivals { stream.append(arrival) }
    let found = stream.steadyState(of: one.arrivals, limit: 1)
    #expect(found == nil)
  }
}

extension StreamCase {
  /// Its operators as they come to a stream of them.
  fileprivate var arrivals: [OperatorStream.Arrival] {
    stream.enumerated().map { number, one in
      OperatorStream.Arrival(
        number: number, inputFollows: one.inputFollows, weightFollows: one.weightFollows)
    }
  }

  fileprivate func repeated(_ times: Int) -> [SequencedWork] { (0..<times).flatMap { _ in stream } }
}

extension OperatorStream {
  fileprivate init(_ one: StreamCase) throws {
    let prepared = try one.stream.map {
      try PreparedOperator(design: one.design, work: $0.work, mapping: $0.mapping)
    }
    self.init(prepared, timings: try PreparedOperator.timings(one.design), cores: one.design.cores.count)
  }
}
