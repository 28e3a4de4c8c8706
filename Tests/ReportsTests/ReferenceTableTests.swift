import Replay
import Reports
import Testing

@Suite struct ReferenceTableTests {
  private static func table(_ group: String) -> String {
    ReferenceTable(
      ReferencePoint.named(group).map { ReferenceOutcome(point: $0, ours: .one($0.theirs)) }
    ).text
  }

  @Test func `points that differ in a block alone have one note`() {
    let lines = Self.table("vela").split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("[") } <= 16)
    let points = lines.filter { $0.hasPrefix("  ethos_u55") }
    #expect(points.count == 108 && points.allSatisfy { $0.contains(" 10 %  ") })
    #expect(points.count { $0.contains("  block ") } == 100)
  }

  @Test func `what stands beside counts among no points that hold`() throws {
    let text = Self.table("energies")
    let lines = text.split(separator: "\n")
    let beside = lines.count { $0.contains("  beside  ") || $0.contains("  beside* ") }
    #expect(beside == 48)
    #expect(
      text.contains("60 of 60 points hold; 48 stand beside theirs and claim nothing"), "\(lines.last ?? "")")
  }

  @Test func `four digits have their comma, however a number came about`() {
    let text = Self.table("memory_wall")
    #expect(text.contains(" 1,069 ") && text.contains(" 1,012 "), "\(text)")
  }
}
