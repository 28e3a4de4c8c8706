import Documents
import Quantities

extension DesignDecoder {
  /// A memory and where the document says how fast it is.
  struct PlacedMemory {
    var memory: Memory
    var position: SourcePosition
  }

  private enum MemoryType: String, CaseIterable {
    case bandwidth, ideal
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
    let memories: [PlacedMemory?] = reader.keys.map { key in
      let keyNode = Node(.scalar(text: key, isPlain: false), position: reader.keyPosition(of: key))
      let name = ScalarReader(keyNode, named: "the name of a memory", findings: reader.findings)
        .identifier()
      guard let entry = reader.mappingIfPresent(key), let kind = decodeKind(entry), let name else {
        return nil
      }
      return PlacedMemory(
        memory: Memory(name: name, kind: kind), position: entry.position(of: "bandwidth"))
    }
    return memories.contains { $0 == nil } ? nil : memories.compactMap(\.self)
  }

  private static func decodeKind(_ reader: MappingReader) -> Memory.Kind? {
    switch reader.enumeration("type", as: MemoryType.self) {
    case nil: return nil
    case .ideal:
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
    }
  }

  private enum Outstanding {
    case unlimited
    case limited(Int)

    var count: Int? { if case .limited(let count) = self { count } else { nil } }
  }

  private static func decodeOutstanding(_ reader: MappingReader) -> Outstanding? {
    if let text = reader.nodeIfPresent("outstanding")?.text {
      if text == "unlimited" { return .unlimited }
      if NearestName.of(text, among: ["unlimited"]) != nil {
        reader.report(.almostWord("outstanding", text, "unlimited"), at: "outstanding")
        return nil
      }
    }
    return reader.integer("outstanding", in: DesignLimits.outstanding).map(Outstanding.limited)
  }

  /// Where each kind of tensor lies; `names` is nil where the memories could not be read.
  static func decodePlacement(_ reader: MappingReader, _ names: [String]?) -> Placement? {
    let only = names?.count == 1 ? names?.first : nil
    if only != nil, !reader.has("placement") { return Placement(input: 0, weight: 0, output: 0, cache: 0) }
    guard let placement = names == nil ? reader.mappingIfPresent("placement") : reader.mapping("placement")
    else { return nil }
    let keys = ["input", "weight", "output", "cache"]
    let indices: [Int?] = keys.map { key in
      guard let names else {
        _ = placement.nodeIfPresent(key)
        return nil
      }
      if let only, !placement.has(key) { return names.firstIndex(of: only) }
      return placement.name(key, among: names, kind: "memory").flatMap(names.firstIndex)
    }
    placement.finish()
    let known = indices.compactMap(\.self)
    guard known.count == keys.count else { return nil }
    return Placement(input: known[0], weight: known[1], output: known[2], cache: known[3])
  }

  /// Reports each memory whose rate cannot be counted exactly against the clock and the buffers.
  static func checkRates(
    _ memories: [PlacedMemory], clock: Frequency, buffers: Buffers, _ findings: Findings
  ) {
    for entry in memories {
      guard case .bandwidth(let memory) = entry.memory.kind,
        BusUnits(bytesPerCycle: memory.bytesPerCycle(clock), buffers: buffers) == nil
      else { continue }
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
      guard case .bandwidth(let bandwidth) = memory.kind else { return true }
      return BusUnits(bytesPerCycle: bandwidth.bytesPerCycle(clock), buffers: buffers) != nil
    }
  }
}
