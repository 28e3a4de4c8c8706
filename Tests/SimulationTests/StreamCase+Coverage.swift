import Hardware
import ReferenceMachine
import Workloads

extension CoverageTable {
  /// Counts what a stream of operators had.
  mutating func add(_ one: StreamCase, _ records: [ReferenceRecord], _ observations: Observations) {
    addCase()
    let cores = one.design.cores
    countDRAM(one.design, records, observations)
    for boundary in Boundary.allCases {
      count("boundary: " + boundary.rawValue, one.design.boundary == boundary)
    }
    for number in 1...4 { count("cores: \(number)", cores.count == number) }
    for delivery in Cores.Delivery.allCases {
      count("delivery: " + delivery.rawValue, cores.count > 1 && cores.delivery == delivery)
    }
    let mappings = one.stream.map(\.mapping)
    for partition in ProductMapping.Partition.allCases {
      let isThere = mappings.contains { mapping in
        if case .product(let tiles) = mapping { tiles.partition == partition } else { false }
      }
      count("partition: " + partition.rawValue, isThere)
    }
    let isVector = mappings.map { if case .vector = $0 { true } else { false } }
    count("vector operator on several cores", cores.count > 1 && isVector.contains(true))
    if one.design.boundary == .overlap {
      let pairs = zip(isVector, isVector.dropFirst())
      count("overlap: product after product", pairs.contains { !$0 && !$1 })
      count("overlap: vector after product", pairs.contains { !$0 && $1 })
      count("overlap: product after vector", pairs.contains { $0 && !$1 })
      count("overlap: vector after vector", pairs.contains { $0 && $1 })
      for (name, cycles) in [
        ("working", records.map(\.working)), ("buffer_bandwidth", records.map(\.bufferBandwidth)),
        ("dram_bandwidth", records.map(\.dramBandwidth)), ("dram_latency", records.map(\.dramLatency)),
        ("decode", records.map(\.decode)), ("vector_unit", records.map(\.vectorUnit)),
        ("imbalance", records.map(\.imbalance)),
      ] { count("overlap, cycles: " + name, cycles.contains { $0 > 0 }) }
    }
    count("input follows", one.stream.contains(where: \.inputFollows))
    count("weight follows", one.stream.contains(where: \.weightFollows))
    count("input of the operator before the last", one.skips > 0)
    count("operator repeated", one.copies > 0)
    for (name, number) in [
      ("load for several cores", observations.sharedLoads), ("reduction", observations.reductions),
      ("core without a share", observations.idleShares), ("prefetch", observations.prefetches),
      ("load waits for a commit", observations.loadsAfterCommit), ("spill", observations.partialStores),
    ] { count(name, number > 0) }
    count("imbalance", records.contains { $0.imbalance > 0 })
    let stored = one.stream.map(\.work.stored)
    let encoded = one.stream.map(\.work.encoded)
    count("encoded tensor", encoded.contains { !$0.isEmpty })
    count(
      "encoded by one operator, read by the next",
      zip(one.stream, one.stream.dropFirst()).contains { former, next in
        next.inputFollows && former.work.encoded.output != nil && next.work.encoded.input != nil
      })
    count("stored tensor", stored.contains { !$0.isEmpty })
    count(
      "stored by one operator, read by the next",
      zip(one.stream, one.stream.dropFirst()).contains { former, next in
        next.inputFollows && former.work.stored.output != nil && next.work.stored.input != nil
      })
    count(
      "stored as a second factor", one.stream.contains { $0.weightFollows && $0.work.stored.weight != nil })
    count("kept tile", !observations.keptOperands.isEmpty)
    count("kept tile for several cores", !observations.keptOperands.isEmpty && observations.sharedLoads > 0)
    count("overlap: stored tensor", one.design.boundary == .overlap && stored.contains { !$0.isEmpty })
    count("overlap: kept tile", one.design.boundary == .overlap && !observations.keptOperands.isEmpty)
    count("overlap: job taken", one.design.boundary == .overlap && observations.zeroEvents.stolenJobs > 0)
    let modes = one.stream.compactMap { item -> ArithmeticMode? in
      guard case .product = item.work.body else { return nil }
      let formats = item.work.multipliedFormats
      return one.design.array.mode(input: formats[0], weight: formats[1])
    }
    let overlaps = one.design.boundary == .overlap
    count(
      "overlap: several products at once", overlaps && modes.contains { $0.products > 1 && $0.digits == nil })
    count("overlap: products in several steps", overlaps && modes.contains { $0.steps > 1 })
    count("overlap: digits", overlaps && modes.contains { $0.digits != nil })
    count("overlap: several modes", overlaps && Set(modes.map { [$0.products, $0.steps] }).count > 1)
    count("several cores: digits", cores.count > 1 && modes.contains { $0.digits != nil })
    count("several cores: several products at once", cores.count > 1 && modes.contains { $0.products > 1 })
    count(
      "digits of what an operator before made",
      one.stream.contains { $0.inputFollows && $0.work.values.input != nil })
    countChains(one, observations.chainEvents)
    let ideal = one.design.memories.filter { $0.kind == .ideal }.count
    count("ideal memory", ideal > 0)
    count("ideal memories only", ideal == one.design.memories.count)
    count("ideal memory beside another", ideal > 0 && ideal < one.design.memories.count)
  }
}
