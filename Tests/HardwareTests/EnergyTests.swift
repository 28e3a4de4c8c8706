import Documents
import Hardware
import Quantities
import Testing

@Suite("Energies of a design")
struct EnergyTests {
  @Test("the shipped table is read with its sources, and its resolved form is equal")
  func shipped() throws {
    let findings = Findings()
    let design = try #require(
      Design.load(path: designFolder + "/ws32_energy.yaml", findings: findings))
    #expect(findings.lines.isEmpty)
    let energy = try #require(design.energy)
    // M. Horowitz, ISSCC 2014, 45 nm.
    #expect(energy.multiply.amount.attojoules == 200_000)
    #expect(energy.add.amount.attojoules == 100_000)
    // Aladdin's register bit, 0.009 pJ, 40 times.
    #expect(energy.registers.amount.attojoules == 40 * 9_000)
    // accelergy-cacti-plug-in, LPDDR4.
    #expect(energy.memories.map(\.amount.attojoules) == [8_000_000])
    #expect(energy.buffers.map(\.amount.attojoules) == [10_000_000, 10_000_000, 12_620_300])
    #expect(energy.multiply.source.contains("Horowitz"))
    let again = DesignDecoder.decode(design.resolved(), findings: findings)
    #expect(findings.lines.isEmpty)
    #expect(again == design)
  }

  @Test("a design without energies has none")
  func absent() throws {
    let design = try #require(Design.load(path: designFolder + "/ws32.yaml", findings: Findings()))
    #expect(design.energy == nil)
  }
}
