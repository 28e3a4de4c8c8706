import Hardware
import Mapping
import ReferenceMachine
import Simulation
import TestFiles
import Testing
import Workloads

/// What is taken from an equal state is what a simulation would have given.
@Suite struct StreamReuseTests {
  @Test func `Streams with repeats take the same with reuse and without`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var reused = 0
    var came = 0
    for number in 0..<UInt64(800) {
      let one = RepeatedStream(seed: seed &+ number)
      let (alone, all) = try one.run(.never)
      let (records, simulated) = try one.run(.equalStates)
      if records != alone {
        let place = records.indices.first { records[$0] != alone[$0] } ?? 0
        Issue.record(
          """
          seed \(seed &+ number), execution \(place) of \(one.order.map(\.number)): with reuse
          \(records[place])
          without
          \(alone[place])
          \(StreamCase(seed: one.caseSeed))
          """)
        return
      }
      #expect(all == one.order.count)
      came += all
      reused += all - simulated
    }
    // Else nothing was tested.
    #expect(reused * 5 > came, "seed \(seed): \(reused) of \(came) were taken from before")
  }

  @Test func `Forgetting states now and then, or always, changes nothing but the work`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var (all, some, none) = (0, 0, 0)
    for number in 0..<UInt64(120) {
      let one = RepeatedStream(seed: seed &+ number)
      let kept = try one.run(.equalStates)
      let forgetful = try one.run(.equalStates, weightLimit: 4_000)
      let alone = try one.run(.equalStates, weightLimit: 0)
      #expect(forgetful.records == kept.records, "seed \(seed &+ number)")
      #expect(alone.records == kept.records, "seed \(seed &+ number)")
      all += kept.simulated
      some += forgetful.simulated
      none += alone.simulated
    }
    #expect(all < some && some < none, "seed \(seed): \(all), \(some), \(none) simulated")
  }

  @Test func `A repeated stream takes with reuse what the stepped machine takes`() throws {
    var repeated = 0
    for seed in UInt64(0)..<250 {
      var one = StreamCase(seed: seed)
      guard one.design.boundary == .overlap, one.stream.count < 4 else { continue }
      let times = 3
      one.stream = (0..<times).flatMap { _ in one.stream }
      checkAgreement(one, engine: fastStreamEngine)
      repeated += 1
    }
    #expect(repeated > 60)
  }

  @Test func `Equal operators in a row are simulated until the state repeats, and no more`() throws {
    let one = try #require(
      (0..<100).lazy.map(StreamCase.init(seed:)).first {
        $0.design.memories.count == 1 && !$0.design.hasDRAM
      })
    let operators = try [
      PreparedOperator(design: one.design, work: one.stream[0].work, mapping: one.stream[0].mapping)
    ]
    var stream = OperatorStream(
      operators, timings: try PreparedOperator.timings(one.design), cores: one.design.cores.count)
    for _ in 0..<500 { stream.append(OperatorStream.Arrival(number: 0, inputFollows: true)) }
    stream.finish()
    #expect(stream.simulated < 20)
    #expect(stream.takeFinished().reduce(0) { $0 + $1.cycles } == stream.now)
  }
}
