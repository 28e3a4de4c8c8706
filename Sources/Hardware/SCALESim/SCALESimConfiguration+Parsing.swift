import Documents
import Quantities

extension SCALESimConfiguration {
  /// Reads a configuration of SCALE-Sim 2 or 3, or one that lacks keys; keys may be in any section and case.
  ///
  /// `name` stands for the file in positions. Nil where anything is wrong, after findings that say what.
  public static func parse(_ bytes: [UInt8], name: String, findings: Findings) -> SCALESimConfiguration? {
    findings.noteFile(name)
    guard let settings = SCALESimSettings(bytes, file: name, findings: findings) else { return nil }
    let reader = SCALESimConfigurationReader(settings.settings, file: name, findings: findings)
    guard let configuration = reader.read(), !settings.isWrong else { return nil }
    return configuration
  }
}

/// Reads the settings as what they should be.
private final class SCALESimConfigurationReader {
  private let settings: [INISetting]
  private let file: String
  private let findings: Findings
  private var isWrong = false

  init(_ settings: [INISetting], file: String, findings: Findings) {
    self.settings = settings
    self.file = file
    self.findings = findings
  }

  func read() -> SCALESimConfiguration? {
    let runName = setting("run_name")?.value
    let rows = required("ArrayHeight").flatMap { integer($0, in: DesignLimits.side) }
    let columns = required("ArrayWidth").flatMap { integer($0, in: DesignLimits.side) }
    let dataflow = required("Dataflow").flatMap(readDataflow)
    let sizes = ["IfmapSramSzkB", "FilterSramSzkB", "OfmapSramSzkB"].map { key in
      setting(key).flatMap { integer($0, in: 1...Self.mostKilobytes) }
    }
    let mode = setting("InterfaceBandwidth").flatMap(readMode) ?? .calculated
    let bandwidth = setting("Bandwidth").flatMap { readBandwidth($0, isNeeded: mode == .stated) }
    if mode == .stated { checkStated() }
    checkSparsity()
    if let rows, let columns, rows * columns > DesignLimits.elements, let setting = setting("ArrayWidth") {
      report(.tooManyElements(rows: rows, columns: columns), at: setting.position)
    }
    let ignored = SCALESimIgnoredKeys.list(settings, mode: mode, findings: findings)
    guard !isWrong, let rows, let columns, let dataflow else { return nil }
    return SCALESimConfiguration(
      runName: runName.flatMap { $0.isEmpty ? nil : $0 }, rows: rows, columns: columns, dataflow: dataflow,
      inputKilobytes: sizes[0], weightKilobytes: sizes[1], outputKilobytes: sizes[2], bandwidth: bandwidth,
      mode: mode, ignored: ignored)
  }

  private static let mostKilobytes = 1 << 40

  private func setting(_ key: String) -> INISetting? {
    settings.first { $0.key.lowercased() == key.lowercased() }
  }

  private func required(_ key: String) -> INISetting? {
    if let setting = setting(key) { return setting }
    let unknown = settings.prefix(1_000).map(\.key).filter { !SCALESimIgnoredKeys.isKnown($0) }
    let nearest = NearestName.of(key, among: unknown)
    report(
      .scaleSimMissing(key, nearest: nearest), at: SourcePosition(file: file, line: 1, column: 1))
    return nil
  }

  private func integer(_ setting: INISetting, in range: ClosedRange<Int>) -> Int? {
    if !setting.value.isEmpty, setting.value.utf8.allSatisfy({ (48...57).contains($0) }),
      let value = Int(setting.value), range.contains(value)
    {
      return value
    }
    report(.scaleSimNotInteger(setting.key, setting.value, range), at: setting.position)
    return nil
  }

  private func readDataflow(_ setting: INISetting) -> Dataflow? {
    switch setting.value.lowercased() {
    case "ws": return .weightStationary
    case "is": return .inputStationary
    case "os": return .outputStationary
    default:
      report(.scaleSimDataflow(setting.value), at: setting.position)
      return nil
    }
  }

  private func readMode(_ setting: INISetting) -> SCALESimConfiguration.Mode? {
    if let mode = SCALESimConfiguration.Mode(rawValue: setting.value.uppercased()) { return mode }
    report(.scaleSimMode(setting.value), at: setting.position)
    return nil
  }

  /// The first of a comma-separated list; only read where it decides something.
  private func readBandwidth(_ setting: INISetting, isNeeded: Bool) -> Int? {
    let first = setting.value.split(separator: ",", omittingEmptySubsequences: false).first ?? ""
    let digits = first.filter { $0 != " " && $0 != "\t" }
    if let value = Int(digits), Self.bandwidths.contains(value) { return value }
    if isNeeded {
      report(.scaleSimNotInteger(setting.key, setting.value, Self.bandwidths), at: setting.position)
    }
    return nil
  }

  private static let bandwidths = 1...SCALESimConfiguration.mostWords

  /// `USER` needs its bandwidth and its buffers, and is imported with a warning.
  private func checkStated() {
    for key in ["Bandwidth", "IfmapSramSzkB", "FilterSramSzkB", "OfmapSramSzkB"] { _ = required(key) }
    guard let setting = setting("InterfaceBandwidth") else { return }
    findings.add(.scaleSimStated, at: setting.position, severity: .warning)
  }

  /// Row-wise sparsity is drawn at random, whatever the topology says: nothing to import as dense.
  private func checkSparsity() {
    guard let support = setting("SparsitySupport"), support.value.lowercased() == "true",
      let mapping = setting("OptimizedMapping"), mapping.value.lowercased() == "true"
    else { return }
    report(.scaleSimRowWise, at: mapping.position)
  }

  private func report(_ message: Finding.Message, at position: SourcePosition) {
    isWrong = true
    findings.add(message, at: position)
  }
}
