import Hardware
import Testing

@Suite("Sources of numbers")
struct NumberSourcesTests {
  @Test(
    "that say they are none make assumptions",
    arguments: [
      "assumption: as the table's adder", "Assumed", "an estimate between two", "guess", "none",
      "none: no source gives it",
      "not known", "left out: nobody says it", "TODO", "made up",
      "ISSCC 2014; quoted from memory, not checked",
      "zero for now", "x", "  ",
    ])
  func assumed(source: String) { #expect(NumberSources.isAssumed(source)) }

  @Test(
    "that name something make none",
    arguments: [
      "Our assumption-free measurement", "M. Horowitz, ISSCC 2014", "in the MAC", "from memory_main's file",
      "guesstimate of nobody", "a nonet of gates",
    ])
  func named(source: String) { #expect(!NumberSources.isAssumed(source)) }

  @Test("zeros that are left out are named, and are no numbers")
  func leftOut() throws {
    let design = try ShippedDesignTests.load("ws32.yaml")
    let sources = NumberSources(design)
    #expect(sources.leftOut.contains("static_power.memories.main"))
    #expect(!sources.ofEnergies.contains { $0.hasPrefix("left out") })
  }
}
