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
    // 8 bits of a weight come to rest.
    #expect(energy.registerLoad?.amount.attojoules == 8 * 9_000)
    #expect(energy.registerLoad?.source.contains("Aladdin") == true)
    // accelergy-cacti-plug-in, LPDDR4.
    #expect(energy.memories.map { $0?.amount.attojoules } == [8_000_000])
    #expect(energy.multiply.source.contains("Horowitz"))
    #expect(energy.buffers.allSatisfy { $0.read.source.contains("asic_45nm") && $0.read != $0.write })
    #expect(energy.buffers[0].read.source.contains("between the SRAM points of 512 and 2048 words"))
    #expect(energy.reductionLink == nil)
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
    #expect(energy.buffers[1] == .init(.init(Energy(attojoules: 5_000_000), source: "mine")))
    #expect(energy.buffers[0] == table.buffers[0])
    #expect(energy.memories == [.init(EnergyPerBit(attojoules: 3_000_000), source: "mine")])
  }

  @Test("follow the array's formats and dataflow")
  func formats() throws {
    let output = try #require(try ShippedDesignTests.load("os32.yaml").energy)
    // Inputs and weights move, and sums are added to.
    #expect(output.registers.amount.attojoules == 48 * 9_000)
    #expect(output.registerLoad == nil)
    let floating = try #require(
      try ShippedDesignTests.load(
        "ws32.yaml",
        settings: [
          "array.precision={input: fp16, weight: int8, accumulate: fp32}",
          "energy.static_power={value: 1 mW, source: mine}",
        ]
      ).energy)
    #expect(floating.multiply.amount.attojoules == 1_100_000)
    #expect(floating.add.amount.attojoules == 900_000)
    #expect(floating.registers.amount.attojoules == 48 * 9_000)
  }

  @Test("of registers in a row-stationary array are a product's accesses of its element's files")
  func files() throws {
    let design = try ShippedDesignTests.load("eyeriss.yaml")
    let energy = try #require(design.energy)
    // An input and a weight are read, a sum is read and written.
    #expect(energy.registers.amount.attojoules == (16 + 16 + 2 * 32) * 9_000)
    #expect(energy.registerLoad?.amount.attojoules == 16 * 9_000)
  }

  @Test(
    "of DSP chains are operations of DSPs, in which products, sums and registers are, unless null says otherwise"
  )
  func chains() throws {
    func energy(_ settings: String...) throws -> EnergyTable {
      try #require(try ShippedDesignTests.load("dsp48_dense_u280.yaml", settings: settings).energy)
    }
    let table = try TechnologyTableTests.shipped("fpga_16nm")
    let byDSP = try energy()
    #expect(byDSP.chain?.operation == table.dspOperations.first { $0.name == "dsp48e2" }?.entry)
    #expect([byDSP.multiply, byDSP.add, byDSP.registers].allSatisfy { $0.amount.attojoules == 0 })
    let byProduct = try energy("energy.dsp_operation=null")
    #expect(byProduct.chain == nil)
    #expect(byProduct.multiply == table.multiply.first { $0.name == "int8" }?.entry)
    #expect(byProduct.add.amount.attojoules > 0 && byProduct.registers.amount.attojoules > 0)
    let own = try energy(
      "energy.dsp_operation={value: 3 pJ, source: mine}", "energy.add={value: 1 pJ, source: mine}")
    #expect(own.chain?.operation?.source == "mine" && own.add.source == "mine")
    #expect(own.multiply.amount.attojoules == 0)
    // A table without DSPs charges products.
    let asic = try energy(
      "energy.table=asic_45nm", "energy.buffers={\(Self.words)}", "energy.registers=\(Self.one)")
    #expect(asic.chain == nil && asic.multiply.amount.attojoules == 200_000)
  }

  private static let one = "{value: 1 pJ, source: mine}"
  private static let words = "input: \(one), weight: \(one), output: \(one)"

  @Test(
    "of products that are additions are those of additions of as many bits, in a table's energy, leakage and area"
  )
  func additions() throws {
    let design = try ShippedDesignTests.load(
      "ws32_lmul.yaml",
      settings: [
        "area={table: asic_45nm, buffers: {input: \(Self.area), weight: \(Self.area), output: \(Self.area)}, add: \(Self.area)}"
      ])
    let energy = try #require(design.energy)
    // Horowitz's additions of 32 and 16 bits.
    #expect(energy.multiply.amount.attojoules == 100_000)
    #expect(energy.multiply.source.hasPrefix("an addition of 32 bits in place of a product: "))
    #expect(design.array.precision.pairs.map { $0.multiply?.amount.attojoules } == [50_000])
    let table = try TechnologyTableTests.shipped()
    let adder = try #require(table.leakage?.add.first { $0.name == "int32" }).entry.amount.nanowatts
    guard case .components(let powers) = energy.staticPower else { return #expect(Bool(false)) }
    #expect(powers[0].amount.nanowatts == 1_024 * adder)
    let findings = Findings()
    #expect(DesignDecoder.decode(design.resolved(), findings: findings) == design, "\(findings.lines)")
  }

  private static let area = "{value: 1 mm2, source: mine}"

  @Test("of a buffer on a board are those of the blocks that it lies in, whatever its banks' words")
  func blocks() throws {
    func words(_ settings: String...) throws -> [EnergyTable.Word] {
      try #require(try ShippedDesignTests.load("dsp48_dense_u280.yaml", settings: settings).energy).buffers
    }
    let table = try TechnologyTableTests.shipped("fpga_16nm")
    func picojoules(_ depth: Double) throws -> Double {
      try #require(table.sramWord(depth: depth, width: 16)).read
    }
    func isNear(_ word: EnergyTable.Word, _ expected: Double) -> Bool {
      abs(word.read.amount.picojoules - expected) < 0.001
    }
    // 2,048 words of a bank in UltraRAM, 512 in block RAM; without a board by their words.
    let (onBoard, alone) = (try words(), try words("board=null"))
    #expect(try isNear(onBoard[0], picojoules(4_096)) && isNear(onBoard[2], picojoules(512)))
    #expect(try isNear(alone[0], picojoules(2_048)) && isNear(alone[2], picojoules(512)))
    // Four times as deep as a block RAM.
    let deep = try words("buffers.output={capacity: 1 MiB, banks: 32, ports: 32, width: 16 B, tiles: 2}")
    #expect(try isNear(deep[2], picojoules(512)) && NumberSources.isAssumed(deep[2].read.source))
    #expect(!NumberSources.isAssumed(onBoard[0].read.source))
  }

  @Test("of a buffer between an SRAM point that is an assumption and another are one")
  func assumedPoints() throws {
    func source(_ banks: Int) throws -> String {
      try #require(
        try ShippedDesignTests.load(
          "dsp48_dense_u280.yaml",
          settings: [
            "board=null",
            "buffers.output={capacity: 1 MiB, banks: \(banks), ports: \(banks), width: 16 B, tiles: 2}",
          ]
        ).energy
      ).buffers[2].read.source
    }
    // 512 words of a bank are a block RAM's, and 8,192 lie behind an UltraRAM's.
    let (block, deep) = (try source(128), try source(8))
    #expect(!NumberSources.isAssumed(block) && NumberSources.isAssumed(deep))
  }

  @Test("of a gated product's registers may be an entry of their own")
  func gated() throws {
    let design = try ShippedDesignTests.load("sparseloop_eyeriss_gated.yaml")
    #expect(design.energy?.gatedRegisters?.amount.attojoules == 702_140)
    #expect(try ShippedDesignTests.load("eyeriss.yaml").energy?.gatedRegisters == nil)
    let findings = Findings()
    #expect(DesignDecoder.decode(design.resolved(), findings: findings) == design)
    #expect(findings.lines.isEmpty)
  }

  @Test(
    "are of every design that ships but some outside the tables, and every design has a source for each",
    arguments: ShippedDesignTests.names.filter { name in
      ![
        "ethos_u55_", "simba_chiplet", "full_stack16_l2", "a100_", "cambricon_x", "eie", "eyeriss_v2",
        "sat32",
        "sparseloop_stc", "sparten", "two_sided", "ant", "olaccel", "biscaled", "adafloat",
        "laconic", "stripes", "tensor_engine_opt", "matmul_free",
      ].contains { name.hasPrefix($0) }
    })
  func everywhere(name: String) throws {
    let design = try ShippedDesignTests.load(name)
    let energy = try #require(design.energy)
    let own = [
      "sparseloop_tc.yaml": "sparseloop_tc_65nm", "sparseloop_eyeriss.yaml": "sparseloop_eyeriss_45nm",
      "sparseloop_eyeriss_gated.yaml": "sparseloop_eyeriss_45nm",
      "sparseloop_formats.yaml": "sparseloop_formats_45nm", "eyeriss_65nm.yaml": "cnnergy_65nm",
      "mixpe_ant.yaml": "mixpe_28nm", "mixpe_bitfusion.yaml": "mixpe_28nm", "mixpe_int8.yaml": "mixpe_28nm",
      "mixpe_fp16.yaml": "mixpe_28nm", "mixpe_w4a8.yaml": "mixpe_28nm", "mixpe_w4a8_4bit.yaml": "mixpe_28nm",
      "mixpe_w4a16.yaml": "mixpe_28nm",
      "bitfusion.yaml": "bitfusion_45nm", "bitfusion_systolic.yaml": "bitfusion_45nm",
    ]
    let isOfBoard = name.hasPrefix("flightllm_") || name.hasPrefix("dsp48_")
    #expect(energy.technology == own[name, default: isOfBoard ? "fpga_16nm" : "asic_45nm"])
    let words = energy.buffers.flatMap { [$0.read.source, $0.write.source] }
    #expect((words + energy.memories.compactMap { $0?.source }).allSatisfy { !$0.isEmpty })
    switch energy.staticPower {
    case .machine(let power): #expect(!power.source.isEmpty)
    case .components(let powers):
      #expect(powers.count == EnergyTable.staticComponents(design).count)
      #expect(powers.allSatisfy { !$0.source.isEmpty })
    }
  }

  @Test(
    "of a step of some bits or of a digit are never a table's: multiplier, adder, registers, their leakage, their area",
    arguments: ["stripes.yaml", "laconic.yaml", "tensor_engine_opt4c.yaml"])
  func steps(name: String) throws {
    func load(_ settings: [String]) -> (design: Design?, lines: [String]) {
      let findings = Findings()
      let design = Design.load(path: "\(designFolder)/\(name)", settings: settings, findings: findings)
      return (design, findings.lines)
    }
    func own(_ path: String, _ value: String) -> [String] {
      ["multiply", "add", "registers"].map { "\(path).\($0)={value: \(value), source: mine}" }
    }
    let energy = [
      "energy={table: asic_45nm, memories: {main: lpddr4}, static_power: {memories: {main: {value: 0 mW, source: mine}}}}"
    ]
    let steps = own("energy", "0.02 pJ")
    let standing = own("energy.static_power", "3 mW")
    let area = ["area={table: asic_45nm}"]
    for (settings, path) in [
      (energy, "energy"), (energy + steps, "energy.static_power"), (area, "area"),
    ] {
      let lines = load(settings).lines
      #expect(lines.count == 1, "\(lines)")
      let keys = "give '\(path).multiply', '\(path).add', '\(path).registers' a value and a source each"
      #expect(lines.first?.contains(keys) == true, "\(lines)")
    }
    let (loaded, lines) = load(energy + steps + standing + area + own("area", "1 mm2"))
    #expect(lines.isEmpty, "\(lines)")
    let design = try #require(loaded)
    let table = try #require(design.energy)
    #expect([table.multiply, table.add, table.registers].allSatisfy { $0.source == "mine" })
    guard case .components(let powers) = table.staticPower, case .parts(let parts)? = design.area else {
      Issue.record("no components")
      return
    }
    #expect(powers.prefix(3).allSatisfy { $0.source == "mine" })
    #expect([parts.multiply, parts.add, parts.registers].allSatisfy { $0.source == "mine" })
    // What is not of a step, the table gives as ever.
    #expect(table.vectorOperation?.source.contains("mine") == false && powers[3].source != "mine")
    #expect(table.buffers.allSatisfy { $0.read.source.contains("asic_45nm") })
  }

  @Test(
    "of a technology whose name is another node are refused, and a number in a name is no node",
    arguments: [
      ("asic_7nm", false), ("my7NM", false), ("n7", false), ("chip_N7", false), ("tsmc16", false),
      ("gf12", false),
      ("asic_45nm", true), ("n45", true), ("npu16", true), ("chip3", true), ("v5", true), ("asic_7", true),
      ("mixed", true),
    ])
  func names(technology: String, isTaken: Bool) {
    let findings = Findings()
    _ = Design.load(
      path: designFolder + "/ws32.yaml", settings: ["energy.technology=\(technology)"], findings: findings)
    #expect(findings.lines.isEmpty == isTaken, "\(findings.lines)")
    #expect(isTaken || findings.lines[0].contains("names another node, '\(technology)'"), "\(findings.lines)")
  }

  @Test("of standing still are the table's leakage of all there is, in every core")
  func leakage() throws {
    let design = try ShippedDesignTests.load(
      "ws32.yaml",
      settings: [
        "cores={count: 2, partition: k, reduction: {width: 16 B, latency: 4}}",
        "energy.reduction_link={value: 1 pJ/bit, source: mine}",
        "energy.static_power.reduction_link={value: 5 nW, source: mine}",
        "energy.static_power.buffers={weight: {value: 7 nW, source: mine}}",
      ])
    let energy = try #require(design.energy)
    #expect(energy.reductionLink == .init(EnergyPerBit(attojoules: 1_000_000), source: "mine"))
    guard case .components(let powers) = energy.staticPower else {
      Issue.record("one power for the machine")
      return
    }
    #expect(
      EnergyTable.staticComponents(design) == [
        "multiply", "add", "registers", "vector_unit", "buffer_input", "buffer_weight", "buffer_output",
        "reduction_link", "memory_main",
      ])
    let elements = 2 * 32 * 32
    #expect(
      powers.map(\.amount.nanowatts) == [
        elements * 3_000, elements * 2_380,
        // An input and a sum, and two weights with a shadowed preload.
        elements * (8 + 32 + 2 * 8) * 74,
        2 * 32 * 2_380,
        // 256 KiB in each core; 271 nW are of 8 KiB.
        2 * 32 * 271, 7, 2 * 16 * 271, 5, 0,
      ])
    #expect(powers[0].source.hasPrefix("2048 x 3 uW: ") && powers[0].source.contains("Aladdin"))
    #expect(powers[4].source.contains("CACTI"))
    let findings = Findings()
    #expect(DesignDecoder.decode(design.resolved(), findings: findings) == design)
    #expect(findings.lines.isEmpty)
  }

  @Test("of registers are those of the array's kind")
  func registers() throws {
    func bits(_ name: String, _ settings: [String] = []) throws -> (mac: Int, load: Int?, all: Int) {
      let energy = try #require(try ShippedDesignTests.load(name, settings: settings).energy)
      guard case .components(let powers) = energy.staticPower else { return (0, 0, 0) }
      return (
        energy.registers.amount.attojoules / 9_000, energy.registerLoad.map { $0.amount.attojoules / 9_000 },
        powers[2].amount.nanowatts / 74
      )
    }
    // Trees: an input and a sum each, and two registers of each weight. A plane: both operands, nothing rests.
    #expect(try bits("nvdla_large.yaml") == (40, 8, 2_048 * (40 + 2 * 8)))
    // Lanes that choose have all positions of a window, and what rests of several chunks is all there.
    let choosing = ["array.sparsity={weight: {action: skip}, window: 128}"]
    #expect(try bits("nvdla_large.yaml", choosing) == (40, 8, 2_048 * 40 + 128 * 32 * 2 * 8))
    #expect(
      try bits("nvdla_large.yaml", ["array.resting_chunks=3"]) == (40, 8, 2_048 * (40 + 3 * 2 * 8)))
    #expect(try bits("matrix32.yaml") == (48, nil, 1_024 * 48))
    #expect(
      try bits("matrix32.yaml", ["array.dataflow=input_stationary"]) == (40, 8, 1_024 * 40 + 32 * 2 * 8))
    // Two vectors of inputs and four of weights, of four lanes, and eight sums.
    #expect(try bits("riscv_simd.yaml") == (48, 8, 4 * (2 * 8 + 4 * 8) + 8 * 32))
    #expect(try bits("os32.yaml", ["array.drain=shadowed"]) == (48, nil, 1_024 * (48 + 32)))
    #expect(try bits("ws32.yaml", ["array.preload=serial"]) == (40, 8, 1_024 * 48))
  }

  @Test("of a lower supply are scaled once, also where the resolved design is given that supply again")
  func supplied() throws {
    let supply = "energy.sram_supply={voltage: 0.56 V, points: sram_supply_virtex7}"
    let nominal = try #require(try ShippedDesignTests.load("ws32.yaml").energy)
    let design = try ShippedDesignTests.load("ws32.yaml", settings: [supply])
    let energy = try #require(design.energy)
    let read = Double(nominal.buffers[0].read.amount.attojoules) * 0.56 * 0.56
    #expect(energy.buffers[0].read.amount.attojoules == Int(read.rounded()))
    // Measured at 28 nm, and taken over to 45.
    #expect(energy.buffers[0].read.source.contains("assumption: as at 28 nm"))
    #expect(NumberSources.isAssumed(energy.buffers[0].read.source))
    let findings = Findings()
    #expect(DesignDecoder.decode(design.resolved(), findings: findings) == design)
    #expect(findings.lines.isEmpty, "\(findings.lines)")
  }

  @Test("are none of a design without the block")
  func absent() throws {
    let design = try ShippedDesignTests.load("ws32.yaml", settings: ["energy=null"])
    #expect(design.energy == nil)
  }
}
