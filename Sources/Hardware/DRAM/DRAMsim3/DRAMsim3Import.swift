import Documents

/// A DRAMsim3 configuration as a memory, and what of the file plays no part in it.
public struct DRAMsim3Import: Hashable, Sendable {
  /// A key that does not reach the memory, or a default that does, and why.
  public struct Note: Hashable, Sendable {
    public var key: String
    public var reason: String

    public init(key: String, reason: String) {
      self.key = key
      self.reason = reason
    }
  }

  public var system: DRAMSystem
  public var ignored: [Note]
  /// Keys that the file lacks, with what DRAMsim3 takes for them without a word.
  public var defaults: [Note]

  public init(system: DRAMSystem, ignored: [Note], defaults: [Note]) {
    self.system = system
    self.ignored = ignored
    self.defaults = defaults
  }

  /// The memory file; `source` says that it is imported, and lists what was left out.
  public var document: Node { system.resolved() }

  /// Reads a configuration as DRAMsim3 (commit 29817593) does, its defaults and derived numbers included.
  ///
  /// `path` stands for the file in positions, and gives the memory its name. Nil after findings where DRAMsim3 would
  /// stop, or do what no memory here does.
  public static func parse(_ bytes: [UInt8], path: String, findings: Findings) -> DRAMsim3Import? {
    findings.noteFile(path)
    guard let settings = DRAMsim3Settings(bytes, file: path, findings: findings) else { return nil }
    let reader = DRAMsim3Reader(settings, file: path, findings: findings)
    guard let configuration = reader.read() else { return nil }
    let ignored = DRAMsim3IgnoredKeys.list(settings, configuration.protocolName, findings)
    guard !settings.isWrong, !reader.isWrong else { return nil }
    var system = configuration.system(named: name(ofPath: path))
    system.sources =
      ["A DRAMsim3 configuration, as DRAMsim3 (commit 29817593) takes it."]
      + reader.defaults.map { "Not in the file: \($0.key): \($0.reason)." }
      + ignored.map { "Left out: \($0.key): \($0.reason)." }
    // What no single number shows is said by the reader of memory files, at no line of this one.
    let check = Findings()
    guard DRAMDecoder.decode(system.resolved(), findings: check) != nil, !check.hasErrors else {
      for finding in check.sorted() where finding.severity == .error {
        findings.add(.dramsim3NoMemory(finding.message), at: SourcePosition(file: path, line: 1, column: 1))
      }
      return nil
    }
    return DRAMsim3Import(system: system, ignored: ignored, defaults: reader.defaults)
  }

  /// A file's name without its ending, as a name: what may not stand in one becomes `_`.
  private static func name(ofPath path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let stem = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
    let letters = stem.unicodeScalars.map { scalar in
      let isPart = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      return isPart || scalar == "-" || scalar == "." || scalar == "_" ? Character(scalar) : "_"
    }
    let name = String(letters)
    return name.first.map { $0.isLetter || $0 == "_" } == true ? name : "_\(name)"
  }
}
