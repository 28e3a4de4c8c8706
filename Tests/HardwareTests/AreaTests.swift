import Documents
import Hardware
import Quantities
import Testing

@Suite("The area of a design")
struct AreaTests {
  static func load(_ settings: [String]) -> (Design?, [String]) {
    let findings = Findings()
    let design = Design.load(path: designFolder + "/ws32.yaml", settings: settings, findings: findings)
    return (design, findings.lines)
  }

  @Test("comes from a table, component by component, in all cores")
  func table() throws {
    let (loaded, lines) = Self.load(["area={table: asic_45nm}", "cores={count: 2, partition: [n]}"])
    #expect(lines.isEmpty, "\(lines)")
    let design = try #require(loaded)
    guard case .parts(let parts) = design.area else {
      Issue.record("no parts")
      return
    }
    // Two cores of 1,024 multipliers of 282 um2 and 32-bit adders of 137 um2.
    #expect(parts.multiply.amount == Area(squareNanometres: 2 * 1_024 * 282_000_000))
    #expect(parts.add.amount == Area(squareNanometres: 2 * 1_024 * 137_000_000))
    let area = try #require(design.area)
    let sum = area.components(design).reduce(0) { $0 + $1.entry.amount.squareNanometres }
    #expect(area.total(design).squareNanometres == sum)
    // Written out, it is read again as the same.
    let findings = Findings()
    let again = DesignDecoder.decode(design.resolved(), findings: findings)
    #expect(again?.area == design.area, "\(findings.lines)")
  }

  @Test("of a bank lies on the line between the SRAMs next to it, and at an SRAM is that one's")
  func banks() throws {
    let area = try #require(TechnologyTableTests.shipped().area)
    #expect(area.bankArea(bytes: 8_192)?.squareNanometres == 43_608_400_000)
    let middle = try #require(area.bankArea(bytes: Double(96 + 2_048 - 96)))
    #expect(middle.squareNanometres == 7_635_820_000)
    let between = try #require(area.bankArea(bytes: Double(65_536 + 102_400) / 2))
    #expect(abs(between.squareNanometres - (199_065_062_500 + 348_892_500_000) / 2) < 1)
    #expect(area.bankArea(bytes: 383) == nil)
    #expect(area.bankArea(bytes: 262_145) == nil)
  }

  @Test("misses an SRAM that is left out by no more than docs/energy.md says")
  func leftOut() throws {
    let area = try #require(TechnologyTableTests.shipped().area)
    var errors: [Double] = []
    for place in area.sram.indices.dropFirst().dropLast() {
      var rest = area
      let point = rest.sram.remove(at: place)
      let found = try #require(rest.bankArea(bytes: Double(point.capacity.count)))
      errors.append(abs(found.squareNanometres / Double(point.entry.amount.squareNanometres) - 1))
    }
    #expect(errors.count == 5)
    #expect((errors.max() ?? 0) < 0.405)
    #expect(errors.reduce(0, +) / 5 < 0.22)
  }

  @Test("may be one number for the chip, or have components of its own")
  func own() throws {
    let chip = try #require(Self.load(["area={value: 18.71 mm2, source: \"HPCA 2021\"}"]).0)
    #expect(chip.area?.total(chip) == Area(squareNanometres: 18_710_000_000_000))
    let (loaded, lines) = Self.load([
      "area={table: asic_45nm, others: {control: {value: 0.1 mm2, source: \"assumption\"}}}"
    ])
    let design = try #require(loaded, "\(lines)")
    #expect(design.area?.components(design).last?.name == "control")
  }

  @Test(
    "that is wrong is refused with what would be right",
    arguments: [
      (
        "area={value: 1 mm2, source: x, others: {}}",
        "area has a value for the whole chip, beside which 'others' plays no part; remove it, in a variant with 'others: null'"
      ),
      (
        "area={table: asic_45nm_aladdin}",
        "the table 'asic_45nm_aladdin' has no 'area'; name one that has, or give each component a value and a source"
      ),
      ("area={value: 3, source: x}", "found '3', an area needs a unit; write for example '282 um2'"),
      (
        "area={table: asic_45nm, buffer: {}}",
        "unknown key 'buffer' in area; did you mean 'buffers'?"
      ),
    ])
  func wrong(setting: String, message: String) {
    let (design, lines) = Self.load([setting])
    #expect(design == nil || lines.count > 0)
    #expect(lines.contains { $0.contains(message) }, "\(lines)")
  }

  @Test("of a bank outside the SRAMs that the table has is refused")
  func outside() {
    let (_, lines) = Self.load(["area={table: asic_45nm}", "buffers.weight.banks=1024"])
    #expect(
      lines.contains { $0.contains("and the table 'asic_45nm' has SRAM of 384 B to 256 KiB") }, "\(lines)")
  }
}
