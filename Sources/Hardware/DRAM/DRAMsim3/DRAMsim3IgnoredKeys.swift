import Documents
import Quantities

/// The keys of a configuration that do not reach the memory, and why.
enum DRAMsim3IgnoredKeys {
  /// In the order of the file; a key that DRAMsim3 does not know either is a warning too.
  static func list(
    _ settings: DRAMsim3Settings, _ kind: DRAMsim3Protocol, _ findings: Findings
  ) -> [DRAMsim3Import.Note] {
    settings.settings.compactMap { setting in
      let key = setting.key.lowercased()
      if ["thermal", "hmc"].contains(setting.section) {
        return note(setting, setting.section == "hmc" ? "only HMC has it" : "it is of its thermal model")
      }
      if let known = used[setting.section], let name = known.first(where: { $0.lowercased() == key }) {
        return reason(name, kind).map { note(setting, $0) }
      }
      if let reason = reasons[key] {
        if key.hasPrefix("trtp_") {
          findings.add(.dramsim3NobodyReads(setting.key), at: setting.keyPosition, severity: .warning)
        }
        return note(setting, reason)
      }
      let home = used.first { $0.value.contains { $0.lowercased() == key } }?.key
      let names = used[setting.section] ?? used.values.flatMap(\.self).sorted()
      findings.add(
        .dramsim3UnknownKey(setting.key, home: home, nearest: NearestName.of(setting.key, among: names)),
        at: setting.keyPosition, severity: .warning)
      return note(setting, "DRAMsim3 does not read it either")
    }
  }

  /// Why a key that DRAMsim3 reads plays no part with some protocols.
  private static func reason(_ key: String, _ kind: DRAMsim3Protocol) -> String? {
    let isSplit = kind.isGraphics || kind.isStacked
    switch key {
    case "tRCD" where isSplit: return "\(kind.rawValue) takes tRCDRD and tRCDWR"
    case "tRCDRD" where !isSplit, "tRCDWR" where !isSplit: return "\(kind.rawValue) takes tRCD"
    case "t32AW" where !kind.isGraphics: return "only GDDR has such a window"
    case "tPPD" where !kind.isGraphics && kind != .lpddr4: return "only GDDR and LPDDR4 have it"
    case "hbm_dual_cmd" where !kind.isStacked: return "only HBM has two command buses"
    default: return nil
    }
  }

  private static func note(_ setting: DRAMsim3Settings.Setting, _ reason: String) -> DRAMsim3Import.Note {
    DRAMsim3Import.Note(key: setting.key, reason: reason)
  }

  private static let used: [String: [String]] = [
    "dram_structure": [
      "protocol", "bankgroups", "banks_per_group", "bankgroup_enable", "rows", "columns", "device_width",
      "BL",
      "hbm_dual_cmd",
    ],
    "timing": [
      "tCK", "AL", "CL", "CWL", "tCCD_L", "tCCD_S", "tRTRS", "tRTP", "tWTR_L", "tWTR_S", "tWR", "tRP",
      "tRRD_L",
      "tRRD_S", "tRAS", "tRCD", "tRFC", "tRFCb", "tREFI", "tFAW", "tPPD", "t32AW", "tRCDRD", "tRCDWR",
    ],
    "power": ["VDD", "IDD0", "IDD2N", "IDD3N", "IDD4R", "IDD4W", "IDD5AB", "IDD5PB"],
    "system": [
      "channel_size", "channels", "bus_width", "address_mapping", "queue_structure", "refresh_policy",
      "row_buf_policy", "cmd_queue_size", "trans_queue_size", "unified_queue", "enable_self_refresh",
    ],
  ]

  private static let reasons: [String: String] = {
    let unread = "DRAMsim3 does not read it"
    let unused = "DRAMsim3 reads it and does not use it"
    let sleeping = "only power-down and self-refresh depend on it, and no rank goes there"
    var reasons: [String: String] = [:]
    for key in ["trfc2", "trfc4", "twr2", "trtp_l", "trtp_s", "tcksre", "ipp0", "trrefd"] {
      reasons[key] = unread
    }
    for key in ["trpre", "twpre", "write_buf_size", "aggressive_precharging_enabled", "num_dies", "idd3p"] {
      reasons[key] = unused
    }
    for key in ["tcke", "tckesr", "txs", "txp", "idd2p", "idd6x", "sref_threshold"] {
      reasons[key] = sleeping
    }
    reasons["trefib"] = "banks are not refreshed one by one"
    reasons["ideal_memory_latency"] = "only its ideal memory has it"
    for key in ["epoch_period", "output_level", "output_prefix"] {
      reasons[key] = "it is of its output files"
    }
    return reasons
  }()
}
