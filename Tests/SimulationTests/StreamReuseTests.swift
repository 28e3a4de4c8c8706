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

/// Operators of a random stream, coming again and again in random order and in repeats.
private struct RepeatedStream {
  var caseSeed: UInt64
  var design: Design
  var operators: [SequencedWork]
  var order: [OperatorStream.Arrival] = []

  init(seed: UInt64) {
    var random = RandomNumbers(seed: seed)
    caseSeed = seed
    var one = StreamCase(seed: seed)
    while one.stream.count < 2 {
      caseSeed &+= 1 << 32
      one = StreamCase(seed: caseSeed)
    }
    design = one.design
    design.boundary = .overlap
    // Where operators overlap a mapping names no slots.
    operators = one.stream.map { entry in
      guard case .product(var mapping) = entry.mapping else { return entry }
      var entry = entry
      mapping.slots = .all
      entry.mapping = .product(mapping)
      return entry
    }
    // Some that load and compute the same, and differ only in what they store and where it lies in a request.
    for _ in 0..<2 {
      var variant = random.pick(operators)
      variant.work.formats.output = random.format()
      variant.work.addresses.output.address += random.integer(0...9)
      operators.append(variant)
    }
    while order.count < 24 {
      // A pattern, some times over: now and then one of its operators reads what was just made.
      let follows = random.chance(50)
      let pattern = (0..<random.integer(1...3)).map { _ in
        OperatorStream.Arrival(
          number: random.integer(0...operators.count - 1), inputFollows: follows && random.chance(60),
          weightFollows: random.chance(10))
      }
      for _ in 0..<random.integer(1...5) { order += pattern }
    }
  }

  func run(
    _ reuse: OperatorStream.Reuse, weightLimit: Int = 1 << 23
  ) throws -> (records: [OperatorRecord], simulated: Int) {
    let prepared = try operators.map {
      try PreparedOperator(design: design, work: $0.work, mapping: $0.mapping)
    }
    var stream = OperatorStream(
      prepared, timings: try PreparedOperator.timings(design), cores: design.cores.count, reuse: reuse,
      weightLimit: weightLimit)
    for one in order { stream.append(one) }
    stream.finish()
    return (stream.takeFinished(), stream.simulated)
  }
}
