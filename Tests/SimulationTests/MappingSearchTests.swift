import Hardware
import Mapping
import Replay
import Simulation
import Testing
import Workloads

/// The search among mappings: its bounds hold, and its answer is that of trying everything.
@Suite struct MappingSearchTests {
  @Test(arguments: 0..<20)
  func `No candidate takes fewer cycles, or moves fewer bytes, than its bounds say`(block: UInt64) throws {
    for seed in block * 20..<(block + 1) * 20 {
      let one = SearchCase(seed: seed)
      // Some of the first, which a search looks at, and some of all.
      try one.checkBounds(first: 15, of: 25, seed: seed)
    }
  }

  @Test(arguments: 0..<8)
  func `No bound leaves out the fastest where several cores skip zeros, on ideal memories`(block: UInt64)
    throws
  {
    for seed in block * 10..<(block + 1) * 10 {
      // Only then the pairs that all cores have to multiply may be what counts.
      var one = SearchCase(seed: 30_000 + seed) { one in
        one.design.cores.count > 1 && one.design.array.sparsity.skips && one.work.zeros != .none
      }
      for index in one.design.memories.indices { one.design.memories[index].kind = .ideal }
      let found = try one.checkBounds(first: 15, of: 25, seed: seed)
      guard let best = found.min(by: { $0.record.cycles < $1.record.cycles }) else { continue }
      #expect(one.mappings(within: best.record.cycles).contains(best.mapping), "seed \(seed)")
    }
  }

  @Test(arguments: 0..<20)
  func `The search finds what trying every mapping of the space finds, whatever the array`(block: UInt64)
    throws
  {
    for (place, kind) in SearchCase.kinds.enumerated() {
      let seed = block * 7 + UInt64(place)
      let one = SearchCase(seed: 10_000 + seed) { one in
        guard one.kind == kind, let count = MappingEnumeration(one)?.mappings.count else { return false }
        // With more mappings, a search that has to simulate most of them may end at its budget.
        return count > 1 && count < 1200
      }
      try one.checkSearch(seed: seed)
    }
  }

  @Test(arguments: 0..<6)
  func `It finds the tile of a pooling whose channels have to be cut`(block: UInt64) throws {
    for seed in block * 2..<(block + 1) * 2 {
      let one = SearchCase(seed: 20_000 + seed) { one in
        guard one.kind == "vector", let all = MappingEnumeration(one)?.mappings else { return false }
        return all.count > 1 && all.allSatisfy { if case .vector(_, _?) = $0 { true } else { false } }
      }
      try one.checkSearch(seed: seed)
    }
  }

  @Test func `The cases of these tests are of all kinds`() throws {
    var counts: [String: Int] = [:]
    for seed in 0..<400 as Range<UInt64> {
      let one = SearchCase(seed: seed)
      var kinds: Set<String> = []
      let topology = one.topology
      kinds.insert(topology)
      if one.design.memories.count > 1 { kinds.insert("memories") }
      if one.design.buffers.isShared { kinds.insert("shared") }
      if case .product(_, let epilogue) = one.work.body, !epilogue.isEmpty { kinds.insert("epilogue") }
      if case .vector = one.work.body { kinds.insert("vector") }
      if one.design.cores.count > 1 { kinds.insert("\(one.design.cores.delivery)") }
      let space = MappingSpace(one.work, on: one.design, directives: one.directives)
      if one.design.array.sparsity.skips, one.work.zeros != .none { kinds.insert("\(topology) skips") }
      for candidate in space.candidates(within: Int.max) {
        guard case .product(let mapping) = candidate.mapping else { continue }
        if mapping.scan == .serpentine { kinds.insert("serpentine") }
        for operand in Operand.allCases {
          guard let slots = mapping.slots[operand] else { continue }
          kinds.insert(slots < one.design.buffers[operand].tiles ? "fewer slots" : "more slots")
        }
        if case .product(let product, _) = one.work.body, one.design.array.sparsity.pattern != nil {
          kinds.insert("\(ZeroTreatment(one.work.zeros, product, mapping, on: one.design))")
        }
        kinds.insert("\(topology) \(mapping.spatial)")
        if let partition = mapping.partition { kinds.insert("cut over \(partition)") }
      }
      for kind in kinds { counts[kind, default: 0] += 1 }
    }
    let wanted =
      [
        "systolic im2col", "systolic direct", "systolic channelWise", "broadcast im2col", "broadcast direct",
        "broadcast channelWise", "simd im2col", "memories", "shared", "epilogue", "vector", "multicast",
        "separate", "independent im2col", "row_stationary im2col", "serpentine", "fewer slots", "more slots",
        "systolic skips",
        "broadcast skips",
        "independent skips", "dsp_chain im2col", "dsp_chain direct", "dsp_chain skips", "places", "windows",
        "none",
      ] + ProductMapping.Partition.allCases.map { "cut over \($0)" }
    for kind in wanted { #expect(counts[kind, default: 0] >= 8, "\(kind)") }
  }
}
