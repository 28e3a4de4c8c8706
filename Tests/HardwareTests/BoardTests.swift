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
      path: "\(root)/Configs/designs/ws32.yaml", settings: settings, findings: findings)
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
    let counts = other.resources(on: board).map(\.resource)
    #expect(counts == [.largeRAM, .lut])
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

  /// docs/boards.md prints them: product, alignment, sum and all in LUTs, and the DSPs.
  @Test(
    "a multiply-accumulate takes the LUTs of the cited formulas",
    arguments: [
      // (2 x ceil(16 / 6) - 1) x 16 of the product, 16 and 30 bits of tree and sum; 1.1 times 126.
      ("int8", 80, 0, 46, 139, 1), ("int4", 24, 0, 30, 60, 1),
      // Significands of 4 bits: (2 x 2 - 1) x 8; 16 + 3 + 16 + 3 - 1 bits to align: 5 + 37 x 3 + 37; 50 bits of sum.
      ("fp8_e4m3", 24, 153, 50, 250, 1), ("fp6_e3m2", 6, 61, 32, 109, 1), ("fp4_e2m1", 4, 30, 22, 62, 1),
    ])
  func cost(name: String, product: Int, alignment: Int, sum: Int, luts: Int, dsps: Int) throws {
    let format = try #require(NumberFormat(name: name))
    let cost = try #require(MultiplierCost(format, format, products: 4_608))
    #expect((cost.product, cost.alignment, cost.sum) == (product, alignment, sum))
    #expect((cost.luts, cost.dsps) == (luts, dsps))
    #expect(MultiplierCost(.integer(bits: 24), .integer(bits: 24), products: 4_608)?.dsps == 2)
  }

  @Test("multipliers of LUTs take LUTs, and too many of them do not fit")
  func logic() throws {
    let (design, lines) = Self.design(
      "board={board: u280, large_ram: [weight], multipliers_in_luts: true}", "energy=null")
    let found = try #require(design, "\(lines)")
    let use = try #require(found.board)
    #expect(found.resources(on: use).first { $0.resource == .lut }?.count == 1_024 * 139)
    let (none, refusals) = Self.design(
      "board={board: u280, large_ram: [weight], multipliers_in_luts: true}", "energy=null", "array.rows=128",
      "array.columns=128")
    #expect(none == nil)
    #expect(refusals.contains { $0.contains("LUTs and u280 has 1304000") }, "\(refusals)")
  }

  @Test(
    "memories that a board does not have are refused, with the numbers",
    arguments: [
      (
        "memories={ddr: {type: bandwidth, bandwidth: 9 TB/s, latency: 1 ns, outstanding: 8, request: 64 B}}",
        "'ddr' has 9"
      ),
      (
        "memories={ddr: {type: bandwidth, bandwidth: 38 GB/s, latency: 1 ns, outstanding: 8, request: 64 B, capacity: 80 GiB}}",
        "80 GiB"
      ),
      (
        "memories={chip: {type: bandwidth, bandwidth: 38 GB/s, latency: 1 ns, outstanding: 8, request: 64 B, capacity: 200 MiB}}",
        "on the chip take"
      ),
    ])
  func memories(setting: String, message: String) {
    let name = setting.contains("chip") ? "chip" : "ddr"
    let (design, lines) = Self.design(
      "board={board: u280, large_ram: [weight]}", "energy=null",
      "placement={input: \(name), weight: \(name), output: \(name)}", setting)
    #expect(design == nil)
    #expect(lines.contains { $0.contains(message) }, "\(lines)")
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
