import Documents
import Testing

@Suite("Findings are collected and put in order")
struct FindingsTests {
  private func position(_ file: String, _ line: Int, _ column: Int) -> SourcePosition {
    SourcePosition(file: file, line: line, column: column)
  }

  private let message = Finding.Message(.inconsistent, "this does not fit; make it fit")

  @Test("files come in the order of first reading, then lines, then columns, each finding once")
  func order() {
    let findings = Findings()
    findings.noteFile("z")
    findings.add(message, at: position("a", 1, 1))
    findings.add(message, at: position("z", 10, 1))
    findings.add(message, at: position("z", 9, 5))
    findings.add(message, at: position("z", 9, 2), severity: .warning)
    findings.add(message, at: position("z", 9, 5))
    #expect(
      findings.lines == [
        "z:9:2: warning: this does not fit; make it fit", "z:9:5: error: this does not fit; make it fit",
        "z:10:1: error: this does not fit; make it fit", "a:1:1: error: this does not fit; make it fit",
      ])
  }

  @Test("only so many are kept, and the rest are counted")
  func bound() {
    let findings = Findings(limit: 3)
    for line in 1...10 { findings.add(message, at: position("a", line, 1)) }
    #expect(findings.sorted().count == 3)
    #expect(findings.lines.last == "and 7 more findings, not shown")
  }

  @Test("a report shows the first of very many, and counts the others")
  func shown() {
    let findings = Findings(limit: 500)
    for line in (1...600).reversed() { findings.add(message, at: position("a", line, 1)) }
    #expect(findings.lines.count == Findings.mostShown + 1)
    // Those of lines 101 to 600 are kept, and they are sorted before they are cut.
    #expect(findings.lines.first == "a:101:1: error: this does not fit; make it fit")
    #expect(findings.lines.last == "and 500 more findings, not shown")
    #expect(Findings.lines(Array(findings.sorted().prefix(3))).count == 3)
  }

  @Test("a warning is no error")
  func warnings() throws {
    let findings = Findings()
    findings.add(message, at: position("a", 1, 1), severity: .warning)
    #expect(!findings.hasErrors && !findings.isEmpty)
    try findings.throwIfErrors()
  }

  @Test("notes follow on lines of their own")
  func notes() {
    let note = Finding.Note(position: position("b", 2, 3), text: "because of this")
    let finding = Finding(message, at: position("a", 1, 1), notes: [note])
    #expect(
      finding.description == "a:1:1: error: this does not fit; make it fit\nb:2:3: note: because of this")
  }
}
