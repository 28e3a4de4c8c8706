import Documents
import Quantities

/// Reads settings as DRAMsim3 does, and notes each default that it takes without a word.
final class DRAMsim3Reader {
  private let settings: DRAMsim3Settings
  private let file: String
  private let findings: Findings
  private(set) var isWrong = false
  private(set) var defaults: [DRAMsim3Import.Note] = []

  init(_ settings: DRAMsim3Settings, file: String, findings: Findings) {
    self.settings = settings
    self.file = file
    self.findings = findings
  }

  func read() -> DRAMsim3Configuration? {
    guard settings.settings.contains(where: { $0.section == "dram_structure" }) else {
      report(.dramsim3NoStructure, at: start)
      return nil
    }
    guard let kind = readProtocol() else { return nil }
    var bankGroups = count("dram_structure", "bankgroups", default: 2)
    var banksPerGroup = count("dram_structure", "banks_per_group", default: 2)
    let isGrouped = boolean("dram_structure", "bankgroup_enable", default: true)
    if !isGrouped {
      banksPerGroup = banksPerGroup.flatMap { banks in bankGroups.map { $0 * banks } }
      bankGroups = 1
    }
    let rows = count("dram_structure", "rows", default: 1 << 16)
    let columns = count("dram_structure", "columns", default: 1 << 10)
    let deviceWidth = count("dram_structure", "device_width", default: 8)
    let burstLength = count("dram_structure", "BL", default: 8)
    let isDual = kind.isStacked ? boolean("dram_structure", "hbm_dual_cmd", default: true) : false
    let channelSize = count("system", "channel_size", default: 1_024)
    let channels = count("system", "channels", default: 1)
    let busWidth = count("system", "bus_width", default: 64)
    let order = readOrder()
    let commandQueue = count("system", "cmd_queue_size", default: 16)
    let transactionQueue = count("system", "trans_queue_size", default: 32)
    refuseOthers()
    let closesRows = settings.setting("system", "row_buf_policy")?.value == "CLOSE_PAGE"
    let timing = readTiming(kind)
    let currents = readCurrents()
    guard !isWrong, let bankGroups, let banksPerGroup, let rows, let columns, let deviceWidth,
      let burstLength,
      let channelSize, let channels, let busWidth, let order, let commandQueue, let transactionQueue,
      let timing, let currents
    else { return nil }
    let configuration = DRAMsim3Configuration(
      protocolName: kind, bankGroups: bankGroups, banksPerGroup: banksPerGroup, rows: rows, columns: columns,
      deviceWidth: deviceWidth, burstLength: burstLength, hasDualCommands: isDual, channelSize: channelSize,
      channels: channels, busWidth: busWidth, order: order, closesRows: closesRows,
      commandQueue: commandQueue, transactionQueue: transactionQueue, timing: timing, currents: currents)
    return check(configuration) ? configuration : nil
  }

  /// What its arithmetic makes of numbers that do not fit together.
  private func check(_ configuration: DRAMsim3Configuration) -> Bool {
    if configuration.burstLength < configuration.protocolName.beatsPerClock {
      report(.dramsim3Burst(configuration.burstLength, configuration.protocolName), at: "BL")
    }
    if configuration.physicalColumns < configuration.burstLength {
      report(.dramsim3Columns(configuration.physicalColumns, configuration.burstLength), at: "columns")
    }
    if configuration.deviceWidth > configuration.busWidth {
      report(.dramsim3NoDevice(configuration.deviceWidth, configuration.busWidth), at: "device_width")
    }
    if !isWrong, configuration.megabytesPerRank == 0 { report(.dramsim3NoRank, at: "rows") }
    if configuration.megabytesPerRank > configuration.channelSize,
      let setting = settings.setting("system", "channel_size")
    {
      findings.add(
        .dramsim3ChannelSize(configuration.channelSize, configuration.megabytesPerRank), at: setting.position,
        severity: .warning)
    } else if !isWrong, configuration.channelSize % max(1, configuration.megabytesPerRank) != 0,
      let setting = settings.setting("system", "channel_size")
    {
      findings.add(
        .dramsim3PartOfRank(configuration.channelSize, configuration.megabytesPerRank, configuration.ranks),
        at: setting.position, severity: .warning)
    }
    return !isWrong
  }

  private func readProtocol() -> DRAMsim3Protocol? {
    guard let setting = settings.setting("dram_structure", "protocol") else {
      note("protocol", "DRAMsim3 takes DDR3")
      return .ddr3
    }
    if let kind = DRAMsim3Protocol(rawValue: setting.value) { return kind }
    report(.dramsim3Protocol(setting.value), at: setting.position)
    return nil
  }

  /// The twelve letters of the mapping, as six fields.
  private func readOrder() -> [DRAMAddressMap.Field]? {
    let setting = settings.setting("system", "address_mapping")
    let text = setting?.value ?? "chrobabgraco"
    if setting == nil { note("address_mapping", "DRAMsim3 takes chrobabgraco") }
    var rest = text.utf8[...]
    var order: [DRAMAddressMap.Field] = []
    while !rest.isEmpty, let field = Self.fields[String(Substring(rest.prefix(2)))], !order.contains(field) {
      order.append(field)
      rest = rest.dropFirst(2)
    }
    guard rest.isEmpty, order.count == Self.fields.count else {
      report(.dramsim3Mapping(text), at: setting?.position ?? start)
      return nil
    }
    return order
  }

  private static let fields: [String: DRAMAddressMap.Field] = [
    "ch": .channel, "ra": .rank, "bg": .bankGroup, "ba": .bank, "ro": .row, "co": .column,
  ]

  /// What DRAMsim3 has and no memory here does, because it is broken there or has no rules of its own.
  private func refuseOthers() {
    if let setting = settings.setting("system", "queue_structure"), setting.value != "PER_BANK" {
      report(.dramsim3Queues(setting.value), at: setting.position)
    }
    if let setting = settings.setting("system", "refresh_policy"), setting.value != "RANK_LEVEL_STAGGERED" {
      report(.dramsim3Refresh(setting.value), at: setting.position)
    }
    for (key, message) in [
      ("unified_queue", Finding.Message.dramsim3Unified), ("enable_self_refresh", .dramsim3SelfRefresh),
    ] where boolean("system", key, default: false, notes: false) {
      report(message, at: key)
    }
    if let setting = settings.setting("system", "row_buf_policy"),
      !["OPEN_PAGE", "CLOSE_PAGE"].contains(setting.value)
    {
      findings.add(.dramsim3Rows(setting.value), at: setting.position, severity: .warning)
    }
  }

  private func readTiming(_ kind: DRAMsim3Protocol) -> DRAMsim3Configuration.Timing? {
    func clocks(_ key: String, _ value: Int, notes: Bool = true) -> Int? {
      count("timing", key, default: value, from: 0, notes: notes)
    }
    let isSplit = kind.isGraphics || kind.isStacked
    let clock = readClock()
    let (al, cl, cwl) = (clocks("AL", 0, notes: false), clocks("CL", 12), clocks("CWL", 12))
    let (tCCDL, tCCDS) = (clocks("tCCD_L", 6), clocks("tCCD_S", 4))
    let (tRTRS, tRTP) = (clocks("tRTRS", 2), clocks("tRTP", 5))
    let (tWTRL, tWTRS) = (clocks("tWTR_L", 5), clocks("tWTR_S", 5))
    let (tWR, tRP) = (clocks("tWR", 10), clocks("tRP", 10))
    let (tRRDL, tRRDS) = (clocks("tRRD_L", 4), clocks("tRRD_S", 4))
    let (tRAS, tRFC) = (clocks("tRAS", 24), clocks("tRFC", 74))
    let tRCD = clocks("tRCD", 10, notes: !isSplit)
    let (tRFCb, tREFI) = (clocks("tRFCb", 20, notes: false), clocks("tREFI", 7_800))
    let tFAW = clocks("tFAW", 50)
    let tPPD = clocks("tPPD", 0, notes: kind.isGraphics || kind == .lpddr4)
    let t32AW = clocks("t32AW", 330, notes: kind.isGraphics)
    let (tRCDRD, tRCDWR) = (clocks("tRCDRD", 24, notes: isSplit), clocks("tRCDWR", 20, notes: isSplit))
    guard let clock, let al, let cl, let cwl, let tCCDL, let tCCDS, let tRTRS, let tRTP, let tWTRL, let tWTRS,
      let tWR, let tRP, let tRRDL, let tRRDS, let tRAS, let tRFC, let tRCD, let tRFCb, let tREFI, let tFAW,
      let tPPD, let t32AW, let tRCDRD, let tRCDWR
    else { return nil }
    if !isSplit, tRCD < al {
      report(.dramsim3Latency(al, tRCD), at: "AL")
      return nil
    }
    return DRAMsim3Configuration.Timing(
      clockPicoseconds: clock.picoseconds, al: al, cl: cl, cwl: cwl, tCCDL: tCCDL, tCCDS: tCCDS, tRTRS: tRTRS,
      tRTP: tRTP, tWTRL: tWTRL, tWTRS: tWTRS, tWR: tWR, tRP: tRP, tRRDL: tRRDL, tRRDS: tRRDS, tRAS: tRAS,
      tRCD: tRCD, tRFC: tRFC, tRFCb: tRFCb, tREFI: tREFI, tFAW: tFAW, tPPD: tPPD, t32AW: t32AW,
      tRCDRD: tRCDRD, tRCDWR: tRCDWR)
  }

  private func readClock() -> TimeSpan? {
    let setting = settings.setting("timing", "tCK")
    if setting == nil { note("tCK", "DRAMsim3 takes 1 ns") }
    let text = setting?.value ?? "1"
    let number = LeadingReal(text)
    if case .success(let span) = TimeSpan.parse("\(number.text) ns"), DRAMLimits.clock.contains(span) {
      noteBeginning(number, of: "tCK", setting)
      return span
    }
    report(.dramsim3Clock(text), at: setting?.position ?? start)
    return nil
  }

  private func readCurrents() -> DRAMCurrents? {
    func current(_ key: String, _ value: Double, notes: Bool = true) -> Double? {
      real(key, default: value, unit: "mA", notes: notes)
    }
    let voltage = real("VDD", default: 1.2, unit: "V")
    let values = [
      current("IDD0", 48), current("IDD2N", 34), current("IDD3N", 43), current("IDD4R", 135),
      current("IDD4W", 123), current("IDD5AB", 250), current("IDD5PB", 5, notes: false),
    ]
    let known = values.compactMap(\.self)
    guard let voltage, known.count == values.count else { return nil }
    return DRAMCurrents(
      voltage: voltage, activatePrecharge: known[0], prechargedStandby: known[1], activeStandby: known[2],
      read: known[3], write: known[4], refresh: known[5], bankRefresh: known[6], ioPerBit: 0)
  }
}

// MARK: - Values

extension DRAMsim3Reader {
  private var start: SourcePosition { SourcePosition(file: file, line: 1, column: 1) }

  private func note(_ key: String, _ reason: String) {
    defaults.append(DRAMsim3Import.Note(key: key, reason: reason))
  }

  /// An integer as the C library reads one: what it begins with, in whatever base its first digits say.
  private func count(
    _ section: String, _ key: String, default value: Int, from least: Int = 1, notes: Bool = true
  ) -> Int? {
    guard let setting = settings.setting(section, key) else {
      if notes { note(key, "DRAMsim3 takes \(value)") }
      return value
    }
    if setting.value.isEmpty {
      // So is it in a file of its own, HBM_4Gb_x128.ini.
      if notes { note(key, "DRAMsim3 takes \(value)") }
      findings.add(.dramsim3Empty(key, default: value), at: setting.position, severity: .warning)
      return value
    }
    guard let number = LeadingInteger(setting.value) else {
      report(.dramsim3NoInteger(key, setting.value, default: value), at: setting.position)
      return nil
    }
    if !number.isWhole {
      findings.add(
        .dramsim3Beginning(key, setting.value, "\(number.value)"), at: setting.position, severity: .warning)
    }
    let most = DRAMLimits.longClocks.upperBound + 1
    guard (least...most).contains(number.value) else {
      report(.dramsim3OutOfRange(key, number.value, least...most), at: setting.position)
      return nil
    }
    return number.value
  }

  /// Says that only the beginning of a value is a number, where that is so.
  private func noteBeginning(_ number: LeadingReal, of key: String, _ setting: INISetting?) {
    guard let setting, !number.isWhole else { return }
    findings.add(
      .dramsim3Beginning(key, setting.value, number.text), at: setting.position, severity: .warning)
  }

  private func real(_ key: String, default value: Double, unit: String, notes: Bool = true) -> Double? {
    guard let setting = settings.setting("power", key) else {
      if notes { note(key, "DRAMsim3 takes \(NumberWithoutFraction.text(value)) \(unit)") }
      return value
    }
    let isVoltage = unit == "V"
    let number = LeadingReal(setting.value)
    let text = "\(number.text) \(unit)"
    if isVoltage, case .success(let voltage) = Voltage.parse(text), DRAMLimits.voltage.contains(voltage) {
      noteBeginning(number, of: key, setting)
      return voltage.volts
    }
    if !isVoltage, case .success(let current) = Current.parse(text), DRAMLimits.current.contains(current) {
      noteBeginning(number, of: key, setting)
      return current.milliamperes
    }
    report(.dramsim3NoReal(key, setting.value, unit), at: setting.position)
    return nil
  }

  private func boolean(_ section: String, _ key: String, default value: Bool, notes: Bool = false) -> Bool {
    guard let setting = settings.setting(section, key) else { return value }
    switch setting.value.lowercased() {
    case "true", "yes", "on", "1": return true
    case "false", "no", "off", "0": return false
    default:
      findings.add(.dramsim3NoBoolean(key, setting.value, value), at: setting.position, severity: .warning)
      return value
    }
  }

  private func report(_ message: Finding.Message, at position: SourcePosition) {
    isWrong = true
    findings.add(message, at: position)
  }

  private func report(_ message: Finding.Message, at key: String) {
    report(
      message, at: settings.settings.first { $0.key.lowercased() == key.lowercased() }?.position ?? start)
  }
}

/// What `strtol` takes of a text with base 0.
private struct LeadingInteger {
  var value: Int
  /// Whether the whole text is the number, in plain decimal digits.
  var isWhole: Bool

  init?(_ text: String) {
    var rest = text.utf8[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    var base = 10
    if rest.first == UInt8(ascii: "0") {
      let second = rest.dropFirst().first
      if second == UInt8(ascii: "x") || second == UInt8(ascii: "X") {
        base = 16
        rest = rest.dropFirst(2)
      } else if second.map(Self.isDigit) == true {
        base = 8
      }
    }
    var number = 0
    var digits = 0
    while let digit = rest.first.flatMap({ Int(String(UnicodeScalar($0)), radix: base) }) {
      // More than any limit is enough.
      number = min(number * base + digit, 1 << 40)
      digits += 1
      rest = rest.dropFirst()
    }
    guard digits > 0 else { return nil }
    value = isNegative ? -number : number
    isWhole = "\(value)" == text
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}

/// What `strtod` takes of a text that begins with a plain decimal number; the whole text where it does not.
private struct LeadingReal {
  var text: String
  var isWhole: Bool

  init(_ text: String) {
    let digits = text.utf8.prefix { (48...57).contains($0) }
    var rest = text.utf8.dropFirst(digits.count)
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      rest = rest.dropFirst(rest.prefix { (48...57).contains($0) }.count)
    }
    // What else may belong to a number is left to the reader of quantities.
    let isNumber = !digits.isEmpty && rest.first.map { !Self.continues.contains($0) } ?? true
    isWhole = rest.isEmpty || !isNumber
    self.text = isWhole ? text : String(text.utf8.dropLast(rest.count)) ?? text
  }

  private static let continues = Set("eExX_+-".utf8)
}

private enum NumberWithoutFraction {
  static func text(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}
