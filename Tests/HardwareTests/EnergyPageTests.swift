import Documents
import Hardware
import Quantities
import TestFiles
import Testing

/// The table of docs/energy.md that says what every component costs.
@Suite struct EnergyPageTests {
  private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  private static func table(_ name: String) throws -> TechnologyTable {
    let findings = Findings()
    let node = DocumentLoader().loadResolvingBase(
      path: "\(root)/Configs/energy/\(name).yaml", findings: findings)
    return try #require(node.flatMap { TechnologyTable.decode($0, findings: findings) }, "\(findings.lines)")
  }

  /// The cells of the lines between its heading and the next one.
  private static func rows() throws -> [[String]] {
    let page = String(decoding: try #require(readFile("\(root)/docs/energy.md")), as: UTF8.self)
    let section = try #require(page.components(separatedBy: "### What every component costs\n").last)
    return section.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.map { line in
        line.split(separator: "|").map { $0.trimmingPrefix(while: \.isWhitespace).trimmed }
      }
  }

  @Test func `What every component costs is what the tables have`() throws {
    let rows = try Self.rows()
    let names = Array(rows[0].dropFirst())
    #expect(names == ["asic_45nm", "asic_28nm", "asic_16nm", "asic_7nm", "fpga_16nm"])
    for (column, name) in names.enumerated() {
      let table = try Self.table(name)
      var seen: (multiply: Set<String>, add: Set<String>) = ([], [])
      for row in rows.dropFirst(2) {
        let (what, cell) = (row[0], row[column + 1])
        let words = what.split(separator: " ").map(String.init)
        switch words[0] {
        case "`multiply`":
          seen.multiply.insert(words[1])
          #expect(
            cell == Self.text(table.multiply.first { $0.name == words[1] }?.entry.amount), "\(name): \(what)")
        case "`add`":
          seen.add.insert(words[1])
          let own = table.add.first { $0.name == words[1] }?.entry.amount
          #expect(cell == Self.text(own), "\(name): \(what)")
        case "`dsp_operation`":
          let own = table.dspOperations.first { $0.name == words[1] }?.entry.amount
          #expect(cell == Self.text(own), "\(name): \(what)")
        case "`register_bit`:": #expect(cell == Self.text(table.registerBit.amount), "\(name)")
        case "`vector_operation`": #expect(cell == Self.text(table.vectorOperation.amount), "\(name)")
        case "`memories`":
          let own = table.memories.first { $0.name == words[1] }?.entry.amount
          #expect(
            cell == (own.map { "\(Self.number(Double($0.attojoules) / 1e6)) pJ/bit" } ?? "-"),
            "\(name): \(what)")
        case "SRAM":
          let depths = table.sram.map(\.depth)
          let (least, most) = (Int(depths.min() ?? 0), Int(depths.max() ?? 0))
          #expect(cell == "\(depths.count), \(least) to \(most)", "\(name)")
        case "leakage": #expect((cell == "yes") == (table.leakage != nil), "\(name)")
        case "area": #expect((cell == "yes") == (table.area != nil), "\(name)")
        default: Issue.record("no such row: \(what)")
        }
      }
      // No number of arithmetic is left out.
      let kinds = rows.dropFirst(2).map { $0[0].split(separator: " ").map(String.init) }
        .filter { $0.first == "`dsp_operation`" }.map { $0[1] }
      #expect(Set(kinds).isSuperset(of: table.dspOperations.map(\.name)), "\(name)")
      #expect(seen.multiply.isSuperset(of: table.multiply.map(\.name)), "\(name)")
      #expect(seen.add.isSuperset(of: table.add.map(\.name)) || name == "asic_7nm", "\(name)")
    }
  }

  private static func text(_ energy: Energy?) -> String {
    energy.map { "\(number($0.picojoules)) pJ" } ?? "-"
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = self
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
