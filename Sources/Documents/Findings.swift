/// Collects what is wrong, so that one run reports everything at once.
///
/// Pass one collector through all the reading of a command; then print `lines`.
public final class Findings {
  /// How many findings are kept; the rest are only counted.
  public let limit: Int

  /// How many findings did not fit.
  public private(set) var omittedCount = 0

  /// Whether an error was added; warnings do not count.
  public private(set) var hasErrors = false

  /// What files held when they were read first; nil where each reading opens them.
  public var files: KnownFiles?

  /// How often something was added, whether it was known before or not.
  private(set) var addedCount = 0

  private var kept: [Finding] = []
  private var known: Set<Finding> = []
  private var fileRanks: [String: Int] = [:]

  public init(limit: Int = 1_000, files: KnownFiles? = nil) {
    self.limit = limit
    self.files = files
  }

  public var isEmpty: Bool { kept.isEmpty && omittedCount == 0 }

  /// Adds a finding, unless the same one is known already.
  public func add(_ finding: Finding) {
    addedCount += 1
    noteFile(finding.position.file)
    if finding.severity == .error { hasErrors = true }
    guard !known.contains(finding) else { return }
    guard kept.count < limit else {
      omittedCount += 1
      return
    }
    known.insert(finding)
    kept.append(finding)
  }

  /// Adds an error, or a warning where `severity` says so.
  ///
  /// The message is not even made when it would only be counted, for its wording can be costly.
  public func add(
    _ message: @autoclosure () -> Finding.Message, at position: SourcePosition,
    severity: Finding.Severity = .error,
    notes: [Finding.Note] = []
  ) {
    guard kept.count < limit else {
      addedCount += 1
      noteFile(position.file)
      omittedCount += 1
      if severity == .error { hasErrors = true }
      return
    }
    add(Finding(message(), at: position, severity: severity, notes: notes))
  }

  /// The files that were read with these findings, those that files are based on included, in that order.
  public private(set) var readFiles: [String] = []

  /// Remembers that a file was read whole.
  func noteRead(_ file: String) {
    if !readFiles.contains(file) { readFiles.append(file) }
  }

  /// Remembers that a file is read now: findings are reported in the order of first reading.
  public func noteFile(_ file: String) {
    if fileRanks[file] == nil { fileRanks[file] = fileRanks.count }
  }

  /// The findings by file in order of first reading, then by line and column, then as they were found.
  public func sorted() -> [Finding] {
    kept.enumerated().sorted { left, right in
      let (first, second) = (left.element.position, right.element.position)
      return (fileRanks[first.file] ?? 0, first.line, first.column, left.offset)
        < (fileRanks[second.file] ?? 0, second.line, second.column, right.offset)
    }.map(\.element)
  }

  /// The report: the first findings, and a last line where there are more.
  public var lines: [String] { Self.lines(sorted(), omitted: omittedCount) }

  /// Findings that a report shows at most: what a terminal's user still reads.
  public static let mostShown = 100

  /// The report on findings in their order, with the number of those that were not even kept.
  public static func lines(_ findings: [Finding], omitted: Int = 0) -> [String] {
    var lines = findings.prefix(mostShown).map(\.description)
    let more = findings.count - lines.count + omitted
    if more > 0 { lines.append("and \(more) more findings, not shown") }
    return lines
  }

  /// Throws everything found when an error is among it.
  public func throwIfErrors() throws(DocumentError) {
    if hasErrors { throw DocumentError(findings: sorted()) }
  }
}
