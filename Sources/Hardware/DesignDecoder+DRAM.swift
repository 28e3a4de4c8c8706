import Documents
import Quantities

extension DesignDecoder {
  /// A memory of DRAM: a memory file with what the design changes of it, and the DMA's side.
  static func decodeDRAM(_ reader: MappingReader) -> DRAMMemory? {
    let latency = reader.quantity("latency", as: TimeSpan.self, in: DesignLimits.latency)
    let outstanding = decodeOutstanding(reader)
    let request = reader.quantity("request", as: Bytes.self, in: DesignLimits.request)
    let interface = reader.quantityIfPresent("interface_clock", as: Frequency.self, in: DesignLimits.clock)
    let system = decodeSystem(reader)
    reader.finish()
    guard let system, let latency, let outstanding, let request,
      interface != nil || !reader.has("interface_clock")
    else { return nil }
    let burst = system.organization.requestBytes
    guard request.count % burst == 0 else {
      reader.report(.requestOfParts(reader.context, request, burst: Bytes(count: burst)), at: "request")
      return nil
    }
    return DRAMMemory(
      system: system, latency: latency, outstanding: outstanding.count, request: request.count,
      interfaceClock: interface)
  }

  /// The file that `preset` names, with what `system` says laid over it, or `system` alone; with `channels` of them.
  private static func decodeSystem(_ reader: MappingReader) -> DRAMSystem? {
    guard reader.has("preset") || reader.has("system") else {
      reader.findings.add(.noSystem(reader.context), at: reader.position)
      _ = reader.nodeIfPresent("channels")
      return nil
    }
    let own = reader.nodeIfPresent("system")
    let channels = reader.nodeIfPresent("channels")
    if let own, own.entries == nil {
      _ = reader.mappingIfPresent("system")
      return nil
    }
    var node = own
    if reader.has("preset") {
      guard let name = reader.text("preset"),
        let file = DocumentLoader().load(
          named: name, kind: "memory", shippedIn: "Configs/memories", at: reader.position(of: "preset"),
          findings: reader.findings)
      else { return nil }
      node = own.map { file.merging($0) } ?? file
    }
    if let channels {
      let organization = Node(
        .mapping([Node.Entry(key: "channels", keyPosition: channels.position, value: channels)]),
        position: channels.position)
      let change = Node(
        .mapping([Node.Entry(key: "organization", keyPosition: channels.position, value: organization)]),
        position: node?.position ?? reader.position)
      node = node?.merging(change)
    }
    return node.flatMap { DRAMDecoder.decode($0, findings: reader.findings) }
  }
}

extension Finding.Message {
  fileprivate static func noSystem(_ memory: String) -> Self {
    Self(
      .missingKey,
      "\(memory) is of DRAM, and nothing says of which; add 'preset', a memory file such as "
        + "../memories/ddr4_2400.yaml, or 'system', what such a file says")
  }

  fileprivate static func requestOfParts(_ memory: String, _ request: Bytes, burst: Bytes) -> Self {
    Self(
      .impossibleDesign,
      "'request' of \(memory) is \(request), and one burst of the DRAM moves \(burst); make it a multiple of that"
    )
  }

  static func moreThanTheDevices(_ memory: String, _ capacity: Bytes, _ room: Bytes) -> Self {
    Self(
      .impossibleDesign,
      "'capacity' of \(memory) is \(capacity), and its devices hold \(room); leave it out, or add devices, as with "
        + "'channels'")
  }
}
