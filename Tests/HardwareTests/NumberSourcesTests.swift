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
      "zero for now", "x", "  ", "unsourced", "no source", "There is no source.", "pure guesswork",
    ])
  func assumed(source: String) { #expect(NumberSources.isAssumed(source)) }

  @Test(
    "that name something make none",
    arguments: [
      "Our assumption-free measurement", "M. Horowitz, ISSCC 2014", "in the MAC", "from memory_main's file",
      "guesstimate of nobody", "a nonet of gates", "no sourcebook but ISSCC 2014",
    ])
  func named(source: String) { #expect(!NumberSources.isAssumed(source)) }

  @Test("zeros that are left out are named, and are no numbers")
  func leftOut() throws {
    let design = try ShippedDesignTests.load("ws32.yaml")
    let sources = NumberSources(design)
    #expect(sources.leftOut.contains("static_power.memories.main"))
    #expect(!sources.ofEnergies.contains { $0.hasPrefix("left out") })
  }

  @Test("count a supply's rate of wrong bits as a number, and one that has no source as an assumption")
  func supply() throws {
    let plain = NumberSources(try ShippedDesignTests.load("ws32.yaml"))
    for (source, assumed) in [("x", 1), ("somebody's measurement", 0)] {
      let supplied = NumberSources(
        try ShippedDesignTests.load(
          "ws32.yaml",
          settings: ["energy.sram_supply={voltage: 0.7 V, bit_error_rate: 1/1000, source: \"\(source)\"}"]))
      #expect(supplied.ofEnergies.count == plain.ofEnergies.count + 1)
      let counts = [plain, supplied].map { $0.ofEnergies.count(where: NumberSources.isAssumed) }
      #expect(counts[1] == counts[0] + assumed, "\(source)")
    }
  }
}
