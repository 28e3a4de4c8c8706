import Documents
import Hardware
import Quantities
import Testing

@Suite("Energies of a design")
struct EnergyTests {
  @Test("come from a table with their sources, and the resolved form is equal")
  func shipped() throws {
    let findings = Findings()
    let design = try #require(Design.load(path: designFolder + "/ws32.yaml", findings: findings))
    #expect(findings.lines.isEmpty)
    let energy = try #require(design.energy)
    #expect(energy.technology == "asic_45nm")
    // M. Horowitz, ISSCC 2014, 45 nm.
    #expect(energy.multiply.amount.attojoules == 200_000)
    #expect(energy.add.amount.attojoules == 100_000)
    // Aladdin's register bit, 0.009 pJ: 8 bits of an input and 32 of a sum.
    #expect(energy.registers.amount.attojoules == 40 * 9_000)
    // accelergy-cacti-plug-in, LPDDR4.
    #expect(energy.memories.map(\.amount.attojoules) == [8_000_000])
    #expect(energy.multiply.source.contains("Horowitz"))
    #expect(energy.buffers.allSatisfy { $0.source.contains("asic_45nm") })
    #expect(findings.readFiles.contains { $0.hasSuffix("energy/asic_45nm.yaml") })
    let again = DesignDecoder.decode(design.resolved(), findings: findings)
    #expect(findings.lines.isEmpty)
    #expect(again == design)
  }

  @Test("of a design's own replace the table's")
  func overrides() throws {
    let energy = try #require(
      try ShippedDesignTests.load(
        "ws32.yaml",
        settings: [
          "energy.multiply={value: 7 pJ, source: mine}",
          "energy.buffers={weight: {value: 5 pJ, source: mine}}",
          "energy.memories.main={value: 3 pJ/bit, source: mine}", "energy.technology=mixed",
        ]
      ).energy)
    let table = try #require(try ShippedDesignTests.load("ws32.yaml").energy)
    #expect(energy.technology == "mixed")
    #expect(energy.multiply == .init(Energy(attojoules: 7_000_000), source: "mine"))
    #expect(energy.add == table.add)
    #expect(energy.buffers[1] == .init(Energy(attojoules: 5_000_000), source: "mine"))
    #expect(energy.buffers[0] == table.buffers[0])
    #expect(energy.memories == [.init(EnergyPerBit(attojoules: 3_000_000), source: "mine")])
  }

  @Test("follow the array's formats and dataflow")
  func formats() throws {
    let output = try #require(try ShippedDesignTests.load("os32.yaml").energy)
    // Inputs and weights move, and sums are added to.
    #expect(output.registers.amount.attojoules == 48 * 9_000)
    let floating = try #require(
      try ShippedDesignTests.load(
        "ws32.yaml", settings: ["array.precision={input: fp16, weight: int8, accumulate: fp32}"]
      ).energy)
    #expect(floating.multiply.amount.attojoules == 1_100_000)
    #expect(floating.add.amount.attojoules == 900_000)
    #expect(floating.registers.amount.attojoules == 48 * 9_000)
  }

  @Test(
    "are of every design that ships but three outside the tables, and every design has a source for each",
    arguments: ShippedDesignTests.names.filter {
      !["nvdla_large.yaml", "ethos_u55_256.yaml", "full_stack16_l2.yaml"].contains($0)
    })
  func everywhere(name: String) throws {
    let energy = try #require(try ShippedDesignTests.load(name).energy)
    #expect(energy.technology == "asic_45nm")
    #expect((energy.buffers.map(\.source) + energy.memories.map(\.source)).allSatisfy { !$0.isEmpty })
    #expect(!energy.staticPower.source.isEmpty)
  }

  @Test("are none of a design without the block")
  func absent() throws {
    let design = try ShippedDesignTests.load("ws32.yaml", settings: ["energy=null"])
    #expect(design.energy == nil)
  }
}
