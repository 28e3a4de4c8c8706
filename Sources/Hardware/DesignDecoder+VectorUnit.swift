import Documents

extension DesignDecoder {
  static func decodeVectorUnit(_ reader: MappingReader) -> VectorUnit? {
    let lanes = reader.integer("lanes", in: DesignLimits.lanes)
    let chained = reader.boolean("chained", default: false)
    let issueLimit = reader.integerIfPresent("issue_limit", in: DesignLimits.issueLimit)
    let functions = reader.mapping("functions", context: "functions").flatMap(decodeFunctions)
    reader.finish()
    guard let lanes, let functions else { return nil }
    return VectorUnit(lanes: lanes, isChained: chained, issueLimit: issueLimit, functions: functions)
  }

  private static func decodeFunctions(_ reader: MappingReader) -> [VectorUnit.Function]? {
    let functions: [VectorUnit.Function?] = reader.keys.map { key in
      let keyNode = Node(.scalar(text: key, isPlain: false), position: reader.keyPosition(of: key))
      let name = ScalarReader(keyNode, named: "the name of a function", findings: reader.findings)
        .identifier()
      guard let entry = reader.mappingIfPresent(key) else { return nil }
      let latency = entry.integer("latency", in: DesignLimits.functionLatency)
      let interval = entry.integer("interval", in: DesignLimits.functionInterval)
      entry.finish()
      guard let name, let latency, let interval else { return nil }
      return VectorUnit.Function(name: name, latency: latency, interval: interval)
    }
    return functions.contains { $0 == nil } ? nil : functions.compactMap(\.self)
  }
}
