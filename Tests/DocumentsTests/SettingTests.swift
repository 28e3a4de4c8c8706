import Documents
import Testing

@Suite("A setting on the command line changes one value")
struct SettingTests {
  private let design = load("array: {rows: 4, columns: 4}\nlayers: [a, {m: 1}]\n").node!

  @Test("a value is replaced, made or removed")
  func values() {
    let findings = Findings()
    #expect(design.setting("array.rows=64", findings: findings)["array"]?["rows"] == .integer(64))
    #expect(
      design.setting("memories.main.bandwidth=51.2 GB/s", findings: findings)["memories"]
        == .mapping(["main": .mapping(["bandwidth": .plain("51.2 GB/s")])]))
    #expect(design.setting("title=\"a=b\"", findings: findings)["title"] == .text("a=b"))
    #expect(
      design.setting("array={rows: 1}", findings: findings)["array"] == .mapping(["rows": .integer(1)]))
    #expect(design.setting("layers.1.m=2", findings: findings)["layers"]?.items?[1]["m"] == .integer(2))
    #expect(
      design.setting("array.rows=null", findings: findings)["array"] == .mapping(["columns": .integer(4)]))
    #expect(findings.lines == [])
  }

  @Test("null for a key that is not there is nothing, if it is a key that could be")
  func removal() {
    let sample = load(SampleDesign.valid.replacing("density: 3/4\n", with: "")).node!
    for path in ["density", "array.columns", "memories.spare.bandwidth", "layers.9.z"] {
      let findings = Findings()
      let node = sample.setting("\(path)=null", findings: findings)
      SampleDesign.read(node, findings: findings)
      #expect(findings.lines.count == (path.hasPrefix("layers") ? 1 : 0), "\(findings.lines)")
    }
    let findings = Findings()
    let node = sample.setting("array.colums=null", findings: findings).setting(
      "densty=null", findings: findings)
    #expect(findings.lines == [])
    SampleDesign.read(node, findings: findings)
    #expect(
      findings.lines == [
        "--set array.colums=null:1:13: error: there is no 'colums' to remove with null; did you mean 'columns'?",
        "--set densty=null:1:7: error: there is no 'densty' to remove with null; did you mean 'density'?",
      ])
  }

  @Test("a position is in the text of the setting")
  func positions() {
    let findings = Findings()
    let set = design.setting(path: "array.rows", valueText: "[5, x]", findings: findings)
    let value = set["array"]?["rows"]
    #expect(value?.position == SourcePosition(file: "--set array.rows=[5, x]", line: 1, column: 18))
    #expect(value?.items?[1].position.column == 22)
    #expect(set["array"]?.entry("rows")?.keyPosition.column == 13)
  }

  @Test(
    "what cannot be set changes nothing",
    arguments: [
      "array.rows", "=5", "array.=5", "array.rows=", "array.rows.x=1", "layers.2=b", "a=b: c", "a=]",
    ])
  func wrong(assignment: String) {
    let findings = Findings()
    #expect(design.setting(assignment, findings: findings) == design)
    #expect(findings.sorted().count == 1)
  }
}
