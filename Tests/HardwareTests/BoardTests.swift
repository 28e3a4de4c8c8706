import Documents
import Hardware
import Tensors
import TestFiles
import Testing

@Suite("A design lies on a board")
struct BoardTests {
  static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  static func design(_ settings: String...) -> (design: Design?, lines: [String]) {
    let findings = Findings()
    let design = Design.load(
      path: "\(root)/Configs/designs/ws32.yaml", settings: ["clock=225 MHz"] + settings,
      findings: findings)
    return (findings.hasErrors ? nil : design, findings.lines)
  }

  @Test(
    "every shipped board reads, has a source, and reads again as it is written",
    arguments: fileNames(in: root + "/Configs/boards"))
  func shipped(name: String) throws {
    let findings = Findings()
    let node = try #require(
      DocumentLoader().loadResolvingBase(path: "\(Self.root)/Configs/boards/\(name)", findings: findings))
    let board = try #require(BoardDecoder.decode(node, findings: findings), "\(findings.lines)")
    #expect(!board.sources.isEmpty && "\(board.name).yaml" == name)
    #expect(board.counts[.dsp] ?? 0 > 0)
  }

  @Test(
    "every shipped roofline reads and has a source", arguments: fileNames(in: root + "/Configs/rooflines"))
  func rooflines(name: String) throws {
    let findings = Findings()
    let node = try #require(
      DocumentLoader().loadResolvingBase(path: "\(Self.root)/Configs/rooflines/\(name)", findings: findings))
    let machine = try #require(DeclaredMachine.decode(node, findings: findings), "\(findings.lines)")
    #expect(DeclaredMachine.isDeclared(node) && !machine.sources.isEmpty && "\(machine.name).yaml" == name)
  }

  @Test("multipliers take DSPs, and banks the blocks of the shape of which they need least")
  func resources() throws {
    let (design, lines) = Self.design("board=u280", "energy=null")
    let whole = try #require(design, "\(lines)")
    let use = try #require(whole.board)
    let taken = Dictionary(uniqueKeysWithValues: whole.resources(on: use).map { ($0.resource, $0.count) })
    // 32 x 32 multipliers.
    #expect(taken[.dsp] == 1_024)
    #expect((taken[.blockRAM] ?? 0) > 0 && taken[.largeRAM] == nil)
    let (large, _) = Self.design(
      "board={board: u280, large_ram: [input, weight, output], multipliers_in_luts: true, others: {lut: 5}}",
      "energy=null")
    let other = try #require(large)
    let board = try #require(other.board)
    let counts = Dictionary(uniqueKeysWithValues: other.resources(on: board).map { ($0.resource, $0.count) })
    #expect(Set(counts.keys) == [.largeRAM, .lut])
    // 80 LUTs of a product of int8, and 32 of an int32's adder, times 1.1.
    #expect(counts[.lut] == 5 + 126_157)
  }

  /// What a design takes of a resource of its board.
  static func taken(_ resource: Board.Resource, _ settings: String...) throws -> Int {
    let findings = Findings()
    let design = Design.load(
      path: "\(root)/Configs/designs/ws32.yaml", settings: ["energy=null", "clock=225 MHz"] + settings,
      findings: findings)
    let whole = try #require(findings.hasErrors ? nil : design, "\(findings.lines)")
    return whole.resources(on: try #require(whole.board)).first { $0.resource == resource }?.count ?? 0
  }

  @Test("formats decide what a multiplier takes, in DSPs and in LUTs")
  func formats() throws {
    func precision(_ factors: String, sums: String = "int32") -> String {
      "array.precision={input: \(factors), weight: \(factors), accumulate: \(sums)}"
    }
    // A significand of 24 bits is two pieces of a DSP48E2, and one DSP58 in its own mode.
    #expect(try Self.taken(.dsp, "board=u280", precision("fp32", sums: "fp32")) == 2_048)
    #expect(try Self.taken(.dsp, "board=vck190", precision("fp32", sums: "fp32")) == 1_024)
    #expect(try Self.taken(.dsp, "board=u280", precision("fp16", sums: "fp32")) == 1_024)
    #expect(try Self.taken(.lut, "board=u280", precision("int8")) == 0)
    // E3M2: beside the DSP 4 LUTs for exponents, and for each of the exact sum's 32 bits an adder and two multiplexers.
    #expect(try Self.taken(.lut, "board=u280", precision("fp6_e3m2", sums: "fp32")) == 112_640)
    // In LUTs 6 more for the product of two significands of three bits.
    let luts = "board={board: u280, multipliers_in_luts: true}"
    #expect(try Self.taken(.lut, luts, precision("fp6_e3m2", sums: "fp32")) == 119_399)
    // As said, whatever the table has.
    let stated = "board={board: u280, multiplier: {dsp: 3, lut: 7, source: an example}}"
    #expect(try Self.taken(.dsp, stated, precision("int8")) == 3_072)
    #expect(try Self.taken(.lut, stated, precision("int8")) == 7_168)
  }

  @Test("a product by a sign takes no LUTs, and one that is an addition the adder's and no DSP")
  func additions() throws {
    let luts = "board={board: u280, multipliers_in_luts: true}"
    func precision(_ input: String, _ weight: String, _ rest: String) -> String {
      "array.precision={input: \(input), weight: \(weight), \(rest)}"
    }
    // 32 bits of a sum, times 1.1, for 1,024 of them.
    for weight in ["ternary", "binary"] {
      #expect(try Self.taken(.lut, luts, precision("int8", weight, "accumulate: int32")) == 36_045)
    }
    #expect(try Self.taken(.lut, luts, precision("binary", "binary", "accumulate: int16")) == 18_023)
    let added = "accumulate: fp32, product: addition"
    for (format, bits) in [("fp32", 32), ("fp16", 16), ("bf16", 16)] {
      #expect(try Self.taken(.dsp, "board=u280", precision(format, format, added)) == 0)
      let whole = (1_024 * bits * 11 + 9) / 10
      #expect(try Self.taken(.lut, "board=u280", precision(format, format, added)) == whole)
    }
    // Of E3M2 6 LUTs of the sum of two numbers in place of 4 of exponents.
    #expect(try Self.taken(.lut, "board=u280", precision("fp6_e3m2", "fp6_e3m2", added)) == 114_893)
    let (design, _) = Self.design(
      "energy=null", "board=u280", "clock=900 MHz", precision("fp32", "fp32", added))
    #expect(design == nil, "its block RAM is too fast, whatever its DSPs")
    let lines = Self.design("energy=null", luts, precision("fp32", "fp32", added)).lines
    #expect(lines.contains { $0.contains("no LUTs of sums of fp32") }, "\(lines)")
  }

  @Test("what has no count is named")
  func uncounted() throws {
    func names(_ settings: String...) throws -> [String] {
      let findings = Findings()
      let design = Design.load(
        path: "\(Self.root)/Configs/designs/ws32.yaml",
        settings: ["energy=null", "clock=225 MHz", "board=u280"] + settings, findings: findings)
      let whole = try #require(findings.hasErrors ? nil : design, "\(findings.lines)")
      return whole.uncounted(on: try #require(whole.board))
    }
    #expect(try names() == ["the vector unit", "registers", "control"])
    #expect(try names("vector_unit=null") == ["registers", "control"])
    let floats = try names("array.precision={input: fp16, weight: fp16, accumulate: fp32}")
    #expect(floats.prefix(2) == ["LUTs beside the DSPs of products of fp16", "additions of fp32"])
    #expect(
      try names("array.precision={input: int8, weight: int8, accumulate: fp32}")[0] == "additions of fp32")
    #expect(
      try names("array.precision={input: fp8_e4m3, weight: fp8_e4m3, accumulate: fp32}")[0]
        == "the vector unit")
    let pairs = "pairs: [{input: int8, weight: ternary, products: 4}]"
    #expect(
      try names("array.precision={input: int8, weight: int8, accumulate: int32, \(pairs)}")[0]
        == "what the pairs int8 x ternary take beside those of the array's formats")
    #expect(
      try names("array.precision={input: int8, weight: int8, accumulate: int32, dequantization: group}")[0]
        == "multiplications by scales")
    #expect(try names("storage={weight: {format: bitmask}}")[0] == "decoders")
    #expect(try names("decoders={weight: 4}")[0] == "decoders")
    let gated = try names("array.sparsity={input: {action: gate}}")
    #expect(gated[0] == "what finds zeros, digits and pairs")
  }

  @Test("multipliers that make no whole products of their formats are counted only as the design says")
  func otherMultipliers() throws {
    func load(_ name: String, _ board: String) -> (design: Design?, lines: [String]) {
      let findings = Findings()
      let design = Design.load(
        path: "\(Self.root)/Configs/designs/\(name).yaml",
        settings: ["clock=100 MHz", "energy=null", "area=null", "board=\(board)"], findings: findings)
      return (findings.hasErrors ? nil : design, findings.lines)
    }
    let stated = "{board: u280, multiplier: {dsp: 0, lut: 1, source: an example}}"
    for (name, what) in [
      ("stripes", "multipliers of 1 of the"), ("laconic", "multipliers that add a digit's product"),
      ("tensor_engine_opt3", "multipliers that add a digit's product"),
      ("bitfusion", "bricks of 2 bits"),
    ] {
      let lines = load(name, "u280").lines
      #expect(
        lines.contains { $0.contains("the array has \(what)") && $0.contains("'multiplier: {dsp: 2") },
        "\(name): \(lines)")
      #expect(!lines.contains { $0.contains(" DSPs and u280 has") }, "\(name): \(lines)")
      let own = load(name, stated).lines
      #expect(!own.contains { $0.contains("the array has") || $0.contains(" DSPs and ") }, "\(name): \(own)")
    }
  }

  @Test("floats run at the clock of the DSPs' mode for them")
  func floatClock() {
    func lines(_ factors: String, _ sums: String, _ clock: String, _ board: String = "vck190") -> [String] {
      Self.design(
        "clock=\(clock)", "energy=null", "board=\(board)",
        "array.precision={input: \(factors), weight: \(factors), accumulate: \(sums)}"
      ).lines
    }
    let message = "the DSPs of floats run at 800 MHz, and those of vck190 at 750 MHz at most"
    #expect(lines("fp32", "fp32", "800 MHz").contains { $0.contains(message) })
    #expect(lines("fp16", "fp32", "800 MHz").contains { $0.contains(message) })
    #expect(!lines("fp32", "fp32", "750 MHz").contains { $0.contains("DSPs of floats") })
    // Integers, and minifloats, whose significands are integers.
    #expect(!lines("int8", "int32", "800 MHz").contains { $0.contains("DSPs of floats") })
    #expect(!lines("fp6_e3m2", "fp32", "800 MHz").contains { $0.contains("DSPs of floats") })
    let stated = "{board: vck190, multiplier: {dsp: 3, source: an example}}"
    #expect(!lines("fp32", "fp32", "800 MHz", stated).contains { $0.contains("DSPs of floats") })
  }

  /// Configs/multipliers/lut6.yaml says the rules.
  @Test("the table of multipliers is what its rules give")
  func table() throws {
    let findings = Findings()
    let node = try #require(
      DocumentLoader().loadResolvingBase(
        path: "\(Self.root)/Configs/boards/u280.yaml", findings: findings))
    let macs = try #require(BoardDecoder.decode(node, findings: findings)?.macs, "\(findings.lines)")
    #expect(macs.rows.count == 94)
    let signs = ["ternary", "binary"]
    for row in macs.rows {
      if row.formats.contains(where: signs.contains) {
        #expect(row.product == 0 && row.shift == 0 && row.exponent == 0, "\(row.formats)")
        continue
      }
      let bits = row.formats.map { name in
        // A minifloat's mantissa and hidden bit, or an integer's bits.
        name.hasPrefix("int")
          ? Int(name.dropFirst(3)) : name.split(separator: "m").last.flatMap { Int($0) }.map { $0 + 1 }
      }
      let exponent = row.formats[0].split(separator: "e").last.flatMap { Int($0.prefix(1)) } ?? 0
      guard let product = row.product, let first = bits[0], let second = bits[1] else { continue }
      let sum = first + second
      #expect(product == (2 * ((sum + 5) / 6) - 1) * sum, "\(row.formats)")
      if row.shift > 0 {
        #expect(row.exponent == exponent + 1 && row.shift == (exponent + 2) / 2, "\(row.formats)")
      } else {
        #expect(row.exponent == 0 && row.dsps == ["dsp48e2": 1, "dsp58": 1, "stratix10": 1])
      }
    }
  }

  @Test("a memory on the chip takes blocks as wide as what it moves in a cycle")
  func onChip() throws {
    func blocks(_ chip: String) throws -> Int {
      try Self.taken(
        .largeRAM, "board={board: u280, large_ram: [chip]}", "clock=200 MHz",
        "memories.chip={type: bandwidth, latency: 20 ns, outstanding: 64, request: 64 B, \(chip)}",
        "placement={input: [chip, main], output: [chip, main], weight: main, cache: main}")
    }
    // 64 B a cycle are 512 bits, eight blocks of 72; 4,096 words of it are 256 KiB.
    #expect(try blocks("bandwidth: 12.8 GB/s, capacity: 256 KiB") == 8)
    #expect(try blocks("bandwidth: 12.8 GB/s, capacity: 257 KiB") == 16)
  }

  @Test("halves of the same blocks are as many as their reads and both fills need ports")
  func together() throws {
    func blocks(_ ports: Int, _ use: String) throws -> Int {
      let buffer = "{capacity: 64 KiB, banks: 16, ports: \(ports), width: 8 B}"
      return try Self.taken(
        .largeRAM, "board={board: u280, large_ram: [input, weight]\(use)}", "buffers.input=\(buffer)",
        "buffers.weight=\(buffer)")
    }
    let joined = ", together: [input, weight], double_pumped: [input, weight]"
    #expect(try blocks(1, "") == 32)
    // Of four ports two fill, and two read.
    #expect(try blocks(1, joined) == 16)
    #expect(try blocks(2, joined) == 32)
    let (design, lines) = Self.design("board={board: u280, together: [input, weight]}", "energy=null")
    #expect(design == nil)
    #expect(
      lines.contains { $0.contains("are written 2 and read 2 times a cycle, in blocks of 2 ports") },
      "\(lines)")
  }

  @Test("memories off the chip are the board's, and no more than it has")
  func memories() throws {
    let (design, lines) = Self.design("board=u280", "energy=null")
    let whole = try #require(design, "\(lines)")
    // 12.8 GB/s: the first that has them.
    #expect(whole.memoryUses(on: try #require(whole.board)).map(\.place.name) == ["hbm"])
    let (named, _) = Self.design("board={board: u280, memories: {main: ddr}}", "energy=null")
    let other = try #require(named)
    #expect(other.memoryUses(on: try #require(other.board)).map(\.place.name) == ["ddr"])
    let main =
      "memories.main={type: bandwidth, bandwidth: 38.5 GB/s, latency: 1 ns, outstanding: 64, request: 64 B}"
    let (close, _) = Self.design("board={board: u280, memories: {main: ddr}}", "energy=null", main)
    #expect(close != nil, "38.5 are within half a percent of 38.4")
  }

  @Test("nothing runs faster than the board's data sheet has it")
  func clocks() throws {
    #expect(Self.design("board=u280", "energy=null", "clock=738 MHz").design != nil)
    let (design, lines) = Self.design("board=u280", "energy=null", "clock=776 MHz")
    #expect(design == nil)
    #expect(
      lines.count == 2 && lines[0].contains("run at 776 MHz, and those of u280 at 775 MHz at most"),
      "\(lines)")
  }

  @Test("a bank of 4 KiB of 72-bit words is a small block, and one port more takes it twice")
  func blocks() throws {
    func blocks(_ buffer: String) throws -> Int {
      let (design, lines) = Self.design("board=u280", "energy=null", "buffers.weight=\(buffer)")
      let found = try #require(design, "\(lines)")
      let (without, _) = Self.design(
        "board={board: u280, large_ram: [weight]}", "energy=null", "buffers.weight=\(buffer)")
      let other = try #require(without)
      func small(_ design: Design) throws -> Int {
        let use = try #require(design.board)
        return design.resources(on: use).first { $0.resource == .blockRAM }?.count ?? 0
      }
      return try small(found) - small(other)
    }
    #expect(try blocks("{capacity: 294912 B, banks: 64, width: 9 B}") == 64)
    #expect(try blocks("{capacity: 294912 B, banks: 64, width: 9 B, ports: 2}") == 128)
    #expect(try blocks("{capacity: 589824 B, banks: 64, width: 9 B}") == 128)
  }

  @Test("a design that takes more than there is is refused, with the numbers")
  func refused() {
    let (design, lines) = Self.design("board=zcu102", "energy=null", "array.rows=64", "array.columns=64")
    #expect(design == nil)
    #expect(lines.contains { $0.contains("takes 4096 DSPs and zcu102 has 2520") }, "\(lines)")
  }

  @Test("programs and boards are part of the resolved design")
  func resolved() throws {
    let (design, lines) = Self.design(
      "board={board: u280, large_ram: [weight]}", "programs={length_bucket: 16}")
    let first = try #require(design, "\(lines)")
    let findings = Findings()
    let text = YAMLWriter.write(first.resolved())
    let node = try #require(DocumentLoader().load(text: Array(text.utf8), name: "r.yaml", findings: findings))
    let second = try #require(DesignDecoder.decode(node, findings: findings), "\(findings.lines)")
    #expect(second == first)
  }

  /// docs/boards.md prints them.
  @Test(
    "an exact accumulator has the bits of the paper's formulas",
    arguments: [
      ("int4", 22), ("int8", 30), ("fp6_e2m3", 26), ("fp6_e3m2", 32), ("fp7_e3m3", 34),
    ])
  func accumulator(name: String, bits: Int) throws {
    let format = try #require(NumberFormat(name: name))
    #expect(ExactAccumulator.bits(format, format, products: 4_608) == bits)
  }
}
