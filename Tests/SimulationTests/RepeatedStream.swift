import Hardware
import Mapping
import Simulation
import TestFiles
import Workloads

/// Operators of a random stream, coming again and again in random order and in repeats.
struct RepeatedStream {
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
    var stream = try self.stream(reuse, weightLimit: weightLimit)
    for one in order { stream.append(one) }
    stream.finish()
    return (stream.takeFinished(), stream.simulated)
  }

  /// The machine before the first of them comes.
  func stream(_ reuse: OperatorStream.Reuse, weightLimit: Int = 1 << 23) throws -> OperatorStream {
    let prepared = try operators.map {
      try PreparedOperator(design: design, work: $0.work, mapping: $0.mapping)
    }
    return OperatorStream(
      prepared, timings: try PreparedOperator.timings(design), cores: design.cores.count, reuse: reuse,
      weightLimit: weightLimit)
  }
}
