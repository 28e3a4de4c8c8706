import Documents
import Quantities

/// The keys of a configuration that do not reach the design, and why.
enum SCALESimIgnoredKeys {
  /// In the order of the file; a key that SCALE-Sim does not know either is a warning too.
  static func list(
    _ settings: [INISetting], mode: SCALESimConfiguration.Mode, findings: Findings
  ) -> [SCALESimConfiguration.Ignored] {
    settings.compactMap { setting in
      let key = setting.key.lowercased()
      if used.contains(key) { return nil }
      if key == "bandwidth", mode == .stated {
        guard setting.value.contains(",") else { return nil }
        return ignored(setting, "SCALE-Sim uses the first number of the list only, and so does the import")
      }
      if sizes.contains(key) {
        guard mode == .calculated else { return nil }
        return ignored(setting, "no size changes a cycle in the mode CALC; the buffers are unbounded")
      }
      if let reason = reasons[key] { return ignored(setting, reason) }
      let names = allKeys
      findings.add(
        .scaleSimUnknownKey(setting.key, nearest: NearestName.of(setting.key, among: names)),
        at: setting.keyPosition, severity: .warning)
      return ignored(setting, "SCALE-Sim does not know it either")
    }
  }

  /// Whether SCALE-Sim, of whatever version, has the key.
  static func isKnown(_ key: String) -> Bool {
    let key = key.lowercased()
    return used.contains(key) || sizes.contains(key) || reasons[key] != nil
  }

  private static func ignored(
    _ setting: INISetting, _ reason: String
  ) -> SCALESimConfiguration.Ignored {
    SCALESimConfiguration.Ignored(key: setting.key, reason: reason)
  }

  private static let used: Set = ["run_name", "arrayheight", "arraywidth", "dataflow", "interfacebandwidth"]
  private static let sizes: Set = ["ifmapsramszkb", "filtersramszkb", "ofmapsramszkb"]

  private static let allKeys = [
    "run_name", "ArrayHeight", "ArrayWidth", "Dataflow", "InterfaceBandwidth", "Bandwidth", "IfmapSramSzkB",
    "FilterSramSzkB", "OfmapSramSzkB", "IfmapOffset", "FilterOffset", "OfmapOffset", "MemoryBanks",
    "ReadRequestBuffer", "WriteRequestBuffer", "UseRamulatorTrace", "SparsitySupport", "SparseRep",
    "OptimizedMapping", "BlockSize", "RandomNumberGeneratorSeed", "IfmapCustomLayout", "FilterCustomLayout",
  ]

  private static let reasons: [String: String] = {
    var reasons = [
      "bandwidth": "no bandwidth changes a cycle in the mode CALC; the memory is ideal",
      "memorybanks": "SCALE-Sim reads it and does not use it",
      "onchipmemorybanks": "SCALE-Sim does not read it",
      "onchipmemorybankports": "SCALE-Sim does not read it",
      "readrequestbuffer": "only SCALE-Sim's use of a Ramulator trace depends on it",
      "writerequestbuffer": "only SCALE-Sim's use of a Ramulator trace depends on it",
      "useramulatortrace": "latencies of Ramulator are not imported; give the design a memory instead",
      "sparsitysupport": "the sparsity of each layer is in the topology; only dense layers are imported",
      "sparserep": "it decides only the size of stored sparse weights; only dense layers are imported",
      "optimizedmapping": "it only matters with SparsitySupport",
      "blocksize": "it only matters with OptimizedMapping",
      "randomnumbergeneratorseed": "it only matters with OptimizedMapping",
    ]
    for operand in ["ifmap", "filter", "ofmap"] {
      reasons["\(operand)offset"] = "Ridgeline places tensors itself; no offset changes a cycle"
      reasons["\(operand)srambankbandwidth"] =
        "SCALE-Sim 3 takes it for custom layouts and, in the mode USER, for reads; the memory here has the "
        + "one bandwidth of Bandwidth"
      for key in ["customlayout", "srambanknum", "srambankport"] {
        reasons["\(operand)\(key)"] =
          "custom layouts are not imported; give the design banks, ports and widths instead"
      }
    }
    return reasons
  }()
}
