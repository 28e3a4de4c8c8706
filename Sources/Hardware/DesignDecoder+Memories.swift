import Documents
import Quantities

extension DesignDecoder {
  /// A memory and where the document says how fast it is.
  struct PlacedMemory {
    var memory: Memory
    var position: SourcePosition
  }

  private enum MemoryType: String, CaseIterable {
    case bandwidth, dram, ideal
  }

  static func decodeMemories(_ reader: MappingReader) -> [PlacedMemory]? {
    guard !reader.keys.isEmpty else {
      reader.findings.add(.noMemory, at: reader.position)
      return nil
    }
    guard reader.keys.count <= DesignLimits.memories else {
      reader.findings.add(.tooManyMemories(reader.keys.count), at: reader.position)
      return nil
    }
    let memories: [PlacedMemory?] = reader.keys.map { key -> PlacedMemory? in
      let keyNode = Node(.scalar(text: key, isPlain: false), position: reader.keyPosition(of: key))
      let name = ScalarReader(keyNode, named: "the name of a memory", findings: reader.findings)
        .identifier()
      guard let entry = reader.mappingIfPresent(key) else { return nil }
      let capacity =
        entry.has("capacity") ? entry.quantity("capacity", as: Bytes.self, in: DesignLimits.capacity) : nil
      guard let kind = decodeKind(entry), let name, capacity != nil || !entry.has("capacity") else {
        return nil
      }
      guard case .dram(let dram) = kind else {
        return PlacedMemory(
          memory: Memory(name: name, kind: kind, capacity: capacity),
          position: entry.position(of: "bandwidth"))
      }
      let room = dram.system.organization.capacity
      if let capacity, capacity > room {
        entry.report(.moreThanTheDevices(entry.context, capacity, room), at: "capacity")
        return nil
      }
      return PlacedMemory(
        memory: Memory(name: name, kind: kind, capacity: capacity ?? room),
        position: entry.position(of: "type"))
    }
    return memories.contains { $0 == nil } ? nil : memories.compactMap(\.self)
  }

  private static func decodeKind(_ reader: MappingReader) -> Memory.Kind? {
    switch reader.enumeration("type", as: MemoryType.self) {
    case nil: return nil
    case .ideal:
      let rates = ["bandwidth", "latency", "outstanding", "request"].filter(reader.has)
      if let first = rates.first {
        reader.findings.add(.idealWithRate(reader.context, rates), at: reader.keyPosition(of: first))
      }
      reader.finish()
      return .ideal
    case .bandwidth:
      let bandwidth = reader.quantity("bandwidth", as: Bandwidth.self, in: DesignLimits.bandwidth)
      let latency = reader.quantity("latency", as: TimeSpan.self, in: DesignLimits.latency)
      let outstanding = decodeOutstanding(reader)
      let request = reader.quantity("request", as: Bytes.self, in: DesignLimits.request)
      reader.finish()
      guard let bandwidth, let latency, let outstanding, let request else { return nil }
      return .bandwidth(
        BandwidthMemory(
          bandwidth: bandwidth, latency: latency, outstanding: outstanding.count, request: request.count))
    case .dram: return decodeDRAM(reader).map(Memory.Kind.dram)
    }
  }

  enum Outstanding {
    case unlimited
    case limited(Int)

    var count: Int? { if case .limited(let count) = self { count } else { nil } }
  }

  static func decodeOutstanding(_ reader: MappingReader) -> Outstanding? {
    if let text = reader.nodeIfPresent("outstanding")?.text {
      if text == "unlimited" { return .unlimited }
      if text.first?.isLetter == true {
        reader.report(
          .numberOrWord("outstanding", text, number: "a number of requests", word: "unlimited"),
          at: "outstanding")
        return nil
      }
    }
    return reader.integer("outstanding", in: DesignLimits.outstanding).map(Outstanding.limited)
  }

  /// Where each kind of tensor may lie; `memories` is nil where they could not be read.
  static func decodePlacement(_ reader: MappingReader, _ memories: [Memory]?) -> Placement? {
    let isOnly = memories?.count == 1
    if isOnly, !reader.has("placement") { return Placement(input: 0, weight: 0, output: 0, cache: 0) }
    if let memories, !reader.has("placement") {
      reader.findings.add(.placementNeeded(memories.count), at: reader.position)
      return nil
    }
    guard let placement = memories == nil ? reader.mappingIfPresent("placement") : reader.mapping("placement")
    else { return nil }
    let keys = ["input", "weight", "output", "cache"]
    let choices: [[Int]?] = keys.map { key in
      guard let memories else {
        _ = placement.nodeIfPresent(key)
        return nil
      }
      if isOnly, !placement.has(key) { return [0] }
      return decodeChoice(key, placement, memories)
    }
    placement.finish()
    let known = choices.compactMap(\.self)
    guard known.count == keys.count else { return nil }
    return Placement(input: known[0], weight: known[1], output: known[2], cache: known[3])
  }

  /// One memory, or a list of them in the order of preference.
  private static func decodeChoice(
    _ key: String, _ reader: MappingReader, _ memories: [Memory]
  ) -> [Int]? {
    let names = memories.map(\.name)
    guard reader.nodeIfPresent(key)?.items != nil else {
      return reader.name(key, among: names, kind: "memory").flatMap(names.firstIndex).map { [$0] }
    }
    let read = (reader.sequenceIfPresent(key) ?? []).enumerated().map { place, item in
      ScalarReader(item, named: "\(key)[\(place)]", findings: reader.findings)
        .name(among: names, kind: "memory").flatMap(names.firstIndex)
    }
    guard !read.contains(nil) else { return nil }
    let choice = read.compactMap(\.self)
    guard !choice.isEmpty, Set(choice).count == choice.count else {
      reader.report(.choiceNotDistinct(key), at: key)
      return nil
    }
    if let endless = choice.dropLast().first(where: { memories[$0].capacity == nil }) {
      reader.report(.neverReached(key, behind: names[endless]), at: key)
      return nil
    }
    return choice
  }

  /// Reports each memory whose rate cannot be counted exactly against the clock and the buffers.
  static func checkRates(
    _ memories: [PlacedMemory], clock: Frequency, buffers: Buffers, _ findings: Findings
  ) {
    for entry in memories {
      guard let memory = entry.memory.kind.flat, entry.memory.units(clock, buffers) == nil else { continue }
      findings.add(
        .uncountableRate(entry.memory.name, memory.bandwidth, clock, memory.bytesPerCycle(clock)),
        at: entry.position)
    }
  }
}

extension Design {
  /// Whether every memory's rate can be counted exactly (`BusUnits`).
  var hasCountableRates: Bool {
    memories.allSatisfy { memory in
      memory.kind == .ideal || memory.units(clock, buffers) != nil
    }
  }
}
